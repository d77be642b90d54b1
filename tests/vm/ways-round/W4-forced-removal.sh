# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: `rmmod -f`
# guest: plain
# expect: denied
# by: the module is its own user

checks() {
	as denial same "refused" EAGAIN "$("$PROBE" rmmod writ force)"
	unlisted "it denies" /tmp/w/unlisted
	run "it allows" /tmp/w/listed
}
