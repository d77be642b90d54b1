# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# Revocations: what each kind takes back and what it leaves, who may, and what is refused.
. "$(dirname "$0")/lib.sh"
authority
for k in ci sub stranger; do writ keygen --type p256 $k >/dev/null; done
cp rel release
cp rel.pub release.pub
cp /bin/true prog
cp prog other && printf X >>other

# lead hands to ci, and ci to sub. Of ci's two artifacts, b is issued after a time called mark.
hand lead ci --ops execute --max-validity 8h --max-subjects 2 --path /opt --depth 1
hand ci sub --ops execute --max-validity 1h --max-subjects 2 --path /opt --valid 2h
# made OUT KEY FILE...
made() {
	writ issue --key "$2" --issuer "$2" --ops execute --valid 30m --at /opt/prog -o "$1.writ" prog 2>/dev/null
}
made a ci && made s sub && made l lead && made r release || exit 1
sleep 1.1
mark=$(date -u +%FT%TZ)
made b ci || exit 1
delegations=(--delegation ci.writ --delegation sub.writ)

# revoked NAME WHICH OPTION...: of a, b, s, l and r those are revoked, and the others stand
revoked() {
	local name=$1 which=$2 f denied='' stand='' rest=''
	shift 2
	writ verify --root "$root" --policy policy.writ "${delegations[@]}" "$@" \
		a.writ b.writ s.writ l.writ r.writ >.out 2>&1
	for f in a b s l r; do
		grep -q "^$f.writ: revoked\$" .out && denied+=$f
		grep -q "^$f.writ: authorized\$" .out && stand+=$f
		[[ $which == *$f* ]] || rest+=$f
	done
	if [ "$denied" = "$which" ]; then ok "$name: revoked: ${which:-nothing}"; else fail "$name: revoked: $denied"; fi
	if [ "$stand" = "$rest" ]; then ok "$name: stand: ${rest:-nothing}"; else fail "$name: stand: $stand"; fi
}

# taken NAME WHICH BY OPTION...: by that key, and what it does
taken() {
	local issuer=(--issuer "$3")
	[ "$3" = root ] && issuer=()
	good "$1" revoke --key "$3" "${issuer[@]}" "${@:4}" -o v.writ
	revoked "$1" "$2" --revocation v.writ
}

# vain NAME REASON BY OPTION...: one that is signed, but refused by the host
vain() {
	good "$1" revoke --key "$3" --issuer "$3" "${@:4}" -o v.writ
	revoked "$1" "" --revocation v.writ
	says "$1: $2" "v.writ: $2"
}

id=$(writ inspect --json a.writ | sed -n 's/^  "identity": "\(.*\)",*$/\1/p')
revoked "no revocation" ""
taken "an artifact" a root --artifact a.writ
taken "an artifact by its identity" a root --of ci.pub --id "$id"
taken "an identity under a fingerprint" a root --of "$(writ root ci.pub)" --id "${id^^}"
taken "an identity of another key" "" root --of lead.pub --id "$id"
taken "an artifact by who signed it" a ci --artifact a.writ
taken "an artifact by who delegated" a lead --artifact a.writ
taken "a delegation" abs root --artifact ci.writ
taken "a delegation below another" s ci --delegation sub.writ
taken "a key" abs root --revoke-key ci.pub
taken "a key by its fingerprint" s root --revoke-key "$(writ root sub.pub)"
taken "a key by its private half" s lead --revoke-key sub
taken "an issuer's key" absl root --revoke-key lead.pub
taken "a key by itself" r release --revoke-key release.pub
taken "what came before a time" as root --of ci.pub --before "$mark"
taken "what came before a time without artifacts" "" root --of ci.pub --before 2026-01-01
taken "what came before a time, of two keys" abslr root --of lead.pub --before 2098-01-01 --of release.pub --before 2098-01-01
taken "several at once" bsr root --artifact b.writ --revoke-key sub.pub --artifact r.writ
good "several at once" revoke --key root --artifact b.writ --revoke-key sub.pub --artifact r.writ -o v.writ
says "are counted" '"root" revokes 3 things, for ever'
good "the same twice" revoke --key root --artifact a.writ --artifact a.writ --of ci.pub --id "$id" -o v.writ
says "counts once" '"root" revokes 1 thing, for ever'
writ revoke --key root --artifact a.writ -o v.writ 2>/dev/null
writ revoke --key ci --issuer ci --artifact b.writ --artifact a.writ -o w.writ 2>/dev/null
revoked "two revocations" ab --revocation v.writ --revocation w.writ
good "it is for ever" revoke --key root --artifact a.writ -o v.writ
judged 1 "it is for ever" "a.writ: revoked" "${delegations[@]}" --revocation v.writ --at 2090-01-01 a.writ
judged 1 "while what was not revoked has ended" "b.writ: expired" "${delegations[@]}" --revocation v.writ --at 2090-01-01 b.writ

