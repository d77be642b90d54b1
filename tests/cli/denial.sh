# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154,SC2016
# From a denial to the artifact that is missing, and running with what there is.
. "$(dirname "$0")/lib.sh"
authority
cp /bin/true prog
sum=$(sha256sum <prog | cut -c-64)

cat >denial.json <<END
{
  "verdict": "denied",
  "reason": "missing-authorization",
  "help": "No artifact names this content.",
  "claim": "subjects",
  "retry": false,
  "denied": {"operation": "execute", "argv": ["a"], "pid": 7},
  "needed": {
    "operations": ["execute"],
    "digest": "sha256:$sum",
    "path": "/opt/prog",
    "arguments": ["any", "", "literal:x", "\u00e9\ud83d\ude00\u0001", {"hex": "ff41"}],
    "uid": 2001,
    "cgroup": "/user.slice/session-1.scope",
    "unknown": []
  }
}
END

# terms NAME EXPRESSION: of t.writ, o being what inspect says and t its terms
terms() {
	good "$1: inspected" inspect --json t.writ
	holds "$1: as it should be" python3 -c 'import json, sys, datetime
o = json.load(open(".stdout")); t = o["terms"]
time = lambda text: datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").timestamp()
assert eval("(" + sys.argv[1] + ")"), o' "$2"
}
signing=(issue --key rel --issuer release)
good "from a denial" "${signing[@]}" --from-denial denial.json -o t.writ
says "what it grants is told" "authorizes 1 file to execute"
terms "from a denial" 't["arguments"] == [{"pattern": "literal", "text": "any"}, {"pattern": "literal", "text": ""},
{"pattern": "literal", "text": "literal:x"}, {"pattern": "literal", "text": "\u00e9\U0001f600\u0001"},
{"pattern": "literal", "hex": "ff41"}] and t["more_arguments"] is False'
terms "who and how long" 't["uids"] == [{"first": 2001, "last": 2001}] and "cgroups" not in t and
time(o["not_after"]) - time(o["not_before"]) == 3600 and o["operations"] == ["execute"] and
"missing-authorization" in json.dumps(t) and "/opt/prog" not in json.dumps(o)'
judged 0 "exactly that" "to execute prog: authorized" --ops execute --file prog --uid 2001 --arg any --arg '' \
	--arg literal:x --arg $'\xc3\xa9\xf0\x9f\x98\x80\x01' --arg $'\xffA' t.writ
judged 1 "nothing else" argv-mismatch --ops execute --file prog --uid 2001 --arg any t.writ
judged 1 "nobody else" identity-mismatch --ops execute --file prog --uid 2002 --arg any --arg '' \
	--arg literal:x --arg $'\xc3\xa9\xf0\x9f\x98\x80\x01' --arg $'\xffA' t.writ
expect 0 "from standard input" sh -c '"$WRIT" "$@" <denial.json' - "${signing[@]}" --from-denial - -o t.writ

good "a draft needs no key" issue --from-denial denial.json --draft
says "a draft: what would be signed" "an issuer would authorize 1 file to execute"
says "a draft: whom" "2001"
good "a draft in JSON" issue --issuer release --from-denial denial.json --draft --json
holds "a draft in JSON: is marked" python3 -c 'import json
o = json.load(open(".stdout")); assert o["draft"] is True and "output" not in o and o["issuer"] == "release"'
good "a draft of files" issue --draft --ops execute prog
holds "no draft is written" test ! -e o

good "more is said" "${signing[@]}" --from-denial denial.json --valid 5m --uid 3000 --arg any --more-args --path \
	--note reason=review --note ticket=1 --uses once --cgroup /a -o t.writ
terms "more is said" 'time(o["not_after"]) - time(o["not_before"]) == 300 and t["uids"][0]["first"] == 3000 and
t["arguments"] == [{"pattern": "any"}] and t["more_arguments"] and "/opt/prog" in json.dumps(o) and
"review" in json.dumps(t) and "missing-auth" not in json.dumps(t)'
good "another path" "${signing[@]}" --from-denial denial.json --at /srv/p -o t.writ
terms "another path" '"/srv/p" in json.dumps(o) and "/opt/prog" not in json.dumps(o)'
good "another operation" "${signing[@]}" --from-denial denial.json --ops script -o t.writ
says "another operation: that is noticed" "what was denied is to execute"

# edited NAME WORDS SED-EXPRESSION: refused, and said so
edited() {
	sed "$3" denial.json >bad.json
	refused "$1" "${signing[@]}" --from-denial bad.json -o o
	says "$1: it says so" "$2"
}
edited "arguments that were cut" "give them with --arg" \
	'/"arguments"/d; s/"unknown": \[/&"scope.arguments"/'
