#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A TPM: registers as they are, after they were extended, and after it died.
# shellcheck source=host.sh disable=SC2154
. /mnt/host.sh

A_REGISTER=11 ANOTHER=12
register() { tr A-F a-f < "/sys/class/tpm/tpm0/pcr-sha256/$1"; }
other() { echo "$1" | tr 0123456789abcdef 123456789abcdef0; }
# extended OLD VALUE: what the TPM must have made of it
extended() { printf '%s%s' "$1" "$2" | xxd -r -p | sha256sum | cut -d ' ' -f 1; }
one=$(printf '%064d' 1)

plan 41
holds "the kernel found the TPM" test -e /sys/class/tpm/tpm0/pcr-sha256/23
same "version" 2 "$(cat /sys/class/tpm/tpm0/tpm_version_major)"
holds "governed" governed
tells "the rest of the host's state" none no no

old=$(register $A_REGISTER) also=$(register $ANOTHER)
met "the value it has" --pcr "$A_REGISTER:$old"
was=$program
same "so many registers were read" 1 "$(value tpm_registers)"
unmet "another value" --pcr "$A_REGISTER:$(other "$old")"
met "two registers" --pcr "$A_REGISTER:$old" --pcr "$ANOTHER:$also"
both=$program
unmet "two registers of which one is another" --pcr "$A_REGISTER:$old" --pcr "$ANOTHER:$(other "$also")"
met "another register alone" --pcr "$ANOTHER:$also"
aside=$program
new=$(extended "$old" "$one")
unmet "the value it will have" --pcr "$A_REGISTER:$new"
fresh
issue "$program.writ" "$program" --pcr "$A_REGISTER:$new"
holds "one for that value alone is loaded" writctl load "$program.writ"
denied "and not allowed yet" environment-mismatch "$program"

holds "the register is extended" /mnt/bin/extend $A_REGISTER "$one"
same "to that value" "$new" "$(register $A_REGISTER)"
denied "what ran before is denied" environment-mismatch "$was"
denied "and what demanded both" environment-mismatch "$both"
holds "what demands the new value runs" "$program"
holds "and what demands the register that is as it was" "$aside"
says "explain: would be denied" "environment-mismatch" writctl explain "$was"
holds "explain: would be allowed" writctl explain "$program"
known=$(value tpm_registers)
holds "all of that without a demand" /mnt/bin/subject

# The host ends the TPM now, and says so in no other way than by what becomes of it.
echo "host: end the TPM"
n=0
while [ $n -lt 300 ] && [ "$(register $A_REGISTER)" = "$new" ]; do
	n=$((n + 1))
	sleep 0.1
done
refused "the TPM is gone" /mnt/bin/extend $A_REGISTER "$one"
began=$(cut -d . -f 1 /proc/uptime)
denied "what ran a moment ago is denied" environment-mismatch "$program"
denied "and what demands the other register" environment-mismatch "$aside"
took=$(($(cut -d . -f 1 /proc/uptime) - began))
holds "in less than 20 seconds" test $took -lt 20
note "two denials without the TPM took $took s"
same "explain asked for every register, and these two are not known any more" "24 22" \
	"$known $(value tpm_registers)"
holds "what demands nothing of it runs" /mnt/bin/subject
holds "nor is there anything wrong with the kernel" sh -c '! dmesg | grep -E "Oops|BUG:|WARNING:|blocked for more"'
