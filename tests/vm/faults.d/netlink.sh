#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Faults in each request over netlink.
. /mnt/lib.sh
. /mnt/faults.sh

plan 32
cd /tmp || exit 1
holds "governed" begin
BASE=$(beside)
held() { writctl list artifacts --json | grep -c '"toggled"'; }
variant toggled toggled

faults "status" status
plainly "status without a grant" -d EPERM status
faults "list" list
plainly "list without a grant" -d EPERM list
faults "explain" explain
plainly "explain without a grant" -d EPERM explain
faults "events" events
faults "become the owner of the log" register
plainly "become the owner without a grant" -d EPERM register
refused "before its artifact is there, the program does not run" /tmp/toggled
plainly "add an artifact without a grant" -d EPERM refused-add artifact $A/toggled.writ
faults "an artifact of a stranger" -d EKEYREJECTED refused-add artifact $A/stranger.writ
faults "a forged artifact" -d EKEYREJECTED refused-add artifact $A/forged-own.writ
same "none of them is held" 0 "$(held)"
refused "nor does the program run" /tmp/toggled
faults "add an artifact" add artifact $A/toggled.writ
same "it is held" 1 "$(held)"
holds "and the program runs" /tmp/toggled
faults "drop an artifact" drop $A/toggled.writ
same "it is not held" 0 "$(held)"
refused "and the program does not run" /tmp/toggled
faults "judge an artifact" check artifact $A/own.writ
faults "replace the policy" policy-swap $A/policy
faults "add a delegation" add delegation $A/delegation.writ
faults "add a revocation" add revocation $A/revocation.writ
same "each is held once" "1 1" "$(value delegations) $(value revocations)"
refused "an older policy is refused" writctl policy --yes --transient $A/policy.1.writ
holds "an honest program runs" /mnt/bin/subject
refused "an unlisted one does not" /tmp/toggled
reconciled
nothing_leaked
