# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: AIO ring under that personality
# guest: plain
# expect: denied
# by: the kernel itself, since CVE-2016-10044 was repaired: its mount is noexec

checks() {
	allow_as "the ring without it" "not executable" "$PROBE" odd ring
	as denial allowed_as "the ring with it" "not executable" "$PROBE" odd ring-implied
}
