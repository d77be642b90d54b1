# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Overview, help, version, and what is typed wrongly.
. "$(dirname "$0")/lib.sh"

usage "no command"
usage "an unknown command" frobnicate
says "it is named" 'no command "frobnicate"'
good "--version" --version
says "--version names the program" "writ "
good "--help" --help
says "--help lists commands" manifest
good "help" help
says "it lists commands" manifest
usage "help for an unknown command" help frobnicate
says "it is named" 'no command "frobnicate"'
usage "--help for an unknown command" --help frobnicate
for c in keygen root policy issue manifest delegate revoke inspect verify run; do
	good "$c --help" $c --help
	says "$c --help shows examples" "Example"
	cp .stdout help
	good "help $c" help $c
	holds "help $c: it is that of --help" cmp .stdout help
	usage "$c without arguments" $c
	usage "$c with an unknown option" $c --frobnicate
done
holds "nothing is in colour outside of a terminal" sh -c "! '$WRIT' --help | grep -q \$(printf '\033')"
expect 1 "a full standard output is a failure" sh -c "'$WRIT' --help >/dev/full"

writ keygen --type p256 k >/dev/null
usage "issue without --key" issue --issuer a -o o /bin/sh
usage "issue without --issuer" issue --key k -o o /bin/sh
usage "issue without --output" issue --key k --issuer a /bin/sh
usage "an unknown operation" issue --key k --issuer a --ops fly -o o /bin/sh
usage "an operation twice" issue --key k --issuer a --ops map,map -o o /bin/sh
usage "a wrong span" issue --key k --issuer a --valid 3y -o o /bin/sh
usage "no span at all" issue --key k --issuer a --valid 0d -o o /bin/sh
usage "a time before 2020" issue --key k --issuer a --not-before 2019-12-31 -o o /bin/sh
usage "a day that is none" issue --key k --issuer a --not-after 2027-02-30 -o o /bin/sh
usage "an end in the past" issue --key k --issuer a --not-before 2024-01-01 --not-after 2024-01-02 -o o /bin/sh
usage "both ends" issue --key k --issuer a --valid 1d --not-after 2099-01-01 -o o /bin/sh
usage "a host twice" issue --key k --issuer a --audience h --audience h -o o /bin/sh
usage "a short digest" issue --key k --issuer a --ops map --digest sha256:00 -o o
usage "a digest without --ops" issue --key k --issuer a --digest "sha256:$(sha256sum </bin/sh | cut -c-64)" -o o
usage "--at for two" issue --key k --issuer a --at /x -o o /bin/sh /bin/ls
usage "--at without a slash" issue --key k --issuer a --at x -o o /bin/sh
usage "--max-subjects 0" manifest --key k --issuer a --max-subjects 0 -o o .
usage "a fingerprint that is none" verify --root 1234 k
usage "policy frobnicate" policy frobnicate k
usage "policy sign without a key" policy sign k -o x
holds "nothing was written by all this" test ! -e o
finish
