#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest.sh with|without: each test says "test NAME", what it has to say, and "end NAME
# STATUS". With writ the policy is permissive before the first of them.

STATUS=/sys/kernel/security/writ/status
dmesg -n 1
if [ "$1" = with ]; then
	writctl load --yes --root "$(cat /mnt/authority/thumbprint)" \
		--policy /mnt/authority/policy.writ || exit 1
	grep '^state: permissive' $STATUS || exit 1
fi

# They write beside themselves.
cp -r /mnt/selftests /root/selftests
[ ! -d /mnt/ltp ] || cp -r /mnt/ltp /root/selftests/
each() {
	local folder name

	for folder in /root/selftests/*/; do
		# What else is there these start themselves.
		if [ -e "$folder.tests" ]; then
			sed "s,^,${folder#/root/selftests/}," "$folder.tests"
			continue
		fi
		for name in "$folder"*; do
			[ -f "$name" ] && [ -x "$name" ] || continue
			# What the tests of exec execute themselves.
			case $name in */script | */execveat.*) continue ;; esac
			echo "${name#/root/selftests/}"
		done
	done
}
for name in $(each); do
	cd "/root/selftests/${name%/*}" || exit 1
	echo "test $name"
	PATH=$PWD:$PATH timeout 240 "./${name##*/}" < /dev/null 2>&1 | grep -aE '^ *(ok|not ok|[0-9]+\.\.|#.*(FAIL|XFAIL|SKIP|SIGSEGV)|\[(OK|FAIL|SKIP|RUN|NOTE)\]|.*(FAIL|ERROR|DONE|PASS|TBROK|TCONF))'
	echo "end $name ${PIPESTATUS[0]}"
done
[ "$1" != with ] || echo "permitted $(sed -n 's/^denied .*: //p' $STATUS | awk '{ s += $1 } END { print s + 0 }')"
