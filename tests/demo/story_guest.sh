#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The story, inside the guest. Each step says what it expects, and the script
# fails if something else happens, so what is told is what is tested.
sign="--key /mnt/release --issuer release"
cgroups=/sys/fs/cgroup
verdicts=0

step() { printf '\n== %s\n' "$*"; }
wrong() { echo "UNEXPECTED: $*"; exit 1; }
must() { # COMMAND...: the operator runs it, and it has to succeed
	printf '# %s\n' "$*"
	"$@" 2>&1 || wrong "this failed"
}
reason() { dmesg | sed -n 's/.*writ: denied.* reason=\([a-z-]*\).*/\1/p' | tail -n 1; }

# worker NAME UID: software that works for others, in a control group of its own.
# What it decides to run goes in by a fifo, and what it says comes back by one.
worker() {
	mkdir -p $cgroups/agents.slice/"$1"
	mkfifo "/run/$1.in" "/run/$1.out"
	/mnt/enter "/agents.slice/$1" "$2" /opt/agents/worker <> "/run/$1.in" > "/run/$1.out" 2>&1 &
	eval "$1=$!"
}
# ask NAME LINE: hands it a line, shows what it says, and sets status
ask() {
	printf '%s$ %s\n' "$1" "$2"
	echo "$2" > "/run/$1.in"
	while IFS= read -r line; do
		case $line in
		"ended with "*) status=${line#ended with }; break ;;
		*) echo "$line" ;;
		esac
	done < "/run/$1.out"
}
runs() { # NAME LINE: and it succeeds
	ask "$1" "$2"
	[ "$status" = 0 ] || wrong "this ended with $status: $(reason)"
	verdicts=$((verdicts + 1))
}
denied() { # NAME REASON LINE
	dmesg -c > /dev/null
	ask "$1" "$3"
	[ "$status" != 0 ] || wrong "this was allowed"
	[ "$(reason)" = "$2" ] || wrong "the reason is $(reason), not $2"
	echo "  kernel: $(dmesg | sed -n 's/.*writ: \(denied [a-z]* reason=[a-z-]*\).*/\1/p' | tail -n 1)"
	verdicts=$((verdicts + 1))
}

