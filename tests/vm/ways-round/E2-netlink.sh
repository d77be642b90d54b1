# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: forged or flooded netlink
# guest: daemon
# expect: denied
# by: CAP_SYS_ADMIN, the initial namespace, no governed task; nonsense changes nothing

checks() {
	local before

	as control check "root lists the artifacts" writctl list artifacts
	as denial check "as somebody else, each message is refused" "$BIN/nlfuzz" --user 1000 300
	before="$(writctl list artifacts --json; value policy_version; value generation)"
	as denial check "nonsense changes nothing" "$BIN/nlfuzz" 2000
	same "nor what is in force" "$before" \
		"$(writctl list artifacts --json; value policy_version; value generation)"
	as denial check "the log has one owner" sh -c '! writd --foreground --run-dir /run/other'
	as control check "who has it, goes on" daemon_do drained
}
