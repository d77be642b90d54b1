# SPDX-License-Identifier: GPL-2.0-only
"""Combinations by chance: what an artifact says is aimed at a launch, and misses it now
and then; the other launches of the same subject differ from the first in a few things."""
import random

from writing import DAY, HOST, STRINGS_MAX, sha256

FILES = {b"/tmp/f/r1": b"first\n", b"/tmp/f/r2": b"second\n", b"/tmp/f/r3": b""}
DIGESTS = {path: sha256(text) for path, text in FILES.items()}
IDS = [0, 1, 1000, 1001, 2500, 4294967293, 4294967294]
CGROUPS = [b"/", b"/g", b"/g/a", b"/g/a/b", b"/gx", b"/gx/a", b"/h", b"/g h"]
WORDS = [b"x", b"status", b"push", b"-c", b"--", b"", b"a,b", b"\\", b"a*z", b"5", b"-7", b"007",
         b"65535", b"999999999999999999", b"1000000000000000000", b"/", b"/srv", b"/srv/data/f",
         b"/srv/data/../f", b"/srv//f", b"/srv/data/", b"\xff\n", b"/tmp/f/none", *FILES]
VARIABLES = [b"HOME=/", b"PATH=/bin", b"LD_PRELOAD=/srv/data/f", b"LD_PRELOAD=5", b"LD_X", b"LD_X=",
             b"GUARD=status", b"GUARD=-7", b"PATH?=x", b"PXTH?=a,b", b"GUARDS=1", b"=x", b""]
KERNELS = ["6.*", "7.*", "*", "?.*-amd64", "6.1.*", "6.12.*", "5.*", "*arm*", "6.1"]


class Dice(random.Random):
    def often(self, chance):
        return self.random() < chance

    def some(self, items, most):
        return [self.choice(items) for _ in range(self.randint(0, most))]


# ---- launches

def a_uid(dice):
    real = dice.choice(IDS)
    return (real, real, real) if dice.often(0.8) else (real, dice.choice(IDS), dice.choice(IDS))


def change(dice, launch, thing):
    """One thing is another now."""
    if thing in ("uid", "gid"):
        launch[thing] = a_uid(dice)
    elif thing == "login":
        launch["login"] = dice.choice(IDS)
    elif thing == "cgroup":
        launch["cgroup"] = dice.choice(CGROUPS)
    elif thing == "launcher":
        launch["launcher"] = dice.choice(["free", "a", "b", "c", "script"])
    elif thing == "arg":
        launch["arg"] = dice.some(WORDS, 5)
    elif thing == "word" and launch.get("arg"):
        launch["arg"] = list(launch["arg"])
        launch["arg"][dice.randrange(len(launch["arg"]))] = dice.choice(WORDS)
    elif thing == "env":
        launch["env"] = dice.some(VARIABLES, 3)
    elif thing == "via":
        launch["via"] = dice.choice(["path", "link", "relative", "thread", "descriptor", "proc"])
    elif thing == "ns":
        launch["ns"] = dice.choice(["user", "cgroup", "mount"])
    elif thing == "mode":
        launch["mode"] = dice.choice(["4755", "2755", "6755"])
    elif thing == "uname":
        launch["uname"] = 1
    elif thing == "groups":
        launch["groups"] = dice.choice(IDS)
    elif thing == "long":
        launch[dice.choice(["longarg", "longenv"])] = dice.choice(
            [1000, STRINGS_MAX - 20, STRINGS_MAX - 1, STRINGS_MAX, 2 * STRINGS_MAX - 100])


THINGS = {"uid": 0.5, "gid": 0.4, "login": 0.4, "cgroup": 0.5, "launcher": 0.5, "arg": 0.7,
          "word": 0, "env": 0.4, "via": 0.3, "ns": 0.1, "mode": 0.05, "uname": 0.05,
          "groups": 0.1, "long": 0.04}


def proper(launch, kind):
    """What cannot be done together is left out."""
    if kind == "script" and launch.get("via") in ("descriptor", "proc"):
        del launch["via"]
    if launch.get("ns") == "user":
        # Only who could map it himself
        launch.pop("groups", None)
        for key in ("uid", "gid"):
            real = launch.get(key, (0, 0, 0))[0]
            launch[key] = (real, real, real)
        if launch["uid"][0] == 4294967294:
            del launch["ns"]
    return launch


