#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Asks writ-lineage about a log in every way, and compares with an export of it.

	queries.py WRIT-LINEAGE MAKE-LOG LOG"""
import collections
import fnmatch
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import xml.dom.minidom

tool, make_log, log = sys.argv[1:4]
failed = 0


def check(name, good, detail=""):
    global failed
    failed += not good
    print(f"ok {name}" if good else f"FAIL {name}: {detail}", flush=True)


def run(*args):
    return subprocess.run([tool, *args], text=True, capture_output=True, check=False)


def lines(*args):
    done = run(*args)
    if done.returncode:
        check(" ".join(args[:3]), False, done.stderr.strip())
    return [json.loads(line) for line in done.stdout.splitlines()]


records = lines("export", log, "--format", "jsonl")
check("export: every record", [r["index"] for r in records] == list(range(len(records))),
      len(records))


def query(name, wanted, *options):
    got = [r["index"] for r in lines("query", log, "--json", *options)]
    want = [r["index"] for r in records if wanted(r)]
    check(f"query {name}: {len(want)} records", want and got == want,
          f"got {len(got)}, wanted {len(want)}")


DECISION = ("exec", "map")
some = next(r for r in records if r.get("verdict") == "denied")
mid = records[len(records) // 2]["time"]
query("uid", lambda r: r.get("uid") == 1002, "--uid", "1002")
query("login uid", lambda r: r.get("login-uid") == 1000, "--login-uid", "1000")
query("path", lambda r: fnmatch.fnmatchcase(r.get("path", ""), "/opt/agents/1*/run"),
      "--path", "/opt/agents/1*/run")
query("digest", lambda r: r.get("digest") == some["digest"], "--digest", some["digest"])
artifact = next(r for r in records if "artifact" in r)["artifact"]
query("artifact", lambda r: r.get("artifact") == artifact, "--artifact", artifact)
query("issuer", lambda r: r.get("issuer") == "agents", "--issuer", "agents")
query("reason", lambda r: r.get("reason") == "expired", "--reason", "expired")
query("denied", lambda r: r.get("verdict") == "denied", "--reason", "denied")
query("allowed", lambda r: r.get("verdict") == "allowed", "--reason", "allowed")
query("kind", lambda r: r["kind"] == "fork", "--kind", "fork")
query("pid", lambda r: 107 in (r.get("pid"), r.get("child")), "--pid", "107")
query("since", lambda r: r["time"] >= mid, "--since", mid)
query("until", lambda r: r["time"] < mid, "--until", mid)
query("all at once", lambda r: r["kind"] == "exec" and r.get("uid") == 1001 and
      r.get("issuer") == "release" and r["time"] >= mid,
      "--kind", "exec", "--uid", "1001", "--issuer", "release", "--since", mid)

boot = records[-1]["boot"]
children = collections.defaultdict(set)
for r in records:
    if r["boot"] == boot and r["kind"] == "exec" and r.get("verdict") == "allowed":
        children[r.get("parent", 0)].add(r["lineage"])


def below(lineage):
    found = {lineage}
    for child in children[lineage]:
        found |= below(child)
    return found


root = max(children[1], key=lambda c: len(below(c)))
inside = below(root)
query("subtree", lambda r: r["boot"] == boot and
      (r.get("lineage") in inside or r.get("parent") in inside), "--subtree", str(root))

# ---- one execution
deep = max((r for r in records if r["boot"] == boot and r.get("lineage") and r["kind"] == "exec"),
           key=lambda r: r["lineage"])
text = run("trace", log, str(deep["index"])).stdout
chain, at = [], deep["lineage"]
parent_of = {c: p for p, cs in children.items() for c in cs}
while at:
    chain.append(at)
    at = parent_of.get(at, 0)
check(f"trace: {len(chain)} links up to the first ancestor",
      all(f"lineage={n} " in text for n in chain), text)
check("trace: the artifact and its issuer", deep["artifact"] in text and deep["issuer"] in text, text)
check("trace: the policy", "fleet version 3" in text, text)
last = next(r for r in reversed(records) if r["kind"] == "exit")
began = next(r for r in records if r["boot"] == last["boot"] and r["kind"] == "exec" and
             r.get("lineage") == last["lineage"])
text = run("trace", log, str(last["index"])).stdout
check("trace: of an exit, what authorized the execution", began["artifact"] in text, text)
text = run("trace", log, "--lineage", str(root)).stdout
check(f"trace: {len(inside) - 1} descendants", f"executions {len(inside) - 1}\n" in text, text[-200:])


# ---- what artifacts say for the record
noted = [r for r in records if "governance" in r]
notes = [{"name": "ticket", "text": "4711"}, {"name": "by", "text": "ada"}]
check("export: the notes of an artifact", noted and all(r["governance"] == notes for r in noted), noted[:1])
text = run("show", log, str(noted[0]["index"])).stdout if noted else ""
check("show: the notes of an artifact", "governance      ticket=4711 by=ada\n" in text, text)
text = run("query", log, "--kind", "artifact").stdout
check("query: the notes of an artifact", text.count(" note:ticket=4711 note:by=ada") == len(noted), text)
check("trace: an object that is none is refused",
      run("trace", log, str(deep["index"]), "--object", __file__).returncode == 1)
text = run("trace", log, str(deep["index"])).stdout
check("trace: without delegations the issuer is the policy's", "there was no delegation" in text, text)

# ---- many descendants, each of which is looked for once
wide = os.path.join(os.environ["XDG_CACHE_HOME"], "wide")
subprocess.run([make_log, wide, "20000", "1", "1000"], check=True)
run("stats", wide)
for command, words in ((("trace", wide, "--lineage", "1"), "  executions "),
                       (("query", wide, "--subtree", "1", "--kind", "exec"), "lineage=7000 "),
                       (("tree", wide, "--lineage", "1"), "lineage=7000 "),
                       (("export", wide, "--format", "jsonl", "--subtree", "1"), '"lineage": 7000,')):
    try:
        done = subprocess.run([tool, *command], text=True, capture_output=True, check=False, timeout=60)
        check(f"{command[0]}: of 20000 records without looking at each pair",
              done.returncode == 0 and words in done.stdout, done.stderr)
    except subprocess.TimeoutExpired:
        check(f"{command[0]}: of 20000 records without looking at each pair", False, "a minute was not enough")

# ---- too little memory is an error, and never an answer
few = os.path.join(os.environ["XDG_CACHE_HOME"], "few.sqlite")
run("stats", log, "--index", few)
for command in (("trace", log, "--lineage", str(root), "--boot", boot), ("stats", log),
                ("tree", log, "--lineage", str(root)), ("query", log, "--subtree", str(root)),
                ("export", log, "--format", "prov", "--subtree", str(root))):
    whole = run(*command, "--index", few).stdout
    ends = []
    for limit in range(9000, 16000, 200):
        done = subprocess.run(["bash", "-c", f'ulimit -v {limit} && exec "$@"', "-", tool, *command,
                               "--index", few], text=True, capture_output=True, check=False)
        # Below a certain limit it cannot even be loaded.
        if done.returncode != 127:
            ends.append((done.returncode, done.stdout == whole, done.stderr))
    check(f"{command[0]}: with less and less memory all of it, or an error", len(whole) > 100 and
          all((status == 0 and good) or (status == 1 and text) for status, good, text in ends) and
          {status for status, _, _ in ends} == {0, 1},
          [end for end in ends if end[0] not in (0, 1) or (end[0] == 0 and not end[1])][:2])

# ---- trees
text = run("tree", log, "--lineage", str(root)).stdout
check("tree: each execution once", all(text.count(f"lineage={n} ") == 1 for n in inside), text)
dot = run("tree", log, "--dot", "--lineage", str(root)).stdout
check("tree --dot: a graph", dot.startswith("digraph") and dot.count("->") >= len(inside) - 1, dot)
svg = run("tree", log, "--svg", "--lineage", str(root)).stdout
try:
    top = xml.dom.minidom.parseString(svg).documentElement
    check("tree --svg: an image", top.tagName == "svg" and len(top.getElementsByTagName("text")) >= len(inside), svg)
except Exception as error:      # pylint: disable=broad-except
    check("tree --svg: an image", False, error)

# ---- trees that are too large, or too deep
place = os.path.join(os.environ["XDG_CACHE_HOME"], "denials")
subprocess.run([make_log, place, "60000", "1", "0"], check=True)
refused = lines("query", place, "--json", "--reason", "denied")
done = run("tree", place, "--denied")
check(f"tree --denied: each of {len(refused)} denials in a log of 60000 records",
      done.stdout.count("denied execute ") == len(refused) > 6000 and not done.stderr and
      len(done.stdout.splitlines()) < 20000, done.stderr)
done = run("tree", place)
shown = len(done.stdout.splitlines())
total = len({r["lineage"] for r in lines("query", place, "--json", "--kind", "exec") if r.get("lineage")})
check("tree: of too many each denial is drawn, and how many are left out is said",
      done.stdout.count("denied execute ") == len(refused) and shown == 20000 and
      f"{total + len(refused) - shown} executions and 0 denials are left out" in done.stderr, done.stderr)
place = os.path.join(os.environ["XDG_CACHE_HOME"], "deep")
subprocess.run([make_log, "-n", place, "1000", "1", "0"], check=True)
nested = [r for r in lines("query", place, "--json", "--kind", "exec")]
refused = [r for r in nested if r["verdict"] == "denied"]
for form, words in (("--depth=100000", "denied execute "), ("--svg", "denied: "), ("--dot", "#f4b6b6")):
    done = run("tree", place, form)
    again = done.stdout.count("(from above)")
    count = done.stdout.count("</text>") if form == "--svg" else \
        done.stdout.count("[fillcolor") if form == "--dot" else len(done.stdout.splitlines())
    check(f"tree {form}: nothing of {len(nested)} is too deep", done.stdout.count(words) == len(refused) > 50 and
          count == len(nested) + again and again == done.stdout.count("(goes on below)") and
          (again > 4) == (form != "--dot"), (count, again, len(nested)))
text = run("tree", place, "--depth", "70").stdout
check("tree --depth: counts through what goes on below",
      text.count("denied") + len({p for p in text.split() if p.startswith("lineage=")}) ==
      70 + sum(r["parent"] < 70 for r in refused), text[-300:])
text = run("trace", place, str(nested[-1]["index"])).stdout.split("authority:")[0]
check("trace: every ancestor, however deep", all(f" lineage={r['lineage']} " in text for r in nested if r not in refused),
      text[-300:])

# ---- names that do something to the text around them
place = os.path.join(os.environ["XDG_CACHE_HOME"], "names")
evil = "\x7f\x80\x9b\u061c\u200e\u200f\u2028\u202a\u202e\u2066\u2069"
name = "/a\"b\\c<&>ü" + evil
subprocess.run([make_log, "-p", name, place, "20"], check=True)
for command in (("show", place, "--last", "20"), ("query", place), ("tree", place), ("tree", place, "--dot"),
                ("tree", place, "--svg"), ("stats", place), ("stats", place, "--json"),
                ("export", place, "--format", "jsonl"), ("export", place, "--format", "prov")):
    text = run(*command).stdout
    check(f"{' '.join(command[:1] + command[2:])}: what is no plain character is escaped",
          "ü" in text and not set(evil) & set(text) and
          (("\\x7f" in text and "\\xe2\\x80\\xae" in text.replace("\\\\", "\\")) or
           "\\u202e\\u2066" in text), text[:300])
check("and is the same name when it is read as JSON",
      name in [r.get("path") for r in lines("export", place, "--format", "jsonl")])

# ---- other forms
ocsf = lines("export", log, "--format", "ocsf")
check("ocsf: Process Activity, with what the schema requires",
      ocsf and all(o["class_uid"] == 1007 and o["category_uid"] == 1 and
                   o["type_uid"] == 100700 + o["activity_id"] and "time" in o and
                   "severity_id" in o and o["metadata"]["version"] == "1.3.0" and
                   "actor" in o and "process" in o and "device" in o for o in ocsf))
check("ocsf: each execution", sum(o["activity_id"] == 1 and o.get("action_id") == 1 for o in ocsf) ==
      sum(r["kind"] == "exec" and r["verdict"] == "allowed" for r in records))
prov = json.loads(run("export", log, "--format", "prov").stdout)
names = set().union(*(prov[part].keys() for part in ("entity", "activity", "agent")))
ends = [value for relation, parts in prov.items() if relation not in ("prefix", "entity", "activity", "agent")
        for edge in parts.values() for name, value in edge.items()
        if name in ("prov:activity", "prov:entity", "prov:agent", "prov:informant", "prov:informed",
                    "prov:delegate", "prov:responsible", "prov:plan")]
check(f"prov: {len(ends)} ends of relations name what is there", ends and all(e in names for e in ends),
      [e for e in ends if e not in names][:3])
stats = json.loads(run("stats", "--json", log).stdout)
check("stats: as many as there are", sum(k["count"] for k in stats["kind"]) == len(records),
      json.dumps(stats)[:300])

# ---- the index is derived
count = len(lines("query", log, "--json", "--uid", "1002"))
check("no index is left with the log", not [f for f in os.listdir(log) if "sqlite" in f], os.listdir(log))
caches = os.path.join(os.environ["XDG_CACHE_HOME"], "writ")


def indexed(place):
    """How many records an index holds."""
    with sqlite3.connect(place) as base:
        return base.execute("SELECT count(*) FROM record").fetchone()[0]


index = next(p for p in (os.path.join(caches, n) for n in os.listdir(caches)) if indexed(p) == len(records))
for name, change in (("missing", os.remove),
                     ("damaged", lambda p: open(p, "r+b").write(b"\xff" * 8192)),
                     ("cut", lambda p: os.truncate(p, 5000)),
                     ("empty", lambda p: os.truncate(p, 0))):
    change(index)
    check(f"the index is made anew where it is {name}",
          len(lines("query", log, "--json", "--uid", "1002")) == count)

# One that came with the log fits it in all that can be compared, and holds less.
came = os.path.join(log, "index.sqlite")
check("an index may be named", len(lines("query", log, "--json", "--uid", "1002", "--index", came)) == count)
with sqlite3.connect(came) as db:
    db.execute("DELETE FROM record WHERE uid = 1002 OR verdict = 'denied'")
for place in ("cache", "memory"):
    check(f"an index that came with the log is not believed: query, {place}",
          len(lines("query", log, "--json", "--uid", "1002")) == count)
    stats = json.loads(run("stats", "--json", log).stdout)
    check(f"an index that came with the log is not believed: stats, {place}",
          sum(k["count"] for k in stats["kind"]) == len(records), json.dumps(stats)[:300])
    # A file is no directory, not even for root.
    os.environ["XDG_CACHE_HOME"] = os.environ["HOME"] = __file__
os.truncate(came, 0)
check("an empty file may be named as the index",
      len(lines("query", log, "--json", "--uid", "1002", "--index", came)) == count)
with open(came, "r+b") as f:
    f.seek(4096)
    f.write(b"\xff" * 8192)
check("a named index that is damaged is made anew",
      len(lines("query", log, "--json", "--uid", "1002", "--index", came)) == count)
# Whoever comes second waits for the first, and finds an index or makes it.
os.remove(came)
ran = [subprocess.Popen([tool, "query", log, "--limit", "1", "--uid", "1002", "--index", came],
                        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(6)]
told = [one.communicate() for one in ran]
check("six at once make one index", all(one.returncode == 0 for one in ran) and
      all(out and out == told[0][0] for out, _ in told) and
      len(lines("query", log, "--json", "--uid", "1002", "--index", came)) == count,
      [err for _, err in told])
with sqlite3.connect(came, isolation_level=None, check_same_thread=False) as db:
    db.execute("BEGIN EXCLUSIVE")
    threading.Thread(target=lambda: (time.sleep(3), db.execute("COMMIT"))).start()
    check("an index that is locked for three seconds is waited for",
          len(lines("query", log, "--json", "--uid", "1002", "--index", came)) == count)
    db.execute("BEGIN EXCLUSIVE")
    before = os.stat(came)
    done = run("query", log, "--index", came)
    after = os.stat(came)
    check("one that stays locked is in use, and stays", done.returncode == 1 and
          f"{came} is in use by somebody else" in done.stderr and
          (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns), done.stderr)
    db.execute("COMMIT")
    db.execute("BEGIN")
    db.execute("SELECT count(*) FROM record").fetchone()
    began = time.monotonic()
    got = lines("query", log, "--json", "--uid", "1002", "--index", came)
    check("who only reads an index is not waited for", len(got) == count and
          time.monotonic() - began < 8, time.monotonic() - began)
    db.execute("COMMIT")
db.close()
os.remove(came)
with open(came, "wb") as f:
    f.write(b"the only copy of something\n" * 400)
with sqlite3.connect(came + "2") as db:
    db.execute("CREATE TABLE accounts (name TEXT)")
db.close()
for what, place in (("a text", came), ("somebody else's database", came + "2")):
    with open(place, "rb") as f:
        before = f.read()
    for command in (("query", log), ("stats", log), ("tree", log)):
        done = run(*command, "--index", place)
        with open(place, "rb") as f:
            check(f"{what} that is named as the index stays as it is: {command[0]}",
                  done.returncode == 1 and f"{place} is no index" in done.stderr and f.read() == before,
                  done.stderr)
    os.remove(place)
sys.exit(failed != 0)
