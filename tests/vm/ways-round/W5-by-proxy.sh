# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: leaving the governed set by asking others
# guest: plain
# expect: allowed
# by: those who are asked are judged by their own uid: `writ policy lint` warns; descendants stay governed

# The uids 2000 to 2999 are not governed, and one of them has a shell from before.
checks() {
	missing "uid 1000" execute /tmp/w/unlisted "$PROBE" exec -u 1000 /tmp/w/unlisted
	missing "a descendant of it that becomes uid 2000" execute /tmp/w/unlisted \
		"$PROBE" exec -u 2000 /tmp/w/unlisted
	passes_as "another one who is not governed is asked to" ran ask 2000 "$PROBE" exec /tmp/w/unlisted
}
