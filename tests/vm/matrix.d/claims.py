# SPDX-License-Identifier: GPL-2.0-only
"""Each claim alone, and each with each other one.

A kind is a claim with its reason and tries: (words, what the artifact says, what the
launch is like, whether that fits). Its first try that fits and its first one that does
not are what stands for it in pairs.
"""
import itertools

from reference import ORDER
from writing import DAY, HOST, STRINGS_MAX

PATH = b"/tmp/m/x"
ZERO = "0" * 64


def kinds(plan):
    now = plan.now
    digest = plan.digests
    long = b"y" * 4096

    def arg(words, patterns, argv, fits, **more):
        return words, {"arg": patterns, **more}, {"arg": argv}, fits

    def env(words, granted, variables, fits):
        return words, {"env": granted} if granted else {}, {"env": variables}, fits

    def who(claim, key):
        """uid and gid are alike: the real one counts."""
        def one(words, ranges, real, fits, other=None):
            other = real if other is None else other
            return words, {claim: ranges}, {key: (real, other, other)}, fits
        return [
            one("the one", [(1000, 1000)], 1000, True),
            one("another", [(1000, 1000)], 1001, False),
            one("0", [(0, 0)], 0, True),
            one("1 is not 0", [(0, 0)], 1, False),
            one("the greatest", [(4294967294, 4294967294)], 4294967294, True),
            one("one below the greatest", [(4294967294, 4294967294)], 4294967293, False),
            one("first of a range", [(2000, 2999)], 2000, True),
            one("before a range", [(2000, 2999)], 1999, False),
            one("last of a range", [(2000, 2999)], 2999, True),
            one("behind a range", [(2000, 2999)], 3000, False),
            one("of the second range", [(5, 7), (2000, 2999)], 2500, True),
            one("between two ranges", [(5, 7), (2000, 2999)], 8, False),
            one("all there are", [(0, 4294967294)], 65534, True),
            one("real, not effective", [(1000, 1000)], 1000, True, 1001),
            one("effective, not real", [(1000, 1000)], 1001, False, 1000),
            one("real 1000, effective 0", [(0, 0)], 1000, False, 0),
        ]

    kernel = "environment-mismatch"
    return [
        ("audience", "wrong-audience", [
            ("this host", {"audience": [HOST]}, {}, True),
            ("another", {"audience": ["elsewhere"]}, {}, False),
            ("this one among others", {"audience": ["a", HOST, "z"]}, {}, True),
            ("two others", {"audience": ["a", "z"]}, {}, False),
            ("a part of its name", {"audience": [HOST[:-1]]}, {}, False),
            ("more than its name", {"audience": [HOST + "0"]}, {}, False),
            ("in capitals", {"audience": [HOST.upper()]}, {}, False)]),
        ("nbf", "not-yet-valid", [
            ("past", {"nbf": now - DAY}, {}, True),
            ("tomorrow", {"nbf": now + DAY}, {}, False),
            ("long ago", {"nbf": now - 300 * DAY}, {}, True),
            ("in four weeks", {"nbf": now + 29 * DAY}, {}, False)]),
        ("exp", "expired", [
            ("in a month", {"exp": now + 30 * DAY}, {}, True),
            ("hours ago", {"nbf": now - 2 * DAY, "exp": now - 3 * 3600}, {}, False),
            ("a minute ago", {"nbf": now - 2 * DAY, "exp": now - 60}, {}, False)]),
        ("ops", "operation-mismatch", [
            ("execute", {"ops": ["execute"]}, {}, True),
            ("script", {"ops": ["script"]}, {}, False),
            ("map", {"ops": ["map"]}, {}, False),
            ("all others", {"ops": ["map", "script", "administer", "recover"]}, {}, False),
            ("all", {"ops": ["execute", "map", "script", "administer", "recover"]}, {}, True),
            ("administer", {"ops": ["administer"]}, {}, False),
            ("recover", {"ops": ["recover"]}, {}, False)]),
        ("path", "path-mismatch", [
            ("there", {"at": PATH}, {}, True),
            ("elsewhere", {"at": b"/tmp/m/y"}, {}, False),
            ("its directory", {"at": b"/tmp/m"}, {}, False),
            ("below it", {"at": PATH + b"/x"}, {}, False),
            ("a longer name", {"at": PATH + b"x"}, {}, False),
            ("the root", {"at": b"/"}, {}, False),
            ("there, by a symbolic link", {"at": PATH}, {"via": "link"}, True),
            ("where the symbolic link is", {"at": b"/tmp/f/link"}, {"via": "link"}, False),
            ("there, by a relative name", {"at": PATH}, {"via": "relative"}, True),
            ("there, by a descriptor", {"at": PATH}, {"via": "descriptor"}, True),
            ("there, by /proc", {"at": PATH}, {"via": "proc"}, True),
            ("there no more", {"at": PATH}, {"via": "gone"}, False),
            ("there, for a mount namespace of its own", {"at": PATH}, {"ns": "mount"}, False),
            ("there, for another root", {"at": b"/m/x"}, {"ns": "root"}, False),
            ("there, below another root", {"at": PATH}, {"ns": "root"}, False)]),
        ("policy", "policy-mismatch", [
            ("this version", {"policy": ("matrix", 7)}, {}, True),
            ("the next version", {"policy": ("matrix", 8)}, {}, False),
            ("from the first version on", {"policy": ("matrix", 1)}, {}, True),
            ("the greatest version", {"policy": ("matrix", 2 ** 53 - 1)}, {}, False),
            ("another policy", {"policy": ("other", 1)}, {}, False),
            ("a part of its name", {"policy": ("matri", 1)}, {}, False),
            ("more than its name", {"policy": ("matrix2", 1)}, {}, False)]),
        ("boot", kernel, [
            ("this", {"boot": "this"}, {}, True),
            ("another", {"boot": "0" * 8 + "-0000-4000-8000-" + "0" * 12}, {}, False)]),
        ("kernel", kernel, [
            ("6 or 7", {"kernel": ["6.*", "7.*"]}, {}, True),
            ("5.*", {"kernel": ["5.*"]}, {}, False),
            ("*", {"kernel": ["*"]}, {}, True),
            ("?.*-*d*", {"kernel": ["?.*-*d*"]}, {}, True),
            ("a part of it", {"kernel": ["6.1"]}, {}, False),
            ("the end is missing", {"kernel": ["?.*-amd6"]}, {}, False),
            ("no wildcard", {"kernel": ["6.\\*"]}, {}, False),
            ("the second", {"kernel": ["5.*", "?.*"]}, {}, True),
            ("none of three", {"kernel": ["5.*", "8.*", "amd64"]}, {}, False),
            ("what uname() is made to say", {"kernel": ["2.6.*"]}, {"uname": 1}, False),
            ("what it is, whatever uname() says", {"kernel": ["6.*", "7.*"]}, {"uname": 1}, True)]),
        ("lockdown", kernel, [
            ("absent", {}, {}, True),
            ("integrity", {"lockdown": "integrity"}, {}, False),
            ("confidentiality", {"lockdown": "confidentiality"}, {}, False)]),
        ("secure-boot", kernel, [
            ("absent", {}, {}, True), ("demanded", {"secure_boot": True}, {}, False)]),
        ("module-signatures", kernel, [
            ("absent", {}, {}, True), ("demanded", {"module_signatures": True}, {}, False)]),
        ("pcr", kernel, [
            ("absent", {}, {}, True),
            ("a value", {"pcr": [(7, "ab" * 32)]}, {}, False),
            ("zeros", {"pcr": [(0, ZERO)]}, {}, False),
            ("the last register", {"pcr": [(23, ZERO)]}, {}, False),
            ("all of them", {"pcr": [(i, ZERO) for i in range(24)]}, {}, False)]),
        ("uid", "identity-mismatch", who("uid", "uid") + [
            ("of the initial namespace", {"uid": [(1000, 1000)]},
             {"uid": (1000, 1000, 1000), "ns": "user"}, True),
            ("not what another namespace calls him", {"uid": [(0, 0)]},
             {"uid": (1000, 1000, 1000), "ns": "user"}, False),
            ("the program is set-user-id", {"uid": [(1000, 1000)]},
             {"uid": (1000, 1000, 1000), "mode": "4755"}, True),
            ("whose program is set-user-id", {"uid": [(0, 0)]},
             {"uid": (1000, 1000, 1000), "mode": "4755"}, False)]),
        ("gid", "identity-mismatch", who("gid", "gid") + [
            ("not a further group", {"gid": [(1000, 1000)]},
             {"gid": (5, 5, 5), "groups": 1000}, False),
            ("not what another namespace calls it", {"gid": [(0, 0)]},
             {"uid": (1000, 1000, 1000), "gid": (1000, 1000, 1000), "ns": "user"}, False),
            ("whose program is set-group-id", {"gid": [(0, 0)]},
             {"gid": (1000, 1000, 1000), "uid": (1000, 1000, 1000), "mode": "2755"}, False)]),
        ("login-uid", "identity-mismatch", [
            ("the one", {"login": [(1000, 1000)]}, {"login": 1000}, True),
            ("another", {"login": [(1000, 1000)]}, {"login": 1001}, False),
            ("unset", {"login": [(0, 4294967294)]}, {}, False),
            ("0", {"login": [(0, 0)]}, {"login": 0}, True),
            ("unset is not 0", {"login": [(0, 0)]}, {}, False),
            ("the greatest", {"login": [(4294967294, 4294967294)]}, {"login": 4294967294}, True),
            ("one below it", {"login": [(4294967294, 4294967294)]}, {"login": 4294967293}, False),
            ("a range", {"login": [(1, 2), (1000, 1999)]}, {"login": 1999}, True),
            ("behind it", {"login": [(1, 2), (1000, 1999)]}, {"login": 2000}, False),
            ("whoever he is now", {"login": [(1000, 1000)]},
             {"login": 1000, "uid": (7, 7, 7)}, True),
            ("it is not the uid", {"login": [(1000, 1000)]},
             {"login": 7, "uid": (1000, 1000, 1000)}, False)]),
        ("cgroup", "identity-mismatch", cgroups()),
        ("parent", "identity-mismatch", [
            ("it", {"parent": [digest["X"]]}, {"launcher": "a"}, True),
            ("another", {"parent": [ZERO]}, {"launcher": "a"}, False),
            ("one of two", {"parent": sorted([digest["X"], digest["Y"]])}, {"launcher": "c"}, True),
            ("its content, under another artifact", {"parent": [digest["X"]]},
             {"launcher": "b"}, True),
            ("named by another key", {"parent": [digest["X"]], "key": "other"},
             {"launcher": "a"}, True),
            ("another program", {"parent": [digest["X"]]}, {"launcher": "c"}, False),
            ("who is not governed", {"parent": [digest["free"]]}, {}, False),
            ("the interpreter of a script", {"parent": [digest["I"]]},
             {"launcher": "script"}, True),
            ("not the script", {"parent": [digest["script"]]}, {"launcher": "script"}, False)]),
        ("parent-artifact", "identity-mismatch", [
            ("it", {"ancestor": ["launch-a"]}, {"launcher": "a"}, True),
            ("another", {"ancestor": ["launch-c"]}, {"launcher": "a"}, False),
            ("one of two", {"ancestor": ["launch-c", "launch-a"]}, {"launcher": "c"}, True),
            ("the same program under another", {"ancestor": ["launch-a"]},
             {"launcher": "b"}, False),
            ("its identity, named by another key", {"ancestor": ["launch-a"], "key": "other"},
             {"launcher": "a"}, False),
            ("none", {"ancestor": ["launch-a"]}, {}, False),
            ("nobody's", {"ancestor": ["00" * 16]}, {}, False),
            ("a script's", {"ancestor": ["launch-script"]}, {"launcher": "script"}, True),
            ("not its interpreter's", {"ancestor": ["launch-i"]}, {"launcher": "script"}, False)]),
        ("argv", "argv-mismatch", [
            arg("literal", [("any",), ("literal", b"status")], ["x", "status"], True),
            arg("another word", [("any",), ("literal", b"status")], ["x", "push"], False),
            arg("one too few", [("any",), ("any",)], ["x"], False),
            arg("one too many", [("any",)], ["x", "y"], False),
            arg("more may follow", [("any",)], ["x", "y", "z"], True, more=True),
            arg("more may follow, and one is missing", [("any",), ("any",)], ["x"], False,
                more=True),
            arg("more may follow, and the first is another", [("literal", b"x")], ["y", "z"],
                False, more=True),
            arg("argv[0] counts", [("literal", b"x")], ["y"], False),
            arg("argv[0]", [("literal", b"x")], ["x"], True),
            arg("an empty one", [("literal", b"")], [""], True),
            arg("execve() makes an empty one of none", [("literal", b"")], [], True),
            arg("none is not any other", [("literal", b"x")], [], False),
            arg("an empty one is not the end", [("any",)], ["x", ""], False),
            arg("any other byte", [("literal", b"\xff\x01\n \t\"'\\")],
                [b"\xff\x01\n \t\"'\\"], True),
            arg("a prefix", [("literal", b"status")], ["statu"], False),
            arg("a longer one", [("literal", b"status")], ["status "], False),
            arg("what looks like two", [("any",), ("literal", b"a b")], ["x", "a", "b"], False),
            arg("glob", [("glob", b"a*z")], ["abcz"], True),
            arg("glob, nothing for the star", [("glob", b"a*z")], ["az"], True),
            arg("glob, another end", [("glob", b"a*z")], ["abcy"], False),
            arg("glob over a slash and a line", [("glob", b"a*z")], ["a/\n/z"], True),
            arg("glob, one byte", [("glob", b"a?z")], ["abz"], True),
            arg("glob, no byte", [("glob", b"a?z")], ["az"], False),
            arg("glob, two bytes for one", [("glob", b"a?z")], [b"a\xc3\xa4z"], False),
            arg("glob, itself", [("glob", b"a\\*z")], ["a*z"], True),
            arg("glob, not a star", [("glob", b"a\\*z")], ["abz"], False),
            arg("glob, many stars", [("glob", b"*a*a*a*b")], ["a" * 1000 + "b"], True),
            arg("glob, many stars in vain", [("glob", b"*a*a*a*b")], ["a" * 1000], False),
            arg("glob of nothing", [("glob", b"")], [""], True),
            arg("glob of nothing, something", [("glob", b"")], ["x"], False),
            arg("one of", [("one-of", [b"get", b"list"])], ["list"], True),
            arg("one of, the other", [("one-of", [b"get", b"list"])], ["get"], True),
            arg("one of, neither", [("one-of", [b"get", b"list"])], ["get,list"], False),
            arg("one of, with a comma", [("one-of", [b"a,b", b"c\\"])], ["a,b"], True),
            arg("one of, half of it", [("one-of", [b"a,b", b"c\\"])], ["a"], False),
            arg("one of, with a backslash", [("one-of", [b"a,b", b"c\\"])], ["c\\"], True),
            arg("one of, nothing", [("one-of", [b"", b"v"])], [""], True),
            arg("range, first", [("range", 1, 65535)], ["1"], True),
            arg("range, before it", [("range", 1, 65535)], ["0"], False),
            arg("range, last", [("range", 1, 65535)], ["65535"], True),
            arg("range, behind it", [("range", 1, 65535)], ["65536"], False),
            arg("range, negative", [("range", -5, 5)], ["-5"], True),
            arg("range, below", [("range", -5, 5)], ["-6"], False),
            arg("range, nothing", [("range", -5, 5)], [""], False),
            arg("range, a sign alone", [("range", -5, 5)], ["-"], False),
            arg("range, -0", [("range", -5, 5)], ["-0"], False),
            arg("range, +1", [("range", -5, 5)], ["+1"], False),
            arg("range, 01", [("range", -5, 5)], ["01"], False),
            arg("range, 1 and a space", [("range", -5, 5)], ["1 "], False),
            arg("range, a space and 1", [("range", -5, 5)], [" 1"], False),
            arg("range, 0x1", [("range", -5, 5)], ["0x1"], False),
            arg("range, 1.0", [("range", -5, 5)], ["1.0"], False),
            arg("range, a line", [("range", -5, 5)], ["1\n"], False),
            arg("range, 18 digits", [("range", -2 ** 63, 2 ** 63 - 1)], ["9" * 18], True),
            arg("range, 19 digits", [("range", -2 ** 63, 2 ** 63 - 1)], ["1" + "0" * 18], False),
            arg("range, 2^64 + 1", [("range", -2 ** 63, 2 ** 63 - 1)], [2 ** 64 + 1], False),
            arg("range, other digits", [("range", -5, 5)], ["\u0661".encode()], False),
            arg("under", [("under", b"/srv/data")], ["/srv/data/a/b"], True),
            arg("under, itself", [("under", b"/srv/data")], ["/srv/data"], True),
            arg("under, beside it", [("under", b"/srv/data")], ["/srv/database"], False),
            arg("under, above it", [("under", b"/srv/data")], ["/srv"], False),
            arg("under, ..", [("under", b"/srv/data")], ["/srv/data/../x"], False),
            arg("under, .. at the end", [("under", b"/srv/data")], ["/srv/data/.."], False),
            arg("under, ...", [("under", b"/srv/data")], ["/srv/data/..."], True),
            arg("under, .", [("under", b"/srv/data")], ["/srv/data/./x"], False),
            arg("under, two slashes", [("under", b"/srv/data")], ["/srv/data//x"], False),
            arg("under, a slash at the end", [("under", b"/srv/data")], ["/srv/data/"], False),
            arg("under, relative", [("under", b"/srv/data")], ["srv/data/x"], False),
            arg("under, nothing", [("under", b"/srv/data")], [""], False),
            arg("under /", [("under", b"/")], ["/x"], True),
            arg("under /, / itself", [("under", b"/")], ["/"], True),
            arg("under /, not a path", [("under", b"/")], ["x"], False),
            arg("the longest pattern", [("literal", long)], [long], True),
            arg("one byte more than it", [("literal", long)], [long + b"y"], False),
            arg("one byte less", [("literal", long)], [long[1:]], False),
            arg("64 patterns", [("any",)] * 63 + [("literal", b"z")], ["x"] * 63 + ["z"], True),
            arg("64 patterns, the last another", [("any",)] * 63 + [("literal", b"z")],
                ["x"] * 64, False),
            arg("64 patterns, 65 arguments", [("any",)] * 64, ["x"] * 65, False),
            arg("64 patterns, 65 arguments where more may follow", [("any",)] * 64, ["x"] * 65,
                True, more=True),
            arg("64 patterns, 63 arguments where more may follow", [("any",)] * 64, ["x"] * 63,
                False, more=True),
            ("as long as can be judged", {"arg": [("any",)], "more": True},
             {"arg": ["x"], "longarg": STRINGS_MAX - 3}, True),
            ("one byte more", {"arg": [("any",)], "more": True},
             {"arg": ["x"], "longarg": STRINGS_MAX - 2}, False),
            ("longer by far", {"arg": [("any",)], "more": True},
             {"arg": ["x"], "longarg": 2 * STRINGS_MAX - 100}, False)]),
        ("envvar", "envvar-mismatch", [
            env("granted", [(b"LD_PRELOAD", ("literal", b"/ok.so"))], ["LD_PRELOAD=/ok.so"], True),
            env("another value", [(b"LD_PRELOAD", ("literal", b"/ok.so"))],
                ["LD_PRELOAD=/evil.so"], False),
            env("not granted", [], ["LD_PRELOAD=/ok.so"], False),
            env("not guarded", [], ["PATH=/bin", "ld_preload=/x", "LD=/x", "XLD_A=1"], True),
            env("any value", [(b"LD_PRELOAD", ("any",))], ["LD_PRELOAD=/evil.so"], True),
            env("unset", [(b"LD_PRELOAD", ("literal", b"/ok.so"))], ["HOME=/"], True),
            env("another one", [(b"LD_PRELOAD", ("any",))], ["LD_AUDIT=/x"], False),
            env("one of two", [(b"LD_PRELOAD", ("any",))], ["LD_PRELOAD=/x", "LD_AUDIT=/x"],
                False),
            env("both", [(b"LD_AUDIT", ("any",)), (b"LD_PRELOAD", ("any",))],
                ["LD_PRELOAD=/x", "LD_AUDIT=/x"], True),
            env("twice, the second another", [(b"LD_PRELOAD", ("literal", b"/ok.so"))],
                ["LD_PRELOAD=/ok.so", "LD_PRELOAD=/evil.so"], False),
            env("twice, the first another", [(b"LD_PRELOAD", ("literal", b"/ok.so"))],
                ["LD_PRELOAD=/evil.so", "LD_PRELOAD=/ok.so"], False),
            env("a name alone", [], ["LD_PRELOAD"], False),
            env("a name alone, granted", [(b"LD_PRELOAD", ("any",))], ["LD_PRELOAD"], True),
            env("an empty value", [], ["LD_PRELOAD="], False),
            env("an empty value, granted", [(b"GUARD", ("literal", b""))], ["GUARD="], True),
            env("a value with =", [(b"GUARD", ("literal", b"a=b"))], ["GUARD=a=b"], True),
            env("a value with =, cut", [(b"GUARD", ("literal", b"a"))], ["GUARD=a=b"], False),
            env("the whole of the pattern", [], ["LD_=x"], False),
            env("a name that is longer", [], ["GUARDS=x"], True),
            env("a pattern of three kinds", [], ["PATH?=x"], False),
            env("no byte for ?", [], ["PTH?=x"], True),
            env("a star that is none", [], ["PATHS=x"], True),
            env("the grant is no pattern", [(b"LD_*", ("any",))], ["LD_PRELOAD=x"], False),
            env("the grant is no pattern but a name", [(b"LD_*", ("any",))], ["LD_*=x"], True),
            env("a range", [(b"GUARD", ("range", 1, 9))], ["GUARD=9"], True),
            env("beyond it", [(b"GUARD", ("range", 1, 9))], ["GUARD=10"], False),
            env("under", [(b"GUARD", ("under", b"/srv"))], ["GUARD=/srv/x"], True),
            env("not under", [(b"GUARD", ("under", b"/srv"))], ["GUARD=/srv/../x"], False),
            env("two grants of one name",
                [(b"GUARD", ("literal", b"a")), (b"GUARD", ("literal", b"b"))], ["GUARD=b"], True),
            env("two grants of one name, neither",
                [(b"GUARD", ("literal", b"a")), (b"GUARD", ("literal", b"b"))], ["GUARD=c"],
                False),
            env("behind a hundred others", [], ["A%d=x" % i for i in range(100)] + ["GUARD=x"],
                False),
            ("as long as can be judged", {}, {"longenv": STRINGS_MAX - 1}, True),
            ("one byte more", {}, {"longenv": STRINGS_MAX}, False)]),
    ]


