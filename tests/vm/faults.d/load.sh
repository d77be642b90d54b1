#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# load.sh STEP FIRST: faults while the module loads, each STEPth one from the FIRSTth on,
# until it does load.
# load.sh STEP refused: from the module's own first one on, where it is refused at the end.
. /mnt/lib.sh
. /mnt/faults.sh

STEP=$1 FIRST=$2
KO=/mnt/bin/writ.ko

# What is not attached governs nothing, and says so. Hooks that could be armed stay armed.
not_enforcing() {
	[ "$(value state)" = "not enforcing" ] && [ -n "$(value cause)" ] &&
		dmesg | grep -q 'writ: NOT ENFORCING: ' && ! writctl status > /dev/null
}

# insert ARTIFACTS [ERRNO]
insert() {
	/mnt/bin/insert "$FIRST" "$STEP" "$KO" "root=$(cat $A/thumbprint) policy=/etc/writ/policy.writ \
		delegations=/etc/writ/delegations revocations=/etc/writ/revocations \
		artifacts=$1" /mnt/bin/subject $2 > /tmp/said 2>&8 || { cat /tmp/said; return 1; }
}
# Not the single pages of what is allocated by the thousand; whatever is made of them
# can still fail as a whole.
prepare() {
	knobs && echo 1 > /sys/kernel/debug/fail_page_alloc/min-order && authorize policy.1.writ &&
		mkdir /etc/writ/delegations /etc/writ/revocations &&
		cp $A/delegation.writ /etc/writ/delegations &&
		cp $A/revocation.writ /etc/writ/revocations && cp $A/terms.writ /etc/writ/artifacts
}
tell() { note "each ${STEP}th from $FIRST: $(tail -n 2 /tmp/said | tr '\n' ' ')"; }

cd /tmp || exit 1
exec 8>&1	# past who keeps what a command says
if [ "$FIRST" = refused ]; then
	plan 2
	holds "ready" prepare
	# Without parameters it is refused before it has asked for anything.
	FIRST=$(($(/mnt/bin/insert needs "$KO" "") + $(od -An -N2 -tu2 /dev/urandom) % STEP))
	holds "what is refused leaves the host as it was" insert /etc/writ/none ENOENT
	tell
	exit
fi
plan 4
variant unlisted unlisted
holds "ready" prepare
holds "what does not load leaves the host as it was" insert /etc/writ/artifacts
if [ "$(value state)" = enforcing ]; then
	holds "what is authorized runs" /mnt/bin/subject
	refused "what is not does not" /tmp/unlisted
else
	holds "that nothing is enforced is said" not_enforcing
	case $(value cause) in
	*"lineage"* | *"canary"*) refused "what is armed denies" /tmp/unlisted ;;
	*) holds "what is not attached does not deny" /tmp/unlisted ;;
	esac
fi
tell
note "$(value state) $(value cause)"
