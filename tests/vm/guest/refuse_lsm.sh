#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Booted with an lsm= that lacks bpf: programs would attach and never run.
. /mnt/lib.sh

plan 4
forget_log
same "lsm= without bpf: refused" EOPNOTSUPP "$(load /mnt/refuse/policy /mnt/refuse/artifacts)"
same "lsm= without bpf: one line, and it names the cause" 1 \
	"$(dmesg | grep -F 'writ: refused to load:' | grep -cF 'bpf missing from lsm=')"
same "lsm= without bpf: no status" "" "$(value state)"
same "lsm= without bpf: the host runs on" ran "$("$PROBE" exec "$SUBJECT")"
