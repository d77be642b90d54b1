# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# Outputs: over an older one, and never over what the command reads or over a private key.
. "$(dirname "$0")/lib.sh"
authority
for k in ci stranger; do writ keygen --type p256 $k >/dev/null; done
echo 'correct horse' >pass
writ keygen --type p256 --passphrase-file pass enc >/dev/null
cp /bin/true prog
cp /bin/true parent
echo words >data
issue -o a.writ prog || exit 2
sha=$(sha256sum <prog | cut -c-64)
rel=(--key rel --issuer release)

# spares NAME OUT INPUT COMMAND...: refused for this file, which both names say, and which stays as it is
spares() {
	local name=$1 out=$2 input=$3 before
	shift 3
	before=$(stat -Lc '%i %a' "$input") && cp "$input" .copy
	refused "$name: is refused" "$@" -o "$out"
	says "$name: both are named" "$out is not overwritten: it is the same file as $input"
	holds "$name: the file is as it was" cmp "$input" .copy
	holds "$name: and is the same file" test "$(stat -Lc '%i %a' "$input")" = "$before"
	good "$name: elsewhere" "$@" -o elsewhere
	good "$name: over the older one" "$@" -o elsewhere
}

# every input of every command that has an output
spares "issue over the key" rel rel issue "${rel[@]}" prog
spares "issue over the passphrase" pass pass issue --key enc --passphrase-file pass --issuer enc prog
spares "issue over the file" prog prog issue "${rel[@]}" prog
spares "issue over the last of several" parent parent issue "${rel[@]}" prog parent
spares "issue over the parent" parent parent issue "${rel[@]}" --parent parent prog
spares "issue over the parent's artifact" a.writ a.writ issue "${rel[@]}" --parent-artifact a.writ prog
spares "issue over what an argument names" data data issue "${rel[@]}" --arg content:data prog
cat >denial.json <<-END
	{ "reason": "missing-authorization",
	  "needed": { "operations": ["execute"], "digest": "sha256:$sha", "arguments": ["prog"] } }
END
spares "issue over the denial" denial.json denial.json issue "${rel[@]}" --from-denial denial.json
openssl pkey -in rel -outform DER -out rel.der
for uri in "file:$dir/rel.der" "file://localhost$dir/rel.der"; do
	cp rel.der .copy
	refused "issue over a key named by a URI" issue --key "$uri" --issuer release -o rel.der prog
	says "both are named" "rel.der is not overwritten: it is the same file as $uri"
	holds "the key is as it was" cmp rel.der .copy
	good "issue elsewhere" issue --key "$uri" --issuer release -o elsewhere prog
done
expect 1 "issue over standard input" sh -c "'$WRIT' issue --key rel --issuer release --from-denial - -o denial.json <denial.json"
says "both are named" "denial.json is not overwritten: it is the same file as -"
mkdir -p img/lib64
cp prog img/prog
cp -L /lib64/ld-linux-x86-64.so.2 img/lib64/
cp -L "$(ldd prog | sed -n 's/.*=> \(.*libc\.so[^ ]*\) .*/\1/p')" img/lib64/libc.so.6
spares "issue over a library" img/lib64/libc.so.6 "$dir/img/lib64/libc.so.6" issue "${rel[@]}" --libs --root img img/prog
spares "policy sign over the text" policy.yaml policy.yaml policy sign --key root policy.yaml
spares "policy sign over the key" root root policy sign --key root policy.yaml
spares "policy sign over an issuer's key" rel.pub ./rel.pub policy sign --key root policy.yaml
spares "policy sign over the passphrase" pass pass policy sign --key enc --passphrase-file pass policy.yaml
hands=(--issuer lead --to ci.pub --name ci --ops execute --max-validity 8h)
spares "delegate over the key" lead lead delegate --key lead "${hands[@]}"
spares "delegate over the delegate's key" ci.pub ci.pub delegate --key lead "${hands[@]}"
spares "delegate over the passphrase" pass pass delegate --key enc --passphrase-file pass "${hands[@]}"
spares "revoke over the key" root root revoke --key root --artifact a.writ
spares "revoke over the passphrase" pass pass revoke --key enc --passphrase-file pass --artifact a.writ
spares "revoke over the artifact" a.writ a.writ revoke --key root --artifact a.writ
spares "revoke over the content" data data revoke --key root --content data
spares "revoke over the revoked key" ci.pub ci.pub revoke --key root --revoke-key ci.pub
spares "revoke over the key that is meant" ci.pub ci.pub revoke --key root --of ci.pub --before 2026-01-01
mkdir tree
cp prog tree/prog
cp a.writ tree/older
spares "manifest over the key" rel rel manifest "${rel[@]}" tree
spares "manifest over the passphrase" pass pass manifest --key enc --passphrase-file pass --issuer enc tree
spares "manifest over a file below it" tree/prog "$dir/tree/prog" manifest "${rel[@]}" tree
spares "manifest over a file by --all" tree/older "$dir/tree/older" manifest "${rel[@]}" --all tree
good "manifest over an older one that it does not list" manifest "${rel[@]}" -o tree/older tree
good "manifest over one that is left out" manifest "${rel[@]}" --all --exclude older -o tree/older tree
cp parent tree/parent
echo >>tree/parent
cp rel several.2
cp rel.pub several.pub
refused "several artifacts, one of them over the key" manifest --key several.2 --issuer release --max-subjects 1 -o several tree
says "both are named" "several.2 is not overwritten: it is the same file as several.2"
holds "the key is as it was" cmp several.2 rel
holds "and none of the others is written" test ! -e several.1
good "several artifacts elsewhere" manifest --key several.2 --issuer release --max-subjects 1 -o others tree
holds "are written" test -e others.1 -a -e others.2

