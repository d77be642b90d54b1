#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""usage: prepare.py DIRECTORY [rows]

Makes, below DIRECTORY, what the guests of tests/vm/accept load, or with "rows" those
of tests/vm/ways: keys, and for each group a policy and a directory of artifacts.
DIRECTORY/bin holds the compiled programs already; DIRECTORY/keys may hold keys of an
earlier run.
"""
import os
import sys
import time

import forge
from forge import ALL, ALLOW, DENY, EXECUTE, GENERATE_CODE, KERNEL_ACCESS, MAP, REQUIRE, SCRIPT

HOST = "77726974766d00000000000000000001"
DAY = 86400
YEAR = 365 * DAY

top = sys.argv[1]
now = int(time.time())
begin, end = now - DAY, now + YEAR


def key(name, kind=2048):
    return forge.Key(os.path.join(top, "keys"), name, kind)


os.makedirs(os.path.join(top, "keys"), exist_ok=True)
root = key("root", 3072)
other_root = key("other-root")
build = key("build")
big = key("big", 4096)
narrow = key("narrow")
curve = key("curve", "p256")
stranger = key("stranger")
maker = key("maker")


def put(path, data):
    path = os.path.join(top, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def file_subject(name, path=None):
    return forge.subject(forge.sha256_of(os.path.join(top, name)), path)


with open(os.path.join(top, "bin/subject"), "rb") as file:
    SUBJECT = file.read()


def variant(word, path=None):
    """What the guests' function of that name makes."""
    made = SUBJECT + b"# " + word.encode() + b"\n"
    return forge.subject(forge.hashlib.sha256(made).digest(), path)


def text(content, path=None):
    return forge.subject(forge.hashlib.sha256(content.encode()).digest(), path)


def writ(subjects, by=build, nbf=begin, exp=end, **more):
    return forge.artifact(by, subjects, nbf, exp, **more)


def issuers():
    return [forge.issuer(build), forge.issuer(big), forge.issuer(curve),
            forge.issuer(maker, ops=ALL + [GENERATE_CODE, KERNEL_ACCESS]),
            forge.issuer(narrow, ops=[EXECUTE], validity=3600, subjects=1, paths=["/opt"])]


def policy_of(more_issuers, **more):
    return forge.policy(root, issuers() + more_issuers, nbf=begin, exp=end, **more)


def policy(**more):
    return policy_of([], **more)


# What the guest scripts themselves run: covered in every group.
TOOLS = [file_subject("bin/" + name) for name in sorted(os.listdir(os.path.join(top, "bin")))
         if name not in ("subject", "subject32", "dynamic", "changed.so", "library.so",
                         "unlisted.so", "linked", "fuse_toy", "subjectx32", "led", "loading",
                         "plugin.so", "lone.so", "stacky", "caller", "caller.bpf.o",
                         "watcher.bpf.o", "ld-musl", "capture", "capture.cpio", "guided",
                         "guide", "misguide")]
TOOLS += [file_subject("busybox")]


def library_files():
    found = []
    for directory, _, names in os.walk(os.path.join(top, "libs")):
        for name in names:
            found.append(os.path.relpath(os.path.join(directory, name), top))
    return found


def group(name, **policy_options):
    put(name + "/policy", policy(**policy_options))
    put(name + "/artifacts/tools", writ(TOOLS))


def main():
    import prepare_refuse
    import prepare_reasons
    parts = [prepare_refuse, prepare_reasons]
    if os.path.exists(os.path.join(top, "libs")):
        import prepare_memory
        parts.append(prepare_memory)
    if sys.argv[2:] == ["rows"]:
        import prepare_rows
        parts = [prepare_rows]
    for part in parts:
        part.prepare()
    put("keys/root", root.kid.hex().encode() + b"\n")
    put("keys/other", other_root.kid.hex().encode() + b"\n")
    put("keys/now", str(now).encode() + b"\n")


if __name__ == "__main__":
    sys.modules["prepare"] = sys.modules["__main__"]
    main()
