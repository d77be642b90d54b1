# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154,SC2054
# Delegations: each limit from both sides, chains, and what is refused.
. "$(dirname "$0")/lib.sh"
authority
for k in ci sub agent leaf more; do writ keygen --type p256 $k >/dev/null; done
mkdir -p img/opt/agents/deep img/opt/agentsmith img/opt/other
for f in agents/one agents/two agents/three agents/deep/four agentsmith/one other/one; do
	echo "$f" >img/opt/$f
done
agents=img/opt/agents

# what lead hands to ci, for nine hours of which one has passed
mandate=(--ops execute,map --max-validity 8h --max-subjects 3 --depth 2
	--not-before "$(when -3600)" --not-after "$(when 28800)")
good "a delegation" delegate --key lead --issuer lead --to ci.pub --name ci "${mandate[@]}" \
	--path /opt/agents --subject 'build "7"' -o ci.writ
says "it tells who delegates" '"lead" delegates, from'
says "and what" 'may authorize to execute, map, for at most 8 hours at a time'
says "and how many files" 'at most 3 files in one artifact'
says "and where" 'only files bound to a path under /opt/agents'
says "and whether further" 'whose holder may delegate further'
good "inspect" inspect ci.writ
says "inspect names the type" application/writ-delegation+cose
says "inspect names the purpose" 'build "7"'
says "inspect names the delegate's key" "\"ci\" (ESP256, key $(writ root ci.pub))"
holds "its first line is a warning" grep -q UNVERIFIED <(head -n 1 .stdout)
good "inspect --json" inspect --json ci.writ
holds "it is JSON, with all that was said" python3 - "$(writ root lead.pub)" "$(writ root ci.pub)" \
	"$(when -3600)" "$(when 28800)" <<-'END'
	import json, sys
	o = json.load(open(".stdout"))
	d = o["delegate"]
	assert o["verified"] is False and o["issuer"] == "lead" and o["audience"] == []
	assert [o["key"], d["key"], o["not_before"], o["not_after"]] == sys.argv[1:]
	assert d["name"] == "ci" and d["operations"] == ["execute", "map"]
	assert d["max_validity"] == 28800 and d["max_subjects"] == 3
	assert d["paths"] == ["/opt/agents"] and d["delegation_depth"] == 2
	END

# what the delegate authorizes
# bound STATUS NAME REASON OPTION...: an artifact of ci's, each file at its path below img
bound() {
	writ issue --key ci --issuer ci --root img --path -o a.writ "${@:4}" >.out 2>&1
	judged "$1" "$2" "a.writ: $3" --delegation ci.writ a.writ
}
bound 0 "one of its operations" authorized --ops map --valid 1h $agents/one
bound 1 "an operation more" "issuer-limit (operations" --ops map,script --valid 1h $agents/one
bound 0 "for as long as it may" authorized --ops execute --valid 8h --not-before "$(when -3600)" $agents/one
bound 1 "longer" "issuer-limit (exp" --ops execute --valid 28801s --not-before "$(when -3600)" $agents/one
bound 0 "until the delegation ends" authorized --ops execute --not-after "$(when 28800)" $agents/one
bound 1 "until a second later" "issuer-limit (exp" --ops execute --not-after "$(when 28801)" $agents/one
bound 1 "from before the delegation began" "issuer-limit (nbf" --ops execute --valid 2h \
	--not-before "$(when -3601)" $agents/one
bound 0 "as many files as it may" authorized --ops execute --valid 1h $agents/one $agents/two $agents/three
bound 1 "a file more" "issuer-limit (subjects " --ops execute --valid 1h $agents/one $agents/two $agents/three \
	$agents/deep/four
