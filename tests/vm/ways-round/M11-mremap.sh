# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: mremap extends an executable mapping
# guest: plain
# expect: allowed
# by: the digest covers the whole file

checks() {
	passes_as "one page of a listed file grows by another" "ok
executable" "$PROBE" odd grow /bin/busybox
	missing "of an unlisted one there is no first page" map /tmp/w/unlisted \
		"$PROBE" memory map /tmp/w/unlisted
}
