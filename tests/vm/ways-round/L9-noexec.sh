# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: noexec stops only some ways
# guest: plain
# expect: allowed
# by: writ does not lean on it: what is read is not executed, and memory is judged there too

before() {
	mkdir mount
	mount -t tmpfs -o noexec none mount
	cp /tmp/w/listed mount/
	echo 'echo read' > mount/script
}
checks() {
	as control same "the mount itself refuses a listed program" EACCES "$("$PROBE" exec /tmp/w/L9/mount/listed)"
	passes_as "a script on it is read" read /bin/busybox sh /tmp/w/L9/mount/script
	deny "its content is judged elsewhere" execute unsealed-memory "/memfd:probe (deleted)" \
		"$PROBE" exec -m memfd /tmp/w/L9/mount/listed
}
