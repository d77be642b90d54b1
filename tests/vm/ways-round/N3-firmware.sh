# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: firmware
# guest: plain
# expect: denied
# by: its bytes are judged for the operation firmware, from a file or from the fallback of sysfs

TEST=/sys/devices/virtual/misc/test_firmware
before() {
	mkdir -p /lib/firmware
	echo firmware > /lib/firmware/writ-listed
	echo changed > /lib/firmware/writ-unlisted
	cat > fallback.sh <<-'END'
	cd /sys/class/firmware/writ-absent || exit 1
	echo 1 > loading
	echo changed > data
	echo 0 > loading
	END
}
request() { "$PROBE" code text $TEST/trigger_request "$1"; }
checks() {
	local before

	allow_as "listed" ok request writ-listed
	# Refused, the kernel goes on to look for it elsewhere, which is refused as well.
	forget_log
	before=$(denials missing-authorization)
	as denial same "unlisted" EACCES "$(request writ-unlisted)"
	same "unlisted: counted" 1 $(($(denials missing-authorization) - before))
	check "unlisted: told" told 'writ: denied firmware reason=missing-authorization path="/usr/lib/firmware/writ-unlisted"'
	forget_log
	"$PROBE" code text $TEST/trigger_custom_fallback writ-absent > said &
	if until_true test -e /sys/class/firmware/writ-absent/loading; then
		sh fallback.sh > /dev/null 2>&1
		wait $!
		as denial same "the fallback of sysfs is refused" 0 "$(grep -c '^ok$' said)"
		check "and told" sh -c "dmesg | grep -q 'writ: denied firmware reason='"
	else
		wait $!
		# Refused before it was offered, or not there at all.
		as denial same "there is no fallback of sysfs" 0 "$(grep -c '^ok$' said)"
	fi
}
