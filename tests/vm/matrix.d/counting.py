# SPDX-License-Identifier: GPL-2.0-only
"""How often, and when."""
from claims import fitting
from writing import DAY, M


# ---- uses

def uses(plan):
    def counted(**says):
        subject = plan.subject()
        subject.artifact(**says)
        return subject

    def case(name, subject, reason, **launch):
        plan.case("uses", name, subject, reason, **launch)

    for n in (1, 2, 5):
        subject = counted(uses=n)
        for i in range(n):
            case("use %d of %d" % (i + 1, n), subject, "authorized")
        case("use %d of %d" % (n + 1, n), subject, "replay")
        case("once more", subject, "replay")
    case("the most", counted(uses=1000000), "authorized")

    subject = counted(uses=1, arg=[("literal", b"x")])
    case("what is denied for another reason is not a use", subject, "argv-mismatch", arg=["y"])
    case("so that the use is left", subject, "authorized", arg=["x"])
    case("and is the only one", subject, "replay", arg=["x"])

    subject = counted(uses=2)
    for via in ("descriptor", "thread"):
        case("by " + via, subject, "authorized", via=via)
    case("by a symbolic link, when they are used up", subject, "replay", via="link")
    case("by /proc, when they are used up", subject, "replay", via="proc")

    case("of 24 at once 5 run", counted(uses=5), "authorized", storm="24:5")
    case("of 24 at once 1 runs", counted(uses=1), "authorized", storm="24:1")

    subject = counted(uses=1)
    subject.artifact(uses=2)
    for i in range(3):
        case("two artifacts, use %d of 1 + 2" % (i + 1), subject, "authorized")
    case("two artifacts, use 4 of 1 + 2", subject, "replay")
    subject = counted(uses=1)
    subject.artifact(uid=[(7, 7)])
    case("beside one without a bound that does not fit", subject, "authorized")
    case("and then only he may whom that one fits", subject, "replay")
    case("who may again", subject, "authorized", uid=(7, 7, 7))
    case("and again", subject, "authorized", uid=(7, 7, 7))

    script = plan.subject(text="#!/tmp/m/plain\n# %d\n" % plan.number(), whole=True)
    script.artifact(ops=["script"], uses=1)
    case("a script", script, "authorized")
    case("a script, when it is used up", script, "replay")
    interpreter = plan.program_at(M + b"counted")
    interpreter.artifact(uses=2)
    for i in range(3):
        script = plan.subject(text="#!/tmp/m/counted\n# %d\n" % plan.number(), whole=True)
        script.artifact(ops=["script"])
        case("an interpreter, use %d of 2" % (i + 1), script,
             "authorized" if i < 2 else "replay")
    interpreter = plan.program_at(M + b"counted-once")
    interpreter.artifact(uses=1)
    script = plan.subject(text="#!/tmp/m/counted-once\n# %d\n" % plan.number(), whole=True)
    script.artifact(ops=["script"], uses=1)
    case("of script and interpreter", script, "authorized")
    case("of script and interpreter, both used up", script, "replay")

    # The same counted artifact in the attributes of two files
    text = "\n# %d\n" % plan.number()
    subject = plan.subject(text=text)
    own = subject.artifact("own", uses=2)
    for i in range(2):
        case("in the attribute, use %d of 2" % (i + 1), subject, "authorized")
    other = plan.subject(M + b"copy", text)
    other.own = own["name"]
    case("a copy of the file has no uses of its own", other, "replay")
    case("and the file has none left", subject, "replay")

    # With each other claim: it comes last
    for name, reason, good, bad in fitting(plan, ("boot",)):
        subject = counted(**{**good[1], "uses": 1})
        failing = subject
        if bad[1] != good[1]:
            failing = counted(**{**bad[1], "uses": 1})
        case("%s fails, unused" % name, failing, reason, **bad[2])
        case("%s fits, unused" % name, subject, "authorized", **good[2])
        if good[2].get("launcher") == bad[2].get("launcher"):
            case("%s fails, used up" % name, failing, reason, **bad[2])
        case("%s fits, used up" % name, subject, "replay", **good[2])


def late(plan):
    """By writd, which notes them durably, so that they are not bound to this boot."""
    def case(name, subject, reason, file="late", **launch):
        plan.case("late", name, subject, reason, file=file, **launch)

    subject = plan.subject()
    subject.artifact("late", uses=2)
    case("use 1 of 2", subject, "authorized")
    case("use 2 of 2", subject, "authorized")
    case("use 3 of 2", subject, "replay")
    # Between the files the guest drops all of them and brings them once more.
    case("dropped and brought again", subject, "replay", file="again")
    subject = plan.subject()
    subject.artifact("late", uses=2)
    case("use 1 of 2, before it is dropped", subject, "authorized")
    case("use 2 of 2, after that", subject, "authorized", file="again")
    case("no use 3", subject, "replay", file="again")
    subject = plan.subject()
    subject.artifact("late", arg=[("literal", b"x")])
    case("not counted", subject, "authorized", arg=["x"])
    case("not counted, other arguments", subject, "argv-mismatch", arg=["y"])


# ---- time

def clock(plan):
    """The guest's clock goes ahead for these, so they come last."""
    base = plan.now + 3 * 3600

    def case(name, subject, reason, at):
        plan.case("time", name, subject, reason, file="time", clock=at)

    def valid(nbf, exp):
        subject = plan.subject()
        subject.artifact(nbf=nbf, exp=exp)
        return subject

    at = base
    for i in range(5):
        ends, begins, second = valid(base - DAY, at), valid(at, at + DAY), valid(at, at + 1)
        case("last second before exp, %d" % i, ends, "authorized", at - 1)
        case("last second before nbf, %d" % i, begins, "not-yet-valid", at - 1)
        case("a second before the only one, %d" % i, second, "not-yet-valid", at - 1)
        case("first second of exp, %d" % i, ends, "expired", at)
        case("first second of nbf, %d" % i, begins, "authorized", at)
        case("the only second, %d" % i, second, "authorized", at)
        case("a second behind the only one, %d" % i, second, "expired", at + 1)
        case("the second after exp, %d" % i, ends, "expired", at + 1)
        case("the second after nbf, %d" % i, begins, "authorized", at + 1)
        at += 60
    # It does not run backwards.
    case("expired, and the clock is set back", ends, "expired", base - 600)
    case("begun, and the clock is set back", begins, "authorized", base - 600)
    case("far back", ends, "expired", plan.now - 20 * 365 * DAY)
    case("at the epoch", begins, "authorized", 86400)
    case("and forward again", begins, "authorized", at)
