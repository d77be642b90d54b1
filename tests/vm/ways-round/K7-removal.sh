# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: module removal
# guest: plain
# expect: denied
# by: the module is its own user, `lsm/attach.c`

checks() {
	# EWOULDBLOCK is EAGAIN's name here too.
	as denial same "rmmod" EAGAIN "$("$PROBE" rmmod writ)"
	as denial same "rmmod -f" EAGAIN "$("$PROBE" rmmod writ force)"
	same "it is there" enforcing "$(value state)"
	unlisted "and denies" /tmp/w/unlisted
	run "and allows" /tmp/w/listed
}