good "they can be given" "${signing[@]}" --from-denial bad.json --arg any --more-args -o t.writ
edited "a path that is not known" "key" '/"path"/d; s/"reason": /"raeson": /'
sed '/"path"/d' denial.json >bad.json
refused "--path without one" "${signing[@]}" --from-denial bad.json --path -o o
says "--path without one: it says so" "--at does"
edited "nothing helps" "no authorization helps against policy-denied" 's/missing-authorization/policy-denied/'
edited "an unknown reason" 'bad.json:3:13: reason: "because" is no reason' 's/missing-authorization/because/'
edited "an unknown need" 'unknown key "budget"' 's/"uid": 2001/"budget": 1/'
edited "another unknown" 'is none of scope.arguments, scope.variables' 's/"unknown": \[/&"uses"/'
edited "half a digest" 'not sha256:' "s/$sum/00/"
edited "a digest of another kind" 'not sha256:' "s/sha256:$sum/fsverity:${sum:2}/"
edited "a uid that is none" 'uid: must be 0 to 4294967294' 's/2001/4294967295/'
edited "a uid in quotes" 'uid: a whole number' 's/2001/"2001"/'
edited "a relative path" 'path: not a path' 's,"/opt,"opt,'
edited "an argument that is a number" 'a text in quotes' 's/"any"/12/'
edited "an argument that is a list" 'a text in quotes' 's/"any"/[]/'
edited "a NUL in an argument" 'without a NUL' 's/"any"/"a\\u0000b"/'
edited "a NUL in hex" 'none of them 00' 's/ff41/ff00/'
edited "half a byte in hex" 'not bytes in hex' 's/ff41/ff4/'
edited "another operation than there is" 'is none of execute, map, script' 's/\["execute"\]/["recover"]/'
edited "two operations" 'more than 1' 's/\["execute"\]/["execute", "map"]/'
edited "a repeated key" 'repeated; it stands in line 13' 's/"uid": 2001,/&"uid": 0,/'
edited "half a pair" 'bad.json:' 's/\\ud83d\\ude00/\\ud83d/'
edited "the other half" 'bad.json:' 's/\\ud83d\\ude00/\\ude00/'
edited "a comma too many" 'bad.json:' 's/"unknown": \[\]/&,/'
edited "YAML that is no JSON" 'bad.json:' 's/"any"/any/'
edited "an anchor" 'bad.json:' 's/"any"/\&a "any"/'
for text in '' '[]' '{}' '"x"' '{"reason": "expired"}' '{"reason": "expired"} {}' \
	'{"reason": "expired"} 1' '{"reason": "expired"} "x"' '{"reason": "expired"}]' "$(printf '[%.0s' {1..5000})"; do
	printf %s "$text" >bad.json
	refused "no denial: ${text:0:24}" "${signing[@]}" --from-denial bad.json -o o
done
head -c 300000 /dev/zero | tr '\0' ' ' >bad.json
refused "a denial that is too large" "${signing[@]}" --from-denial bad.json -o o
printf '{"reason": "\xff"}' >bad.json
refused "a denial that is no UTF-8" "${signing[@]}" --from-denial bad.json -o o
python3 - <<'END'
import json
d = json.load(open("denial.json"))
d["needed"]["arguments"] = ["x"] * 65
json.dump(d, open("many.json", "w"))
d["needed"]["arguments"] = ["x" * 1025]
json.dump(d, open("long.json", "w"))
END
refused "too many arguments" "${signing[@]}" --from-denial many.json -o o
says "too many arguments: it says so" "more than 64"
refused "too long an argument" "${signing[@]}" --from-denial long.json -o o
refused "a denial that is not there" "${signing[@]}" --from-denial nix.json -o o
sed 's/\["execute"\]/["map"]/; /"arguments"/d' denial.json >map.json
good "a library" "${signing[@]}" --from-denial map.json -o t.writ
terms "a library" '"arguments" not in t and o["operations"] == ["map"]'
sed 's/missing-authorization/envvar-mismatch/; s/"unknown": \[/&"scope.variables"/' denial.json >variable.json
good "a variable" "${signing[@]}" --from-denial variable.json -o t.writ
says "a variable: which one is not known" "a guarded variable was set"
usage "a denial and a file" "${signing[@]}" --from-denial denial.json -o o prog
usage "a denial and a digest" "${signing[@]}" --from-denial denial.json --digest "sha256:$sum" -o o
usage "a denial and libraries" "${signing[@]}" --from-denial denial.json --libs -o o
usage "a denial and fs-verity" "${signing[@]}" --from-denial denial.json --fsverity -o o
usage "a denial and two paths" "${signing[@]}" --from-denial denial.json --path --at /x -o o
usage "a denial without a key" issue --issuer release --from-denial denial.json -o o
holds "nothing was written by all this" test ! -e o

# ---- run: without writd, and without a kernel that denies
mkdir bin none grants
printf '#!/bin/sh\necho ran "$@"\nexit 7\n' >bin/tool
printf '#!/bin/sh\n' >bin/plain
chmod 755 bin/tool
export HOME=$dir
unset WRIT_ARTIFACTS
expect 7 "run: the exit code is the command's" "$WRIT" run bin/tool --json -- b
says "run: so are its options" "ran --json -- b"
expect 7 "run: by PATH" env PATH="$dir/none:$dir/bin:$PATH" "$WRIT" run -- tool
expect 127 "run: not found" env PATH="$dir/none" "$WRIT" run tool
says "run: not found: it says so" "cannot execute tool: No such file"
expect 127 "run: no such file" "$WRIT" run ./none/tool
expect 127 "run: an empty name" "$WRIT" run ""
expect 126 "run: not executable" "$WRIT" run bin/plain
expect 126 "run: not executable, by PATH" env PATH="$dir/bin" "$WRIT" run plain
expect 126 "run: a directory" "$WRIT" run ./bin
refused "run: artifacts that are not there" run --from nix bin/tool
says "run: it says so" "cannot list the artifacts in nix"
expect 1 "run: nor those that the environment names" env WRIT_ARTIFACTS=nix "$WRIT" run bin/tool
good "an artifact" "${signing[@]}" -o grants/tool.writ bin/tool
mkfifo grants/pipe
head -c 100000 /dev/zero >grants/large
echo x >grants/junk
expect 7 "run: an artifact that nobody takes" "$WRIT" run --from grants bin/tool
[ -e /run/writ/writd.sock ] || says "run: it says so" "nothing was presented"
good "another artifact" "${signing[@]}" -o grants/tool.writ prog
expect 7 "run: an artifact for something else" "$WRIT" run --from grants bin/tool
holds "run: it is not presented" test ! -s .stderr
usage "run: an empty directory's name" run --from "" bin/tool
usage "run: no command" run --json --
finish
