#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""usage: generate.py DIRECTORY COUNT SEED KERNEL=RELEASE... [-- GROUP...]

Makes, below DIRECTORY, the policies, what is to be issued, and the cases of
tests/vm/matrix. DIRECTORY/bin holds the programs already.
"""
import os
import sys
import time

import claims
import counting
import descent
import dice
import others
import reading
from writing import POLICY, SECOND, Plan, sha256

# The guest lives so much later, since nobody issues what has ended already.
AHEAD = 6 * 3600
GROUPS = {"alone": claims.alone, "pairs": claims.pairs, "several": others.several,
          "uses": counting.uses, "inherit": descent.inherit, "interpreters": reading.interpreters,
          "scripts": reading.scripts, "content": reading.content, "replaced": reading.replaced,
          "rules": descent.rules, "maps": others.maps, "late": counting.late,
          "random": dice.chance, "second": dice.second, "time": counting.clock}


def launchers(plan, base):
    """Programs that ask, each under an artifact that holds at its own path alone."""
    text = {"X": b"\n# X\n", "Y": b"\n# Y\n", "I": b"\n# I\n"}
    for name, tail in text.items():
        plan.digests[name] = sha256(plan.launcher + tail)
    script = b"#!/tmp/m/launch-i cases\n"
    plan.digests["script"] = sha256(script)
    for name, program in (("a", "X"), ("b", "X"), ("c", "Y"), ("i", "I")):
        path = b"/tmp/m/launch-" + name.encode()
        plan.line("launcher", path, text[program])
        plan.artifact(plan.digests[program], name="launch-" + name, stage="first", at=path)
    plan.file(b"/tmp/m/launch-script", script)
    plan.artifact(plan.digests["script"], name="launch-script", stage="first", ops=["script"])
    plan.artifact(plan.digests["free"], name="base", stage="first", also=[sha256(base)])


def write_policy(path, policy, *lines):
    text = ["policy: " + policy["id"], "version: %d" % policy["version"], "issuers:"]
    for issuer in ("release", "other"):
        text += ["  - name: " + issuer, "    key: %s.pub" % issuer,
                 "    operations: [execute, map, script, administer, recover]",
                 "    max-validity: 500d"]
    text += lines
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(text) + "\n")


def policies(directory):
    guarded = ", ".join("'%s'" % name.decode() for name in POLICY["guarded"])
    interpreters = [path.decode() for path in POLICY["interpreter_paths"]]
    interpreters += ["sha256:" + digest for digest in POLICY["interpreter_digests"]]
    write_policy(directory + "/policy.yaml", POLICY, "default: allow", "rules:",
                 "  - paths: [/tmp/m]", "    answer: require",
                 "  - paths: [/tmp/c]", "    cgroups: [/gov]", "    answer: require",
                 "  - paths: [/tmp/u]", "    uids: [3000-3001]", "    answer: require",
                 "options:", "  guarded-variables: [%s]" % guarded,
                 "  interpreters: [%s]" % ", ".join(interpreters))
    write_policy(directory + "/second.yaml", SECOND, "default: require")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def main():
    directory, count, seed = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    words = sys.argv[4:]
    at = words.index("--") if "--" in words else len(words)
    releases = dict(word.split("=", 1) for word in words[:at])
    wanted = words[at + 1:] or list(GROUPS)
    bin_ = os.path.join(directory, "bin")
    plan = Plan(read(bin_ + "/subject"), read(bin_ + "/matrix"), int(time.time()) + AHEAD,
                releases)
    launchers(plan, read(bin_ + "/busybox"))
    reading.common(plan)
    for name, make in GROUPS.items():
        if name in wanted:
            make(plan, *((count, seed) if name in ("random", "second") else ()))
    plan.write(directory)
    policies(os.path.join(directory, "keys"))


if __name__ == "__main__":
    main()
