#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A host is run: what is put into force counts at once, and what is taken back is
# gone at once.
. /mnt/lib.sh

plan 72
cd /tmp || exit 1
fresh() { # NAME: a program that no artifact knows
	cp /mnt/bin/subject "/tmp/$1"
	echo "$1" >> "/tmp/$1"
	chmod 755 "/tmp/$1"
}
issue() { # KEY ISSUER OUT FILE
	writ issue --key "$A/$1" --issuer "$2" --valid 1h -o "$3" "$4" 2> /tmp/log || cat /tmp/log
}
holds "governed" govern policy.writ
holds "writd owns the log" start

fresh one
refused "a program without an artifact is denied" /tmp/one
says "why: the reason" "missing-authorization" sh -c 'writctl why; false'
says "why: what it was about" "/tmp/one" sh -c 'writctl why last; false'
says "explain: the reason" "missing-authorization" writctl explain /tmp/one
issue release release one.writ one
holds "its artifact is put into force" writctl load one.writ
holds "and it runs" /tmp/one
holds "explain: it would run" writctl explain /tmp/one -- one argument
says "explain: on whose word" "by release" sh -c 'writctl explain /tmp/one; false'
says "explain: another operation" "operation-mismatch" writctl explain --op map /tmp/one
writ revoke --key $A/release --issuer release --artifact one.writ -o r1.writ 2> /dev/null
says "load does not take a revocation" "revocation" writctl load r1.writ
holds "a revocation is put into force" writctl revoke r1.writ
refused "and it does not run any more" /tmp/one
says "explain: revoked" "revoked" writctl explain /tmp/one
says "why: revoked" "revoked" sh -c 'writctl why; false'
says "presenting the artifact once more does not help" "revoked" writctl load one.writ
holds "the revocation is kept" test -e "/etc/writ/revocations/$(writctl list revocations --json | sed -n 's/.*"sha256": "\([0-9a-f]*\)".*/\1/p').writ"

fresh two
issue release release two.writ two
holds "another artifact" writctl load two.writ
holds "another program runs" /tmp/two
holds "the artifact is dropped" writctl drop --file two.writ
refused "and the program is denied" /tmp/two
says "dropped once more: there is none" "no artifact" writctl drop --file two.writ

# A delegate
fresh three
issue agent agent three.writ three
says "nobody knows this issuer" "unknown-issuer" writctl load three.writ
writ delegate --key $A/release --issuer release --to $A/agent.pub --name agent --ops execute \
	--max-validity 2h --valid 3h -o agent.delegation 2> /dev/null
holds "a delegation is put into force" writctl load agent.delegation
issue agent agent three.writ three
holds "now the delegate's artifact counts" writctl load three.writ
holds "and the program runs" /tmp/three
writ revoke --key $A/root --revoke-key $A/agent.pub -o r3.writ 2> /dev/null
holds "the delegate's key is revoked" writctl revoke r3.writ
refused "and what it authorized is denied" /tmp/three

# Policies
says "an older policy is refused" "version" writctl policy --yes $A/older.writ
same "and nothing changed" 3 "$(value policy_version)"
holds "a newer policy is put into force" writctl policy --yes $A/newer.writ
same "at once" 5 "$(value policy_version)"
says "policy: which one" "version  5" sh -c 'writctl policy; false'
says "the same file is refused as a revocation" "policy" writctl revoke $A/newer.writ

# Without privilege
fresh four
issue release release four.writ four
chmod 644 four.writ
refused "somebody's program is denied" su agent -c /tmp/four
says "he may ask why" "/tmp/four" su agent -c 'writctl why; false'
holds "and present its artifact" su agent -c 'writctl present /tmp/four.writ'
holds "and run it" su agent -c /tmp/four
sed 's/release/rebase2/' four.writ > forged.writ
says "a forged one is refused" "refused" su agent -c 'writctl present /tmp/forged.writ'

