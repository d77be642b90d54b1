# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: private file mapping, written, then executable
# guest: plain
# expect: denied
# by: `writable-code`, which userfaultfd() needs as well

checks() {
	local way

	variant file listed
	map "mapped as it is" map /tmp/w/M2/file
	map "made executable as it is" later /tmp/w/M2/file
	for way in later-dirty later-dirty-then-read later-writable map-writable rx-to-rwx; do
		deny "$way" map writable-code /tmp/w/M2/file "$PROBE" memory $way /tmp/w/M2/file
	done
	mkdir memory
	mount -t tmpfs none memory
	cp /tmp/w/listed memory/file
	deny "filled where it was never touched" map writable-code - \
		"$PROBE" memory fault-filled /tmp/w/M2/memory/file
	probe_with /tmp/w/M2/code code
	allow_as "by who may make code" ok /tmp/w/M2/code memory fault-filled /tmp/w/M2/memory/file
}
