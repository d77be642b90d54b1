# SPDX-License-Identifier: GPL-2.0-only
"""Subjects, artifacts and cases, and the files that the guest makes of them."""
import hashlib
import os
import time

import reference

HOST = "77726974766d00000000000000000001"
# One that has everything, and one that has nothing, under which everything is governed.
POLICY = {"id": "matrix", "version": 7,
          "guarded": [b"LD_*", b"GUARD", b"P?TH\\?"],
          "interpreter_paths": [b"/tmp/m/bare"], "interpreter_digests": []}
SECOND = {"id": "matrix", "version": 8, "guarded": [], "interpreter_paths": [],
          "interpreter_digests": []}
DAY = 86400
M = b"/tmp/m/"
STRINGS_MAX = 64 * 1024
CGROUP_MAX = 255

# What each launcher runs and which artifact authorized that. "free" is not governed,
# so that nobody knows what it is; "script" is one whose interpreter is another launcher.
LAUNCHERS = {"free": (None, None), "a": ("X", "launch-a"), "b": ("X", "launch-b"),
             "c": ("Y", "launch-c"), "script": ("I", "launch-script")}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def as_bytes(value):
    return value if isinstance(value, bytes) else str(value).encode()


def percent(value):
    """A word for a line of cases."""
    return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 or byte in b"_./:,+-=" else
                   "%%%02x" % byte for byte in as_bytes(value))


def quoted(value):
    """A word for a shell."""
    return b"'" + as_bytes(value).replace(b"'", b"'\\''") + b"'"


def said(word):
    """Likewise; what only that shell can find out is found out there."""
    if word == "@BOOT@":
        return b'"$BOOT"'
    if isinstance(word, str) and word.startswith("@CTI "):
        return b'"$(cti %s)"' % quoted(word[len("@CTI "):])
    return quoted(word)


