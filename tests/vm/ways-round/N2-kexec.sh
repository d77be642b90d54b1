# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: kexec
# guest: plain
# expect: denied
# by: a file is judged for the operation kexec, and bytes without a file are `unverified-content`

before() {
	cp /mnt/here/vmlinuz .
	cp vmlinuz changed
	printf x >> changed
}
checks() {
	deny "kexec_load" kexec unverified-content - "$PROBE" code kexec-load
	missing "kexec_file_load of an unlisted kernel" kexec /tmp/w/N2/changed \
		"$PROBE" code kexec-file /tmp/w/N2/changed
	allow_as "kexec_file_load of a listed one" ok "$PROBE" code kexec-file /tmp/w/N2/vmlinuz
	"$PROBE" code kexec-unload > /dev/null
	rm vmlinuz changed
}
