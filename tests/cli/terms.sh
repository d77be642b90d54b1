# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154,SC2086
# Terms: each is issued, shown, fulfilled and not fulfilled, and typed wrongly.
. "$(dirname "$0")/lib.sh"
authority
cp /bin/true prog
echo words >data
zeros=$(printf %064x 0)
ones=$(printf '1%.0s' {1..64})
boot=1b4e28ba-2fa1-11d2-883f-0016d3cca427
issued=(issue --key rel --issuer release --ops execute -o t.writ)

# demands NAME EXPRESSION OPTION...: t.writ, of which EXPRESSION holds, t being its terms
demands() {
	good "$1: issued" "${issued[@]}" "${@:3}" prog
	good "$1: inspected" inspect --json t.writ
	holds "$1: shown" python3 -c 'import json, sys
o = json.load(open(".stdout")); t = o["terms"]; assert o["verified"] is False
assert eval(sys.argv[1]), t' "$2"
}

# fits NAME FACT...: a request with these facts
fits() {
	judged 0 "$1" "to execute prog: authorized" --ops execute --file prog "${@:2}" t.writ
}

# misfits NAME REASON FACT...
misfits() {
	judged 1 "$1" "to execute prog: $2" --ops execute --file prog "${@:3}" t.writ
}

# argument NAME PATTERN JSON FITTING MISFITTING...: of the second of two arguments
argument() {
	local wrong
	demands "$1" "t == {'arguments': [{'pattern': 'any'}, $3], 'more_arguments': False}" --arg any --arg "$2"
	fits "$1: fits" --arg prog --arg "$4"
	for wrong in "${@:5}"; do
		misfits "$1: not ${wrong:0:20}" argv-mismatch --arg prog --arg "$wrong"
	done
}

# ---- arguments
good "without terms" "${issued[@]}" prog
good "without terms: inspected" inspect --json t.writ
holds "without terms: none are shown" python3 -c 'import json; assert "terms" not in json.load(open(".stdout"))'
fits "without terms: any arguments" --arg a --arg b
argument "a literal" literal:any "{'pattern': 'literal', 'text': 'any'}" any anything an ''
argument "an empty literal" literal: "{'pattern': 'literal', 'text': ''}" '' x
argument "plain text" a:b "{'pattern': 'literal', 'text': 'a:b'}" a:b a
argument "a glob" 'glob:--out=*.?' "{'pattern': 'glob', 'text': '--out=*.?'}" --out=a.b.c --out=a.b.cc out=a.b
argument "a glob with a backslash" 'glob:\*' "{'pattern': 'glob', 'text': chr(92) + '*'}" '*' x
argument "choices" 'one-of:push,pull,a\,b' \
	"{'pattern': 'one-of', 'choices': [{'text': c} for c in ('a,b', 'pull', 'push')]}" 'a,b' a fetch 'push,pull'
argument "a range" range:-5..7 "{'pattern': 'range', 'low': '-5', 'high': '7'}" -5 -6 8 07 +1 x ''
argument "a path" under:/opt/agents "{'pattern': 'under', 'text': '/opt/agents'}" /opt/agents/a/b /opt/agentsmith \
	/opt /opt/agents/../x opt/agents
sum=$(sha256sum <data | cut -c-64)
argument "a content" content:data "{'pattern': 'content', 'sha256': '$sum'}" data prog nix .
argument "a content by digest" "content:sha256:$sum" "{'pattern': 'content', 'sha256': '$sum'}" data prog
misfits "a content: no arguments" argv-mismatch
argument "bytes that are no text" $'literal:\xff' "{'pattern': 'literal', 'hex': 'ff'}" $'\xff' $'\xfe'
demands "fixed arguments" "t['more_arguments'] is False and len(t['arguments']) == 2" --arg a --arg b
fits "exactly those" --arg a --arg b
misfits "one more" argv-mismatch --arg a --arg b --arg c
misfits "one less" argv-mismatch --arg a
misfits "in another order" argv-mismatch --arg b --arg a
misfits "unknown arguments" argv-mismatch
demands "--more-args" "t['more_arguments'] is True" --arg a --arg b --more-args
fits "those" --arg a --arg b
fits "and further ones" --arg a --arg b --arg c --arg ''
misfits "one less, and more may follow" argv-mismatch --arg a
long=()
for i in {1..64}; do long+=(--arg "$i"); done
demands "as many patterns as it goes" "len(t['arguments']) == 64" "${long[@]}"
fits "as many arguments" "${long[@]}"
usage "a pattern more" "${issued[@]}" "${long[@]}" --arg x prog

