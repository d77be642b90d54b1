# SPDX-License-Identifier: GPL-2.0-only
"""Signed objects as docs/formats/writ.cddl describes them, and spoilt ones.

Written from the contract alone, on purpose: nothing here shares a line with
the encoder or the decoder of the project, so that what the kernel accepts is
what the document says, and so that objects can be made that no tool of the
project would make. Signing is left to the openssl program.
"""
import hashlib
import os
import subprocess

RS256, ESP256 = -257, -9
EXECUTE, MAP, SCRIPT = 1, 2, 3
MODULE, KEXEC, FIRMWARE, TRACE, GENERATE_CODE, KERNEL_ACCESS = 6, 7, 8, 9, 10, 11
ALL = [EXECUTE, MAP, SCRIPT]
REQUIRE, ALLOW, DENY = 0, 1, 2
TYPES = {"artifact": "application/writ-artifact+cose",
         "policy": "application/writ-policy+cose"}


# ---- deterministic CBOR (RFC 8949 section 4.2.1)

def head(major, value):
    for bits, info in ((5, None), (8, 24), (16, 25), (32, 26), (64, 27)):
        if info is None:
            if value < 24:
                return bytes([major << 5 | value])
        elif value < 1 << bits:
            return bytes([major << 5 | info]) + value.to_bytes(bits // 8, "big")
    raise ValueError(value)


def cbor(item):
    if item is False or item is True:
        return b"\xf5" if item else b"\xf4"
    if isinstance(item, int):
        return head(0, item) if item >= 0 else head(1, -1 - item)
    if isinstance(item, bytes):
        return head(2, len(item)) + item
    if isinstance(item, str):
        data = item.encode()
        return head(3, len(data)) + data
    if isinstance(item, (list, tuple)):
        return head(4, len(item)) + b"".join(cbor(i) for i in item)
    if isinstance(item, dict):
        pairs = sorted((cbor(k), cbor(v)) for k, v in item.items())
        return head(5, len(pairs)) + b"".join(k + v for k, v in pairs)
    raise TypeError(type(item))


# ---- DER, as far as openssl's answers need it

def der_items(data):
    """The (tag, content) pairs that stand side by side in data."""
    items, at = [], 0
    while at < len(data):
        tag, size, at = data[at], data[at + 1], at + 2
        if size & 0x80:
            count = size & 0x7F
            size = int.from_bytes(data[at:at + count], "big")
            at += count
        items.append((tag, data[at:at + size]))
        at += size
    return items


def openssl(*words, data=None):
    done = subprocess.run(["openssl", *words], input=data, check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout


class Key:
    """A private key in a PEM file, made at its first use."""

    def __init__(self, directory, name, kind):
        self.name, self.kind = name, kind
        self.alg = ESP256 if kind == "p256" else RS256
        self.pem = os.path.join(directory, name + ".pem")
        if not os.path.exists(self.pem):
            if kind == "p256":
                how = ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
            else:
                how = ["RSA", "-pkeyopt", "rsa_keygen_bits:%d" % kind]
            openssl("genpkey", "-algorithm", *how, "-out", self.pem)
        self.cose = self._cose()
        self.kid = hashlib.sha256(self.cose).digest()

    def _cose(self):
        public = openssl("pkey", "-in", self.pem, "-pubout", "-outform", "DER")
        if self.kind == "p256":
            return cbor({1: 2, -1: 1, -2: public[-64:-32], -3: public[-32:]})
        info = der_items(der_items(public)[0][1])
        pair = der_items(der_items(info[1][1][1:])[0][1])
        n, e = (part[1].lstrip(b"\0") for part in pair)
        return cbor({1: 3, -1: n, -2: e})

    def sign(self, data):
        made = openssl("dgst", "-sha256", "-sign", self.pem, data=data)
        if self.kind != "p256":
            return made
        pair = der_items(der_items(made)[0][1])
        return b"".join(int.from_bytes(part[1], "big").to_bytes(32, "big")
                        for part in pair)


# ---- the objects

def signed(kind, key, claims, payload, alg=None, kid=None, signer=None, raw=None):
    """A COSE_Sign1; alg, kid, signer and raw replace what would be right."""
    protected = cbor({1: alg or key.alg, 4: kid or key.kid, 15: claims,
                      16: TYPES[kind]})
    body = raw if raw is not None else cbor(payload)
    to_sign = cbor(["Signature1", protected, b"", body])
    signature = (signer or key).sign(to_sign)
    return head(6, 18) + cbor([protected, {}, body, signature])


def claims_of(iss, nbf, exp, aud=None):
    claims = {1: iss, 7: os.urandom(16)}
    if aud:
        claims[3] = aud if isinstance(aud, str) else sorted(aud, key=cbor)
    if exp is not None:
        claims[4] = exp
    if nbf is not None:
        claims[5] = nbf
    return claims


def sha256_of(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).digest()


def subject(digest, path=None, kind=0):
    return [kind, digest] + ([path] if path else [])


def artifact(key, subjects, nbf, exp, ops=None, iss=None, aud=None, extra=None, **wrong):
    listed = sorted({cbor(s): s for s in subjects}.items())
    payload = {1: [s for _, s in listed], 2: ops or ALL}
    payload.update(extra or {})
    return signed("artifact", key, claims_of(iss or key.name, nbf, exp, aud),
                  payload, **wrong)


def issuer(key, ops=None, validity=10 * 365 * 86400, subjects=None, paths=None):
    entry = {1: key.name, 2: key.alg, 3: key.cose, 4: ops or ALL, 5: validity}
    if subjects:
        entry[6] = subjects
    if paths:
        entry[7] = paths
    return entry


def rule(answer, ops=None, uids=None, paths=None, filesystems=None):
    entry = {6: answer}
    for number, value in ((1, ops), (2, uids), (3, paths), (4, filesystems)):
        if value:
            entry[number] = value
    return entry


def policy(root, issuers, rules=(), default=REQUIRE, nbf=None, exp=None, aud=None,
           writable_code=False, trusted=None, ignore_off=False, interpreters=None, version=1,
           **wrong):
    payload = {1: "acceptance", 2: version, 3: root.cose, 4: issuers,
               5: list(rules), 6: default}
    options = {}
    if writable_code:
        options[1] = True
    if trusted:
        options[2] = trusted
    if ignore_off:
        options[3] = True
    if interpreters:
        options[6] = interpreters
    if options:
        payload[7] = options
    return signed("policy", root, claims_of("authority", nbf, exp, aud), payload, **wrong)
