# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: login uid set by the task
# guest: plain
# expect: allowed
# by: as an artifact may demand it: keep CAP_AUDIT_CONTROL from governed tasks

before() { variant program login; chmod 755 program; }
checks() {
	deny "with another login uid" execute identity-mismatch /tmp/w/U3/program "$PROBE" exec /tmp/w/U3/program
	passes_as "who may set it has set it" ran \
		sh -c "echo 77 > /proc/self/loginuid && exec $PROBE exec /tmp/w/U3/program"
}
