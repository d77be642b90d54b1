# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: raw block writes, loop backing file, dm tables
# guest: plain
# expect: denied
# by: opening such a device for writing, and passing commands to it, needs the operation kernel-access; the file behind a loop device is left, and fs-verity subjects narrow it

checks() {
	local loop

	loop=$(sed -n 's,^\(/dev/loop[0-9]*\) /tmp/w/images/ext4 .*,\1,p' /proc/mounts)
	deny "the disk beneath a mounted filesystem" kernel-access kernel-access /dev/vda \
		"$PROBE" code open-to-write /dev/vda
	deny "a loop device beneath one" kernel-access kernel-access "$loop" \
		"$PROBE" code open-to-write "$loop"
	deny "even to read, since it takes another file by that" kernel-access kernel-access "$loop" \
		"$PROBE" code open-to-read "$loop"
	deny "the tables of the device mapper" kernel-access kernel-access /dev/mapper/control \
		"$PROBE" code open-to-read /dev/mapper/control
	deny "commands of its own, although it is open for reading only" kernel-access kernel-access \
		/dev/vda "$PROBE" code pass-on /dev/vda
	# Before 6.12 the block layer takes no commands from a ring, whoever asks.
	case $(uname -r) in
	6.1.*) as control same "commands by a ring are unknown" EOPNOTSUPP \
		"$("$PROBE" write ring-command /dev/vda -)" ;;
	*)
		deny "commands by a ring" kernel-access kernel-access /dev/vda \
			"$PROBE" write ring-command /dev/vda -
		as control same "who may, is answered by the disk" EINVAL \
			"$(/tmp/w/kernel write ring-command /dev/vda -)" ;;
	esac
	allow_as "its size is asked for" ok "$PROBE" code ask-size /dev/vda
	as control same "who may, is answered by the driver" ENOTTY "$(/tmp/w/kernel code pass-on /dev/vda)"
	allow_as "the disk is read" ok "$PROBE" code open-to-read /dev/vda
	allow_as "who may" ok /tmp/w/kernel code open-to-write "$loop"
	# Its own file system: what lies there is judged, not who stands behind it.
	cp /tmp/w/listed images-program
	cp /tmp/w/listed /tmp/w/images/ext4/program
	run "a program on it" /tmp/w/images/ext4/program
	passes_as "the file behind it can be opened" ok "$PROBE" file write /tmp/w/ext4.img
}
before() { modprobe dm-mod 2> /dev/null; }
