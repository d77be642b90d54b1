# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# Keys that never leave a token.
. "$(dirname "$0")/lib.sh"

module=
for m in /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so /usr/lib64/pkcs11/libsofthsm2.so; do
	[ -e "$m" ] && module=$m && break
done
if [ -z "$module" ] || ! command -v softhsm2-util >/dev/null; then
	skip "no softhsm2"
	finish
	exit 0
fi
authority
mkdir tokens
printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\n' "$dir" >softhsm2.conf
export SOFTHSM2_CONF=$dir/softhsm2.conf PKCS11_MODULE_PATH=$module
softhsm2-util --init-token --free --label authority --pin 123456 --so-pin 654321 >.out 2>&1 || { fail "a token"; exit 1; }
import() {
	openssl pkcs8 -topk8 -nocrypt -in "$1" -out import.pem &&
		softhsm2-util --import import.pem --token authority --label "$1" --id "$2" --pin 123456
}
holds "the root key goes into the token" import root 01
holds "a P-256 key goes into the token" import ec 02
echo 123456 >pin
uri() {
	echo "pkcs11:token=authority;object=$1;type=$2"
}

good "root of a key in a token" root --passphrase-file pin "$(uri root public)"
holds "is the one of the PEM file" test "$(cat .stdout)" = "$root"
good "sign a policy by the token" policy sign --key "$(uri root private)" --passphrase-file pin policy.yaml -o token.writ
good "it verifies" verify --root "$root" token.writ
good "issue by a P-256 key in the token" issue --key "$(uri ec private)" --passphrase-file pin --issuer curve --valid 1h --at /opt/sh -o ec.writ /bin/sh
good "it verifies" verify --root "$root" --policy token.writ --ops execute --file /bin/sh --path /opt/sh ec.writ
good "the PIN in the URI" issue --key "$(uri ec private)?pin-value=123456" --issuer curve --valid 1h --at /opt/sh -o ec.writ /bin/sh
good "keygen --from the token" keygen --from "$(uri root public)" --passphrase-file pin copy
holds "writes its public key" cmp copy.pub root.pub
unset PKCS11_MODULE_PATH
good "the module in the URI" root --passphrase-file pin "$(uri root public)?module-path=$module"
export PKCS11_MODULE_PATH=$module
refused "without PIN and terminal" policy sign --key "$(uri root private)" policy.yaml -o no.writ
says "it says how to give one" "--passphrase-file"
echo 999999 >wrong
refused "with a wrong PIN" policy sign --key "$(uri root private)" --passphrase-file wrong policy.yaml -o no.writ
refused "an object that is not there" policy sign --key "$(uri nix private)" --passphrase-file pin policy.yaml -o no.writ
says "it is named" "object=nix"
PKCS11_MODULE_PATH=/nix refused "a module that is not there" root "$(uri root public)"
holds "nothing was written by those" test ! -e no.writ
finish
