# SPDX-License-Identifier: GPL-2.0-only
"""Interpreters, scripts and files that arguments name."""
from claims import PATH
from writing import M, POLICY, sha256


# ---- interpreters

def common(plan):
    """What stays where it is: interpreters, by the names of their files."""
    def program(name, text="", **says):
        subject = plan.subject(M + name, "\n# %s%s\n" % (text or name.decode(), plan.number()))
        if says:
            subject.artifact(**says)
        plan.interpreters[name] = plan.keep(subject)

    everybody = [(0, 4294967294)]
    program(b"plain", uid=everybody)
    program(b"bare", uid=everybody)
    program(b"nobodys")
    program(b"grants", env=[(b"GUARD", ("any",))])
    program(b"strict", arg=[("literal", b"/tmp/m/strict"), ("one-of", [b"-e", PATH]),
                            ("under", b"/tmp/m")])
    named = plan.subject(M + b"digest", "\n# by digest\n")
    named.artifact()
    plan.interpreters[b"digest"] = plan.keep(named)
    POLICY["interpreter_digests"].append(named.digest)


def interpreters(plan):
    def program(path, text):
        return plan.keep(plan.subject(path, text))

    def case(name, subject, reason, **launch):
        plan.case("interpreters", name, subject, reason, **launch)

    bare, named = plan.interpreters[b"bare"], plan.interpreters[b"digest"]
    copy = program(M + b"bare-copy", bare.text)
    subject = plan.nothing
    no = "argv-mismatch"
    case("by path, by itself", subject, no, path=bare.path)
    case("by path, with arguments", subject, no, path=bare.path, arg=["bare", "-c", "x"])
    case("by path, a copy elsewhere", subject, "authorized", path=copy.path)
    case("by path, for who has another root", subject, no, path=bare.path, ns="mount")
    case("a program for who has another root", subject, no, path=copy.path, ns="mount")
    for via in ("link", "relative", "descriptor", "proc", "thread"):
        case("by path, by %s" % via, subject, no, path=bare.path, via=via)
    case("by digest", subject, no, path=named.path)
    for via in ("link", "descriptor"):
        case("by digest, by %s" % via, subject, no, path=named.path, via=via)
    script = plan.subject(text="#!/tmp/m/bare\n# %d\n" % plan.number(), whole=True)
    case("by a script without an artifact", script, "missing-authorization")
    script = plan.subject(text="#!/tmp/m/bare\n# %d\n" % plan.number(), whole=True)
    script.artifact(ops=["script"])
    case("by a script with its own", script, "authorized")
    case("by a script with its own, with arguments", script, "authorized", arg=["s", "-c", "x"])
    case("by a script, by link", script, "authorized", via="link")
    script = plan.subject(text="#!/tmp/m/digest -c x\n# %d\n" % plan.number(), whole=True)
    script.artifact(ops=["script"])
    case("by digest, by a script", script, "authorized")
    # A script whose interpreter is a script
    first = plan.subject(M + b"s-first", "#!/tmp/m/bare\n# %d\n" % plan.number(), True)
    plan.file(first.path, first.text)
    first.artifact(ops=["script"])
    script = plan.subject(text="#!/tmp/m/s-first\n# %d\n" % plan.number(), whole=True)
    case("by a script of a script, without an artifact", script, "missing-authorization")
    script = plan.subject(text="#!/tmp/m/s-first\n# %d\n" % plan.number(), whole=True)
    script.artifact(ops=["script"])
    case("by a script of a script", script, "authorized")
    second = plan.subject(M + b"s-second", "#!/tmp/m/bare\n# %d\n" % plan.number(), True)
    plan.file(second.path, second.text)
    script = plan.subject(text="#!/tmp/m/s-second\n# %d\n" % plan.number(), whole=True)
    script.artifact(ops=["script"])
    case("by a script of a script that has none", script, "missing-authorization")
    # What says its arguments
    said = program(M + b"bare-said", "\n# %d\n" % plan.number())
    said.artifact(arg=[("any",), ("literal", b"-m"), ("literal", b"report")])
    case("the arguments are said", subject, "authorized", path=said.path, arg=["p", "-m", "report"])
    case("the arguments are others", subject, no, path=said.path, arg=["p", "-c", "evil"])
    case("no arguments", subject, no, path=said.path, arg=["p"])
    # Both artifacts about one interpreter
    both = plan.subject(M + b"bare")
    both.artifact()
    both.artifact(arg=[("any",), ("literal", b"-V")])
    case("another artifact says them", both, "authorized", arg=["bare", "-V"])
    case("another artifact says others", both, no, arg=["bare", "-c"])
    any_ = plan.subject(M + b"bare")
    any_.artifact(arg=[("any",)], more=True)
    case("any arguments", any_, "authorized", arg=["bare", "-c", "x"])
    case("and it lies there again", plan.nothing, no, path=copy.path, ns="mount")
    plan.keep(bare)


