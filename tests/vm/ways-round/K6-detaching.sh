# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: unpinning, detaching, closing links
# guest: plain
# expect: denied
# by: no pin and no descriptor, links held in `lsm/attach.c`; bpf() needs the operation kernel-access

stands() {
	unlisted "after $1: unlisted" /tmp/w/unlisted
	run "after $1: listed" /tmp/w/listed
}
checks() {
	local what links

	links=$(/tmp/w/kernel links)
	if [ "${links##*links }" -gt 10 ]; then as control ok "who may call bpf() sees the links"
	else as control fail "who may call bpf() sees the links" "$links"; fi
	for what in detach update; do
		same "and succeeds with none: $what" 0 "$(/tmp/w/kernel links $what | grep -c ' ok$')"
		stands $what
	done
	deny "who may not, sees none" kernel-access kernel-access - "$PROBE" code bpf
	umount -l /sys/fs/bpf 2> /dev/null
	stands "bpffs is gone"
}
