#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A TPM of version 1.2, which has registers and no SHA-256 bank.
# shellcheck source=host.sh disable=SC2154
. /mnt/host.sh

plan 7
same "version" 1 "$(cat /sys/class/tpm/tpm0/tpm_version_major)"
same "its register is of zeros, and of SHA-1" "$(printf '%040d' 0)" \
	"$(cat /sys/class/tpm/tpm0/pcr-sha1/11)"
holds "governed" governed
unmet "zeros in the SHA-256 bank" --pcr "11:$(printf '%064d' 0)"
same "no register was read" 0 "$(value tpm_registers)"
