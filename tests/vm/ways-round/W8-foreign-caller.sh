# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: another BPF program calls writ's functions
# guest: plain
# expect: denied
# by: bpf() needs the operation kernel-access, and the functions answer to writ's own programs alone

before() { cp "$BIN/caller" unlisted-caller; printf x >> unlisted-caller; }
checks() {
	local count said

	counted "who may not call bpf()" kernel-access EACCES "$PROBE" code bpf
	count=$(denials kernel-access)
	# Who may, has at most made a program that is told nothing and changes nothing.
	said=$("$BIN/caller" "$BIN/caller.bpf.o" /tmp/w/W8/made 2> log | tail -n 1)
	case $said in
	E*) as denial ok "its program is refused: $said" ;;
	"called 1 said 0" | "called 1 said -"*)
		as denial ok "its program was called: $said" ;;
	*) fail "its program" "$said $(cat log)" ;;
	esac
	as denial same "no verdict was counted for it" "$count" "$(denials kernel-access)"
	run "who allows goes on" /tmp/w/listed
}