# ---- scripts

def scripts(plan):
    def script(line, **says):
        made = plan.subject(text="%s\n# %d\n" % (line, plan.number()), whole=True)
        if says:
            made.artifact(**{"ops": ["script"], **says})
        return made

    def case(name, subject, reason, **launch):
        plan.case("scripts", name, subject, reason, **launch)

    case("without an artifact", script("#!/tmp/m/plain"), "missing-authorization")
    case("with one", script("#!/tmp/m/plain", uid=[(0, 9)]), "authorized")
    case("with one to execute", script("#!/tmp/m/plain", ops=["execute", "map"]),
         "operation-mismatch")
    said = script("#!/tmp/m/plain", arg=[("any",), ("literal", b"go")])
    case("its arguments", said, "authorized", arg=["s", "go"])
    case("other arguments", said, "argv-mismatch", arg=["s", "stop"])
    case("its arguments are not those of its interpreter", said, "argv-mismatch",
         arg=["/tmp/m/plain", "/tmp/m/x", "go"])
    case("an interpreter that says its own", script("#!/tmp/m/strict -e", uid=[(0, 9)]),
         "authorized")
    case("an interpreter that says others", script("#!/tmp/m/strict -c", uid=[(0, 9)]),
         "argv-mismatch")
    case("one argument too few for it", script("#!/tmp/m/strict", uid=[(0, 9)]),
         "argv-mismatch")
    case("the script's argument counts there", script("#!/tmp/m/strict", uid=[(0, 9)]),
         "authorized", arg=["s", "/tmp/m/q"])
    case("the script's argument does not fit there", script("#!/tmp/m/strict", uid=[(0, 9)]),
         "argv-mismatch", arg=["s", "/tmp/q"])
    case("an interpreter without an artifact", script("#!/tmp/m/nobodys", uid=[(0, 9)]),
         "missing-authorization")
    granted = script("#!/tmp/m/plain", env=[(b"GUARD", ("any",))])
    case("a variable that the script grants and its interpreter does not", granted,
         "envvar-mismatch", env=["GUARD=1"])
    granted = script("#!/tmp/m/grants", env=[(b"GUARD", ("any",))])
    case("a variable that both grant", granted, "authorized", env=["GUARD=1"])
    case("a variable that the interpreter grants and the script does not",
         script("#!/tmp/m/grants", uid=[(0, 9)]), "envvar-mismatch", env=["GUARD=1"])
    plan.program_at(b"/tmp/f/free")
    case("an interpreter that is not governed", script("#!/tmp/f/free", uid=[(0, 9)]),
         "ungoverned")
    outside = plan.subject(b"/tmp/f/script", "#!/tmp/m/nobodys\n# %d\n" % plan.number(), True)
    case("of a script that is not governed", outside, "missing-authorization")
    case("for another user", script("#!/tmp/m/plain", uid=[(7, 7)]), "identity-mismatch")


# ---- content of arguments

