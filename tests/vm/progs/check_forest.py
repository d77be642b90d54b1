#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compares a forest's own account with what the lineage log says of it.

	check_forest.py TRUTH EXPORT

EXPORT is what `writ-lineage export --format jsonl` printed."""
import collections
import json
import sys

failed = 0


def check(name, problems):
    global failed
    problems = list(problems)
    print(f"FAIL {name}: {'; '.join(problems[:4])}" if problems else f"ok {name}")
    failed += bool(problems)


execs, forks, exits = {}, set(), {}
with open(sys.argv[1], encoding="ascii") as file:
    for line in file:
        word, *rest = line.split()
        if word == "exec":
            execs[rest[0]] = int(rest[1])
        elif word == "fork":
            forks.add((int(rest[0]), int(rest[1])))
        elif word == "exit":
            exits[int(rest[0])] = int(rest[1])
        else:
            sys.exit(f"the forest itself failed: {line}")

pids = set(exits) | {pid for pair in forks for pid in pair}
tag_of = {}
records = collections.defaultdict(list)
log_forks, log_exits = [], []
with open(sys.argv[2], encoding="utf-8") as file:
    for line in file:
        r = json.loads(line)
        if r["kind"] == "exec" and "node" in r.get("argv", []):
            tag = r["argv"][-1]
            records[tag].append(r)
            tag_of[r["lineage"]] = tag
        elif r["kind"] == "fork" and r["pid"] in pids:
            log_forks.append((r["pid"], r["child"]))
        elif r["kind"] == "exit" and r["pid"] in pids:
            log_exits.append((r["pid"], r.get("status", 0)))


def executions():
    for tag, pid in execs.items():
        found = records.get(tag, [])
        # A script is one record, and its interpreter another.
        want = 2 if tag.endswith(".3") else 1
        if len(found) != want:
            yield f"{tag}: {len(found)} records instead of {want}"
        elif {r["pid"] for r in found} != {pid}:
            yield f"{tag}: another process"
        elif len({r["lineage"] for r in found}) != 1:
            yield f"{tag}: its levels have several lineages"
    yield from (f"{tag}: never executed" for tag in records if tag not in execs)


def parents():
    for tag, found in records.items():
        if "." not in tag:
            continue
        for r in found:
            if tag_of.get(r["parent"]) != tag.rpartition(".")[0]:
                yield f"{tag}: its parent is {tag_of.get(r['parent'])}"


print(f"note {len(execs)} executions, {len(pids)} processes, {len(forks)} forks")
check("the forest is as large as it should be", [] if len(pids) >= 500 else [str(len(pids))])
check("each execution is recorded, once for each level", executions())
check("each execution has the parent that it had", parents())
check("all have one first ancestor",
      [] if len({r["ancestor"] for f in records.values() for r in f}) == 1 else ["several"])
# The process that makes the first node is the forest's own frame.
inner = [pair for pair in log_forks if pair in forks]
check("each fork is recorded once", [f"{len(inner)} of {len(forks)}"]
      if sorted(inner) != sorted(forks) else [])
check("no fork is made up", [str(pair) for pair in log_forks
                             if pair not in forks and pair[0] in exits])
check("each exit is recorded once",
      [f"{pid}" for pid in exits if sum(p == pid for p, _ in log_exits) != 1])
check("each exit has its status",
      [f"{pid}: {status}" for pid, status in log_exits
       if pid in exits and status != exits[pid] << 8])
sys.exit(failed != 0)
