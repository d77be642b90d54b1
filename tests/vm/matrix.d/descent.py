# SPDX-License-Identifier: GPL-2.0-only
"""Who asks, and what he descends from: inheritance, and rules that hold on."""
from writing import M, sha256


# ---- inheritance

def inherit(plan):
    def chain(depth, **says):
        """A program that executes others, and another one: one artifact for both."""
        number = plan.number()
        leaf = plan.program_at(b"%sleaf-%d" % (M, number))
        if depth:
            says["inherit"] = depth
        says.setdefault("parent", [plan.digests["X"]])
        return plan.steps_at(b"%schain-%d" % (M, number), [leaf.digest], **says), leaf.path

    def case(name, path, steps, reason, launcher="a", **launch):
        plan.case("inherit", name, plan.nothing, reason, launcher=launcher, path=path,
                  arg=[path, "steps"] + steps, **launch)

    def down(path, n, leaf, fork=False):
        step = ["f"] if fork else []
        return (step + [b"X" + path]) * n + step + [b"x" + leaf]

    no = "identity-mismatch"
    for depth in (0, 1, 2, 3, 64):
        path, leaf = chain(depth)
        case("depth %d: the first of them, for its parent" % depth, path, [], "authorized")
        case("depth %d: the first of them, for another" % depth, path, [], no, "c")
        case("depth %d: the last of them, for another" % depth, leaf, [], no, "free")
        if depth:
            case("depth %d: so many executions" % depth, path, down(path, depth - 1, leaf),
                 "authorized")
            case("depth %d: so many, each by a child" % depth, path,
                 down(path, depth - 1, leaf, True), "authorized")
        case("depth %d: one more" % depth, path, down(path, depth, leaf), no)
        if depth < 10:
            case("depth %d: one more, each by a child" % depth, path,
                 down(path, depth, leaf, True), no)

    path, leaf = chain(2)
    other = plan.program_at(M + b"inherit-other", uid=[(0, 0)])
    none = plan.program_at(M + b"inherit-none")
    mine = plan.program_at(M + b"inherit-mine", parent=[plan.digests["X"]])
    case("what another artifact lists", path, [b"x" + other.path], "authorized")
    case("what none lists", path, [b"x" + none.path], "missing-authorization")
    case("what another one lists for another parent", path, [b"x" + mine.path], no)
    case("as another user", path, ["u1000", b"x" + leaf], "authorized")
    case("from another control group", path, ["c/g", b"x" + leaf], "authorized")

    path, leaf = chain(2, uid=[(0, 0)])
    case("the uid is still asked for", path, ["u1000", b"x" + leaf], no)
    case("and fits", path, [b"x" + leaf], "authorized")
    path, leaf = chain(2, cgroup=[b"/"])
    case("so is the control group", path, ["c/g", b"x" + leaf], "authorized")
    path, leaf = chain(2, cgroup=[b"/g"])
    case("so is the control group: left", path, ["c/h", b"x" + leaf], no, cgroup=b"/g")
    case("so is the control group: not left", path, ["c/g/a", b"x" + leaf], "authorized",
         cgroup=b"/g")
    path, leaf = chain(2, arg=[("under", b"/tmp/m"), ("literal", b"steps")], more=True)
    case("so are the arguments", path, [b"x" + leaf], "argv-mismatch")
    case("so are the arguments, which fit", path, [b"X" + path], "authorized")

    path, leaf = chain(2, ancestor=["launch-a"])
    case("instead of the authorization of who asks", path, down(path, 1, leaf), "authorized")
    path, leaf = chain(None, ancestor=["launch-a"])
    case("without it that is asked for", path, down(path, 0, leaf), no)

    path, leaf = chain(2, uses=1)
    case("one use for all of them", path, down(path, 1, leaf), "authorized")
    case("and there is no second one", path, down(path, 1, leaf), "replay")
    path, leaf = chain(1, uses=1)
    case("one deeper is a use again, but has no parent", path, down(path, 1, leaf), no)
    path, leaf = chain(None, uses=1, parent=[plan.digests["X"]])
    case("without inheritance", path, down(path, 0, leaf), no)
    path, leaf = chain(2)
    script = M + b"inherit-script"
    text = b"#!%s\n" % leaf
    plan.file(script, text)
    plan.artifact(sha256(text), ops=["script"])
    case("as the interpreter of a script of its own artifact", path, [b"x" + script],
         "authorized")


