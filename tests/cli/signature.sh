# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# OpenSSL's own command agrees with the signatures over the Sig_structure (RFC 9052).
. "$(dirname "$0")/lib.sh"
authority

# Takes a COSE_Sign1 apart without any of writ's code: .tbs and .sig are left.
apart() {
	python3 - "$1" <<-'END'
	import sys

	def head(b, i):
	    n = b[i] & 31
	    if n < 24:
	        return n, i + 1
	    size = 1 << (n - 24)
	    return int.from_bytes(b[i + 1:i + 1 + size], "big"), i + 1 + size

	def bstr(b, i):
	    assert b[i] >> 5 == 2
	    n, i = head(b, i)
	    return b[i:i + n], i + n

	def put(b):
	    n = len(b)
	    if n < 24:
	        return bytes([0x40 | n]) + b
	    for size, lead in ((1, 0x58), (2, 0x59), (4, 0x5a)):
	        if n < 1 << 8 * size:
	            return bytes([lead]) + n.to_bytes(size, "big") + b

	o = open(sys.argv[1], "rb").read()
	assert o[:2] == b"\xd2\x84"
	prot, i = bstr(o, 2)
	assert o[i] == 0xa0
	payload, i = bstr(o, i + 1)
	sig, i = bstr(o, i)
	assert i == len(o)
	open(".tbs", "wb").write(b"\x84\x6aSignature1" + put(prot) + b"\x40" + put(payload))
	if len(sig) == 64:
	    def integer(v):
	        v = v.lstrip(b"\0") or b"\0"
	        v = b"\0" + v if v[0] & 128 else v
	        return bytes([2, len(v)]) + v
	    body = integer(sig[:32]) + integer(sig[32:])
	    sig = bytes([0x30, len(body)]) + body
	open(".sig", "wb").write(sig)
	END
}

issue -o rsa.writ /bin/sh
writ issue --key ec --issuer curve --at /opt/sh -o ec.writ /bin/sh 2>/dev/null
writ issue --key rel --issuer release --libs -o libs.writ "$(command -v bash)" 2>/dev/null
for pair in root:policy.writ rel:rsa.writ rel:libs.writ ec:ec.writ; do
	holds "${pair#*:} can be taken apart" apart "${pair#*:}"
	holds "${pair#*:} verifies by openssl" openssl dgst -sha256 -verify "${pair%:*}.pub" -signature .sig .tbs
done
printf X >>.tbs
expect 1 "and not with a byte more" openssl dgst -sha256 -verify ec.pub -signature .sig .tbs
finish
