#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In a kernel with writ compiled in: enforced, or one of the ways in which it is not.
#	guest.sh enforced|none|absent|off
STATUS=/sys/kernel/security/writ/status

same() { # NAME WANTED GOT
	if [ "$2" = "$3" ]; then echo "ok $1"; else echo "FAIL $1: wanted '$2', got '$3'"; fi
}
of() { sed -n "s/^$1: //p" $STATUS; }
# What an execution prints, or what the shell says of it.
run() { "$@" 2>&1 | sed 's/.*: //'; }
count() { dmesg | grep -cF "$1"; }

[ -e $STATUS ] || mount -t securityfs securityfs /sys/kernel/security
case $1 in
enforced)
	echo plan 15
	same "state" enforcing "$(of state)"
	same "policy" builtin "$(of policy)"
	same "artifacts" 1 "$(of artifacts)"
	same "hooks: all attached" "" "$(grep '^hook ' $STATUS | grep -v ': live$\|: attached$')"
	same "hooks: as many as the log says" \
		"$(dmesg | sed -n 's/.*enforcing policy .* with \([0-9]*\) hooks$/\1/p')" \
		"$(grep -c '^hook ' $STATUS)"
	# The canary's two denials have called these before anything here did.
	for hook in bprm_check_security mmap_file file_open; do
		same "hook $hook" live "$(of "hook $hook")"
	done
	same "listed: runs" "listed ran" "$(run /mnt/w/listed)"
	same "unlisted: denied" "Permission denied" "$(run /mnt/w/unlisted)"
	same "unlisted: told" 1 "$(count 'reason=missing-authorization path="/mnt/w/unlisted"')"
	cp /mnt/w/listed /mnt/w/copy
	same "copy: runs" "listed ran" "$(run /mnt/w/copy)"
	echo x >> /mnt/w/copy
	same "changed copy: denied" "Permission denied" "$(run /mnt/w/copy)"
	cp /mnt/w/unlisted /tmp/ungoverned
	same "ungoverned: runs" "unlisted ran" "$(run /tmp/ungoverned)"
	same "boot id" "$(cat /proc/sys/kernel/random/boot_id)" "$(of boot)" ;;
none | absent | off)
	echo plan 5
	case $1 in
	none) cause="init was refused: the kernel log says why" ;;
	absent) cause="writ is not among the active LSMs: see CONFIG_LSM, and lsm= on the boot line" ;;
	off) cause="init was refused: the kernel log says why" ;;
	esac
	same "$1: state" "not enforcing" "$(of state)"
	same "$1: cause" "$cause" "$(of cause)"
	same "$1: the log says so" 1 "$(count 'writ: NOT ENFORCING: ')"
	same "$1: no hook acts" 0 "$(grep '^hook ' $STATUS | grep -vc ': not attached$')"
	same "$1: unlisted: runs" "unlisted ran" "$(run /mnt/w/unlisted)" ;;
esac