bound 0 "deeper below its path" authorized --ops execute --valid 1h $agents/deep/four
bound 1 "a path that only begins alike" "issuer-limit (subjects.path" --ops execute --valid 1h img/opt/agentsmith/one
bound 1 "one path of two outside" "issuer-limit (subjects.path" --ops execute --valid 1h $agents/one img/opt/other/one
writ issue --key ci --issuer ci --ops execute --valid 1h -o a.writ $agents/one 2>/dev/null
judged 1 "without a path" "a.writ: issuer-limit (subjects.path" --delegation ci.writ a.writ
writ issue --key ci --issuer lead --ops execute --valid 1h --at /opt/agents/one -o a.writ $agents/one 2>/dev/null
judged 1 "under its issuer's name" "a.writ: unknown-issuer" --delegation ci.writ a.writ
writ issue --key ci --issuer ci --ops execute --valid 1h --at /opt/agents/one -o a.writ $agents/one 2>/dev/null
judged 1 "without the delegation" "a.writ: unknown-issuer" a.writ
judged 0 "content" "to execute $agents/one: authorized" --delegation ci.writ --ops execute \
	--file $agents/one --path /opt/agents/one a.writ
judged 1 "content elsewhere" "path-mismatch" --delegation ci.writ --ops execute --file $agents/one a.writ
good "verify --json" verify --root "$root" --policy policy.writ --json --delegation ci.writ a.writ
holds "it is JSON" python3 -c 'import json
o = json.load(open(".stdout")); assert o["good"] and o["authority"][0] == {"file": "ci.writ", "reason": "authorized", "good": True}'

# what the delegate may hand on
# linked STATUS NAME REASON OPTION...: a delegation from ci to sub
linked() {
	hand ci sub --ops execute --max-validity 1h --max-subjects 1 "${@:4}"
	expect "$1" "$2" "$WRIT" verify --root "$root" --delegation ci.writ --delegation sub.writ policy.writ
	says "$2: $3" "sub.writ: $3"
}
p=(--path /opt/agents --valid 1h)
linked 0 "to: the same operations" authorized "${p[@]}" --ops execute,map
linked 1 "to: one more" "issuer-limit (operations" "${p[@]}" --ops execute,map,script
linked 0 "to: the same longest validity" authorized "${p[@]}" --max-validity 8h
linked 1 "to: a second more" "issuer-limit (issuers.max-validity" "${p[@]}" --max-validity 28801s
linked 0 "to: as many files" authorized "${p[@]}" --max-subjects 3
linked 1 "to: one file more" "issuer-limit (issuers.max-subjects" "${p[@]}" --max-subjects 4
linked 0 "to: two paths below" authorized --valid 1h --path /opt/agents/z --path /opt/agents/a
linked 1 "to: the path above" "issuer-limit (issuers.paths" --valid 1h --path /opt
linked 1 "to: a path that begins alike" "issuer-limit (issuers.paths" --valid 1h --path /opt/agentsmith
linked 1 "to: one path of two outside" "issuer-limit (issuers.paths" "${p[@]}" --path /srv
linked 1 "to: no path" "issuer-limit (issuers.paths" --valid 1h
linked 0 "to: one link less deep" authorized "${p[@]}" --depth 1
linked 1 "to: as deep" "issuer-limit (issuers.delegation-depth" "${p[@]}" --depth 2
linked 0 "to: from the same time" authorized --path /opt/agents --not-before "$(when -3600)" --valid 8h
linked 0 "to: until the same time" authorized --path /opt/agents --not-after "$(when 28800)"
linked 1 "to: from a second before" "issuer-limit (nbf" --path /opt/agents --not-before "$(when -3601)" --valid 2h
linked 1 "to: until a second later" "issuer-limit (exp" --path /opt/agents --not-before "$(when 3600)" \
	--not-after "$(when 28801)"
linked 1 "to: for longer than its longest validity" "issuer-limit (exp" --path /opt/agents --not-before "$(when -3600)" \
	--valid 28801s
hand ci sub --ops execute --max-validity 1h "${p[@]}"
expect 1 "to: any number of files" "$WRIT" verify --root "$root" --delegation ci.writ --delegation sub.writ policy.writ
says "to: any number of files: is too many" "issuer-limit (issuers.max-subjects"
linked 0 "to: less of all" authorized "${p[@]}"
judged 1 "a link before the one that it hangs from" "sub.writ: unknown-issuer" --delegation sub.writ --delegation ci.writ a.writ
judged 1 "the same link twice" "issuer-limit (issuers.key" --delegation ci.writ --delegation ci.writ --file a.writ a.writ

