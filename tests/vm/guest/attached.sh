#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Root tries to take the enforcement away. After each attempt status says that
# it stands, a listed program runs and an unlisted one does not.
. /mnt/lib.sh

plan 63
variant /tmp/listed listed
variant /tmp/unlisted unlisted
same "before loading the unlisted program runs" ran "$("$PROBE" exec /tmp/unlisted)"
programs=$("$PROBE" bpf)
enforce /mnt/attached/policy /mnt/attached/artifacts

stands() {
	same "after $1: status" enforcing "$(value state)"
	runs "after $1: listed" /tmp/listed
	denied "after $1: unlisted" execute missing-authorization /tmp/unlisted \
		"$PROBE" exec /tmp/unlisted
	denied "after $1: unlisted, mapped" map missing-authorization /tmp/unlisted \
		"$PROBE" memory map /tmp/unlisted
}

stands loading
# One program for each hook that status names.
same "a program for each hook" "$(grep -c '^hook ' "$STATUS")" "$(($("$PROBE" bpf) - programs))"
same "no hook is left out" 0 "$(grep '^hook ' "$STATUS" | grep -cv -e ': live$' -e ': attached$')"

# EWOULDBLOCK is EAGAIN's name here too: the module is in use by itself.
same "rmmod" EAGAIN "$("$PROBE" rmmod writ)"
stands rmmod
same "rmmod -f" EAGAIN "$("$PROBE" rmmod writ force)"
stands "rmmod -f"

ftrace=/proc/sys/kernel/ftrace_enabled
said=$(echo 0 2>&1 > $ftrace)
# Where the kernel lets nobody switch it off, that is its own answer.
case $SERIES$said in
7.3*supported* | 6.*busy*) ok "kernel.ftrace_enabled=0 is refused" ;;
*) fail "kernel.ftrace_enabled=0 is refused" "$said; it reads $(cat $ftrace)" ;;
esac
same "kernel.ftrace_enabled reads as before" 1 "$(cat $ftrace)"
stands "ftrace_enabled=0"
for key in core/bpf_jit_enable core/bpf_jit_harden core/bpf_jit_limit; do
	echo 0 2> /dev/null > /proc/sys/net/$key
done
stands "the BPF JIT switched off"

links=$("$PROBE" links)
# Links can be listed by root, so there is something to try it on.
if [ "${links##*links }" -gt 0 ]; then ok "links are listed"
else fail "links are listed" "$links"; fi
for what in detach update; do
	said=$("$PROBE" links $what)
	same "links: no $what succeeds" 0 "$(echo "$said" | grep -c ' ok$')"
	same "links: each was tried: $what" "${links##*links }" "${said##*links }"
	stands "links: $what"
done
umount -l /sys/fs/bpf
stands "bpffs is gone"

# --- the status directory

dir=/sys/kernel/security/writ
same "nothing below it has a write bit" "" "$(find $dir -type f -perm /222)"
# Root may open what has no write bit; there is nothing that would take the words.
check "the status takes no words" sh -c "! echo off 2>/dev/null > $STATUS"
check "it cannot be removed" sh -c "! rm $STATUS 2>/dev/null"
check "a file cannot be made there" sh -c "! touch $dir/x 2>/dev/null"
umount -l /sys/kernel/security
mount -t securityfs none /sys/kernel/security
stands "securityfs was mounted anew"

# --- nobody stands behind it

/bin/busybox sleep 1000 &
sleeper=$!
"$PROBE" killall $$ > /dev/null
sleep 0.3
check "every other process is gone" sh -c "! kill -0 $sleeper 2>/dev/null"
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
stands "every other process is gone"
sync
echo 3 > /proc/sys/vm/drop_caches
stands "caches dropped"
same "no internal error in all this" 0 "$(denials internal-error)"
