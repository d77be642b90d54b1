# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# Keys: making, encrypting, loading, naming.
. "$(dirname "$0")/lib.sh"

for type in rsa2048 rsa3072 rsa4096 p256; do
	good "keygen $type" keygen --type $type $type
	cp .stdout thumbprint
	holds "$type: the private key is its owner's only" test "$(stat -c %a $type)" = 600
	holds "$type: openssl reads the private key" openssl pkey -in $type -noout
	holds "$type: openssl reads the public key" openssl pkey -pubin -in $type.pub -noout
	good "root of $type.pub" root $type.pub
	holds "$type: it is the thumbprint that keygen printed" cmp .stdout thumbprint
	good "root of $type" root $type
	holds "$type: both halves have the same" cmp .stdout thumbprint
done
# RFC 9679: SHA-256 of the deterministic COSE_Key, made here by other means
xy=$(openssl pkey -pubin -in p256.pub -outform DER | tail -c 64 | xxd -p -c 64)
want=$(printf 'a401022001215820%s225820%s' "${xy:0:64}" "${xy:64}" | xxd -r -p | sha256sum | cut -c-64)
holds "the fingerprint of a P-256 key is RFC 9679's" test "$(writ root p256.pub)" = "$want"
n=$(openssl rsa -pubin -in rsa2048.pub -noout -modulus 2>/dev/null | cut -d= -f2)
want=$(printf 'a301032059 0100%s2143010001' "$n" | tr -d ' ' | xxd -r -p | sha256sum | cut -c-64)
holds "the fingerprint of an RSA key is RFC 9679's" test "$(writ root rsa2048.pub)" = "$want"

refused "keygen does not overwrite the private key" keygen --type p256 p256
says "it names the file" "p256"
rm rsa4096
refused "keygen does not overwrite the public key" keygen --type p256 rsa4096
holds "and leaves no private key behind" test ! -e rsa4096
refused "an unknown type" keygen --type dsa x
refused "a directory that is not there" keygen --type p256 nowhere/x
ln -s target link
refused "a dangling symbolic link is not followed" keygen --type p256 link
holds "and nothing stands behind it" test ! -e target

echo 'correct horse' >pass
good "keygen with a passphrase" keygen --type p256 --passphrase-file pass enc
holds "the file is encrypted" grep -q 'BEGIN ENCRYPTED PRIVATE KEY' enc
holds "openssl opens it" openssl pkey -in enc -passin file:pass -noout
good "root of the encrypted key" root --passphrase-file pass enc
refused "without passphrase and terminal" root enc
says "it says how to give one" "--passphrase-file"
echo wrong >wrong
refused "with a wrong passphrase" root --passphrase-file wrong enc
says "it says so" "passphrase for enc is wrong"
: >empty
refused "with an empty passphrase file" root --passphrase-file empty enc
says "it names the file" "empty"
refused "with a passphrase file that is not there" root --passphrase-file nix enc
if command -v script >/dev/null; then
	printf 'secret words\nsecret words\n' |
		script -qec "$WRIT keygen --type p256 --encrypt asked" /dev/null >.out 2>&1
	printf 'secret words' >answer
	holds "a passphrase typed on a terminal" openssl pkey -in asked -passin file:answer -noout
else
	skip "no script(1) for a terminal"
fi

good "keygen --from a private PEM" keygen --from rsa2048 copy
holds "writes the same public key" cmp copy.pub rsa2048.pub
holds "and no private one" test ! -e copy
openssl ecparam -name secp384r1 -genkey -noout -out p384 2>/dev/null
refused "P-384" root p384
says "it names the curve" secp384r1
openssl genrsa -out small 1024 2>/dev/null
refused "RSA of 1024 bits" root small
says "it names the size" "1024 bits"
openssl genpkey -algorithm ed25519 -out ed 2>/dev/null
refused "Ed25519" root ed
says "it names the type" ED25519
refused "a file that is no key" root /bin/sh
refused "a file that is not there" root nix
says "it names the file" nix
head -c 100000 /dev/zero >large
refused "a file that is too large" root large
says "it says so" "larger than"
good "root --json" root --json p256.pub
holds "it is JSON" python3 -c 'import json,sys; assert len(json.load(open(".stdout"))["fingerprint"]) == 64'
finish