# who may delegate, and to whom
# first STATUS NAME REASON BY TO OPTION...: a delegation right below the policy
first() {
	hand "$4" "$5" --ops execute --max-validity 1h --max-subjects 1 --path /opt/agents "${@:6}"
	expect "$1" "$2" "$WRIT" verify --root "$root" --delegation "$5.writ" policy.writ
	says "$2: $3" "$5.writ: $3"
}
first 0 "by an issuer who may" authorized lead more --valid 60d
first 1 "for longer than the policy lets it" "issuer-limit (exp" lead more --valid 5184001s
first 1 "with what the policy does not give it" "issuer-limit (operations" lead more --ops execute,recover
writ keygen --from rel release >/dev/null
cp rel release
first 1 "by an issuer who may not" "issuer-limit (issuers.delegation-depth" release more
first 1 "by a key that nobody knows" unknown-issuer leaf more
first 1 "to a key of the policy" "issuer-limit (issuers.key" lead release
first 1 "to the root key" "issuer-limit (issuers.key" lead root
first 1 "to itself" "issuer-limit (issuers.key" lead lead
good "to an RSA key" keygen --type rsa2048 large
first 0 "to an RSA key" authorized lead large
writ issue --key large --issuer large --valid 1h --ops execute --at /opt/agents/one -o l.writ $agents/one 2>/dev/null
judged 0 "an RSA delegate's artifact" "l.writ: authorized" --delegation large.writ l.writ
hand lead more --ops execute --max-validity 1h --max-subjects 1 --path /opt/agents --audience ox --audience zebra
judged 0 "on a host of its audience" "more.writ: authorized" --host zebra --delegation more.writ --delegation ci.writ a.writ
judged 1 "on another host" "more.writ: wrong-audience" --host bee --delegation more.writ --delegation ci.writ a.writ
judged 1 "on a host without identity" "more.writ: wrong-audience" --delegation more.writ --delegation ci.writ a.writ
writ issue --key more --issuer more --valid 1h --ops execute --at /opt/agents/one -o m.writ $agents/one 2>/dev/null
judged 0 "its artifact on such a host" "m.writ: authorized" --host ox --delegation more.writ m.writ
judged 1 "its artifact on another" "m.writ: unknown-issuer" --host bee --delegation more.writ m.writ

# as deep as it goes
limits=(--ops execute --max-validity 1h --max-subjects 1 --path /opt/agents --not-after "$(when 3000)")
hand lead ci "${limits[@]}" --depth 3
hand ci sub "${limits[@]}" --depth 2
hand sub agent "${limits[@]}" --depth 1
hand agent leaf "${limits[@]}"
hand leaf more "${limits[@]}"
for k in leaf more; do
	writ issue --key $k --issuer $k --ops execute --not-after "$(when 3000)" --at /opt/agents/one -o $k.a $agents/one 2>/dev/null
done
chain=(--delegation ci.writ --delegation sub.writ --delegation agent.writ --delegation leaf.writ)
judged 0 "four links" "leaf.writ: authorized" "${chain[@]}" leaf.a
judged 1 "five links" "more.writ: issuer-limit (issuers.delegation-depth" "${chain[@]}" --delegation more.writ leaf.a
says "five links: the fourth stands" "leaf.a: authorized"
judged 1 "what the fifth authorizes" "more.a: unknown-issuer" "${chain[@]}" --delegation more.writ more.a
judged 1 "four links without the second" "leaf.a: unknown-issuer" "${chain[@]:0:2}" "${chain[@]:4}" leaf.a
hand ci sub "${limits[@]}" --depth 3
judged 1 "four links, the second as deep as the first" "sub.writ: issuer-limit (issuers.delegation-depth" "${chain[@]}" leaf.a

# what is damaged, or no delegation
hand lead ci "${mandate[@]}" --path /opt/agents
size=$(stat -c %s ci.writ)
survivors=0
for ((i = 0; i < size; i += 3)); do
	cp ci.writ t.writ
	byte=$(xxd -p -s $i -l 1 ci.writ)
	printf '%02x' $((0x$byte ^ 1)) | xxd -r -p | dd of=t.writ bs=1 seek=$i conv=notrunc 2>/dev/null
	writ verify --root "$root" --delegation t.writ policy.writ >/dev/null 2>&1 && survivors=$((survivors + 1))
