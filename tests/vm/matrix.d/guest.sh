#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC3043	# busybox has local
#
# guest.sh KERNEL: the cases of tests/vm/matrix for this kernel. Prints what the
# program matrix prints, and what went wrong beside it.
cd /mnt/matrix || exit 1
kernel=$1
WRIT=/usr/bin/writ LOG=/tmp/log
BOOT=$(cat /proc/sys/kernel/random/boot_id)
export WRIT LOG BOOT
STATUS=/sys/kernel/security/writ/status

fail() { echo "FAIL guest: $*"; exit 1; }
uptime() { cut -d. -f1 /proc/uptime; }
value() { sed -n "s/^$1: //p" $STATUS; }

grep -q ' /sys/fs/cgroup cgroup2 ' /proc/mounts || mount -t cgroup2 none /sys/fs/cgroup ||
	fail "no control groups"
while IFS= read -r cgroup; do
	mkdir -p "/sys/fs/cgroup$cgroup" || fail "no control group $cgroup"
done < cgroups
mkdir /tmp/m /tmp/f /tmp/c /tmp/u
chmod 755 /tmp /tmp/m /tmp/f /tmp/c /tmp/u
ln -s good.py /tmp/f/good.link
ln -s . /tmp/f/folder
mkfifo /tmp/f/pipe

# What is bound to this boot can only be issued now.
sh issue-guest || fail "the artifacts of this boot"
date -s "@$(cat now)" > /dev/null
dmesg -n 4
insmod "/lib/modules/$(uname -r)/extra/writ.ko" "root=$(cat keys/thumbprint)" \
	policy=/mnt/matrix/keys/policy.writ artifacts=/mnt/matrix/artifacts 2> $LOG ||
	fail "$(cat $LOG; dmesg | grep writ: | tail -n 3)"
dmesg | grep 'writ: skipped' | head -n 5 | sed 's/^/FAIL guest: /'
[ "$(value state)" = enforcing ] || fail "not enforcing"
echo "note loaded after $(uptime) s"

# cases FILE LAUNCHER...
cases() {
	local file="/mnt/matrix/$1-$kernel" launcher

	shift
	[ -e "$file" ] || return 0
	for launcher; do
		case $launcher in
		free) bin/matrix cases "$file" free ;;
		*) "/tmp/m/launch-$launcher" cases "$file" "$launcher" ;;
		esac || fail "launcher $launcher: status $?"
	done
}

# Artifacts by way of writd, dropped and brought again
late() {
	local n=0 artifact

	[ -e "late-$kernel" ] || return 0
	mkdir -p /etc/writ /var/lib/writ
	writd --foreground > /tmp/writd.log 2>&1 &
	until [ -S /run/writ/writd.sock ] && [ "$(value log_owner)" = $! ]; do
		n=$((n + 1))
		[ $n -le 300 ] || fail "writd did not start: $(cat /tmp/writd.log)"
		sleep 0.1
	done
	writctl load late/*.writ > $LOG 2>&1 || fail "load: $(cat $LOG)"
	cases late free
	for artifact in late/*.writ; do
		writctl drop --file "$artifact" > $LOG 2>&1 || fail "drop: $(cat $LOG)"
	done
	writctl load late/*.writ > $LOG 2>&1 || fail "load, again: $(cat $LOG)"
	cases again free
	kill $!
	wait $!
}

cases cases free a b c script
echo "note the first policy ended after $(uptime) s"
late
if [ -e "second-$kernel" ]; then
	writctl policy --yes keys/second.writ > $LOG 2>&1 || fail "second policy: $(cat $LOG)"
	cases second free a b c script
fi
cases time free
echo "note all done after $(uptime) s"
