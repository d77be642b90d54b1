#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A boot line that locks down: a module whose signature nobody vouches for stays out,
# and the host is as it was.
# shellcheck source=host.sh disable=SC2154
. /mnt/host.sh

plan 10
same "locked down" integrity "$(locked_to)"
rejects "unsigned" /mnt/plain.ko "Operation not permitted"
rejects "signed with a key that the kernel does not know" /mnt/mok.ko "Operation not permitted"
says "writctl load says why" "locked down and the module not signed" governed
refused "there is no status" test -e "$STATUS"
fresh
holds "and what no artifact names runs" "$program"
echo 1 > /sys/module/module/parameters/sig_enforce
same "signatures enforced as well" Y "$(cat /sys/module/module/parameters/sig_enforce)"
rejects "unsigned" /mnt/plain.ko "Key was rejected"
rejects "signed with a key that the kernel does not know" /mnt/mok.ko "Key was rejected"
says "writctl load says why" "demands a signed module" governed
