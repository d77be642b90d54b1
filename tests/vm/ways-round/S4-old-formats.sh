# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: uselib, a.out
# guest: plain
# expect: denied
# by: mapped through the same hook; a.out is gone from these kernels

checks() {
	local said

	# What the kernel answers to the listed file differs: it may lack the call, or
	# want more of a library than that. To the unlisted one it says nothing else
	# unless it maps it.
	said=$("$PROBE" odd uselib /tmp/w/listed)
	case $said in
	ok)
		as control ok "uselib of a listed file: $said"
		missing "uselib of an unlisted one" map /tmp/w/unlisted "$PROBE" odd uselib /tmp/w/unlisted ;;
	ENOSYS | ENOEXEC)
		as denial same "uselib is of no use: $said" "$said" "$("$PROBE" odd uselib /tmp/w/unlisted)" ;;
	*) fail uselib "$said" ;;
	esac
	printf '\013\001\144\000\000\000\000\000\000\000\000\000\000\000\000\000' > aout
	chmod 755 aout
	missing "a.out" execute /tmp/w/S4/aout "$PROBE" exec /tmp/w/S4/aout
	run "the format that is left" /tmp/w/listed
}
