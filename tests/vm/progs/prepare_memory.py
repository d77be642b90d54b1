# SPDX-License-Identifier: GPL-2.0-only
"""What the group "memory" needs: programs whose headers ask for executable memory."""
import os
import struct

import forge
from forge import ALL, GENERATE_CODE
from prepare import file_subject, group, library_files, maker, put, top, writ

LOAD, STACK = 1, 0x6474e551
GRANT = ALL + [GENERATE_CODE]


def read(name):
    with open(os.path.join(top, name), "rb") as file:
        return bytearray(file.read())


class Headers:
    """The program headers of a file, to be changed in place."""

    def __init__(self, name):
        self.data = read(name)
        self.wide = self.data[4] == 2
        at, size, self.n = ((32, 54, 56) if self.wide else (28, 42, 44))
        self.at = struct.unpack_from("<Q" if self.wide else "<I", self.data, at)[0]
        self.size = struct.unpack_from("<H", self.data, size)[0]
        self.n = struct.unpack_from("<H", self.data, self.n)[0]

    def each(self, kind):
        for i in range(self.n):
            at = self.at + i * self.size
            flags = at + (4 if self.wide else 24)
            if struct.unpack_from("<I", self.data, at)[0] == kind:
                yield at, flags

    def executable_stack(self):
        for _, flags in self.each(STACK):
            self.data[flags] |= 1
            return self.data
        raise SystemExit("a test program says nothing of its stack")

    def silent(self):
        """Nothing is said of the stack."""
        for at, _ in self.each(STACK):
            struct.pack_into("<I", self.data, at, 0)
        return self.data

    def more_memory(self):
        """Another page of executable memory than the file has bytes for."""
        for at, flags in self.each(LOAD):
            if self.data[flags] & 1:
                where, number = (at + 40, "<Q") if self.wide else (at + 20, "<I")
                size = struct.unpack_from(number, self.data, where)[0]
                struct.pack_into(number, self.data, where, size + 4096)
                return self.data
        raise SystemExit("a test program has no code")

    def damaged(self):
        self.data[54 if self.wide else 42] += 1
        return self.data


def with_loader(path):
    """The dynamic program, with another loader whose path is as long."""
    data = bytes(read("bin/dynamic"))
    usual = b"/lib64/ld-linux-x86-64.so.2\0"
    assert usual in data and len(path) + 1 == len(usual)
    return data.replace(usual, path.encode() + b"\0", 1)


def prepare():
    group("memory")
    where = "memory/"
    made = {
        "stack": Headers("bin/subject").executable_stack(),
        "more": Headers("bin/subject").more_memory(),
        "damaged": Headers("bin/subject").damaged(),
        "silent": Headers("bin/subject").silent(),
        "stack32": Headers("bin/subject32").executable_stack(),
        "more32": Headers("bin/subject32").more_memory(),
        "silent32": Headers("bin/subject32").silent(),
        "plain32": read("bin/subject32"),
        "probe-stack": Headers("bin/probe").executable_stack(),
        "dynamic": read("bin/dynamic"),
        "probe": read("bin/probe"),
    }
    plain, granted = [], []
    for name, data in made.items():
        put(where + "plain/" + name, bytes(data))
        put(where + "granted/" + name, bytes(data) + b"# granted\n")
        plain.append(file_subject(where + "plain/" + name))
        granted.append(file_subject(where + "granted/" + name))
    loader = "libs/lib64/ld-linux-x86-64.so.2"
    for name, data in (("library-stack.so", Headers("bin/library.so").executable_stack()),
                       ("ld-with-more-memory1", Headers(loader).more_memory()),
                       ("ld-as-it-always-was1", read(loader)),
                       ("loads-more", with_loader("/tmp/m/ld-with-more-memory1")),
                       ("loads-usual", with_loader("/tmp/m/ld-as-it-always-was1"))):
        put(where + "plain/" + name, bytes(data))
        plain.append(file_subject(where + "plain/" + name))
    where += "artifacts/"
    put(where + "plain", writ(plain + [file_subject("bin/library.so")]))
    put(where + "granted", writ(granted, by=maker, ops=GRANT))
    put(where + "libraries", writ([file_subject(name) for name in library_files()]))
