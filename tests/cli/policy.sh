# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154,SC2016
# Policies: lint with places, sign, explain, verify.
. "$(dirname "$0")/lib.sh"
authority
for k in release emergency; do writ keygen --type p256 $k >/dev/null; done
cp "$here/example.yaml" example.yaml

good "lint of the example" policy lint --strict example.yaml
silent "it has nothing to say"
good "sign the example" policy sign --key root example.yaml -o example.writ
good "verify it for a host of its audience" verify --root "$root" --host build-7 example.writ
refused "verify it for another host" verify --root "$root" --host laptop example.writ
says "wrong-audience" wrong-audience
refused "verify it for a host without identity" verify --root "$root" example.writ
refused "verify it under another root" verify --root "$(writ root rel.pub)" --host build-7 example.writ
says "unknown-issuer" unknown-issuer
refused "verify it after its end" verify --root "$root" --host build-7 --at 2030-01-01 example.writ
says "expired" expired
refused "verify it before its begin" verify --root "$root" --host build-7 --at 2026-01-01 example.writ
says "not-yet-valid" not-yet-valid
good "explain the text" policy explain example.yaml
cp .stdout explained
says "who may what" 'may authorize to execute, map, script, for at most 90 days at a time'
says "rules" 'as user 1000 or 2000 to 2999 at or under /opt/agents'
good "explain the signed one" policy explain example.writ
says "it is marked" UNVERIFIED
holds "both say the same" sh -c 'tail -n +3 .stdout | diff - explained'
good "inspect --json" inspect --json example.writ
holds "it is JSON and not verified" python3 -c 'import json
o = json.load(open(".stdout")); assert o["verified"] is False and o["version"] == 3 and len(o["rules"]) == 2'

# lint NAME LINE:COLUMN TEXT SED-EXPRESSION: the example, spoilt
lint() {
	sed "$4" example.yaml >bad.yaml
	refused "lint: $1" policy lint bad.yaml
	says "lint: $1: at $2" "bad.yaml:$2: $3"
}
lint "an unknown key" 4:1 'unknown key "polcy"' 's/^policy:/polcy:/'
lint "a missing key" 1:1 'policy: the key "version" is missing' '/^version/d'
lint "a word for a number" 5:10 'version: a whole number' 's/^version: 3/version: x/'
lint "a number in quotes" 5:10 'version: a whole number' 's/^version: 3/version: "3"/'
lint "version 0" 5:10 'version: must be 1 to' 's/^version: 3/version: 0/'
lint "a year long ago" 6:13 'not-before: "2019-01-01" lies before 2020' 's/^not-before: .*/not-before: 2019-01-01/'
lint "no day of the calendar" 7:12 'not-after: "2027-02-29" is not a day' 's/^not-after: .*/not-after: 2027-02-29/'
lint "an end before the begin" 7:12 'not-after: not later' 's/^not-after: .*/not-after: 2026-10-01/'
lint "a repeated key" 5:1 'policy: repeated; it stands in line 4' 's/^version: 3/policy: again/'
lint "a repeated host" 8:21 'audience: "build-7" is repeated' 's/build-8/build-7/'
lint "a key that is not there" 11:10 'key: nix.pub: cannot open' 's/release.pub/nix.pub/'
lint "the same key twice" 18:10 'key: the same key as issuer "release"' 's/emergency.pub/release.pub/'
lint "an unknown operation" 12:18 'operations: "run" is none of execute, map, script' '12s/execute/run/'
lint "a repeated operation" 12:27 'operations: "execute" is repeated' '12s/map/execute/'
lint "a wrong span" 13:19 'max-validity: "90q" is not a span' 's/90d/90q/'
lint "too many subjects" 14:19 'max-subjects: must be 1 to 1000000' 's/100000/1000001/'
lint "a relative path" 15:13 'paths: not a path' '15s,/usr,usr,'
lint "a path with a slash at its end" 15:13 'paths: not a path' '15s,/usr,/usr/,'
lint "an unknown answer" 28:13 'answer: "maybe" is none of require, allow, deny' '28s/require/maybe/'
lint "a range that ends before it begins" 25:18 'uids: "3000-2999" ends before it begins' 's/2000-2999/3000-2999/'
lint "a user number too large" 25:12 'uids: "4294967295" is neither' '25s/1000/4294967295/'
lint "a pattern that ends in a backslash" 34:23 'guarded-variables: "LD\" is not the name of a variable' 's/\[LD_\*/[LD\\/'
lint "a variable with its value" 34:23 'guarded-variables: "A=b" is not the name' 's/\[LD_\*/[A=b/'
lint "a repeated variable" 34:29 'guarded-variables: "LD_*" is repeated' 's/GLIBC_TUNABLES/LD_*/'
lint "an unknown end" 35:11 'on-end: "maybe" is none of report, kill' 's/on-end: report/on-end: maybe/'
lint "an interpreter that is neither path nor digest" 36:18 'interpreters: neither an absolute path nor sha256:' '$a\  interpreters: [python3]'
lint "an interpreter by half a digest" 36:18 'interpreters: neither an absolute path' '$a\  interpreters: ["sha256:00"]'
lint "an interpreter by its fs-verity digest" 36:18 'interpreters: neither' "\$a\\  interpreters: [fsverity:$(printf %064x 1)]"
lint "a repeated interpreter" 36:29 'interpreters: "/usr/bin/a" is repeated' '$a\  interpreters: [/usr/bin/a,/usr/bin/a]'
lint "a repeated digest" 36:93 "interpreters: \"sha256:$(printf %064x 1)\" is repeated" \
	"\$a\\  interpreters: [/a,sha256:$(printf %064x 1),sha256:$(printf %064x 1)]"
