#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Secure Boot without shim, and a boot line that locks down as far as it goes. A kernel
# that keeps its memory confidential does not run the loader of BPF programs, so the
# module stays out, says so, and leaves the host as it was.
# shellcheck source=host.sh disable=SC2154
. /mnt/host.sh

plan 8
same "locked down" confidentiality "$(locked_to)"
rejects "an unsigned module" /mnt/plain.ko "Key was rejected"
rejects "one signed with a key that is not in UEFI's db" /mnt/mok.ko "Key was rejected"
accepts "one signed with a key of UEFI's db" /mnt/db.ko
says "but the module refuses" "the kernel does not attach BPF LSM programs" \
	governed --module /mnt/db.ko
refused "there is no status" test -e "$STATUS"
refused "and no module" grep -q "^writ " /proc/modules
fresh
holds "what no artifact names runs" "$program"