# ---- who asks
demands "--uid" "t == {'uids': [{'first': 5, 'last': 5}, {'first': 7, 'last': 9}]}" --uid 5 --uid 7-9
fits "a user" --uid 5
fits "a user of a range" --uid 9
misfits "another user" identity-mismatch --uid 6
misfits "a user behind the range" identity-mismatch --uid 10
demands "--gid" "t == {'gids': [{'first': 0, 'last': 3}]}" --gid 0-3
fits "a group" --gid 3
misfits "another group" identity-mismatch --gid 4
demands "--login-uid" "t == {'login_uids': [{'first': 1000, 'last': 1000}]}" --login-uid 1000
fits "who logged in" --login-uid 1000
misfits "someone else" identity-mismatch --login-uid 1001
demands "--cgroup" "t == {'cgroups': ['/agents.slice', '/ci.slice/a']}" --cgroup /agents.slice --cgroup /ci.slice/a
fits "a control group" --cgroup /agents.slice
fits "below it" --cgroup /ci.slice/a/b
misfits "one that begins alike" identity-mismatch --cgroup /agents.slice2
misfits "above it" identity-mismatch --cgroup /ci.slice
misfits "an unknown one" identity-mismatch
parent=$(sha256sum <prog | cut -c-64)
demands "--parent" "t == {'parents': sorted(['$parent', '$zeros'])}" --parent prog --parent "sha256:$zeros"
fits "a program" --parent-digest "$parent"
fits "the other" --parent-digest "sha256:$zeros"
misfits "another program" identity-mismatch --parent-digest "$ones"
misfits "an unknown program" identity-mismatch
cp t.writ parent.writ
id=$(writ inspect --json parent.writ | python3 -c 'import json, sys; print(json.load(sys.stdin)["identity"])')
demands "--parent-artifact" "t == {'parent_artifacts': ['00112233aabbccdd', '$id']}" --parent-artifact parent.writ \
	--parent-artifact 00112233aabbccdd
fits "what it authorized" --parent-artifact "$id"
fits "what the other authorized" --parent-artifact 00112233AABBCCDD
misfits "what another authorized" identity-mismatch --parent-artifact "${id:0:30}ff"
misfits "what none authorized" identity-mismatch
writ keygen --type p256 elsewhere >/dev/null
good "what another key authorized" issue --key elsewhere --issuer other --ops execute -o elsewhere.writ prog
refused "--parent-artifact, signed by another key" "${issued[@]}" --parent-artifact elsewhere.writ prog
says "it says so" "another key"
demands "who asks, in all ways" "len(t) == 4" --uid 5 --gid 6 --cgroup /a --parent prog
who=(--uid 5 --gid 6 --cgroup /a --parent-digest "$parent")
fits "all of them" "${who[@]}"
misfits "all but the user" identity-mismatch "${who[@]}" --uid 6
misfits "all but the group" identity-mismatch "${who[@]}" --gid 5
misfits "all but the control group" identity-mismatch "${who[@]}" --cgroup /b
misfits "all but the program" identity-mismatch "${who[@]}" --parent-digest "$zeros"

