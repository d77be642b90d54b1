# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: namespaced uid 0
# guest: plain
# expect: denied
# by: the uid of the initial user namespace counts

before() { variant program root-only; chmod 755 /tmp/w /tmp/w/U2; }
checks() {
	run "root" /tmp/w/U2/program
	deny "another user" execute identity-mismatch /tmp/w/U2/program "$PROBE" exec -u 1000 /tmp/w/U2/program
	deny "that user as root of a namespace" execute identity-mismatch /tmp/w/U2/program \
		su agent -c "unshare -Ur $PROBE exec /tmp/w/U2/program"
}
