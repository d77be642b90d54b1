# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The guest that nearly all rows share. Its policy governs everybody but the uids 2000
# to 2999, and heeds no writ.off, which is on this guest's boot line. /dev/vda is btrfs.

guest_begin() {
	local file name

	(cd /mnt/libs && find . -type f) | while read -r file; do
		mkdir -p "$(dirname "/${file#./}")"
		cp "/mnt/libs/$file" "/${file#./}"
	done
	for name in overlay loop fuse squashfs erofs vfat isofs binfmt_misc test_firmware msr; do
		modprobe $name 2> /dev/null
	done
	for name in listed unlisted; do variant /tmp/w/$name $name; done
	cp "$BIN/dynamic" "$BIN/library.so" /tmp/w/
	for name in dynamic library.so; do
		cp /tmp/w/$name /tmp/w/changed-$name
		printf x >> /tmp/w/changed-$name
	done
	chmod 755 /tmp/w/*
	probe_with /tmp/w/tracer tracer
	probe_with /tmp/w/kernel kernel
	probe_with /tmp/w/code code
	mkdir -p /tmp/w/btrfs /tmp/w/images
	insmod_disk
	mount -t btrfs /dev/vda /tmp/w/btrfs
	for name in squashfs erofs iso9660 vfat ext4; do
		mkdir /tmp/w/images/$name
		cp /mnt/images/$name /tmp/w/$name.img
		mount -t $name -o loop /tmp/w/$name.img /tmp/w/images/$name
	done
	mount -t tracefs none /sys/kernel/tracing 2> /dev/null
	mount -t binfmt_misc none /proc/sys/fs/binfmt_misc 2> /dev/null
	courier 2000
}

insmod_disk() { modprobe btrfs 2> /dev/null; }

# A shell of another user, from before the module: what it is asked for, it does.
courier() {
	mkfifo "/tmp/ask.$1" "/tmp/say.$1"
	chmod 666 "/tmp/ask.$1" "/tmp/say.$1"
	"$PROBE" exec -u "$1" /bin/sh -c "exec 3<> /tmp/ask.$1
while read -r line <&3; do \$line > /tmp/say.$1 2>&1; done" > /dev/null &
}
ask() { # UID COMMAND...
	local uid=$1

	shift
	echo "$*" > "/tmp/ask.$uid"
	cat "/tmp/say.$uid"
}

guest_load() {
	local ROW=-

	# Lines of many rows come in few seconds.
	echo 0 > /proc/sys/kernel/printk_ratelimit 2> /dev/null
	enforce /mnt/rows/ignore-off /mnt/rows/artifacts
}

guest_end() {
	local ROW=-

	same "still enforcing" enforcing "$(value state)"
	same "no internal error in all this" 0 "$(denials internal-error)"
}