# ---- the host
demands "--boot" "t == {'boot': '$boot'}" --boot "$boot"
fits "this boot" --boot "${boot//-/}"
misfits "another boot" environment-mismatch --boot "0${boot:1}"
misfits "an unknown boot" environment-mismatch
demands "--kernel" "t == {'kernels': ['6.1.*', '6.12.?']}" --kernel '6.1.*' --kernel '6.12.?'
fits "a kernel" --kernel 6.1.0-56-amd64
fits "the other" --kernel 6.12.9
misfits "another kernel" environment-mismatch --kernel 6.12.95
misfits "an unknown kernel" environment-mismatch
demands "--lockdown" "t == {'lockdown': 'integrity'}" --lockdown integrity
fits "locked down" --lockdown integrity
fits "locked down further" --lockdown confidentiality
misfits "not locked down" environment-mismatch --lockdown none
misfits "lockdown unknown" environment-mismatch
demands "--lockdown confidentiality" "t == {'lockdown': 'confidentiality'}" --lockdown confidentiality
misfits "locked down less" environment-mismatch --lockdown integrity
demands "--secure-boot" "t == {'secure_boot': True}" --secure-boot
fits "Secure Boot" --secure-boot
misfits "no Secure Boot" environment-mismatch --module-signatures
demands "--module-signatures" "t == {'module_signatures': True}" --module-signatures
fits "signed modules" --module-signatures
misfits "unsigned modules" environment-mismatch --secure-boot
demands "--pcr" "t == {'pcrs': [{'index': 0, 'sha256': '$zeros'}, {'index': 23, 'sha256': '$ones'}]}" \
	--pcr "23:$ones" --pcr "0:$zeros"
fits "both registers" --pcr "0:$zeros" --pcr "23:$ones" --pcr "1:$ones"
misfits "another value" environment-mismatch --pcr "0:$zeros" --pcr "23:$zeros"
misfits "one register alone" environment-mismatch --pcr "23:$ones"
misfits "no registers" environment-mismatch

# ---- uses, policy, inheritance, notes, origin
demands "--uses" "t == {'uses': 3}" --uses 3
fits "never used"
fits "used twice" --used 2
misfits "used up" replay --used 3
demands "--uses once" "t['uses'] == 1" --uses once --boot "$boot"
fits "once" --boot "$boot"
misfits "twice" replay --boot "$boot" --used 1
demands "--policy-id" "t == {'policy': {'id': 'test', 'version': 1}}" --policy-id test --policy-version 1
fits "this policy"
judged 0 "in force under it" "t.writ: authorized" t.writ
demands "a later version" "t['policy']['version'] == 2" --policy-id test --policy-version 2
misfits "an earlier version" policy-mismatch
judged 1 "not in force under it" "t.writ: policy-mismatch" t.writ
demands "another policy" "t == {'policy': {'id': 'other', 'version': 1}}" --policy-id other
misfits "not that policy" policy-mismatch
demands "--inherit" "t == {'inheritance': 64}" --inherit 64
fits "whoever asks"
demands "--note" "t == {'notes': [{'name': 'model', 'text': 'm'}, {'name': 'ticket', 'text': '4711 \"x\"=é'}]}" \
	--note 'ticket=4711 "x"=é' --note model=m
fits "notes demand nothing"
demands "--origin" "t == {'origin': {'host': 'a:b', 'boot': '$boot', 'seq': 18446744073709551615, 'hash': '$ones'}}" \
	--origin "a:b:$boot:18446744073709551615:$ones"
fits "nor does an origin"

# ---- several at a time: the first that does not fit is told
demands "some of all" "len(t) == 10" --arg any --more-args --uid 5 --boot "$boot" --uses once --policy-id test \
	--inherit 2 --note a=b --origin "h:$boot:1:$zeros" --env LD_PRELOAD
all=(--uid 5 --boot "$boot" --arg a)
fits "all fit" "${all[@]}"
misfits "used, and other arguments" argv-mismatch --uid 5 --boot "$boot" --used 1
misfits "and another user" identity-mismatch --uid 6 --boot "$boot" --used 1
misfits "and another boot" environment-mismatch --uid 6 --boot "f${boot:1}" --used 1
misfits "later than its end" expired "${all[@]}" --at 2098-01-01
judged 0 "in force, whoever asks" "t.writ: authorized" t.writ
good "inspect, for people" inspect t.writ
for line in "arguments    1, and more may follow" "  any" "variables    1" "  LD_PRELOAD=any" "users        5" \
	"boot         $boot" "uses         1" 'policy       "test", version 1 or later' \
	"inheritance  2 executions deep" "  a=b" "origin       host h, boot $boot, record 1"; do
	says "inspect, for people: ${line%% *}" "$line"
