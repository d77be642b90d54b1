#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# syscalls.sh SECONDS SEED: system calls by chance, governed. Nothing that is not listed
# runs, no memory of anything else becomes executable, and the counts are right.
. /mnt/lib.sh

SECONDS_EACH=$1
SEED=$2
FUZZ=/mnt/bin/sysfuzz
plan 9
dmesg -n 1
# Tmpfs files take memory that belongs to no process: whoever is large would be killed.
echo -1000 > /proc/$$/oom_score_adj
# Where nobody can replace them, not even by chance.
mkdir /tmp/fixed
mount -t tmpfs none /tmp/fixed
cp /mnt/bin/subject /mnt/bin/tell /tmp/fixed/
cp /mnt/bin/tell /tmp/fixed/unlisted
echo >> /tmp/fixed/unlisted
chmod 755 /tmp/fixed/unlisted
mount -o remount,ro /tmp/fixed
# Not in /tmp, where its processes, some of them root's, find and change what is there.
mkdir -p /run/said
# What they make where they are must not be listed afterwards, not even if it is empty.
fuzz() {
	(cd /tmp && $FUZZ "$1" "$SEED" /tmp/fixed/subject /tmp/fixed/unlisted /tmp/fixed/tell) \
		> /run/said/all 2>&1
}
fuzz 5
same "before anything, they do bring it to run" 1 $?
note "seed $SEED; ungoverned: $(tail -n 1 /run/said/all)"
holds "governed" govern policy.writ --events 65536
refused "the unlisted does not run" /tmp/fixed/unlisted
fuzz "$SECONDS_EACH"
same "$SECONDS_EACH seconds of system calls bring nothing unlisted to run" 0 $?
tail -n 60 /run/said/all | sed 's/^/note /'
note "killed for want of memory: $(sed -n 's/^oom_kill //p' /proc/vmstat)"
refused "nor does it run afterwards" /tmp/fixed/unlisted
holds "an honest program runs" /tmp/fixed/subject
same "it is enforced" enforcing "$(value state)"
reconciled
if [ "$(sed -n 's/^denied missing-authorization: //p' /tmp/status)" -gt 2 ]; then
	ok "the unlisted was asked for"
else
	fail "the unlisted was asked for" "$(grep '^denied' /tmp/status | tr '\n' ' ')"
fi