done
holds "no delegation with a changed bit is admitted" test $survivors -eq 0
judged 0 "and it is without one" "ci.writ: authorized" --delegation ci.writ a.writ
head -c $((size - 1)) ci.writ >t.writ
judged 1 "with a byte missing" "t.writ: malformed-artifact" --delegation t.writ a.writ
refused "inspect of it" inspect --json t.writ
holds "is JSON too" python3 -c 'import json; assert json.load(open(".stdout"))["verified"] is False'
judged 1 "an artifact for a delegation" "a.writ: malformed-artifact" --delegation a.writ a.writ
judged 1 "a delegation for an artifact" "ci.writ: malformed-artifact" --delegation ci.writ ci.writ
refused "a delegation that is not there" verify --root "$root" --delegation nix.writ policy.writ
says "it is named" nix.writ
head -c 16385 /dev/zero >t.writ
refused "more than a delegation can be" verify --root "$root" --delegation t.writ policy.writ
says "it says so" "larger than"

# what is written, and what is not
base=(delegate --key lead --issuer lead --to ci.pub --name ci --ops execute --max-validity 1h)
long=()
for ((i = 0; i < 16; i++)); do long+=(--path "/opt/$i/$(printf 'a%.0s' {1..100})"); done
whole "delegate" d.writ "${base[@]}" "${long[@]}"
good "to standard output" "${base[@]}" -o -
cp .stdout d.writ
holds "it is the delegation" "$WRIT" inspect d.writ
usage "a path more than 16" "${base[@]}" "${long[@]}" --path /opt/x -o o
long=()
for ((i = 0; i < 5; i++)); do long+=(--path "/$i$(printf '/%0250d' {1..15})"); done
refused "more than a delegation can hold" "${base[@]}" "${long[@]}" -o o
says "it says so" "16384"
echo 'correct horse' >pass
writ keygen --type p256 --passphrase-file pass enc >/dev/null
good "--passphrase-file" delegate --key enc --passphrase-file pass --issuer enc --to ci.pub --name ci --ops map --max-validity 1h -o e.writ
refused "without it" delegate --key enc --issuer enc --to ci.pub --name ci --ops map --max-validity 1h -o o
refused "by a public key" "${base[@]}" --key lead.pub -o o
says "it says so" "the private key is needed"
refused "to a key that is not there" "${base[@]}" --to nix.pub -o o
says "it is named" nix.pub
refused "to what is no key" "${base[@]}" --to policy.yaml -o o
refused "a purpose too long" "${base[@]}" --subject "$(printf 'a%.0s' {1..1025})" -o o
says "it says so" "nothing is written"

# typed wrongly
d=(delegate --key lead -o o)
usage "without --issuer" "${d[@]}" --to ci.pub --name ci --ops map --max-validity 1h
usage "without --to" "${d[@]}" --issuer lead --name ci --ops map --max-validity 1h
usage "without --name" "${d[@]}" --issuer lead --to ci.pub --ops map --max-validity 1h
usage "without --ops" "${d[@]}" --issuer lead --to ci.pub --name ci --max-validity 1h
usage "without --max-validity" "${d[@]}" --issuer lead --to ci.pub --name ci --ops map
usage "without --output" "${base[@]}"
usage "a file too many" "${base[@]}" -o o ci.writ
for wrong in "--ops fly" "--ops map,map" "--max-validity 0d" "--max-validity 3y" "--max-subjects 0" \
	"--max-subjects 1000001" "--max-subjects 1x" "--depth 0" "--depth 4" "--depth -1" "--path opt" \
	"--path /opt/" "--path /opt/../x" "--valid 0s" "--valid 1d --not-after 2099-01-01" \
	"--not-before 2099-01-02 --not-after 2099-01-01" "--not-after 2024-01-01" \
	"--audience h --audience h" "$(printf -- '--audience h%s ' {1..17})"; do
	# shellcheck disable=SC2086
	usage "${wrong:0:50}" "${base[@]}" $wrong -o o
done
usage "a name with a control character" "${base[@]}" --name $'c\ni' -o o
usage "an empty purpose" "${base[@]}" --subject '' -o o
holds "nothing was written by all this" test ! -e o
finish