done
good "issue --json" "${issued[@]}" --uid 5 --json prog
holds "it shows them" python3 -c 'import json; assert json.load(open(".stdout"))["terms"]["uids"][0]["last"] == 5'
good "a manifest" manifest --key rel --issuer release --ops execute --uid 5 --env LD_PRELOAD --cgroup /a --pcr "7:$ones" \
	--note a=b -o t.writ prog
fits "within its terms" --uid 5 --cgroup /a --pcr "7:$ones"
misfits "outside of them" identity-mismatch --uid 6 --cgroup /a --pcr "7:$ones"
usage "a manifest has no arguments" manifest --key rel --issuer release --arg a -o o .
usage "and no uses" manifest --key rel --issuer release --uses once -o o .

# ---- under policies with options: policy.writ is replaced
# under TEXT...: as lines of the policy's options
under() {
	{ cat policy.yaml; printf '%s\n' "options:" "$@"; } >options.yaml
	writ policy sign --key root options.yaml -o policy.writ 2>/dev/null || exit 2
}
under "  guarded-variables: [LD_*, PYTHONPATH]"
good "nothing is granted" "${issued[@]}" prog
fits "no variables"
fits "one that is not guarded" --env PATH=/bin --env LDX=1
misfits "a guarded one" envvar-mismatch --env PATH=/bin --env LD_PRELOAD=/x
misfits "a guarded one without a value" envvar-mismatch --env LD_PRELOAD
demands "--env" "t == {'variables': [{'name': 'LD_PRELOAD', 'pattern': 'under', 'text': '/opt'},
	{'name': 'PYTHONPATH', 'pattern': 'any'}, {'name': 'LD_LIBRARY_PATH', 'pattern': 'literal', 'text': ''}]}" \
	--env PYTHONPATH --env LD_PRELOAD=under:/opt --env LD_LIBRARY_PATH=
fits "what is granted" --env LD_PRELOAD=/opt/a --env PYTHONPATH=x --env LD_LIBRARY_PATH=
fits "none of it"
misfits "another value" envvar-mismatch --env LD_PRELOAD=/usr/a
misfits "a value for none" envvar-mismatch --env LD_LIBRARY_PATH=x
misfits "one that is not granted" envvar-mismatch --env LD_AUDIT=x
under "  interpreters: [/usr/bin/interpreter, sha256:$ones]"
good "nothing is said of arguments" "${issued[@]}" prog
fits "no interpreter" --path /usr/bin/prog
misfits "an interpreter by its path" argv-mismatch --path /usr/bin/interpreter
good "an artifact of the other" issue --key rel --issuer release --ops execute --digest "sha256:$ones" -o i.writ
judged 1 "an interpreter by its digest" "to execute the digest: argv-mismatch" --path /x --digest "sha256:$ones" i.writ
demands "its arguments" "t['arguments'][1]['text'] == 'safe'" --arg any --arg safe
fits "an interpreter with those" --path /usr/bin/interpreter --arg i --arg safe
misfits "an interpreter with others" argv-mismatch --path /usr/bin/interpreter --arg i --arg -c

# rules TEXT...: as lines of the policy's rules, while the rest is allowed
rules() {
	{ sed s/require/allow/ policy.yaml; printf '%s\n' "rules:" "$@"; } >rules.yaml
	writ policy sign --key root rules.yaml -o policy.writ 2>/dev/null || exit 2
}
rules "  - {cgroups: [/agents.slice], answer: require}"
judged 1 "a governed control group" "to execute prog: missing-authorization" --file prog --cgroup /agents.slice/a
judged 0 "another control group" "to execute prog: ungoverned" --file prog --cgroup /system.slice
judged 1 "an unknown control group" "to execute prog: missing-authorization" --file prog
good "inspect of such a policy" inspect --json policy.writ
holds "it shows the rule" python3 -c 'import json
assert json.load(open(".stdout"))["rules"][0]["cgroups"] == ["/agents.slice"]'
good "explain" policy explain rules.yaml
says "it says so" "from control group /agents.slice or below"