def cgroups():
    """A path is one of those that the guest has made."""
    deep = "/d/" + "e" * 120 + "/" + "f" * 127
    assert len(deep) == 251
    rows = [("there", ["/g"], "/g", True), ("elsewhere", ["/g"], "/h", False),
            ("below", ["/g"], "/g/a/b", True), ("above", ["/g/a"], "/g", False),
            ("beside it", ["/g"], "/gx", False),
            ("below what is beside it", ["/g"], "/gx/a", False),
            ("the root", ["/g"], "/", False), ("anywhere", ["/"], "/g/a", True),
            ("the root is anywhere", ["/"], "/", True),
            ("one of two", ["/g/a", "/h"], "/h", True),
            ("none of two", ["/g/a", "/h"], "/g", False),
            ("with spaces", ["/g h"], "/g h", True),
            ("251 bytes", ["/d"], deep, True),
            ("251 bytes, the one", [deep], deep, True),
            ("more than can be told", ["/d"], deep + "-" * 50, False),
            ("more than can be told is nowhere", ["/"], deep + "-" * 50, False),
            ("beside it, with a name that cut would be its", [deep + "----"],
             deep + "-" * 50, False)]
    tries = [(words, {"cgroup": [path.encode() for path in claim]},
              {"cgroup": at.encode()}, fits) for words, claim, at, fits in rows]
    return tries + [
        ("what another namespace calls the root", {"cgroup": [b"/g"]},
         {"cgroup": b"/g/a", "ns": "cgroup"}, True),
        ("not what another namespace calls it", {"cgroup": [b"/h"]},
         {"cgroup": b"/g/a", "ns": "cgroup"}, False)]


