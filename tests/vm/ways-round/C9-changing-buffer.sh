# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: object changed between two reads
# guest: plain
# expect: denied
# by: copied once, and the copy is verified

checks() {
	local changing=/tmp/w/C9/code

	variant file stretched
	# It changes the copied page by a userfaultfd, which not everybody may have.
	probe_with $changing code
	unlisted "no artifact yet" /tmp/w/C9/file
	as control same "good when it was copied, bad afterwards" ok \
		"$($changing stretch /tmp/w/C9/file /mnt/rows/own/good /mnt/rows/own/bad)"
	run "the copy counts: it runs" /tmp/w/C9/file
	same "bad when it was copied, good afterwards" ok \
		"$($changing stretch /tmp/w/C9/file /mnt/rows/own/bad /mnt/rows/own/good)"
	deny "the copy counts: it does not" execute invalid-signature /tmp/w/C9/file \
		"$PROBE" exec /tmp/w/C9/file
}