def content(plan):
    f = b"/tmp/f/"
    good, other = b"print(1)\n", b"print(2)\n"
    plan.file(f + b"good.py", good)
    plan.file(f + b"other.py", other)

    def program(digest=sha256(good), before=(("any",),), **says):
        subject = plan.subject()
        subject.artifact(arg=list(before) + [("content", digest)], **says)
        return subject

    def case(name, subject, reason, **launch):
        plan.case("content", name, subject, reason, **launch)

    no = "argv-mismatch"
    one = program()
    case("it", one, "authorized", arg=["x", f + b"good.py"])
    case("another", one, no, arg=["x", f + b"other.py"])
    case("none", one, no, arg=["x", f + b"none.py"])
    case("a directory", one, no, arg=["x", "/tmp/f"])
    case("nothing", one, no, arg=["x", ""])
    case("a device", one, no, arg=["x", "/dev/null"])
    case("a file that is being written", one, no, arg=["x", f + b"good.py"],
         hold=f + b"good.py")
    case("a file that was being written", one, "authorized", arg=["x", f + b"good.py"])
    case("a symbolic link, whose owner says what it is", one, no, arg=["x", f + b"good.link"])
    case("by way of one", one, "authorized", arg=["x", f + b"folder/good.py"])
    case("relative", one, "authorized", arg=["x", "../f/good.py"], via="relative")
    case("relative, from elsewhere", one, no, arg=["x", "../f/good.py"])
    case("a path with ..", one, "authorized", arg=["x", "/tmp/m/../f/good.py"])
    case("a named pipe", one, no, arg=["x", f + b"pipe"])
    case("what /proc says of the program", one, no, arg=["x", "/proc/self/exe"])
    case("as who may read it", one, "authorized", arg=["x", f + b"good.py"],
         uid=(1000, 1000, 1000))
    case("from a filesystem that can change unseen", one, no, arg=["x", "/proc/version"])
    case("below another root", one, "authorized", arg=["x", "/f/good.py"], ns="root")
    case("outside of another root", one, no, arg=["x", f + b"good.py"], ns="root")
    plan.file(f + b"good.py", other)
    case("changed", one, no, arg=["x", f + b"good.py"])
    plan.file(f + b"good.py", good + b" ")
    case("changed again, and longer", one, no, arg=["x", f + b"good.py"])
    plan.file(f + b"good.py", good)
    case("changed back", one, "authorized", arg=["x", f + b"good.py"])
    plan.line("rename", f + b"other.py", f + b"good.py")
    case("another was renamed over it", one, no, arg=["x", f + b"good.py"])
    plan.file(f + b"good.py", good)

    empty = program(sha256(b""))
    plan.file(f + b"empty", b"")
    case("an empty file", empty, "authorized", arg=["x", f + b"empty"])
    case("an empty file is not a device", empty, no, arg=["x", "/dev/null"])
    case("an empty file is not a pipe", empty, no, arg=["x", f + b"pipe"])
    case("an empty file is not an empty argument", empty, no, arg=["x", ""])
    two = program(before=[("any",), ("content", sha256(other))])
    plan.file(f + b"other.py", other)
    case("two files", two, "authorized", arg=["x", f + b"other.py", f + b"good.py"])
    case("two files, the other way round", two, no, arg=["x", f + b"good.py", f + b"other.py"])
    case("two files, the second twice", two, no, arg=["x", f + b"good.py", f + b"good.py"])
    last = program(before=[("any",)] * 63)
    case("as the 64th", last, "authorized", arg=["x"] * 63 + [f + b"good.py"])
    case("as the 64th, another", last, no, arg=["x"] * 63 + [f + b"other.py"])
    either = plan.subject()
    either.artifact(arg=[("any",), ("content", sha256(good))])
    either.artifact(arg=[("any",), ("any",), ("content", sha256(good))])
    either.artifact(arg=[("any",), ("content", sha256(other)), ("any",), ("any",)])
    case("of several artifacts, the first", either, "authorized", arg=["x", f + b"good.py"])
    case("of several artifacts, the second", either, "authorized", arg=["x", "y", f + b"good.py"])
    case("of several artifacts, the third", either, "authorized",
         arg=["x", f + b"other.py", "y", "z"])
    case("of several artifacts, none", either, no, arg=["x", f + b"other.py"])
    itself = plan.subject()
    itself.artifact(arg=[("content", itself.digest)])
    case("the program itself", itself, "authorized", arg=[PATH])
    case("not the program itself", itself, no, arg=[f + b"good.py"])


# ---- what was replaced after its check