def launches_of(dice, kind, count):
    first = {}
    for thing, chance in THINGS.items():
        if dice.often(chance):
            change(dice, first, thing)
    if kind == "map":
        first["how"] = "map"
    made = [first]
    while len(made) < count:
        other = dict(first)
        for _ in range(dice.randint(1, 2)):
            change(dice, other, dice.choice(list(THINGS)))
        made.append(other)
    return [proper(launch, kind) for launch in made]


# ---- claims, each aimed at a launch

def ranges(dice, value):
    if value is None or dice.often(0.25):
        value = dice.choice(IDS)
    made = [(max(0, value - dice.choice([0, 0, 1, 999])),
             min(4294967294, value + dice.choice([0, 0, 1, 999])))]
    if dice.often(0.3):
        value = dice.choice(IDS)
        made.append((value, value))
    return made


def itself(text):
    """As a glob."""
    return b"".join(b"\\" + bytes([byte]) if byte in b"*?\\" else bytes([byte]) for byte in text)


def pattern(dice, text):
    if dice.often(0.12):
        text = dice.choice(WORDS)
    kind = dice.choice(["any", "literal", "glob", "one-of", "range", "under", "content"])
    if kind == "literal":
        return ("literal", text)
    if kind == "glob":
        return ("glob", itself(text[:dice.randint(0, len(text))]) + dice.choice(
            [b"*", b"*", b"?", b"?*", b"*" + itself(text[-1:]), b""]))
    if kind == "one-of":
        return ("one-of", sorted({text, dice.choice(WORDS), b"other", b"more"},
                                 key=lambda choice: (len(choice), choice)))
    if kind == "range":
        low = dice.choice([-7, 0, 5, 7, -10 ** 17, -2 ** 63])
        high = dice.choice([-1, 5, 6, 65534, 65535, 10 ** 18, 2 ** 63 - 1])
        return ("range", low, max(low, high))
    if kind == "under":
        return ("under", dice.choice([b"/", b"/srv", b"/srv/data", b"/srv/dat", b"/tmp/m"]))
    if kind == "content":
        return ("content", DIGESTS.get(text, dice.choice(list(DIGESTS.values()))))
    return ("any",)


def arguments(dice, launch):
    patterns = [pattern(dice, text) for text in launch.get("arg") or [b""]]
    if dice.often(0.3):
        patterns = patterns[:dice.randint(1, len(patterns))]
    elif dice.often(0.1):
        patterns.append(("any",))
    says = {"arg": patterns}
    if dice.often(0.4):
        says["more"] = True
    return says


def variables(dice, launch):
    granted = []
    for variable in launch.get("env", []) + dice.some(VARIABLES, 1):
        name, _, value = variable.partition(b"=")
        one = (name, pattern(dice, value))
        if name and one[1][0] != "content" and one not in granted and dice.often(0.9):
            granted.append(one)
    return {"env": granted} if granted else {}


def lists(dice, right, others, most=3):
    made = {dice.choice(others) for _ in range(dice.randint(0, most - 1))}
    if right is not None and dice.often(0.75):
        made.add(right)
    return sorted(made or {dice.choice(others)})


def claim(dice, plan, name, launch):
    launcher = launch.get("launcher", "free")
    program, artifact = plan.launchers[launcher]
    if name in ("uid", "gid"):
        return {name: ranges(dice, launch.get(name, (0, 0, 0))[0])}
    if name == "login":
        return {name: ranges(dice, launch.get("login"))}
    if name == "cgroup":
        return {"cgroup": lists(dice, launch.get("cgroup", b"/"), CGROUPS)}
    if name == "parent":
        return {"parent": lists(dice, plan.digests.get(program), [
            plan.digests[other] for other in "XYI"] + ["0" * 64])}
    if name == "ancestor":
        return {"ancestor": lists(dice, artifact, ["launch-a", "launch-b", "launch-c",
                                                   "launch-i", "launch-script"])}
    if name == "arg":
        return arguments(dice, launch)
    if name == "env":
        return variables(dice, launch)
    if name == "audience":
        return {"audience": lists(dice, HOST, ["other", "elsewhere", HOST[:-1]])}
    if name == "time":
        return dice.choice([{"nbf": plan.now + DAY}, {"exp": plan.now - 60},
                            {"nbf": plan.now - 60, "exp": plan.now + DAY},
                            {"nbf": plan.now + DAY, "exp": plan.now + 2 * DAY}])
    if name == "at":
        return {"at": dice.choice([b"/tmp/m/x", b"/tmp/m/x", b"/tmp/m/x", b"/tmp/m/y",
                                   b"/tmp/f/link", b"/m/x"])}
    if name == "policy":
        return {"policy": (dice.choice(["matrix", "matrix", "matrix", "Matrix"]),
                           dice.choice([1, 6, 7, 8]))}
    if name == "kernel":
        return {"kernel": sorted(set(dice.some(KERNELS, 2) + ["?.*"] * dice.often(0.5)) or {"*"})}
    if name == "host":
        return dice.choice([{"lockdown": "integrity"}, {"lockdown": "confidentiality"},
                            {"secure_boot": True}, {"module_signatures": True},
                            {"pcr": [(dice.randrange(24), "0" * 64)]},
                            {"boot": "0" * 8 + "-0000-4000-8000-" + "0" * 12}])
    if name == "inherit":
        return {"inherit": dice.randint(1, 64)}
    return {"note": ["ticket=%d" % dice.randrange(9999)],
            "origin": "elsewhere:%s:%d:%s" % ("0" * 8 + "-0000-4000-8000-" + "0" * 12,
                                              dice.randint(1, 9), "ab" * 32)}


