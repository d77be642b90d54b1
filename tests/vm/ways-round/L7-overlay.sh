# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: overlayfs copy-up
# guest: plain
# expect: denied
# by: judged by the file that is really mapped

checks() {
	mkdir lower upper work merged
	cp /tmp/w/listed lower/behind
	cp /tmp/w/listed lower/through
	cp /tmp/w/unlisted lower/older
	check "it mounts" mount -t overlay \
		-o lowerdir=/tmp/w/L7/lower,upperdir=/tmp/w/L7/upper,workdir=/tmp/w/L7/work none /tmp/w/L7/merged
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
}
