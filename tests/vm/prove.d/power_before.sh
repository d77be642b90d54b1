#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs until the power goes: each line says how far the log was acknowledged.
. /mnt/lib.sh

govern policy.writ && start --checkpoint-records 50 || exit 1
echo "running"
while :; do
	/mnt/bin/subject
	# Nothing can be said of a log that has only begun.
	[ "$(value events_acked)" -gt 0 ] || continue
	echo "acked $(cat /proc/sys/kernel/random/boot_id) $(value events_acked)"
done
