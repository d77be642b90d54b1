#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Secure Boot without shim, and a boot line that locks down as far as it goes: the
# kernel keeps its memory confidential, and refuses BPF programs that could read it.
# writ's are none of these.
# shellcheck source=host.sh disable=SC2154
. /mnt/host.sh

plan 25
same "locked down" confidentiality "$(locked_to)"
rejects "an unsigned module" /mnt/plain.ko "Key was rejected"
rejects "one signed with a key that is not in UEFI's db" /mnt/mok.ko "Key was rejected"
accepts "one signed with a key of UEFI's db" /mnt/db.ko
holds "governed by the one that is signed" governed --module /mnt/db.ko
same "the module has seen itself deny" enforcing "$(value state)"
tells "the state of the host" confidentiality yes yes
met "lockdown as far as it goes" --lockdown confidentiality
met "lockdown to integrity, which that includes" --lockdown integrity
met "all of it" --secure-boot --module-signatures --lockdown confidentiality
unmet "all of it and another kernel" --secure-boot --lockdown confidentiality --kernel "9.*"
refused "rmmod -f" rmmod -f writ
fresh
denied "what no artifact names does not run" missing-authorization "$program"
# The hooks that read along the walk of the task (file_open) are among those that fire.
for hook in file_open mmap_file bprm_check_security task_alloc; do
	same "hook $hook" live "$(value "hook $hook")"
done
