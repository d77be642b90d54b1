# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: overlayfs copy-up
# guest: plain
# expect: denied
# by: judged by the file that is really mapped; what it is copied up to is held as well

before() {
	mkdir lower upper work merged /tmp/w/guided
	cp "$BIN/guide" lower/
	slow_server
	overlay /tmp/w/guided
	same "nobody is governed: the loader begins where it should" ran "$(stalled :)"
	same "it begins where headers said that are gone" "exit 42" "$(exchanged)"
	umount /tmp/w/guided
}
# overlay DIRECTORY: is mounted there
overlay() {
	mount -t overlay -o lowerdir=/tmp/w/L7/lower,upperdir=/tmp/w/L7/upper,workdir=/tmp/w/L7/work \
		none "$1"
}
checks() {
	cp /tmp/w/listed lower/behind
	cp /tmp/w/listed lower/through
	cp /tmp/w/unlisted lower/older
	check "it mounts" overlay /tmp/w/L7/merged
	run "a lower file" /tmp/w/L7/merged/through
	run "another one" /tmp/w/L7/merged/behind
	"$PROBE" file poke /tmp/w/L7/merged/through > /dev/null
	unlisted "changed through the merged one" /tmp/w/L7/merged/through
	run "its lower file is what it was" /tmp/w/L7/lower/through
	# What runs holds its file still; nobody does now.
	same "changed behind it" ok "$("$PROBE" file poke /tmp/w/L7/lower/behind)"
	unlisted "after a change in the lower one" /tmp/w/L7/merged/behind
	deny "opened before the copy-up, the lower bytes count" map missing-authorization \
		/tmp/w/L7/merged/older "$PROBE" memory map-older /tmp/w/L7/merged/older /tmp/w/listed
	run "opened after it, the upper ones do" /tmp/w/L7/merged/older
	cp /bin/busybox lower/sleep
	/tmp/w/L7/merged/sleep 1000 &
	became $! /tmp/w/L7/merged/sleep
	# What is read after a copy-up is another file, which is held as well.
	check "what runs can be copied up" chmod 700 /tmp/w/L7/merged/sleep
	as denial same "but not written then" ETXTBSY "$("$PROBE" file poke /tmp/w/L7/merged/sleep)"
	as denial same "nor cut off" ETXTBSY "$("$PROBE" file truncate /tmp/w/L7/merged/sleep 0)"
	kill $!
	wait $!
	as control same "when it has ended it can be" ok "$("$PROBE" file poke /tmp/w/L7/merged/sleep)"
	umount /tmp/w/L7/merged
	checks_of_headers
	checks_of_user
}

# What an execution has read of its loader need not be what is verified, if somebody
# reaches the file below.
exchanged() {
	headers misguide lower/guide
	stalled headers guide lower/guide
}
# The same, by who has it open already.
exchanged_by_writer() {
	exec 7<> lower/guide
	headers misguide lower/guide
	stalled put_back
}
put_back() {
	head -c 64 "$BIN/guide" >&7
	exec 7>&-
}
# All of it is over when the execution begins.
put_right() {
	headers misguide lower/guide
	headers guide lower/guide
	stalled :
}
checks_of_headers() {
	overlay /tmp/w/guided
	allow_as "an execution that waits between reading and mapping" ran stalled :
	deny_as "its loader had other headers meanwhile" "signal 9" map unverified-content \
		/tmp/w/guided/guide exchanged
	deny_as "written by who had it open before" "signal 9" map unverified-content \
		/tmp/w/guided/guide exchanged_by_writer
	allow_as "written before it was opened" ran put_right
	umount /tmp/w/guided
	umount fuse
}

# Who mounts it himself reaches the upper file by its own name.
checks_of_user() {
	cp /bin/busybox lower/busybox
	as denial same "by a user it cannot even be copied up" "copy-up: 1
after it: 0" "$(unshare -rm /bin/busybox sh -c '
		mount -t overlay -o lowerdir=/tmp/w/L7/lower,upperdir=/tmp/w/L7/upper,workdir=/tmp/w/L7/work none /tmp/w/L7/merged || exit
		/tmp/w/L7/merged/busybox sleep 1000 &
		n=0
		until grep -q ^/tmp/w/L7/merged /proc/$!/cmdline || [ $((n += 1)) -gt 100 ]; do sleep 0.1; done
		chmod 700 /tmp/w/L7/merged/busybox 2> /dev/null
		echo "copy-up: $?"
		kill $!
		wait $!
		chmod 700 /tmp/w/L7/merged/busybox
		echo "after it: $?"')"
}
