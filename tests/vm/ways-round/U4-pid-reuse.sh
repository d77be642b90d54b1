# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: process id reuse
# guest: plain
# expect: denied
# by: lineage is keyed by the task itself, `lsm/lineage.c`

before() {
	mkdir parent
	cp /bin/busybox parent/sh
	printf '# parent\n' >> parent/sh
	cp parent/sh busybox
	variant program child
	# It says who it is, asks to run the program, and is the parent that is demanded.
	cat > ask <<-'END'
	echo $$ > /tmp/w/U4/pid
	/tmp/w/U4/program && echo ran
	END
	chmod 755 ./* parent/*
}
checks() {
	local pid n=0

	allow_as "by the parent that is demanded" ran /tmp/w/U4/parent/sh ask
	pid=$(cat pid)
	# Its number is given to another one.
	while [ $n -lt 50 ]; do
		n=$((n + 1))
		echo $((pid - 1)) > /proc/sys/kernel/ns_last_pid
		sh ask > said 2>&1
		[ "$(cat pid)" != "$pid" ] || break
	done
	same "the number came back" "$pid" "$(cat pid)"
	as denial same "by who has its number" 0 "$(grep -c ran said)"
	check "and told" told "writ: denied execute reason=identity-mismatch path=\"/tmp/w/U4/program\""
	deny_as "by a program that is not the parent" "" execute identity-mismatch /tmp/w/U4/program \
		sh -c '/tmp/w/U4/program 2> /dev/null'
}