CLAIMS = {"uid": 6, "gid": 4, "login": 4, "cgroup": 5, "parent": 4, "ancestor": 4, "arg": 8,
          "env": 6, "audience": 2, "time": 1, "at": 3, "policy": 3, "kernel": 3, "host": 1,
          "inherit": 1, "note": 2}


def says_of(dice, plan, kind, launch):
    says = {"ops": {"script": ["script"], "map": ["map"]}.get(kind, ["execute"])}
    if dice.often(0.1):
        says["ops"] = dice.choice([["execute"], ["script"], ["execute", "script"],
                                   ["execute", "map", "script"]])
    if dice.often(0.1):
        says["key"] = "other"
    for _ in range(dice.choice([0, 1, 1, 2, 2, 3, 3, 4, 5, 6])):
        name = dice.choices(list(CLAIMS), list(CLAIMS.values()))[0]
        says.update(claim(dice, plan, name, launch))
    # What is mapped has no arguments, and no parent.
    if "map" in says["ops"]:
        for name in ("arg", "more", "parent", "ancestor"):
            says.pop(name, None)
    # Nobody issues what ends before it begins.
    if "exp" in says and says.get("nbf", 0) >= says["exp"]:
        del says["exp"]
    return says


def subject_of(dice, plan, kind):
    if kind != "script":
        return plan.subject()
    interpreter = dice.choice(sorted(plan.interpreters))
    option = dice.choice([[], [], [b"-e"]])
    subject = plan.subject(text=b"#!%s\n# %d\n" % (
        b" ".join([b"/tmp/m/" + interpreter] + option), plan.number()), whole=True)
    subject.interpreter, subject.option = plan.interpreters[interpreter], option
    return subject


def throw(dice, plan, group, file, count, times):
    """So many cases; each subject is launched in three ways, so many times."""
    for path, text in FILES.items():
        plan.file(path, text, file=file)
        plan.files[path] = DIGESTS[path]
    made = 0
    while made < count:
        kind = dice.choices(["exec", "script", "map"], [74, 14, 12])[0]
        launches = launches_of(dice, kind, 3)
        subject = subject_of(dice, plan, kind)
        travels = dice.often(0.15)
        for i in range(dice.choices([0, 1, 2, 3], [2, 68, 20, 10])[0]):
            subject.artifact("own" if travels and not i else "artifacts",
                             **says_of(dice, plan, kind, launches[0]))
        for launch in (launches * times)[:count - made]:
            made += 1
            plan.case(group, str(made), subject, file=file, **launch)


def chance(plan, count, seed):
    throw(Dice(seed), plan, "random", "cases", count, 1)


def second(plan, count, seed):
    """Twice each, since what served once may serve again without being asked anew."""
    plan.second()
    throw(Dice(seed + " second"), plan, "second", "second", count // 2, 2)
    # Beside one that is bound to a path, which nobody has asked for yet
    for text, digest in ((path, DIGESTS[path]) for path in (b"/tmp/f/r1", b"/tmp/f/r2")):
        subject = plan.subject()
        subject.artifact(arg=[("any",), ("content", digest)])
        subject.artifact(arg=[("any",), ("any",), ("content", digest)], at=b"/tmp/m/x")
        for arg in ([b"x", text], [b"x", b"y", text], [b"x", b"y", b"/tmp/f/none"]):
            plan.case("second", "content, one of two artifacts is bound to a path: %d arguments" %
                      len(arg), subject, file="second", arg=arg)
