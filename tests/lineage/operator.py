#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs writctl over a kernel that is a directory (kernel.c): what it keeps for the
next boot, and what it watches.

	operator.py WRITCTL WRIT MAKE-LOG"""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

writctl, writ, make_log = map(os.path.abspath, sys.argv[1:4])
failed = 0
work = tempfile.mkdtemp(prefix="writ-operator.")
os.chdir(work)
os.mkdir("kernel")
environment = {**os.environ, "WRIT_KERNEL": "kernel"}


def check(name, good, detail=""):
    global failed
    failed += not good
    print(f"ok {name}" if good else f"FAIL {name}: {detail}", flush=True)


def run(*command):
    done = subprocess.run(command, text=True, capture_output=True, check=False, env=environment)
    return done.returncode, done.stdout + done.stderr


def made(*command):
    status, text = run(writ, *command)
    if status:
        check(" ".join(command), False, text)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def kept(what):
    """By content: two files with the same count twice."""
    if not os.path.isdir("etc/" + what):
        return []
    return sorted(read(os.path.join("etc", what, name)) for name in os.listdir("etc/" + what))


def keeping():
    """What two issuers have signed with the same cti is both kept."""
    with open("program", "w", encoding="ascii") as file:
        file.write("program")
    for key in ("one", "two"):
        made("keygen", "--type", "p256", key)
        made("issue", "--key", key, "--issuer", key, "--ops", "execute", "--valid", "1h", "program",
             "-o", key + ".writ")
    # Nobody here looks at signatures: with another key's thumbprint in it, it is another issuer's.
    names = {key: subprocess.run([writ, "root", key + ".pub"], text=True, capture_output=True,
                                 check=True).stdout.split()[0] for key in ("one", "two")}
    one = read("one.writ")

    def another(content, name):
        content = content.replace(bytes.fromhex(names["one"]), bytes.fromhex(names["two"]))
        with open(name, "wb") as file:
            file.write(content)
        return content

    two = another(one, "two.writ")
    check("two keys' artifacts with one cti", one != two)
    status, text = run(writctl, "load", "--keep", "one.writ", "two.writ")
    check("both are kept", status == 0 and kept("artifacts") == sorted([one, two]), [text, kept("artifacts")])
    status, text = run(writctl, "load", "--keep", "one.writ")
    check("the same is not kept twice", status == 0 and len(kept("artifacts")) == 2, text)

    made("revoke", "--key", "one", "--issuer", "one", "--artifact", "one.writ", "-o", "r1.writ")
    first = read("r1.writ")
    second = another(first, "r2.writ")
    status, text = run(writctl, "revoke", "r1.writ", "r2.writ")
    check("so are two revocations", status == 0 and first != second and
          kept("revocations") == sorted([first, second]), text)
    # With the same key and cti, too, it is another revocation.
    third = first[:-1] + bytes([first[-1] ^ 1])
    with open("r3.writ", "wb") as file:
        file.write(third)
    status, text = run(writctl, "revoke", "r3.writ")
    check("and three", status == 0 and kept("revocations") == sorted([first, second, third]), text)

    # As an earlier version named them.
    shutil.rmtree("etc")
    os.makedirs("etc/revocations")
    status, text = run(writ, "inspect", "--json", "r1.writ")
    cti = json.loads(text)["identity"]
    old = f"etc/revocations/{cti}.writ"
    with open(old, "wb") as file:
        file.write(second)
    status, text = run(writctl, "revoke", "r1.writ")
    check("what an earlier version has kept stays", status == 0 and os.path.exists(old) and
          kept("revocations") == sorted([first, second]), text)
    status, text = run(writctl, "revoke", "r2.writ")
    check("until the same is kept", status == 0 and not os.path.exists(old) and
          kept("revocations") == sorted([first, second]), text)
    digest = hashlib.sha256(first).hexdigest()
    check("a revocation is named by its digest", os.path.exists(f"etc/revocations/{digest}.writ"),
          os.listdir("etc/revocations"))


def watching():
    """What comes from now on, and nothing of what was there."""
    def watch(records, then=lambda: None):
        with subprocess.Popen([writctl, "watch", "--json", "--count", str(records)], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment) as process:
            time.sleep(2)
            then()
            try:
                return process.communicate(timeout=2)[0].splitlines()
            except subprocess.TimeoutExpired:
                process.kill()
                return process.communicate()[0].splitlines()

    os.mkdir("state")
    subprocess.run([make_log, "state/lineage", "40", "1", "8", "4000"], check=True)
    segments = sorted(name for name in os.listdir("state/lineage") if name.endswith(".seg"))
    last = "state/lineage/" + segments[-1]
    content = read(last)

    def becomes(data):
        with open("state/new", "wb") as file:
            file.write(data)
        os.rename("state/new", last)

    check("watch: there are several segments", len(segments) > 1, segments)
    check("watch: a log that rests shows nothing", watch(1) == [])
    for name, begun in (("empty", b""), ("unfinished", content[:9]), ("zeros", bytes(4096))):
        becomes(begun)
        lines = watch(1, lambda: becomes(content))
        check(f"watch: a last segment whose header is {name}: what comes is shown, and nothing before",
              len(lines) == 1 and json.loads(lines[0])["index"] == int(segments[-1][:20]), lines)


try:
    keeping()
    watching()
finally:
    os.chdir("/")
    shutil.rmtree(work)
sys.exit(failed != 0)
