#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Faults where a task becomes a program, multiplies, or reaches for others.
. /mnt/lib.sh
. /mnt/faults.sh

plan 28
cd /tmp || exit 1
holds "governed" begin
BASE=$(beside)
cp /mnt/bin/subject listed
variant unlisted unlisted
variant terms terms
variant own own
variant forged own
printf '#!/mnt/bin/fault interpret\n' > script
printf '#!/mnt/bin/fault interpret\n# not listed\n' > other-script
chmod 755 script other-script
cp $A/forged-own.writ attribute
holds "the script has its artifact" manifest script script
holds "it is loaded" writctl load /etc/writ/artifacts/script.writ
holds "one program carries its artifact" writctl attach $A/own.writ own
NO="-d EACCES -r missing-authorization"

faults "exec, known content" exec /tmp/listed
faults "exec, content that is not known" -c /tmp/listed exec /tmp/listed
# shellcheck disable=SC2086	# words
faults "exec without authorization, known content" $NO exec /tmp/unlisted
# shellcheck disable=SC2086
faults "exec without authorization, content that is not known" $NO -c /tmp/unlisted exec /tmp/unlisted
faults "exec with terms" exec /tmp/terms
faults "exec with terms that do not hold" -d EACCES -r argv-mismatch exec /tmp/../tmp/terms
faults "script" exec /tmp/script
faults "script, content that is not known" -c /tmp/script exec /tmp/script
# shellcheck disable=SC2086
faults "script without authorization" $NO exec /tmp/other-script
faults "artifact in the attribute" -c /tmp/own exec /tmp/own
faults "forge the attribute" attach /tmp/forged /tmp/attribute
faults "forged artifact in the attribute" -d EACCES -r invalid-signature exec /tmp/forged
faults "fork" fork
faults "thread" thread
faults "trace" -z trace
plainly "trace without a grant" -z -d EACCES -r tracing trace
faults "memory of another" memory
plainly "memory of another without a grant" -d EACCES -r tracing memory
faults "bpf" bpf
plainly "bpf without a grant" -d EACCES -r kernel-access bpf
holds "an honest program runs" /tmp/listed
refused "an unlisted one does not" /tmp/unlisted
reconciled
nothing_leaked