# whatever it is called
ln -s rel soft
ln prog hard
spares "through a symbolic link" soft rel issue "${rel[@]}" prog
spares "the link that was named" soft soft issue --key soft --issuer release prog
spares "another name of the file" hard prog issue "${rel[@]}" prog
spares "another way to it" tree/../prog prog issue "${rel[@]}" prog
refused "nobody is asked for a passphrase in vain" issue --key enc --issuer enc -o prog prog
says "it is the output that is named" "prog is not overwritten"

# a private key, although nothing reads it
for k in stranger enc; do
	cp $k .copy
	refused "over another key: $k" issue "${rel[@]}" -o $k prog
	says "it is named" "$k holds a private key and is not overwritten"
	holds "it is as it was" cmp $k .copy
done
openssl ecparam -name prime256v1 -genkey -out parameters 2>/dev/null
refused "over a key behind its parameters" issue "${rel[@]}" -o parameters prog
for command in "policy sign --key root policy.yaml" "manifest --key rel --issuer release tree" \
	"delegate --key lead ${hands[*]}" "revoke --key root --artifact a.writ"; do
	# shellcheck disable=SC2086
	refused "over another key: ${command%% *}" $command -o stranger
	says "it is named" "stranger holds a private key"
done
holds "it is still a key" openssl pkey -in stranger -noout
good "over a public key that nothing reads" issue "${rel[@]}" -o stranger.pub prog
: >nothing
good "over an empty file" issue "${rel[@]}" -o nothing prog
# without its capabilities, root cannot read every file
plain=()
[ "$(id -u)" -ne 0 ] || plain=(setpriv --inh-caps=-all --bounding-set=-all)
install -m 0200 stranger closed
expect 1 "over what cannot be read" "${plain[@]}" "$WRIT" issue "${rel[@]}" -o closed prog
says "it is named" "closed cannot be read"
mkdir -m 0500 fixed
expect 1 "to a directory that is not to be written" "${plain[@]}" "$WRIT" issue "${rel[@]}" -o fixed/x prog
says "it is named" "cannot write fixed/x: Permission denied"
expect 0 "to one that is" "${plain[@]}" "$WRIT" issue "${rel[@]}" -o tree/x prog

# keygen replaces nothing
cp rel .copy
refused "keygen --from over the key" keygen --from rel rel
refused "keygen over the passphrase" keygen --type p256 --passphrase-file pass pass
says "it is named" "pass exists already"
cp rel some.pub
refused "keygen --from over itself" keygen --from some.pub some
says "it is named" "some.pub exists already"
holds "the key is as it was" cmp rel .copy
good "keygen --from elsewhere" keygen --from rel else
mkdir keys
cd keys || exit 2
for out in '' -; do
	usage "keygen to \"$out\"" keygen --type p256 -- "$out"
	says "it is named" "OUT: the name of a file is needed, not \"$out\""
	usage "keygen --from to \"$out\"" keygen --from ../rel -- "$out"
done
holds "neither wrote anything" test -z "$(ls -A)"
good "keygen to ./-" keygen --type p256 ./-
cd ..

# names that are none
for command in "issue --key rel --issuer release prog" "policy sign --key root policy.yaml" \
	"manifest --key rel --issuer release tree" "delegate --key lead ${hands[*]}" \
	"revoke --key root --artifact a.writ"; do
	name=${command%% *}
	# shellcheck disable=SC2086
	usage "$name: an empty name" $command -o ''
	says "$name: it says so" "--output: the name of a file is needed"
	# shellcheck disable=SC2086
	refused "$name: a directory that is not there" $command -o no/where
	says "$name: it is named" "cannot write no/where: No such file"
	# shellcheck disable=SC2086
	refused "$name: a directory" $command -o tree
	says "$name: it is named" "tree is not a regular file"
done
for command in "issue --key rel --issuer release prog" "manifest --key rel --issuer release tree"; do
	name=${command%% *}
	# shellcheck disable=SC2086
	usage "$name: two things to standard output" $command --json -o -
	holds "$name: neither goes there" test ! -s .stdout
	# shellcheck disable=SC2086
	good "$name: one of them" $command --json -o elsewhere
	holds "$name: and it is JSON" python3 -m json.tool .stdout
done
refused "a directory that is not there is found before all else" issue --key enc --issuer enc -o no/where prog
says "it is named" "cannot write no/where"
finish
