#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""
Changes the variables of UEFI as their owner does at the console.

usage: enrol.py [--off] VARIABLES OUT [CERTIFICATE]...

VARIABLES is an image of the variables of OVMF. A CERTIFICATE (DER) is enrolled as
with mokutil: shim reads it from the variable MokList, which only what runs before
the kernel can write. --off switches Secure Boot off and leaves the keys.
"""
import struct
import sys
import uuid

STORE = uuid.UUID("aaf32c78-947b-439a-a180-2e144ec37792")
SHIM = uuid.UUID("605dab50-e046-4300-abb6-3dd810dd8b23")
X509 = uuid.UUID("a5c059a1-94e4-4aa7-87b5-ab155c2bf072")
VARIABLE = struct.Struct("<HBBIQ16sIII16s")
MARK, ADDED, NONVOLATILE_BOOT = 0x55AA, 0x3F, 3


class Variables:
    def __init__(self, image):
        self.image = bytearray(image)
        self.data = {}
        store = image.find(STORE.bytes_le)
        if store < 0:
            sys.exit("enrol: there are no variables")
        self.limit = store + struct.unpack_from("<I", image, store + 16)[0]
        at = store + 28
        while at + VARIABLE.size <= self.limit:
            mark, state, _, _, _, _, _, length, size, _ = VARIABLE.unpack_from(image, at)
            if mark != MARK:
                break
            name, data = at + VARIABLE.size, at + VARIABLE.size + length
            if state == ADDED:
                self.data[image[name:data].decode("utf-16-le").rstrip("\0")] = data
            at = data + size
            at += -at % 4
        self.end = at

    def add(self, name, owner, data):
        name = (name + "\0").encode("utf-16-le")
        whole = VARIABLE.pack(MARK, ADDED, 0, NONVOLATILE_BOOT, 0, bytes(16), 0, len(name),
                              len(data), owner.bytes_le) + name + data
        if self.end + len(whole) > self.limit:
            sys.exit("enrol: no room")
        self.image[self.end:self.end + len(whole)] = whole


def signature_list(der):
    head = struct.pack("<III", 28 + 16 + len(der), 0, 16 + len(der))
    return X509.bytes_le + head + SHIM.bytes_le + der


def main(words):
    off = words[:1] == ["--off"]
    source, out, *certificates = words[off:]
    with open(source, "rb") as f:
        variables = Variables(f.read())
    if off:
        variables.image[variables.data["SecureBootEnable"]] = 0
    lists = b""
    for name in certificates:
        with open(name, "rb") as f:
            lists += signature_list(f.read())
    if lists:
        variables.add("MokList", SHIM, lists)
    with open(out, "wb") as f:
        f.write(variables.image)


if len(sys.argv) < 3:
    sys.exit(__doc__)
main(sys.argv[1:])
