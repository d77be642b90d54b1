# SPDX-License-Identifier: GPL-2.0-only
"""What the rows of tests/vm/ways-round need: what each of their files is, listed or not."""
import glob
import os

import forge
from forge import (ALLOW, EXECUTE, FIRMWARE, GENERATE_CODE, KERNEL_ACCESS, KEXEC, MAP, MODULE,
                   TRACE)
from prepare import (begin, build, end, file_subject, group, key, library_files, now, policy_of,
                     put, text, top, variant, writ)


def with_word(name, word):
    """What the guests' function probe_with makes of a program."""
    with open(os.path.join(top, name), "rb") as file:
        made = file.read() + b"# " + word.encode() + b"\n"
    return forge.subject(forge.hashlib.sha256(made).digest())


def chains():
    """
    Scripts, three levels deep. In chain N the level N is not listed; in chain 0
    all are, in chain 4 the program at the end is not. The guest writes the same.
    """
    listed = []
    for chain in range(5):
        for level in (1, 2, 3):
            if level == 3:
                interpreter = "/tmp/w/unlisted" if chain == 4 else "/tmp/w/listed"
            else:
                interpreter = "/tmp/w/S1/chain%d-%d" % (chain, level + 1)
            if chain != level:
                listed.append(text("#!%s\n# chain %d level %d\n" % (interpreter, chain, level)))
    return listed


def of_kernels(name):
    return [file_subject(os.path.relpath(path, top))
            for path in sorted(glob.glob(os.path.join(top, "*/here", name)))]


def programs(where, mighty):
    put(where + "listed", writ([variant("listed"), file_subject("bin/subject32"),
                                file_subject("bin/subjectx32"), file_subject("bin/lone.so"),
                                file_subject("bin/fuse_toy"), file_subject("bin/ld-musl")]))
    put(where + "dynamic", writ([file_subject("bin/dynamic"), file_subject("bin/library.so"),
                                 file_subject("bin/linked"), file_subject("bin/led"),
                                 file_subject("bin/loading"), file_subject("bin/plugin.so"),
                                 file_subject("bin/guided"), file_subject("bin/guide")]))
    put(where + "libraries", writ([file_subject(name) for name in library_files()]))
    put(where + "stacky", writ([file_subject("bin/stacky")]))
    put(where + "stacky-may", writ([with_word("bin/stacky", "may")], by=mighty,
                                   ops=[EXECUTE, MAP, GENERATE_CODE]))
    put(where + "loaders-may", writ([with_word("bin/grasping", "may"), with_word("bin/apart", "may")],
                                    by=mighty, ops=[EXECUTE, MAP, GENERATE_CODE]))
    for word, op in (("tracer", TRACE), ("kernel", KERNEL_ACCESS), ("code", GENERATE_CODE)):
        put(where + word, writ([with_word("bin/probe", word)], by=mighty, ops=[EXECUTE, MAP, op]))
    put(where + "caller", writ([file_subject("bin/caller")], by=mighty,
                               ops=[EXECUTE, MAP, KERNEL_ACCESS]))


def kernel_code(where, mighty):
    put(where + "module", writ(of_kernels("visitor.ko") + of_kernels("visitor.ko.xz"), by=mighty,
                               ops=[MODULE]))
    put(where + "kexec", writ(of_kernels("vmlinuz") + [file_subject("bin/capture.cpio")],
                              by=mighty, ops=[KEXEC]))
    put(where + "firmware", writ([text("firmware\n")], by=mighty, ops=[FIRMWARE]))


def scripts(where):
    put(where + "chains", writ(chains()))
    deep = [text("#!/tmp/w/S1/deep%d\n" % (n + 1)) for n in range(1, 7)]
    put(where + "deep", writ(deep + [text("#!/tmp/w/listed\n# deep\n")]))
    put(where + "helper", writ([text("#!/bin/busybox sh\n: > /tmp/w/N4/trace-listed\n")]))
    put(where + "handler", writ([text("handled\n")]))
    put(where + "late", writ([text("#!/mnt/bin/probe late\n# listed\n"),
                              text("#!/mnt/bin/probe again\n# listed\n")]))


def interpreter(where):
    """One that runs as the interpreter of a script, and never by itself."""
    put(where + "reading", writ([variant("reading")]))
    put(where + "read", writ([text("#!/tmp/w/S3/reading\n")]))
    return variant("reading")[1]


def demanding(where):
    """Artifacts that demand something of who asks, of the place, or of the time."""
    busybox = with_word("busybox", "parent")
    put(where + "placed", writ([variant("placed", "/tmp/w/U1/place/placed")]))
    put(where + "root-only", writ([variant("root-only")], extra={4: {1: [[0, 0]]}}))
    put(where + "login", writ([variant("login")], ops=[EXECUTE], extra={4: {3: [[77, 77]]}}))
    put(where + "login-map", writ([variant("login")], ops=[MAP]))
    put(where + "parent", writ([busybox]))
    put(where + "child", writ([variant("child")], ops=[EXECUTE], extra={4: {5: [busybox[1]]}}))
    put(where + "child-map", writ([variant("child")], ops=[MAP]))
    put(where + "expiring", writ([variant("expiring")], exp=now + 7200))
    put(where + "expired", writ([variant("expired")], exp=now - 60))


def stretched():
    """Longer than a page, and one of which the first page is spoilt."""
    many = [text("%d" % i) for i in range(140)]
    good = writ([variant("stretched")] + many)
    put("rows/own/good", good)
    put("rows/own/bad", good[:1000] + bytes([good[1000] ^ 1]) + good[1001:])


def prepare():
    mighty = key("mighty")
    group("rows")
    rules = [forge.rule(ALLOW, uids=[[2000, 2999]])]
    issuers = [forge.issuer(mighty, ops=list(range(1, 12)))]
    where = "rows/artifacts/"
    listed = [interpreter(where)]
    put("rows/policy", policy_of(issuers, rules=rules, interpreters=listed))
    put("rows/ignore-off", policy_of(issuers, rules=rules, interpreters=listed, ignore_off=True))
    programs(where, mighty)
    kernel_code(where, mighty)
    scripts(where)
    demanding(where)
    stretched()