# who may
vain "another issuer's artifact" "issuer-limit (entries" release --artifact a.writ
vain "another issuer's key" "issuer-limit (entries" release --revoke-key ci.pub
vain "what the key above signed" "issuer-limit (entries" sub --artifact a.writ
vain "one's own and another's" "issuer-limit (entries" release --artifact r.writ --artifact a.writ
vain "content by an issuer" "issuer-limit (entries" lead --content prog
vain "by a key that nobody knows" unknown-issuer stranger --revoke-key stranger.pub
writ revoke --key ci --artifact a.writ -o v.writ 2>/dev/null
revoked "a delegate that calls itself root" "" --revocation v.writ
says "it is refused" "v.writ: unknown-issuer"
writ revoke --key root --issuer somebody --artifact a.writ -o v.writ 2>/dev/null
revoked "root, whatever it calls itself" a --revocation v.writ
writ revoke --key root --revoke-key ci.pub -o v.writ 2>/dev/null
writ revoke --key ci --issuer ci --artifact a.writ -o w.writ 2>/dev/null
judged 1 "a revoked key may still revoke" "w.writ: authorized" "${delegations[@]}" --revocation v.writ --revocation w.writ a.writ
judged 1 "before its delegation, a key is not known" "w.writ: unknown-issuer" --revocation w.writ "${delegations[@]}" b.writ
says "and what it revokes stands" "b.writ: authorized"
writ revoke --key root --artifact ci.writ -o v.writ 2>/dev/null
judged 1 "a delegation that is revoked before it comes" "ci.writ: revoked" --revocation v.writ "${delegations[@]}" l.writ
says "what does not hang from it stands" "l.writ: authorized"
good "--audience" revoke --key root --artifact a.writ --audience ox --audience zebra -o v.writ
revoked "on a host of it" a --host ox --revocation v.writ
revoked "on another host" "" --host bee --revocation v.writ
says "it is not for that" "v.writ: wrong-audience"
revoked "on a host without identity" "" --revocation v.writ

# content
content=("${delegations[@]}" --ops execute --path /opt/prog)
sha=$(sha256sum <prog | cut -c-64)
writ issue --key lead --issuer lead --ops execute --fsverity --at /opt/prog -o y.writ prog 2>/dev/null
writ issue --key lead --issuer lead --ops execute --at /opt/prog -o o.writ other 2>/dev/null
verity=$(writ inspect --json y.writ | sed -n 's/.*"digest": "\(.*\)".*/\1/p')
n=0
for what in "--content prog" "--digest sha256:$sha" "--digest $sha" "--digest fsverity:$verity" "--digest ${verity^^}"; do
	n=$((n + 1))
	# shellcheck disable=SC2086
	good "content, way $n" revoke --key root $what -o v.writ
	judged 1 "content, way $n, whoever authorizes it" "to execute prog: revoked" --revocation v.writ "${content[@]}" \
		--file prog a.writ r.writ y.writ
	judged 0 "content, way $n, another" "to execute other: authorized" --revocation v.writ "${content[@]}" \
		--file other a.writ o.writ
done
judged 1 "content by another digest of it" "to execute the digest: revoked" --revocation v.writ "${content[@]}" \
	--digest "fsverity:$verity" y.writ
judged 0 "content by a digest that was not revoked" "to execute the digest: authorized" --revocation v.writ "${content[@]}" \
	--digest "sha256:$sha" a.writ

# what is shown
good "every kind" revoke --key root --artifact a.writ --revoke-key sub.pub --content prog --of ci.pub --before "$mark" \
	--subject 'laptop "stolen"' --audience ox -o v.writ