# ---- issuers that must bind who asks, and delegates
sed 's/    max-validity: 1d/&\n    uids: [1000-1999]\n    cgroups: [\/a]\n    max-uses: 2/; /max-subjects: 2$/d; /paths: \[\/opt\]$/d' \
	policy.yaml >limits.yaml
good "limits of an issuer" policy sign --key root limits.yaml -o policy.writ
good "explain" policy explain limits.yaml
says "it says whom" "only for user 1000 to 1999"
says "it says from where" "only from control group /a or below"
says "it says how often" "each for at most 2 uses"
good "inspect of such a policy" inspect --json policy.writ
holds "it shows them" python3 -c 'import json
i = json.load(open(".stdout"))["issuers"][1]
assert i["uids"] == [{"first": 1000, "last": 1999}] and i["cgroups"] == ["/a"] and i["max_uses"] == 2'
# bound STATUS NAME REASON OPTION...
bound() {
	writ issue --key ec --issuer curve --valid 1h -o t.writ "${@:4}" prog >/dev/null 2>&1
	judged "$1" "$2" "t.writ: $3" t.writ
}
bound 0 "within them" authorized --uid 1000-1500 --uid 1999 --cgroup /a/b --uses 2
bound 1 "other users" "issuer-limit (initiator.uids" --uid 1000 --uid 2000 --cgroup /a --uses 2
bound 1 "any user" "issuer-limit (initiator.uids" --cgroup /a --uses 2
bound 1 "another control group" "issuer-limit (initiator.cgroups" --uid 1000 --cgroup /a --cgroup /b --uses 2
bound 1 "any control group" "issuer-limit (initiator.cgroups" --uid 1000 --uses 2
bound 1 "more uses" "issuer-limit (uses" --uid 1000 --cgroup /a --uses 3
bound 1 "any number of uses" "issuer-limit (uses" --uid 1000 --cgroup /a
bound 1 "no terms at all" "issuer-limit (initiator.uids"
writ policy sign --key root policy.yaml -o policy.writ 2>/dev/null
writ keygen --type p256 ci >/dev/null
to=(--ops execute --max-validity 1h --max-subjects 1 --path /opt)
good "a delegation" delegate --key lead --issuer lead --to ci.pub --name ci "${to[@]}" --uid 5-7 --uid 9 --cgroup /a \
	--max-uses 2 -o ci.writ
says "it says whom" "only for user 5 to 7 or 9"
good "inspect" inspect --json ci.writ
holds "it shows the limits" python3 -c 'import json
d = json.load(open(".stdout"))["delegate"]
assert d["uids"][0] == {"first": 5, "last": 7} and d["cgroups"] == ["/a"] and d["max_uses"] == 2'
writ issue --key ci --issuer ci --valid 30m --at /opt/p --uid 9 --cgroup /a --uses 1 -o t.writ prog 2>/dev/null
judged 0 "within the delegation" "t.writ: authorized" --delegation ci.writ t.writ
writ issue --key ci --issuer ci --valid 30m --at /opt/p --uid 8 --cgroup /a --uses 1 -o t.writ prog 2>/dev/null
judged 1 "outside of it" "t.writ: issuer-limit (initiator.uids" --delegation ci.writ t.writ
for wrong in "--uid x" "--cgroup a" "--max-uses 0" "--max-uses 1000001" "$(printf -- '--uid %d ' {1..9})"; do
	usage "delegate ${wrong:0:20}" delegate --key lead --issuer lead --to ci.pub --name ci "${to[@]}" $wrong -o o
done