# ---- alone

def alone(plan):
    for name, reason, tries in kinds(plan):
        for words, says, launch, fits in tries:
            subject = plan.subject()
            subject.artifact(**says)
            plan.checked("alone", "%s: %s" % (name, words), subject,
                         "authorized" if fits else reason, **launch)
        absent(plan, name, tries)
    bounds(plan)


def bounds(plan):
    """What would take long to compare does not fit, and what nobody could grant is guarded."""
    def case(name, reason, says, **launch):
        subject = plan.subject()
        subject.artifact(**says)
        plan.case("alone", name, subject, reason, **launch)

    tail = {"arg": [("glob", b"*" + b"x" * 100)]}
    case("argv: glob, tried at 1000 places", "authorized", tail, longarg=1000)
    case("argv: glob, tried at 60000 places", "argv-mismatch", tail, longarg=60000)
    name = b"N" * 255
    case("envvar: a name of 255 bytes", "authorized", {}, env=[name + b"=x"])
    case("envvar: a name of 256 bytes", "envvar-mismatch", {}, env=[name + b"N=x"])


def absent(plan, name, tries):
    """What is not demanded is not asked for: the launch that did not fit."""
    if name == "envvar":
        return
    seen = []
    for words, says, launch, fits in tries:
        if fits or launch in seen or launch.get("via") == "gone":
            continue
        seen.append(launch)
        subject = plan.subject()
        # An interpreter that is known by its path might be anything where no path counts.
        subject.artifact(**({"arg": [("any",)], "more": True}
                            if launch.get("ns") in ("mount", "root") else {}))
        plan.checked("alone", "%s absent: %s" % (name, words), subject, "authorized",
                     **{"arg": ["x"], **launch})


# ---- in pairs

def standing_for(tries, fits):
    return next(each for each in tries if each[3] == fits)


def pairs(plan):
    for first, second in itertools.combinations(kinds(plan), 2):
        subjects = {}
        for fits in itertools.product((True, False), repeat=2):
            says, launch, failed = {}, {}, []
            for (_, reason, tries), good in zip((first, second), fits):
                _, claims, like, _ = standing_for(tries, good)
                says.update(claims)
                launch.update(like)
                if not good:
                    failed.append(reason)
            if failed == ["not-yet-valid", "expired"]:
                continue  # nbf is before exp
            key = repr(sorted(says.items(), key=str))
            if key not in subjects:
                subjects[key] = plan.subject()
                subjects[key].artifact(**says)
            plan.checked("pairs", "%s %s, %s %s" % (
                first[0], "fits" if fits[0] else "fails",
                second[0], "fits" if fits[1] else "fails"), subjects[key],
                min(failed, key=ORDER.index, default="authorized"), **launch)


def fitting(plan, but=()):
    """Of each kind, what stands for it where it fits and where it does not."""
    for name, reason, tries in kinds(plan):
        if name not in but:
            yield name, reason, standing_for(tries, True), standing_for(tries, False)