good "inspect" inspect v.writ
says "an identity" "identity $id of key $(writ root ci.pub)"
says "a key" "all that key $(writ root sub.pub) signed or delegated"
says "a content" "the content $sha"
says "a time" "what key $(writ root ci.pub) issued before $mark"
says "its purpose" 'laptop "stolen"'
says "its end" "not after    never"
holds "its first line is a warning" grep -q UNVERIFIED <(head -n 1 .stdout)
good "inspect --json" inspect --json v.writ
holds "it is JSON, with all that was said" python3 - "$id" "$(writ root ci.pub)" "$(writ root sub.pub)" "$sha" "$mark" <<-'END'
	import json, sys
	ident, ci, sub, sha, mark = sys.argv[1:]
	o = json.load(open(".stdout"))
	assert o["verified"] is False and o["type"] == "application/writ-revocation+cose"
	assert o["issuer"] == "root" and o["subject"] == 'laptop "stolen"' and o["audience"] == ["ox"]
	assert "not_after" not in o and "not_before" not in o
	r = {e["kind"]: e for e in o["revoked"]}
	assert len(o["revoked"]) == 4
	assert r["artifact"] == {"kind": "artifact", "key": ci, "identity": ident}
	assert r["key"] == {"kind": "key", "key": sub}
	assert r["digest"] == {"kind": "digest", "digest": sha}
	assert r["issued-before"] == {"kind": "issued-before", "key": ci, "before": mark}
	END
refused "verify --json" verify --root "$root" --policy policy.writ --json --host ox "${delegations[@]}" --revocation v.writ a.writ l.writ
holds "it is JSON, with what is revoked" python3 -c 'import json
o = json.load(open(".stdout")); assert o["good"] is False
assert [(e["file"], e["reason"]) for e in o["authority"] + o["artifacts"]] == [("ci.writ", "authorized"),
    ("sub.writ", "authorized"), ("v.writ", "authorized"), ("a.writ", "revoked"), ("l.writ", "authorized")]'

# what is damaged, or no revocation
writ revoke --key root --artifact a.writ -o v.writ 2>/dev/null
size=$(stat -c %s v.writ)
survivors=0
for ((i = 0; i < size; i += 3)); do
	cp v.writ t.writ
	byte=$(xxd -p -s $i -l 1 v.writ)
	printf '%02x' $((0x$byte ^ 1)) | xxd -r -p | dd of=t.writ bs=1 seek=$i conv=notrunc 2>/dev/null
	writ verify --root "$root" --revocation t.writ policy.writ >/dev/null 2>&1 && survivors=$((survivors + 1))
done
holds "no revocation with a changed bit is admitted" test $survivors -eq 0
revoked "while it is without one" a --revocation v.writ
head -c $((size - 1)) v.writ >t.writ
revoked "with a byte missing" "" --revocation t.writ
says "it says so" "t.writ: malformed-artifact"
# Without it nobody knows what it would have revoked.
judged 1 "a content, by a revocation that is refused" "t.writ: malformed-artifact" --revocation t.writ \
	"${content[@]}" --file other a.writ o.writ
judged 0 "the same without it" "to execute other: authorized" "${content[@]}" --file other a.writ o.writ
revoked "a policy for a revocation" "" --revocation policy.writ
says "it says why" "policy.writ: unsupported-claim (exp"
refused "inspect of a damaged one" inspect --json t.writ
holds "is JSON too" python3 -c 'import json; assert json.load(open(".stdout"))["verified"] is False'
refused "a revocation that is not there" verify --root "$root" --revocation nix.writ policy.writ
says "it is named" nix.writ
head -c 262145 /dev/zero >t.writ
refused "more than a revocation can be" verify --root "$root" --revocation t.writ policy.writ
says "it says so" "larger than"

# as many as it goes
# digests FROM TO: options that name made-up contents
digests() {
	seq -f '%.0f' "$1" "$2" | xargs printf -- '--digest %064x\n'
}
# shellcheck disable=SC2046
usage "a thing more than one revocation holds" revoke --key root $(digests 1 1025) -o o
says "it says so" "at most 1024"
most=()
for ((i = 0; i < 17; i++)); do
	# shellcheck disable=SC2046
	writ revoke --key root $(digests $((i * 1024)) $((i * 1024 + 1023))) -o "$i.many" 2>/dev/null || break
	most+=(--revocation "$i.many")