step "The programs. Who works here may use what the system brought, and has a script for a mind."
mkdir -p /opt/agents /srv/exchange /etc/writ/artifacts /etc/writ/delegations /var/lib/writ
cp /mnt/worker /mnt/query /mnt/report /opt/agents/ && chmod 755 /opt/agents/*
mkdir -m 700 /srv/orchestrator && cp /mnt/orchestrator /srv/orchestrator/key
chmod 600 /srv/orchestrator/key && chown -R 2000 /srv/orchestrator
chmod 1777 /srv/exchange
cd /etc/writ || exit 1
must writ manifest $sign --valid 8h --uid 2000-2999 -o system.writ /usr
must writ issue $sign --valid 8h --uid 2000-2999 --path -o worker.writ /opt/agents/worker
mv system.writ worker.writ /etc/writ/artifacts/
cp /mnt/orchestrator.delegation /etc/writ/delegations/
cp /mnt/policy.signed /etc/writ/policy.writ
mount -t ext4 /dev/vda /var/lib/writ

step "From here on the group is governed; the rest of the host is not."
grep -q " $cgroups cgroup2 " /proc/mounts || mount -t cgroup2 none $cgroups || exit 1
must mkdir $cgroups/agents.slice
# The check for a lock-out does not know in which group root asks, and takes the worst.
must writctl load --yes --root "$1" --policy /etc/writ/policy.writ --artifacts /etc/writ/artifacts
writd --foreground > /tmp/writd.out 2>&1 &
writd=$!
n=0
until [ -S /run/writ/writd.sock ] && writctl status | grep -q "taken by process *$writd\$"; do
	n=$((n + 1))
	[ $n -lt 200 ] || { cat /tmp/writd.out; exit 1; }
	sleep 0.1
done
must /opt/agents/query select customers

step "The orchestrator (uid 2000) and its agent (uid 2001) begin to work, both in the group."
worker orchestrator 2000
worker agent 2001
exec 7<> /run/orchestrator.out 8<> /run/agent.out
where='read -r group < /proc/self/cgroup; echo "I am in $group"'
runs orchestrator "$where"
runs agent "$where"

step "The agent wants to query. Nobody has allowed it that:"
denied agent missing-authorization "/opt/agents/query select customers"

step "The orchestrator signs a writ for this query, once. It needs no kernel and asks nobody."
# What its delegation demands of each: a path, a user, the group, and a number of uses.
sign="writ issue --key /srv/orchestrator/key --issuer orchestrator --valid 5m --uid 2001 --cgroup /agents.slice --path"
select="--arg /opt/agents/query --arg select --arg customers"
runs orchestrator "$sign --uses once $select -o /srv/exchange/1.writ /opt/agents/query"
runs agent "writctl present /srv/exchange/1.writ"

step "Another query than the one that was allowed:"
denied agent argv-mismatch "/opt/agents/query drop customers"
step "The one that was allowed, and then a second time:"
runs agent "/opt/agents/query select customers"
denied agent replay "/opt/agents/query select customers"
step "Presenting the used writ once more does not help:"
runs agent "writctl present /srv/exchange/1.writ"
denied agent replay "/opt/agents/query select customers"

step "The agent asks why, and hands the answer to the orchestrator."
runs agent "writctl why"
runs agent "writctl why --json > /srv/exchange/denial.json"
step "The orchestrator reads it, and signs another writ for exactly that."
runs orchestrator "$sign --uses once --from-denial /srv/exchange/denial.json -o /srv/exchange/2.writ"
runs agent "writ run --from /srv/exchange -- /opt/agents/query select customers"

step "The agent has a writ, and tries to put code of its own into the program. The writ does not grant that:"
runs orchestrator "$sign --uses once --from-denial /srv/exchange/denial.json -o /srv/exchange/3.writ"
runs agent "writctl present /srv/exchange/3.writ"
denied agent envvar-mismatch "LD_PRELOAD=/tmp/mine.so /opt/agents/query select customers"
step "A shell would do what it is told. It runs scripts that have a writ, not what an agent says:"
denied agent argv-mismatch "/bin/sh -c '/opt/agents/query select customers'"
step "The agent leaves the group. It is governed all the same, and its writ holds in the group alone:"
echo "# echo $agent > $cgroups/cgroup.procs"
echo "$agent" > $cgroups/cgroup.procs || exit 1
runs agent "$where"
denied agent identity-mismatch "/opt/agents/query select customers"
step "Back in the group. None of this has used the writ up:"
echo "# echo $agent > $cgroups/agents.slice/agent/cgroup.procs"
echo "$agent" > $cgroups/agents.slice/agent/cgroup.procs || exit 1
runs agent "/opt/agents/query select customers"

step "A longer job. The orchestrator may not sign for any number of uses; three is within its delegation."
notes="--note ticket=4711 --note approved-by=ada"
runs orchestrator "$sign $notes -o /srv/exchange/any.writ /opt/agents/report"
ask agent "writctl present /srv/exchange/any.writ"
[ "$status" != 0 ] || wrong "this was accepted"
runs orchestrator "$sign --uses 3 $notes -o /srv/exchange/report.writ /opt/agents/report"
runs agent "writctl present /srv/exchange/report.writ"
runs agent "/opt/agents/report > /srv/exchange/report.out & job=\$!"
n=0
until grep -q "page 2" /srv/exchange/report.out; do
	n=$((n + 1))
	[ $n -lt 100 ] || wrong "the job does not run"
	sleep 0.1
done
cat /srv/exchange/report.out

step "The ticket is closed. The orchestrator takes the writ back, with its own key; the operator puts that into force."
runs orchestrator "writ revoke --key /srv/orchestrator/key --issuer orchestrator --artifact /srv/exchange/report.writ -o /srv/exchange/report.revocation"
must writctl revoke /srv/exchange/report.revocation
hundredths() { tr -d . < /proc/uptime | cut -d ' ' -f 1; }
begin=$(hundredths)
dmesg -c > /dev/null
ask agent 'wait $job'
took=$(($(hundredths) - begin))
[ "$status" = 137 ] || wrong "the job ended with $status"
[ $took -le 100 ] || wrong "the job was killed after $took hundredths of a second"
echo "killed, within a second"
verdicts=$((verdicts + 1))
denied agent revoked "/opt/agents/report"

step "The operator's view:"
must writctl list
must writctl doctor
kill $agent $orchestrator
kill -TERM $writd
while kill -0 $writd 2> /dev/null; do sleep 0.1; done
umount /var/lib/writ
printf '\nDone: %d of %d verdicts as they had to be.\n' $verdicts $verdicts