lint "a control group without a slash" 25:15 'cgroups: not a path' '25s/uids: .*/cgroups: [agents.slice]/'
lint "too many control groups" 25:39 'cgroups: more than 8 elements' '25s/uids: .*/cgroups: [\/1,\/2,\/3,\/4,\/5,\/6,\/7,\/8,\/9]/'
lint "a user name for an issuer" 14:12 'uids: "staff" is neither' '14s/max-subjects: .*/uids: [staff]/'
lint "uses that are none" 14:15 'max-uses: must be 1 to 1000000' '14s/max-subjects: .*/max-uses: 0/'
{ head -n 8 example.yaml; printf 'issuers: {a: b}\ndefault: deny\n'; } >bad.yaml
refused "lint: a mapping for a list" policy lint bad.yaml
says "lint: a mapping for a list: at 9:1" "bad.yaml:9:1: issuers: a list is expected"
: >bad.yaml
refused "lint: an empty text" policy lint bad.yaml
printf 'a: [b\nc: }\n' >bad.yaml
refused "lint: broken flow" policy lint bad.yaml
says "lint: broken flow: at 2:4" "bad.yaml:2:4: "
printf 'policy: a\n---\npolicy: b\n' >bad.yaml
refused "lint: a second document" policy lint bad.yaml
says "lint: a second document: named" "a second document follows"
printf '{policy: a} {' >bad.yaml
refused "lint: something behind the document" policy lint bad.yaml
says "lint: something behind the document: at its place" "bad.yaml:1:"
printf 'policy: &a x\nversion: *a\n' >bad.yaml
refused "lint: anchors and aliases" policy lint bad.yaml
says "lint: anchors and aliases: named" "anchors and aliases are not allowed"
sed 's/^version: 3/version: x/; s/90d/90q/; s/default: require/default: perhaps/' example.yaml >bad.yaml
refused "lint finds all errors" policy lint bad.yaml
says "lint counts them" "3 errors"
refused "sign refuses what lint refuses" policy sign --key root bad.yaml -o bad.writ
holds "and writes nothing" test ! -e bad.writ
head -c 300000 /dev/zero | tr '\0' '#' >large.yaml
refused "a text that is too large" policy lint large.yaml
refused "a text that is not there" policy lint nix.yaml

# warns NAME TEXT SED-EXPRESSION
warns() {
	sed "$3" example.yaml >odd.yaml
	good "warning: $1" policy lint odd.yaml
	says "warning: $1: named" "$2"
	refused "warning: $1: refused by --strict" policy lint --strict odd.yaml
}
warns "no end" "without not-after" '/^not-after/d'
warns "long validity" "max-validity of 400 days" 's/90d/400d/'
warns "users while all else is allowed" "what others start on their behalf" 's/^default: require/default: allow/'
warns "an unreachable rule" "never reached: the one in line" '24s/operations: .*/answer: require/; 25,28d'
warns "nothing governed" "there is no rule that governs" 's/^default: .*/default: allow/; /^rules/,/^options/{/^options/!d}'
warns "writable code" "writable-code is allowed" 's/writable-code: deny/writable-code: allow/'
warns "a rule about generate-code" "about which no rule is asked" '24s/script/generate-code/'
warns "allow by path" "whoever can write there" '28s/require/allow/'
warns "no guarded variables" "no guarded-variables" '/guarded-variables/d'
warns "a control group, and no users beside it" "no rule the uids beside it" \
	's/^default: require/default: allow/; 25s/uids: .*/cgroups: [\/agents.slice]/'
