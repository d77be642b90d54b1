#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# guest.sh GUEST ROW... : the rows of one guest. What a row must do before the
# module is loaded, its before() does; then the guest's own script loads it, and
# checks() tries the way round. Each has a shell of its own, so that one cannot
# end another, and says "done" if it got to its end.
# shellcheck source=lib.sh disable=SC1091
. /mnt/ways-round/lib.sh

GUEST=$1
shift
ROWS=$*
. "/mnt/ways-round/guests/$GUEST.sh"

mkdir -p /tmp/w
cd /tmp/w || exit 1
echo "note kernel $(uname -r)"
guest_begin
for ROW in $ROWS; do
	before() { :; }
	. /mnt/ways-round/"$ROW"-*.sh
	# In this shell: what it starts in the background must stay.
	mkdir -p "/tmp/w/$ROW"
	cd "/tmp/w/$ROW" || exit 1
	before
done
ROW=
cd /tmp/w || exit 1
guest_load
for ROW in $ROWS; do
	. /mnt/ways-round/"$ROW"-*.sh
	cd "/tmp/w/$ROW" || exit 1
	if (checks); then echo "done $ROW $GUEST"; else fail end "checks() ended with $?"; fi
done
guest_end