def moment(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


# ---- what an artifact says, as options of `writ issue`

def pattern_text(pattern):
    kind, *values = pattern
    if kind == "any":
        return b"any"
    if kind == "one-of":
        return b"one-of:" + b",".join(
            choice.replace(b"\\", b"\\\\").replace(b",", b"\\,") for choice in values[0])
    if kind == "range":
        return b"range:%d..%d" % (values[0], values[1])
    if kind == "content":
        return b"content:sha256:" + values[0].encode()
    return kind.encode() + b":" + values[0]


def id_range(pair):
    return "%d" % pair[0] if pair[0] == pair[1] else "%d-%d" % pair


def options(says):
    """Each claim as words."""
    words = ["--ops", ",".join(says["ops"]), "--not-before", moment(says["nbf"]),
             "--not-after", moment(says["exp"])]
    for claim, option in (("at", "--at"), ("inherit", "--inherit"), ("uses", "--uses"),
                          ("lockdown", "--lockdown"), ("origin", "--origin")):
        if claim in says:
            words += [option, says[claim]]
    for claim, option in (("more", "--more-args"), ("secure_boot", "--secure-boot"),
                          ("module_signatures", "--module-signatures")):
        if says.get(claim):
            words.append(option)
    for claim, option in (("uid", "--uid"), ("gid", "--gid"), ("login", "--login-uid")):
        for pair in says.get(claim, []):
            words += [option, id_range(pair)]
    for claim, option in (("audience", "--audience"), ("cgroup", "--cgroup"),
                          ("kernel", "--kernel"), ("note", "--note")):
        for value in says.get(claim, []):
            words += [option, value]
    for pattern in says.get("arg", []):
        words += ["--arg", pattern_text(pattern)]
    for name, pattern in says.get("env", []):
        words += ["--env", name + b"=" + pattern_text(pattern)]
    for digest in says.get("parent", []):
        words += ["--parent", "sha256:" + digest]
    for name in says.get("ancestor", []):
        # Of another key's artifact nobody takes the file; its identity says not whose it is.
        words += ["--parent-artifact", name if len(name) == 32 else
                  ("artifacts/%s.writ" if says["key"] == "release" else "@CTI %s") % name]
    for index, digest in says.get("pcr", []):
        words += ["--pcr", "%d:%s" % (index, digest)]
    if "boot" in says:
        words += ["--boot", "@BOOT@" if says["boot"] == "this" else says["boot"]]
    if "policy" in says:
        words += ["--policy-id", says["policy"][0], "--policy-version", says["policy"][1]]
    return words


class Subject:
    """A content at a path, and the artifacts about it."""

    def __init__(self, plan, path, text, whole):
        self.plan, self.path = plan, path
        self.text = as_bytes(text)
        self.whole = whole
        self.digest = sha256(self.text if whole else plan.program + self.text)
        self.artifacts = []
        self.own = None
        # Of a script: its interpreter, another subject, and what stands behind that
        self.interpreter = None
        self.option = []

    def line(self):
        words = ["subject", self.path, b"=" + self.text if self.whole else self.text]
        if self.own:
            words.append("/mnt/matrix/own/%s.writ" % self.own)
        return " ".join(percent(word) for word in words)

    def artifact(self, where="artifacts", digest=None, **says):
        """One more; where is artifacts, own (in the attribute) or late (by writd)."""
        artifact = self.plan.artifact(digest or self.digest, where, **says)
        self.artifacts.append(artifact)
        if where == "own":
            self.own = artifact["name"]
        return artifact


class Plan:
    """program and launcher are what the subjects and the launchers are made of."""

    def __init__(self, program, launcher, now, releases):
        self.program, self.launcher = program, launcher
        self.now, self.releases = now, releases
        self.policy, self.launchers = POLICY, LAUNCHERS
        self.count = 0
        self.issue = {"first": [], "host": [], "guest": []}
        self.lines = {}
        self.cases = {}
        self.last = {}
        # By the names of LAUNCHERS
        self.digests = {"free": sha256(launcher)}
        self.interpreters = {}
        self.cgroups = set()
        # What lies where for as long as anything does, by its digest
        self.files = {}

    def number(self):
        self.count += 1
        return self.count

    # ---- artifacts

    def artifact(self, digest, where="artifacts", name=None, stage=None, also=(), **says):
        says.setdefault("ops", ["execute"])
        says.setdefault("nbf", self.now - DAY)
        says.setdefault("exp", self.now + 30 * DAY)
        says.setdefault("key", "release")
        says["name"] = name or "%06d" % self.number()
        says["used"] = 0
        if "uses" in says and where != "late":
            says["boot"] = "this"
        if stage is None:
            stage = "guest" if says.get("boot") == "this" else "host"
        words = ["%s/%s.writ" % (where, says["name"]), says["key"]]
        for each in [digest, *also]:
            words += ["--digest", "sha256:" + each]
        self.issue[stage].append(words + options(says))
        return says

    @property
    def nothing(self):
        """For cases that name a path of their own."""
        return self.subject(b"/tmp/f/nothing", "=", True)

    def subject(self, path=b"/tmp/m/x", text=None, whole=False):
        return Subject(self, path, text if text is not None else "\n# %d\n" % self.number(), whole)

    def second(self):
        """From here on under the second policy, where the first launcher is governed too."""
        self.policy = SECOND
        self.launchers = {**LAUNCHERS, "free": ("free", "base")}

    # ---- what a launch means for who is asked

    def request(self, subject, launcher, launch):
        program, artifact = self.launchers[launcher]
        via, ns = launch.get("via", "path"), launch.get("ns")
        path = launch.get("path", subject.path)
        if ns in ("mount", "root"):
            path = None
        elif via == "gone":
            path += b" (deleted)"
        env = [as_bytes(text) for text in launch.get("env", [])]
        if "longenv" in launch:
            env.append((b"LONG=" + b"x" * launch["longenv"])[:launch["longenv"]])
        return {
            "op": {"map": "map", "protect": "map"}.get(launch.get("how"), "execute"),
            "by_script": False, "digest": subject.digest, "path": path,
            "uid": launch.get("uid", (0, 0, 0))[0], "gid": launch.get("gid", (0, 0, 0))[0],
            "login": launch.get("login"), "cgroup": told(launch.get("cgroup", b"/")),
            "program": self.digests.get(program), "artifact": artifact, "depth": 0,
            "key": "release" if artifact else None,
            "argv": readable(arguments(launch)), "env": readable(env),
            "files": self.files,
        }

    def host(self, kernel, launch):
        return {"identity": HOST, "now": launch.get("clock", self.now),
                "kernel": self.releases[kernel].encode(), "lockdown": "none",
                "secure_boot": False, "module_signatures": False, "pcrs": {}}

    def expected(self, kernel, subject, launcher, launch):
        """What the reference says of it."""
        request = self.request(subject, launcher, launch)
        host = self.host(kernel, launch)
        if not subject.interpreter:
            return reference.verdict(subject.artifacts, request, host, self.policy)
        request["op"] = "script"
        said = reference.verdict(subject.artifacts, request, host, self.policy)
        if said != "authorized":
            return said
        name = {"link": b"/tmp/f/link", "relative": subject.path[len("/tmp/m/"):]}.get(
            launch.get("via"), subject.path)
        interpreter = subject.interpreter
        request.update(op="execute", by_script=True, digest=interpreter.digest,
                       path=interpreter.path if request["path"] else None)
        # The script's argv[0], which may be what was too long, is not among them.
        request["argv"] = readable([interpreter.path] + subject.option + [name] +
                                   arguments(launch)[1:])
        return reference.verdict(interpreter.artifacts, request, host, self.policy)

    # ---- cases

    def case(self, group, name, subject, reason=None, launcher="free", file="cases", **launch):
        """One case; without a reason, the reference says what it must be."""
        self.cgroups.add(launch.get("cgroup", b"/"))
        for kernel in self.releases:
            wanted = reason or self.expected(kernel, subject, launcher, launch)
            words = ["case"] + [percent(word) for word in (group, name, launcher, wanted)]
            for key, value in launch.items():
                if isinstance(value, tuple):
                    value = ",".join(str(part) for part in value)
                words += ["%s=%s" % (key, percent(part))
                          for part in (value if isinstance(value, list) else [value])]
            lines = self.lines.setdefault((file, kernel), [])
            if self.last.get((file, kernel)) is not subject:
                lines.append(subject.line())
                self.last[file, kernel] = subject
            lines.append(" ".join(words))
        self.cases[group] = self.cases.get(group, 0) + 1

    def file(self, path, text, subject=None, file="cases"):
        """From here on this file holds this; a subject is a program that stays."""
        if subject:
            text = subject.text if not subject.whole else b"=" + subject.text
        else:
            text = b"=" + as_bytes(text)
        self.line("file", path, text, file=file)

    def line(self, *words, file="cases"):
        for kernel in self.releases:
            self.lines.setdefault((file, kernel), []).append(
                " ".join(percent(word) for word in words))

    def steps_at(self, path, also=(), **says):
        """A launcher that stays there, for `matrix steps`, and its artifact."""
        text = b"\n#%d" % self.number()
        self.line("launcher", path, text)
        self.artifact(sha256(self.launcher + text), also=also, **says)
        return path

    def program_at(self, path, **says):
        """A program that stays where it is, and its artifact."""
        subject = self.subject(path)
        if says:
            subject.artifact(**says)
        self.keep(subject)
        return subject

    def keep(self, subject):
        self.file(subject.path, b"", subject)
        return subject

    def checked(self, group, name, subject, reason, launcher="free", **launch):
        """A case whose reason is known beforehand: the reference must agree."""
        for kernel in self.releases:
            said = self.expected(kernel, subject, launcher, launch)
            if said != reason:
                raise AssertionError("%s/%s: %s by design, %s by the reference" %
                                     (group, name, reason, said))
        self.case(group, name, subject, reason, launcher, **launch)

    # ---- files

    def script(self, path, lines):
        with open(path, "wb") as file:
            file.write(b"set -e\nw() { out=$1 key=$2; shift 2; \"$WRIT\" issue --key \"keys/$key\" "
                       b"--issuer \"$key\" -o \"$out\" \"$@\" 2> \"$LOG\" || "
                       b"{ cat \"$LOG\" >&2; echo \"$out $*\" >&2; exit 1; }; }\n"
                       b"cti() { \"$WRIT\" inspect --json \"artifacts/$1.writ\" | "
                       b"sed -n 's/.*\"identity\": *\"\\([0-9a-f]*\\)\".*/\\1/p'; }\n")
            for words in lines:
                file.write(b"w " + b" ".join(said(word) for word in words) + b"\n")

    def write(self, directory):
        for name in ("artifacts", "own", "late"):
            os.makedirs(os.path.join(directory, name), exist_ok=True)
        host = self.issue["host"]
        self.script(os.path.join(directory, "issue-first"), self.issue["first"])
        self.script(os.path.join(directory, "issue-1"), host[::2])
        self.script(os.path.join(directory, "issue-2"), host[1::2])
        self.script(os.path.join(directory, "issue-guest"), self.issue["guest"])
        for (name, kernel), lines in self.lines.items():
            with open(os.path.join(directory, "%s-%s" % (name, kernel)), "w",
                      encoding="ascii") as file:
                file.write("\n".join(lines) + "\n")
        with open(os.path.join(directory, "counts"), "w", encoding="ascii") as file:
            for group, count in self.cases.items():
                file.write("%s %d\n" % (group, count))
        with open(os.path.join(directory, "now"), "w", encoding="ascii") as file:
            file.write("%d\n" % self.now)
        with open(os.path.join(directory, "cgroups"), "wb") as file:
            for cgroup in sorted(self.cgroups):
                file.write(cgroup + b"\n")


def arguments(launch):
    argv = [as_bytes(text) for text in launch.get("arg", [])]
    if "longarg" in launch:
        argv.append(b"x" * launch["longarg"])
    # execve() makes an empty one of none.
    return argv or [b""]


def readable(strings):
    """What of the strings of an execution can be judged."""
    return strings if sum(len(text) + 1 for text in strings) <= STRINGS_MAX else None


def told(cgroup):
    return cgroup if len(cgroup) <= CGROUP_MAX else None
