# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: another BPF program calls writ's functions
# guest: plain
# expect: denied
# by: bpf() needs the operation kernel-access, and each function answers to writ's own program of that hook alone

checks() {
	local before

	counted "who may not call bpf()" kernel-access EACCES "$PROBE" code bpf
	allow_as "the program of who may" "exit 2" "$PROBE" exec "$BIN/caller"
	"$BIN/caller" "$BIN/caller.bpf.o" /tmp/w/W8/made > said 2>&1 &
	check "its program is loaded" until_true grep -q ready said
	before="$(denials '')"
	forget_log
	# This shell may not write to raw memory, and is not asked about it.
	mkdir made
	wait $!
	# EPERM, which is what a stranger is told, whatever it asks.
	as denial same "it is called, and gets no verdict" "called 1 said -1" "$(tail -n 1 said)"
	same "none is counted" "$before" "$(denials '')"
	check "it is told" told "writ: another BPF program called the function of the hook locked_down"
	counted "the kernel's own question has one" kernel-access EACCES "$PROBE" code open-to-read /dev/mem
}
