# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A host as it is run: writd, writctl, and a signer. All that is in /usr and /mnt has
# an artifact; a program with a word behind it has none.

guest_begin() {
	PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
	dmesg -n 1
}

guest_load() {
	local ROW=-

	# The names of prove.d/lib.sh, of which some are those of guest/lib.sh, in a
	# shell of their own. A log with few places, which a row can fill.
	if (. /mnt/prove/lib.sh && govern policy.writ --events 1024 && start); then ok "governed, and writd owns the log"
	else fail "governed, and writd owns the log" "$(cat /tmp/log)"; exit 1; fi
}

# daemon FUNCTION [WORD]... : one of prove.d/lib.sh's
daemon_do() { (. /mnt/prove/lib.sh && "$@"); }

# word FILE WORD: a program that no artifact knows
word() { cp "$SUBJECT" "$1"; echo "$2" >> "$1"; chmod 755 "$1"; }

# issue OUT FILE [OPTION]...
issue() {
	local out=$1 file=$2

	shift 2
	writ issue --key /mnt/authority/release --issuer release --ops execute -o "$out" "$@" \
		"$file" > /tmp/log 2>&1 || cat /tmp/log
}

guest_end() {
	local ROW=-

	same "still enforcing" enforcing "$(value state)"
}
