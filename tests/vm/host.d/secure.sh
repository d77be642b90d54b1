#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Secure Boot by way of shim, as Debian installs it: the kernel locks itself down, and
# the module is signed with a key that the owner of the machine has enrolled.
# shellcheck source=host.sh disable=SC2154
. /mnt/host.sh

plan 33
holds "the kernel says so" sh -c 'dmesg | grep -q "secureboot: Secure boot enabled"'
same "it has locked itself down" integrity "$(locked_to)"
holds "it has taken the enrolled key" grep -q "writ test mok" /proc/keys
rejects "an unsigned module" /mnt/plain.ko "Key was rejected"
rejects "one signed with a key that nobody enrolled" /mnt/other.ko "Key was rejected"
rejects "one changed since it was signed" /mnt/mok-changed.ko "Key was rejected"
accepts "one signed with the enrolled key" /mnt/mok.ko
says "writctl load says why an unsigned one stays out" "demands a signed module" governed
holds "governed by the one that is signed" governed --module /mnt/mok.ko
tells "the state of the host" integrity yes yes
met "Secure Boot" --secure-boot
met "lockdown" --lockdown integrity
unmet "more lockdown" --lockdown confidentiality
met "all of it" --secure-boot --module-signatures --lockdown integrity
unmet "all of it and another kernel" --secure-boot --kernel "9.*"
same "the module has seen itself deny" enforcing "$(value state)"

# Raised further, it takes nothing from what is attached already.
echo confidentiality > /sys/kernel/security/lockdown
same "lockdown is raised" confidentiality "$(locked_to)"
unmet "more lockdown since" --lockdown confidentiality
met "lockdown as it was at load" --lockdown integrity
