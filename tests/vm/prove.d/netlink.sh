#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# netlink.sh COUNT: who may not, may nothing; nonsense changes nothing.
. /mnt/lib.sh

COUNT=$1
plan 12
dmesg -n 1
holds "governed" govern policy.writ
holds "root lists the artifacts" writctl list artifacts
holds "writd owns the log" start
says "a second owner is refused while the first lives" "own" writd --foreground --run-dir /run/other
gone KILL
holds "the owner was killed: another one follows" start

# As root, and as somebody who is not: each operation.
for operation in "list artifacts" "drop 0011223344556677" "policy $A/strict.writ" \
		"revoke $A/revocation.writ" "explain /mnt/bin/subject"; do
	su agent -c "writctl $operation" > /tmp/log 2>&1 && break
	operation=
done
same "nothing of it is for an unprivileged user" "" "$operation"
before="$(writctl list artifacts --json; value policy_version; value generation)"
/mnt/bin/nlfuzz --user 1000 2000 > /tmp/log 2>&1
same "as an unprivileged user, every message is refused" 0 $?
tail -n 1 /tmp/log
/mnt/bin/nlfuzz "$COUNT" > /tmp/fuzz 2>&1
same "$COUNT messages of nonsense change nothing" 0 $?
note "$(tail -n 1 /tmp/fuzz)"
same "nor what is in force" "$before" \
	"$(writctl list artifacts --json; value policy_version; value generation)"
holds "the owner lives" kill -0 "$(daemon)"
holds "the log goes on" drained
holds "an honest program runs" /mnt/bin/subject
stop
