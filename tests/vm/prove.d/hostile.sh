#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# hostile.sh COUNT: artifacts in the attribute that are rightly signed, by an issuer
# who may authorize mapping alone, and whose content means harm.
. /mnt/lib.sh
. /mnt/counts.sh

COUNT=$1
plan 9
dmesg -n 1
sh /mnt/variant.sh /mnt/bin/subject hostile > /tmp/victim
cp /tmp/victim /tmp/canary
echo >> /tmp/canary
chmod 755 /tmp/victim /tmp/canary
holds "before anything, the program runs" /tmp/victim
holds "governed" govern hostile.writ
refused "the program does not run" /tmp/victim
BASE=$(at_rest)
said=$(/mnt/bin/hostile /tmp/victim $A/hostile.objects 2>&1)
note "seed $(cat $A/hostile.seed): $said"
same "each of $COUNT was attached, and the program denied" "$COUNT 0" "$(count denied) $(count ran)"
# Were none good enough to be admitted, the others would show little.
if [ "$(count mapped)" -gt 0 ] && [ "$(count unmapped)" -gt 0 ]; then
	ok "some authorized what their issuer may, some nothing"
else
	fail "some authorized what their issuer may, some nothing" "$said"
fi
refused "nor does the program run afterwards" /tmp/victim
refused "nor another one" /tmp/canary
holds "an honest program runs" /mnt/bin/subject
nothing_leaked "no task stays in the table"
