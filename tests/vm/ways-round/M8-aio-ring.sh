# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: AIO ring under that personality
# guest: plain
# expect: denied
# by: the personality needs the operation generate-code; the kernel itself, since CVE-2016-10044 was repaired: the ring is noexec

checks() {
	allow_as "the ring without it" "not executable" "$PROBE" odd ring
	counted "who may not have it" writable-code EPERM "$PROBE" odd ring-implied
	as denial allowed_as "the ring of who may" "not executable" /tmp/w/code odd ring-implied
}