# ---- typed wrongly
for wrong in "--arg glob:a\\" "--arg one-of:a" "--arg one-of:a,b,a" "--arg one-of:$(seq -s, 17)" "--arg range:1" \
	"--arg range:5..1" "--arg range:a..b" "--arg range:1..2x" "--arg range:0..99999999999999999999" \
	"--arg under:opt" "--arg under:/opt/" "--arg under:/a/../b" "--arg content:sha256:00" \
	"--arg literal:$(printf 'a%.0s' {1..4097})" "--more-args" "--env =x" "--env A=glob:\\" \
	"--env A=content:data" "--env $(printf 'A%.0s' {1..256})" "--env A --env A=any" "--uid x" "--uid 1-" "--uid 5-4" \
	"--uid 4294967295" "--uid -1" "$(printf -- '--uid %d ' {1..9})" "--gid staff" "--login-uid 1,2" \
	"--cgroup agents.slice" "--cgroup /a/" "$(printf -- '--cgroup /%d ' {1..9})" "--parent sha256:00" \
	"--parent sha256:$ones --parent sha256:$ones" "--boot 1234" "--boot ${boot}0" "--boot x${boot:1}" \
	"--kernel 6.1\\" "$(printf -- '--kernel %d ' {1..9})" "--lockdown none" "--lockdown much" "--pcr 24:$ones" \
	"--pcr 7" "--pcr 7:00" "--pcr x:$ones" "--pcr 7:$ones --pcr 7:$zeros" "--uses 0" "--uses 1000001" "--uses twice" \
	"--policy-version 1" "--policy-version 0 --policy-id a" "--policy-version x --policy-id a" "--inherit 0" \
	"--inherit 65" "--note a" "--note a=" "--note =b" "--note a=b --note a=b" \
	"--note a=$(printf 'b%.0s' {1..257})" "$(printf -- '--note a=%d ' {1..17})" "--origin h" \
	"--origin h:$boot:0:$ones" "--origin h:$boot:x:$ones" "--origin h:$boot:1:00" "--origin :$boot:1:$ones" \
	"--origin h:1234:1:$ones" "--arg a --ops map" "--uses 1 --ops execute,map"; do
	usage "${wrong:0:50}" "${issued[@]}" $wrong -o o prog
	says "${wrong:0:50}: it names the option" "${wrong%% *}"
done
usage "arguments and libraries" issue --key rel --issuer release --arg a --libs -o o prog
says "it says why" "give the libraries an artifact of their own"
usage "an identifier with a control character" "${issued[@]}" --policy-id $'a\nb' -o o prog
usage "a note with a control character" "${issued[@]}" --note $'a=b\nc' -o o prog
long=()
for i in {1..3}; do long+=(--arg "$(printf 'a%.0s' {1..3000})"); done
usage "more than terms can hold" "${issued[@]}" "${long[@]}" -o o prog
says "it says how much" 8192
long=()
for i in {1..9}; do long+=(--note "n$i=$(printf 'b%.0s' {1..240})"); done
usage "more than notes can hold" "${issued[@]}" "${long[@]}" -o o prog
says "it says how much" 2048
good "as much as they can" "${issued[@]}" "${long[@]:0:16}" prog
for missing in "--arg content:nix" "--parent nix" "--parent-artifact nix" "--parent-artifact data" \
	"--parent-artifact 001122" "--parent ."; do
	refused "$missing" "${issued[@]}" $missing -o o prog
	says "$missing: it names the option" "${missing%% *}"
done
refused "a library with arguments" issue --key rel --issuer release --arg a -o o \
	"$(ldd /bin/true | sed -n 's/.*=> \(.*libc\.so[^ ]*\) .*/\1/p')"
says "it says why" "is mapped"
holds "nothing was written by all this" test ! -e o
for wrong in "--gid x" "--gid 4294967295" "--login-uid 1-2" "--cgroup a" "--parent-digest 00" "--parent-artifact 00" \
	"--boot x" "--lockdown no" "--pcr 24:$ones" "--used x" "--used -1" "--env =x" "--uid 1-2"; do
	usage "verify ${wrong:0:30}" verify --root "$root" --policy policy.writ --file prog $wrong t.writ
	says "verify ${wrong:0:30}: it names the option" "${wrong%% *}"
done
finish
