#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Faults where memory becomes executable, and where files change.
. /mnt/lib.sh
. /mnt/faults.sh

plan 19
cd /tmp || exit 1
holds "governed" begin
BASE=$(beside)
cp /mnt/bin/subject listed
cp /mnt/bin/subject running
variant unlisted unlisted
echo data > data
NO="-d EACCES -r missing-authorization"

faults "map, known content" map /tmp/listed
faults "map, content that is not known" -c /tmp/listed map /tmp/listed
# shellcheck disable=SC2086	# words
faults "map without authorization, known content" $NO map /tmp/unlisted
# shellcheck disable=SC2086
faults "map without authorization, content that is not known" $NO -c /tmp/unlisted map /tmp/unlisted
faults "mprotect" mprotect /tmp/listed
# shellcheck disable=SC2086
faults "mprotect without authorization" $NO mprotect /tmp/unlisted
faults "mprotect, content that is not known" -d EACCES -r unverified-content -c /tmp/listed mprotect /tmp/listed
faults "anonymous" anonymous
plainly "anonymous without a grant" -z -d EACCES -r writable-code anonymous
faults "open for writing" write /tmp/data
faults "open for writing what is mapped" -d ETXTBSY mapped-write /tmp/running
faults "truncate" truncate /tmp/data
faults "truncate what is mapped" -d ETXTBSY mapped-truncate /tmp/running
faults "attach" attach /tmp/listed $A/own.writ
holds "an honest program runs" /tmp/listed
refused "an unlisted one does not" /tmp/unlisted
reconciled
nothing_leaked
