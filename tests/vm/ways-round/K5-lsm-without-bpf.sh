# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: `lsm=` without bpf
# guest: nolsm
# expect: denied
# by: the module refuses to load

checks() {
	forget_log
	as denial same "the loader reports failure" EOPNOTSUPP "$(load /mnt/rows/policy /mnt/rows/artifacts)"
	same "and names the cause in one line" 1 \
		"$(dmesg | grep -F 'writ: refused to load:' | grep -cF 'bpf missing from lsm=')"
	same "there is no status that claims anything" "" "$(value state)"
	as control same "the host runs on, ungoverned" ran "$("$PROBE" exec "$SUBJECT")"
}
