# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The hardware clock of this guest is years behind, and it ends in a panic.

guest_begin() {
	for name in listed unlisted expired expiring; do variant /tmp/w/$name $name; done
	probe_with /tmp/w/kernel kernel
}

# The mark is what an earlier boot had reached; writctl load knows it.
guest_load() {
	local ROW=- now

	read -r now < "$KEYS/now"
	enforce /mnt/rows/policy /mnt/rows/artifacts "clock=$now"
}

guest_end() {
	sleep 1
	echo c > /proc/sysrq-trigger
}