def replaced(plan):
    """Scripts whose interpreter does other things before it opens them, and arguments."""
    reader = plan.steps_at(M + b"reader")
    evil = b"evil\n"
    no = "unverified-content"
    at = 0

    def files(content):
        """Two folders, of which the first holds it, and a link to that folder."""
        nonlocal at
        at += 1
        here, there = b"%sin-%d/" % (M, at), b"%sin-%d-evil/" % (M, at)
        for folder in (here, there):
            plan.line("folder", folder[:-1], "755")
        plan.line("link", b"in-%d" % at, b"%slink-%d" % (M, at))
        plan.file(here + b"it", content)
        plan.file(there + b"it", evil)
        plan.file(there + b"other", evil)
        return here, there, b"%slink-%d" % (M, at)

    def case(name, path, reason, argv):
        plan.case("replaced", name, plan.nothing, reason, path=path, arg=argv)

    def ways(content, what, ask):
        """ask: of a name and steps, makes a case."""
        def one(name, reason, make):
            here, there, link = files(content)
            ask("%s: %s" % (what, name), here, link, reason, make(here, there, link))

        one("as it was", "authorized", lambda h, t, k: [b"o" + h + b"it"])
        one("by a child, as it was", "authorized", lambda h, t, k: ["f", b"o" + h + b"it"])
        one("another file, as it was", "authorized", lambda h, t, k: [b"o" + t + b"other"])
        one("another renamed over it", no, lambda h, t, k: [
            b"r" + t + b"it>" + h + b"it", b"o" + h + b"it"])
        one("another, of another name, renamed over it", no, lambda h, t, k: [
            b"r" + t + b"other>" + h + b"it", b"o" + h + b"it"])
        one("renamed over it, and read by a child", no, lambda h, t, k: [
            b"r" + t + b"it>" + h + b"it", "f", b"o" + h + b"it"])
        if what != "script":  # which its execution holds still
            one("written over", no, lambda h, t, k: [b"w" + h + b"it", b"o" + h + b"it"])
        one("a symbolic link in its place", no, lambda h, t, k: [
            b"l" + t + b"it>" + h + b"it", b"o" + h + b"it"])
        one("a file mounted over it", no, lambda h, t, k: [
            b"m" + t + b"it>" + h + b"it", b"o" + h + b"it"])
        one("a file of another name mounted over it", no, lambda h, t, k: [
            b"m" + t + b"other>" + h + b"it", b"o" + h + b"it"])
        one("its folder renamed", no, lambda h, t, k: [
            b"r" + h[:-1] + b">" + h[:-1] + b"-old", b"r" + t[:-1] + b">" + h[:-1],
            b"o" + h + b"it"])

    def script(name, here, link, reason, steps):
        del link
        case(name, here + b"it", reason, ["x"] + steps)

    def argument(name, here, link, reason, steps):
        del link
        case(name, program, reason, [program, "steps", here + b"it"] + steps)

    text = b"#!%s steps\n# it\n" % reader
    plan.artifact(sha256(text), ops=["script"])
    ways(text, "script", script)
    good = b"good\n"
    program = plan.steps_at(M + b"reads", arg=[("any",), ("any",), ("content", sha256(good))],
                            more=True)
    ways(good, "argument", argument)

    # The script is executed by a symbolic link: what its interpreter asks for by that
    # name must have its content, wherever the link leads by then.
    for name, step in (("as it was", b""), ("which leads elsewhere now", b"l"),
                       ("in whose place another file is", b"r")):
        here, there, _ = files(text)
        link = here + b"by-link"
        plan.line("link", b"it", link)
        plan.file(there + b"by-link", evil)
        case("script by a symbolic link, %s" % name, link, no if step else "authorized",
             ["x"] + ([step + there + b"by-link>" + link] if step else []) + [b"o" + link])
    # By a folder that is one
    for what, ask in (("script", script), ("argument", argument)):
        here, there, link = files(text if what == "script" else good)
        ask("%s by a folder that leads elsewhere now" % what, link + b"/", link, no,
            [b"l" + there[:-1] + b">" + link, b"o" + link + b"/it"])
