# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: daemon killed or stopped
# guest: daemon
# expect: denied
# by: the kernel decides alone and keeps the records

stands() {
	unlisted "$1: unlisted" /tmp/w/E3/unlisted
	run "$1: listed" "$SUBJECT"
}
checks() {
	word unlisted daemon
	stands "it lives"
	kill -STOP "$(cat /tmp/writd.pid)"
	stands "stopped"
	kill -CONT "$(cat /tmp/writd.pid)"
	daemon_do gone KILL
	stands "killed"
	check "it starts again" daemon_do start
	check "and has all" daemon_do drained
	stands "it is back"
}
