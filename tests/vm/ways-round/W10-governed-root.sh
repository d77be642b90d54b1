# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: container root drops artifacts or evidence
# guest: daemon
# expect: denied
# by: CAP_SYS_ADMIN in the initial user namespace, and no governed task without the operation administer

before() {
	# A copy that may run, and may not administer.
	cp "$(command -v writctl)" ctl
	cp "$BIN/nlfuzz" fuzz
	echo copy | tee -a ctl >> fuzz
	chmod 755 ctl fuzz
}
checks() {
	local before command

	writ issue --key /mnt/authority/release --issuer release --ops execute,map --valid 1h \
		-o ctl.writ ctl fuzz > /tmp/log 2>&1
	check "it may run" writctl load ctl.writ
	# Valid messages of each kind: to register, to acknowledge, to drop.
	as denial check "governed root: each message is refused" refused_to ./fuzz --user 0 300
	before="$(writctl list artifacts --json; value policy_version)"
	as control check "who may administer, lists" writctl list artifacts
	for command in "list artifacts" "drop 0011223344556677" "policy --yes /mnt/authority/strict.writ"; do
		# shellcheck disable=SC2086 # words
		as denial check "governed root: $command" refused_to ./ctl $command
		# shellcheck disable=SC2086
		as denial check "root of a namespace: $command" refused_to unshare -Ur writctl $command
	done
	check "all is durable" daemon_do drained
	check "it is recorded" sh -c \
		'writ-lineage query /var/lib/writ/lineage --kind tamper | grep -q "without the operation administer"'
	same "nothing has changed" "$before" "$(writctl list artifacts --json; value policy_version)"
}
refused_to() { ! "$@" > /tmp/log 2>&1 && grep -q -i -e 'permi' -e 'governed' -e 'refused' -e 'administer' /tmp/log; }
