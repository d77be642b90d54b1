#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Booted with writ.off: the way back for a host, unless its policy says otherwise.
. /mnt/lib.sh

plan 5
forget_log
same "writ.off: refused" EPERM "$(load /mnt/refuse/policy)"
same "writ.off: one line" 1 "$(dmesg | grep -cF 'writ: refused to load: writ.off stands')"
same "writ.off: the host runs on" ran "$("$PROBE" exec "$SUBJECT")"
enforce /mnt/refuse/ignore-off /mnt/refuse/artifacts
denied "ignore-boot-off: enforced all the same" execute missing-authorization "$SUBJECT" \
	"$PROBE" exec "$SUBJECT"