# ---- rules

def rules(plan):
    c, u = b"/tmp/c/", b"/tmp/u/"
    free, no = "ungoverned", "missing-authorization"

    def case(name, subject, reason, **launch):
        plan.case("rules", name, subject, reason, **launch)

    def program(path, **says):
        subject = plan.subject(path)
        if says:
            subject.artifact(**says)
        return subject

    unknown = program(c + b"x")
    known = program(c + b"known", uid=[(0, 0)])
    case("control group: elsewhere", unknown, free)
    case("control group: there", unknown, no, cgroup=b"/gov")
    case("control group: below", unknown, no, cgroup=b"/gov/a/b")
    case("control group: beside", unknown, free, cgroup=b"/govern")
    case("control group: there, with an artifact", known, "authorized", cgroup=b"/gov")
    case("control group: elsewhere, with an artifact", known, free)
    case("control group: there, by another namespace's name", unknown, no, cgroup=b"/gov/a",
         ns="cgroup")
    case("uid: another", program(u + b"x"), free, uid=(2999, 2999, 2999))
    case("uid: the first", program(u + b"x"), no, uid=(3000, 3000, 3000))
    case("uid: the last", program(u + b"x"), no, uid=(3001, 3001, 3001))
    case("uid: behind", program(u + b"x"), free, uid=(3002, 3002, 3002))
    case("uid: effective only", program(u + b"x"), free, uid=(2999, 3000, 3000))
    case("uid: with an artifact", program(u + b"x", uid=[(3000, 3000)]), "authorized",
         uid=(3000, 3000, 3000))

    # Who is governed stays so
    here = plan.steps_at(c + b"steps")
    there = plan.program_at(c + b"stays")
    case("it leaves the control group", plan.nothing, no, path=here, cgroup=b"/gov",
         arg=[here, "steps", "c/", b"x" + there.path])
    case("a child leaves the control group", plan.nothing, no, path=here, cgroup=b"/gov",
         arg=[here, "steps", "f", "c/", b"x" + there.path])
    case("it never was in it", plan.nothing, free, path=here,
         arg=[here, "steps", b"x" + there.path])
    case("it leaves it, and comes back", plan.nothing, no, path=here, cgroup=b"/gov",
         arg=[here, "steps", "c/", "c/gov", b"x" + there.path])
    here = plan.steps_at(u + b"steps")
    there = plan.program_at(u + b"stays")
    case("it becomes another user", plan.nothing, no, path=here, uid=(3000, 0, 0),
         arg=[here, "steps", "u0", b"x" + there.path])
    case("it never was that user", plan.nothing, free, path=here,
         arg=[here, "steps", b"x" + there.path])
    governed_first_elsewhere(plan, case)


def governed_first_elsewhere(plan, case):
    """Who was governed first by a rule that asks for neither is judged by where that was
    and by where he is now, not by what was between: docs/threat-model.md says so."""
    free, no = "ungoverned", "missing-authorization"
    for folder, launch, step, words in ((b"/tmp/c/", {"cgroup": b"/gov"}, "c/", "control group"),
                                        (b"/tmp/u/", {"uid": (3000, 0, 0)}, "u0", "user")):
        here = plan.steps_at(folder + b"steps-later")
        there = plan.program_at(folder + b"stays-later")
        for name, steps, reason in (("kept", [], no), ("left", [step], free),
                                    ("left in a child", ["f", step], free)):
            case("governed by path, then by %s, which is %s" % (words, name), plan.nothing,
                 reason, path=here, launcher="a",
                 arg=[here, "steps"] + steps + [b"x" + there.path], **launch)