done
holds "as many things as one revocation holds" test -e 16.many
revoked "as many things as a host holds" "" "${most[@]:0:32}"
judged 1 "the last of them" "to execute the digest: revoked" "${most[@]:0:32}" --ops execute \
	--digest "sha256:$(printf %064x 16383)"
judged 1 "the next" "to execute the digest: missing-authorization" "${most[@]:0:32}" --ops execute \
	--digest "sha256:$(printf %064x 16384)"
judged 1 "more than a host holds" "16.many: with it more than 16384 things are revoked" "${most[@]}" r.writ
judged 1 "more than a host holds, for content" "16.many: with it" "${most[@]}" --ops execute --file prog --path /opt/prog r.writ
judged 0 "content, with as many as a host holds" "to execute prog: authorized" "${most[@]:0:32}" --ops execute \
	--file prog --path /opt/prog r.writ
refused "more than a host holds, in JSON" verify --root "$root" --policy policy.writ --json "${most[@]}" r.writ
holds "it is JSON, and not good" python3 -c 'import json
o = json.load(open(".stdout")); assert o["good"] is False and "16384" in o["error"]'

# what is written, and what is not
mapfile -t many < <(digests 1 100 | tr ' ' '\n')
whole "revoke" w.writ revoke --key root "${many[@]}"
good "to standard output" revoke --key root --artifact a.writ -o -
cp .stdout w.writ
revoked "what came" a --revocation w.writ
echo 'correct horse' >pass
writ keygen --type p256 --passphrase-file pass enc >/dev/null
good "--passphrase-file" revoke --key enc --passphrase-file pass --artifact a.writ -o w.writ
refused "without it" revoke --key enc --artifact a.writ -o o
refused "by a public key" revoke --key root.pub --artifact a.writ -o o
says "it says so" "the private key is needed"
refused "an artifact that is not there" revoke --key root --artifact nix -o o
says "it is named" nix
refused "what is no artifact" revoke --key root --artifact policy.writ -o o
says "it says so" "neither an artifact nor a delegation"
refused "a revocation" revoke --key root --artifact v.writ -o o
refused "a key that is not there" revoke --key root --revoke-key nix.pub -o o
refused "the identity of a key that is not there" revoke --key root --of nix.pub --id "$id" -o o
refused "content that is not there" revoke --key root --content nix -o o
refused "a directory as content" revoke --key root --content . -o o
refused "a purpose too long" revoke --key root --artifact a.writ --subject "$(printf 'a%.0s' {1..1025})" -o o
says "it says so" "nothing is written"

# typed wrongly
usage "nothing to revoke" revoke --key root -o o
usage "without --key" revoke --artifact a.writ -o o
usage "without --output" revoke --key root --artifact a.writ
usage "a file too many" revoke --key root --artifact a.writ -o o b.writ
usage "--id without --of" revoke --key root --id "$id" -o o
says "it says so" "--of is needed"
usage "--before without --of" revoke --key root --before 2026-01-01 -o o
usage "--id before --of" revoke --key root --id "$id" --of ci.pub -o o
for wrong in "--of ci.pub --id 1234" "--of ci.pub --id ${id:1}" "--of ci.pub --id $(printf '11%.0s' {1..33})" \
	"--of ci.pub --id zz${id:2}" "--of ci.pub --before never" "--of ci.pub --before 2019-12-31" \
	"--of ci.pub --before 2026-02-30" "--digest sha256:00" "--digest md5:$sha" "--digest ${sha:1}" \
	"--artifact a.writ --audience h --audience h" "--artifact a.writ --valid 1d" "--artifact a.writ --ops map"; do
	# shellcheck disable=SC2086
	usage "${wrong:0:50}" revoke --key root $wrong -o o
done
usage "an empty purpose" revoke --key root --artifact a.writ --subject '' -o o
usage "a name with a control character" revoke --key root --issuer $'r\nt' --artifact a.writ -o o
holds "nothing was written by all this" test ! -e o
finish
