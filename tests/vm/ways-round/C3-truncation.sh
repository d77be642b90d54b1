# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: truncation
# guest: plain
# expect: denied
# by: code in use cannot be truncated; what was truncated is judged anew

checks() {
	local way

	for way in open-truncate truncate ftruncate; do
		rm -f file
		variant file listed
		run "before $way" /tmp/w/C3/file
		same "$way" ok "$("$PROBE" file $way /tmp/w/C3/file 4096)"
		unlisted "after $way" /tmp/w/C3/file
		cat /tmp/w/listed > file
		run "the same content again after $way" /tmp/w/C3/file
	done
	as denial same "while it is mapped" "ETXTBSY ETXTBSY" \
		"$("$PROBE" file mapped /tmp/w/C3/file | sed -n 2,3p | tr '\n' ' ' | sed 's/ $//')"
}