# From a denial to its authorization
fresh six
refused "a program with arguments is denied" /tmp/six one "two words"
writctl why --json > denial.json
seen() { says "$1" "$2" sh -c "cat $3; false"; }
seen "why --json: which claim" '"claim": "subjects"' denial.json
seen "why --json: trying again does not help" '"retry": false' denial.json
seen "why --json: the arguments" '"two words"' denial.json
seen "why --json: the content" "\"digest\": \"sha256:$(sha256sum /tmp/six | cut -c-64)\"" denial.json
holds "what is missing is issued" writ issue --key $A/release --issuer release \
	--from-denial denial.json -o six.writ
holds "and put into force" writctl load six.writ
holds "it runs as it was asked for" /tmp/six one "two words"
refused "and in no other way" /tmp/six one two words
writctl why --json > denial.json
seen "why --json: these arguments are another claim" '"claim": "scope.arguments"' denial.json
seen "why --json: what came closest" "\"identity\": \"$(writ inspect --json six.writ |
	sed -n 's/.*"identity": "\([0-9a-f]*\)".*/\1/p')\"" denial.json
seen "why --json: whose it is" '"issuer": "release"' denial.json
says "why: what is needed" "of sha256:" sh -c 'writctl why; false'
says "load: FILEs and options of the module" "go with --keep alone" writctl load --check six.writ
says "drop: a file says its key itself" "--key is for an IDENTITY" \
	writctl drop --key "$(cat $A/thumbprint)" --file six.writ

# run
mkdir grants
fresh seven
fresh eight
issue release release grants/seven.writ seven
chmod -R a+rX grants
refused "somebody's program is not authorized" su agent -c /tmp/seven
holds "run presents its artifact and executes it" su agent -c 'writ run --from /tmp/grants -- /tmp/seven'
su agent -c 'writ run --from /tmp/grants --json /tmp/eight one' > denial.json 2> /tmp/log
same "run: what is denied" 126 $?
seen "run: and why" '"reason": "missing-authorization"' denial.json
seen "run: and what" '"path": "/tmp/eight"' denial.json
su agent -c 'WRIT_ARTIFACTS=/tmp/grants writ run /tmp/eight' > denial.text 2> /tmp/log
seen "run: and for people" "denied: to execute /tmp/eight: missing-authorization" denial.text

# Files that come and go
fresh five
issue release release five.writ five
cp five.writ /etc/writ/artifacts/five.writ
wait_for() { # NAME COMMAND...
	local name=$1 n=0
	shift
	until "$@" 2> /dev/null; do
		n=$((n + 1))
		[ $n -le 100 ] || { fail "$name" "not within 10 seconds"; return; }
		sleep 0.1
	done
	ok "$name"
}
denied() { ! "$@"; }
wait_for "a file in the configuration comes into force" /tmp/five
rm /etc/writ/artifacts/five.writ
wait_for "and goes with its file" denied /tmp/five

writctl watch --denied --count 1 > /tmp/watched 2>&1 &
watcher=$!
# Until it looks, which takes a while where everything does.
n=0
while kill -0 $watcher 2> /dev/null && [ $n -lt 100 ]; do
	n=$((n + 1))
	/tmp/five 2> /dev/null
	sleep 0.2
done
kill $watcher 2> /dev/null
says "watch shows a denial as it happens" "/tmp/five" sh -c 'cat /tmp/watched; false'
holds "doctor finds nothing wrong" writctl doctor
writctl doctor > /tmp/doctor
holds "doctor: how old the checkpoint is" grep -q "^good .*checkpoint: the last is [0-9]* s old" /tmp/doctor
writctl doctor
holds "status: enforcing" writctl status
says "status: who takes the log" "taken by process" sh -c 'writctl status; false'
gone KILL
says "doctor: writd is gone" "writd: it does not answer" writctl doctor
holds "writd starts again" start
holds "what was presented is still there" /tmp/four
same "the policy's mark is kept" 5 "$(sed -n 2p $STATE/mark)"
stop
