# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: lockdown
# guest: lockdown
# expect: denied
# by: an unsigned module does not load; a signed one does, also under confidentiality

checks() {
	check "locked down to confidentiality" grep -qF '[confidentiality]' /sys/kernel/security/lockdown
	KO=/mnt/plain.ko
	as denial same "an unsigned module" EKEYREJECTED "$(load /mnt/rows/policy /mnt/rows/artifacts)"
	same "nothing claims to enforce" "" "$(value state)"
	KO=/mnt/signed.ko
	enforce /mnt/rows/policy /mnt/rows/artifacts
	same "the status says under which level" confidentiality "$(value lockdown)"
	unlisted "unlisted" /tmp/w/unlisted
	run "listed" /tmp/w/listed
}
