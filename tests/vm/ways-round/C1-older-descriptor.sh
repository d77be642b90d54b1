# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: older descriptor or mapping for writing
# guest: plain
# expect: denied
# by: `file-being-written`; what was written is judged anew

before() {
	variant early listed
	variant kept listed
	cp "$SUBJECT" long
	truncate -s 48M long
	mkfifo orders orders-kept
	"$PROBE" file early /tmp/w/C1/early /tmp/w/C1/orders > early.out &
	"$PROBE" file early /tmp/w/C1/kept /tmp/w/C1/orders-kept > kept.out &
	exec 5<> orders 6<> orders-kept
	until_true test -s early.out
	until_true test -s kept.out
}
checks() {
	local reason=unverified-content

	run "nobody has it open" /tmp/w/listed
	as denial allowed_as "open since before the module: execve itself refuses" ETXTBSY \
		"$PROBE" exec /tmp/w/C1/early
	deny "open since before the module: mapping" map file-being-written /tmp/w/C1/early \
		"$PROBE" memory map /tmp/w/C1/early
	echo w >&5
	echo c >&5
	echo c >&6
	sleep 0.5
	unlisted "written by that descriptor" /tmp/w/C1/early
	run "closed without a change" /tmp/w/C1/kept
	# What no digest covers: the rest of the last page.
	variant tailed listed
	if at_least 6.12; then
		map "a mapping wrote zeros behind the end" behind-zero /tmp/w/C1/tailed
	else
		# Who had it mapped could have a page of it still, unseen: see I4.
		reason=file-being-written
	fi
	deny "a mapping wrote something else there" map $reason /tmp/w/C1/tailed \
		"$PROBE" memory behind /tmp/w/C1/tailed
	deny "which stays" execute $reason /tmp/w/C1/tailed "$PROBE" exec /tmp/w/C1/tailed
	cp tailed copied
	run "but is not copied" /tmp/w/C1/copied
	# While it is hashed nobody can begin to write it.
	"$PROBE" exec /tmp/w/C1/long > /dev/null &
	sleep 0.2
	as denial same "opened for writing while it is hashed" ETXTBSY "$("$PROBE" file write /tmp/w/C1/long)"
	wait $!
	as control same "and after that" ok "$("$PROBE" file write /tmp/w/C1/long)"
	rm long
}
