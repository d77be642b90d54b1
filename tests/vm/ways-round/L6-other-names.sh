# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: hard links, renames, bind mounts, symbolic links
# guest: plain
# expect: denied
# by: digest, not name

checks() {
	variant good listed
	variant bad unlisted
	ln good good-link
	ln bad bad-link
	run "by a hard link: listed" /tmp/w/L6/good-link
	unlisted "by a hard link: unlisted" /tmp/w/L6/bad-link
	ln -s bad soft
	missing "by a symbolic link" execute /tmp/w/L6/bad "$PROBE" exec /tmp/w/L6/soft
	# Each over the other, in both orders.
	run "before the exchange" /tmp/w/L6/good
	unlisted "before the exchange: unlisted" /tmp/w/L6/bad
	mv good kept
	mv bad good
	mv kept bad
	unlisted "under the name of the listed one" /tmp/w/L6/good
	run "the listed one under the other name" /tmp/w/L6/bad
	touch mounted
	mount --bind /tmp/w/L6/good mounted
	unlisted "bound over a file" /tmp/w/L6/mounted
	umount mounted
	mount --bind /tmp/w/L6/bad mounted
	run "bound over a file: listed" /tmp/w/L6/mounted
	mount --bind /tmp/w/L6/bad good
	run "bound over the unlisted one: listed" /tmp/w/L6/good
	umount good
	unlisted "no longer" /tmp/w/L6/good
	umount mounted
}
