#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# No TPM, no UEFI; lockdown and signatures of modules are demanded after the module
# was loaded, which is too late to count.
# shellcheck source=host.sh disable=SC2154
. /mnt/host.sh

plan 41
holds "there is no TPM" test ! -e /dev/tpm0
same "nothing is locked down" none "$(locked_to)"
accepts "an unsigned module would be loaded" /mnt/plain.ko
holds "governed by an unsigned module" governed
tells "the state of the host" none no no
zeros=$(printf '%064d' 0)
unmet "a register of a TPM" --pcr "11:$zeros"
same "none was read" 0 "$(value tpm_registers)"
unmet "lockdown" --lockdown integrity
met "this kernel" --kernel "$(uname -r)"
unmet "another kernel" --kernel "9.*"
met "this boot" --boot "$(cat /proc/sys/kernel/random/boot_id)"
unmet "another boot" --boot 00000000-0000-4000-8000-000000000000
unmet "Secure Boot" --secure-boot
unmet "module signatures" --module-signatures

# Both only ever rise, so what was seen at load may be too little and is never too much.
echo integrity > /sys/kernel/security/lockdown
same "lockdown is raised" integrity "$(locked_to)"
rejects "which the kernel heeds" /mnt/plain.ko "Operation not permitted"
unmet "lockdown raised since" --lockdown integrity
echo 1 > /sys/module/module/parameters/sig_enforce
same "signatures are enforced" Y "$(cat /sys/module/module/parameters/sig_enforce)"
rejects "which the kernel heeds as well" /mnt/plain.ko "Key was rejected"
unmet "module signatures enforced since" --module-signatures
tells "the state of the host is told as at load" none no no
