# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: O_TMPFILE and deleted files
# guest: plain
# expect: denied
# by: judged by digest

checks() {
	local kind

	for kind in tmpfile deleted; do
		counted "$kind: unlisted" missing-authorization EACCES "$PROBE" exec -m $kind /tmp/w/unlisted
		run "$kind: listed" -m $kind /tmp/w/listed
	done
	for kind in fd opath; do
		missing "by a descriptor, $kind: unlisted" execute /tmp/w/unlisted \
			"$PROBE" exec -m $kind /tmp/w/unlisted
		run "by a descriptor, $kind: listed" -m $kind /tmp/w/listed
	done
	# Whoever asks: each kind of child has a way of its own into the new program.
	for kind in fork vfork thread; do
		missing "by a child, $kind: unlisted" execute /tmp/w/unlisted \
			"$PROBE" exec -k $kind /tmp/w/unlisted
		run "by a child, $kind: listed" -k $kind /tmp/w/listed
	done
}
