#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# UEFI without Secure Boot, a boot line that enforces the signatures of modules, and
# the module signed with a key that UEFI knows.
# shellcheck source=host.sh disable=SC2154
. /mnt/host.sh

plan 23
same "started by UEFI" 64 "$(cat /sys/firmware/efi/fw_platform_size)"
same "nothing is locked down" none "$(locked_to)"
rejects "an unsigned module" /mnt/plain.ko "Key was rejected"
rejects "one signed with a key that the kernel does not know" /mnt/mok.ko "Key was rejected"
rejects "one changed since it was signed" /mnt/db-changed.ko "Key was rejected"
accepts "one signed with a key of UEFI's db" /mnt/db.ko
holds "governed" governed --module /mnt/db.ko
tells "the state of the host" none no yes
met "module signatures" --module-signatures
unmet "Secure Boot" --secure-boot
unmet "lockdown" --lockdown integrity
unmet "module signatures and Secure Boot" --module-signatures --secure-boot
met "a kernel and module signatures" --kernel "$(uname -r)" --module-signatures
