#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the guest of tests/bench/log: log_guest.sh COUNT ROUNDS HOW, where HOW is none,
# auditd or writ. Prints lines of a name and numbers, separated by tabs.
. /mnt/lib.sh
COUNT=$1 ROUNDS=$2 HOW=$3

# Microseconds since boot; no more than hundredths of a second are told.
uptime_us() {
	local up rest
	read -r up rest < /proc/uptime
	echo "${up%.*}${up#*.}0000"
}
storm() { # NAME: COUNT executions by four parents at once, in nanoseconds each
	local begin end
	begin=$(uptime_us)
	/mnt/bin/storm 4 "$COUNT" /mnt/bin/subject /mnt/bin/subject > /dev/null
	end=$(uptime_us)
	printf '%s\t%s\n' "$1" $(((end - begin) * 1000 / COUNT))
}

mkdir -p /etc/writ/artifacts $STATE
mount -t ext4 /dev/vda $STATE
case $HOW in
auditd)
	mkdir -p /var/log/audit /etc/audit
	mount --bind $STATE /var/log/audit
	chmod 700 /var/log/audit
	export LD_LIBRARY_PATH=/mnt/audit/lib
	printf '%s\n' 'log_file = /var/log/audit/audit.log' 'log_format = RAW' \
		'flush = INCREMENTAL_ASYNC' 'freq = 50' 'max_log_file = 500' \
		'max_log_file_action = IGNORE' 'priority_boost = 4' 'disk_full_action = IGNORE' \
		'disk_error_action = IGNORE' 'space_left_action = IGNORE' \
		'admin_space_left_action = IGNORE' 'local_events = yes' > /etc/audit/auditd.conf
	/mnt/audit/auditd -n > /tmp/auditd.log 2>&1 &
	sleep 2
	/mnt/audit/auditctl -b 65536 > /dev/null
	/mnt/audit/auditctl -a always,exit -F arch=b64 -S execve > /tmp/log 2>&1 || cat /tmp/log >&2
	;;
writ)
	govern policy.writ --events 131072 >&2 || exit 1
	start --checkpoint-records 1000 >&2 || exit 1
	;;
esac
storm warm
storm "$HOW"
case $HOW in
auditd)
	sleep 2
	/mnt/audit/auditctl -s | sed -n 's/^lost /auditd lost\t/p'
	printf 'auditd execve records\t%s\n' "$(grep -c 'type=SYSCALL.*syscall=59 ' /var/log/audit/audit.log)"
	;;
writ)
	# From the first event to the last durable one.
	before=$(value events_acked)
	begin=$(uptime_us)
	/mnt/bin/storm 4 "$COUNT" /mnt/bin/subject /mnt/bin/subject > /dev/null
	last=$(value events_recorded)
	caught_up "$last"
	end=$(uptime_us)
	printf 'records to the durable log\t%s\t%s\n' $((last - before)) $((end - begin))
	printf 'writ lost\t%s\n' "$(value events_lost)"
	n=0
	while [ $n -lt "$ROUNDS" ]; do
		n=$((n + 1))
		cp /mnt/bin/subject /tmp/$n
		echo "$n" >> /tmp/$n
		chmod 755 /tmp/$n
		writ issue --key $A/release --issuer release --valid 1h -o /tmp/$n.artifact /tmp/$n 2> /dev/null
		writ revoke --key $A/release --issuer release --artifact /tmp/$n.artifact \
			-o /tmp/$n.revocation 2> /dev/null
	done
	/mnt/bin/storm 2 1000000 /mnt/bin/subject /mnt/bin/subject > /dev/null &
	busy=$!
	/mnt/bin/revocation /tmp "$ROUNDS" 2>&1 || echo "FAIL revocation"
	kill $busy
	;;
esac