says "it says what leaves it" "D-Bus activation, systemd-run --user, cron, a container socket, ssh to localhost"
warns "a control group of users, and not those users elsewhere" "no rule the uids beside it" \
	's/^default: require/default: allow/; 25s/$/\n    cgroups: [\/agents.slice]/'
warns "allow by control group" "what its services start" '25s/uids: .*/cgroups: [\/agents.slice]/; 28s/require/allow/'
warns "interpreters by path" "interpreters by path alone" '$a\  interpreters: [/usr/bin/python3]'
warns "counted mappings" "this issuer can never grant map" '14s/max-subjects: .*/max-uses: 3/'

# edited SED-EXPRESSION: odd.yaml is the example, changed
edited() {
	sed "$1" example.yaml >odd.yaml
}
edited '$a\  interpreters: [/usr/bin/python3, "sha256:'"$(printf %064x 1)"'"]'
good "interpreters by path and digest" policy lint --strict odd.yaml
edited 's/^default: require/default: allow/; 28s/$/\n  - {cgroups: [\/agents.slice], answer: require}/'
good "a control group, and users beside it" policy lint odd.yaml
holds "there is no warning of it" sh -c '! grep -q beside .out'
edited '14s/max-subjects: .*/max-subjects: 9/; 25s/$/\n    cgroups: [\/agents.slice]/; s/report/kill/; $a\  interpreters: [/bin/i]'
good "explain all" policy explain odd.yaml
says "control groups" "as user 1000 or 2000 to 2999 from control group /agents.slice or below"
says "guarded variables" "may set LD_*, GLIBC_TUNABLES, PYTHON*, PERL5* or BASH_ENV"
says "interpreters" "    /bin/i"
says "what ends is killed" "when its authorization ends is killed"
cp .stdout explained
good "sign it" policy sign --key root odd.yaml -o odd.writ
good "explain the signed one" policy explain odd.writ
holds "both say the same" sh -c 'tail -n +3 .stdout | diff - explained'
good "inspect --json" inspect --json odd.writ
holds "it shows them" python3 -c 'import json
o = json.load(open(".stdout")); assert o["guarded_variables"][0] == "LD_*" and o["on_end"] == "kill"
assert o["interpreters"] == [{"path": "/bin/i"}] and o["rules"][0]["cgroups"] == ["/agents.slice"]'

warns "continuity that nothing could end" "continuity without an issuer that may grant recover" '$a\  continuity: true'
edited '12s/script/recover/; $a\  continuity: true'
good "continuity" policy lint --strict odd.yaml
good "continuity: explained" policy explain odd.yaml
says "continuity: in words" "After a boot nothing but recovery runs until writd has presented"
good "continuity: signed" policy sign --key root odd.yaml -o odd.writ
good "continuity: inspected" inspect --json odd.writ
holds "continuity: it shows it" python3 -c 'import json
assert json.load(open(".stdout"))["continuity"] is True'
warns "a permissive policy" "until then nothing is enforced, only recorded" \
	"\$a\\  permissive-until: $(date -u -d '+3 days' +%Y-%m-%d)"
warns "one that is permissive for long" "more than 90 days away" '$a\  permissive-until: 2098-01-01'
warns "one that was permissive" "permissive-until has passed" '$a\  permissive-until: 2021-01-01'
edited '$a\  permissive-until: 2098-01-01'
good "permissive: explained" policy explain odd.yaml
says "permissive: in words" "Until 2098-01-01T00:00:00Z everything runs"
good "permissive: signed" policy sign --key root odd.yaml -o odd.writ
good "permissive: inspected" inspect --json odd.writ
holds "permissive: it shows it" python3 -c 'import json
assert json.load(open(".stdout"))["permissive_until"] == 4039372800'
lint "permissive without an end" 36:21 'permissive-until: "true"' '$a\  permissive-until: true'
lint "continuity by another word" 36:15 'continuity: true or false' '$a\  continuity: maybe'

cp policy.writ tampered.writ
printf X | dd of=tampered.writ bs=1 seek=$(($(stat -c %s policy.writ) - 40)) conv=notrunc 2>/dev/null
refused "a policy with another signature" verify --root "$root" tampered.writ
says "invalid-signature" invalid-signature
head -c 200 policy.writ >cut.writ
refused "a policy that is cut" verify --root "$root" cut.writ
says "malformed" malformed-artifact
refused "inspect of it" inspect cut.writ
says "where it ends" "at byte"
refused "signing by a public key" policy sign --key root.pub example.yaml -o x.writ
says "it says so" "the private key is needed"
refused "signing by a key that is not there" policy sign --key nix example.yaml -o x.writ
finish
