#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Changes a lineage log in every way there is; each has to be detected, and named.

	tamper.py WRIT-LINEAGE MAKE-LOG LOG OTHER-LOG [STRIDE]

LOG is small and wholly covered by checkpoints; OTHER-LOG is another one of the
same shape by another key. Every STRIDE-th byte has a bit flipped. What has to be
consistent in itself is made by MAKE-LOG."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

tool, make_log, log, other = sys.argv[1:5]
stride = int(sys.argv[5]) if len(sys.argv) > 5 else 1
key = os.path.join(log, "log.pub")
work = tempfile.mkdtemp(prefix="writ-tamper.")
copy = os.path.join(work, "log")
counts = {"ok": 0, "FAIL": 0}


def say(word, text):
    counts[word] += 1
    print(word, text, flush=True)


def verify(directory, *more):
    done = subprocess.run([tool, "verify", directory, "--key", key, *more], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return done.returncode, done.stdout + done.stderr


def segments():
    return sorted(n for n in os.listdir(copy) if n.endswith(".seg"))


def read(name):
    with open(os.path.join(copy, name), "rb") as file:
        return file.read()


def write(name, data):
    with open(os.path.join(copy, name), "wb") as file:
        file.write(data)


def head(data, at):
    """Of one CBOR item: major type, argument, where its content begins."""
    major, low = data[at] >> 5, data[at] & 31
    if low < 24:
        return major, low, at + 1
    size = 1 << (low - 24)
    return major, int.from_bytes(data[at + 1:at + 1 + size], "big"), at + 1 + size


def skip(data, at):
    major, value, at = head(data, at)
    if major in (2, 3):
        return at + value
    for _ in range({4: value, 5: 2 * value}.get(major, 0)):
        at = skip(data, at)
    return at


def entries(data):
    """The header's end, and where each record's entry begins and ends."""
    at = first = skip(data, 0)
    found = []
    while at < len(data):
        end = skip(data, at)
        found.append((at, end))
        at = end
    return first, found


def fresh():
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(log, copy)


def detected(name, words):
    """The copy, as it is now, must be refused in words that name what and where."""
    status, text = verify(copy)
    if status != 1:
        say("FAIL", f"{name}: verify ended with {status}: {text.strip()}")
    elif not re.search(words, text):
        say("FAIL", f"{name}: it does not name {words!r}: {text.strip()}")
    else:
        say("ok", f"{name}: {text.strip().splitlines()[-1][:100]}")


NAMES_RECORD = r"record \d+|checkpoint \d+|segment"

fresh()
status, text = verify(copy)
say("ok" if status == 0 else "FAIL", f"the log itself is good: {text.strip().splitlines()[0]}")

flipped = undetected = unnamed = 0
for name in segments() + ["checkpoints"]:
    data = read(name)
    for at in range(0, len(data), stride):
        changed = bytearray(data)
        changed[at] ^= 1 << (at * 7 % 8)
        write(name, changed)
        status, text = verify(copy)
        flipped += 1
        if status != 1:
            undetected += 1
            print(f"note {name} byte {at}: status {status}: {text.strip()}")
        elif not re.search(NAMES_RECORD, text):
            unnamed += 1
            print(f"note {name} byte {at}: {text.strip()}")
    write(name, data)
say("FAIL" if undetected else "ok", f"a flipped bit is detected wherever it is: {flipped} tried, {undetected} missed")
say("FAIL" if unnamed else "ok", f"and what is wrong is named: {unnamed} are not")

middle = segments()[1]
data = read(middle)
first, found = entries(data)
some = len(found) // 2
begin, end = found[some]
index = int(middle[:20]) + some

write(middle, data[:begin] + data[end:])
detected("a record is dropped", rf"record {index} ")
fresh()
a, b = found[some], found[some + 1]
write(middle, data[:a[0]] + data[b[0]:b[1]] + data[a[0]:a[1]] + data[b[1]:])
detected("two records are swapped", rf"record {index} ")
fresh()
write(middle, data[:end] + data[begin:end] + data[end:])
detected("a record is repeated", rf"record {index + 1} ")
fresh()
write(middle, data[:begin + 3])
detected("a segment is cut inside a record", rf"record {index} ")
fresh()
write(middle, data[:begin])
detected("a segment is cut between records", rf"record {index} ")
fresh()
last = segments()[-1]
write(last, read(last)[:entries(read(last))[1][-1][0]])
detected("the last record is cut off", "records were removed")
fresh()
write(last, read(last)[:-5])
detected("the last record is cut in two", "records were removed")
fresh()
os.remove(os.path.join(copy, middle))
detected("a segment is removed", "segment")
fresh()
os.remove(os.path.join(copy, segments()[0]))
detected("the first segment is removed", "segments are missing")
fresh()
os.remove(os.path.join(copy, last))
detected("the last segment is removed", "records were removed")
fresh()
shutil.copy(os.path.join(other, middle), os.path.join(copy, middle))
detected("a segment is replaced by another log's", r"record \d+")
fresh()
write(middle, read(segments()[2]))
detected("a segment is replaced by its neighbour", r"record \d+|segment")

fresh()
notes = read("checkpoints").split(b"\n\n")
notes_other = open(os.path.join(other, "checkpoints"), "rb").read().split(b"\n\n")
# A note is a text, an empty line and its signatures; an empty line follows it.
write("checkpoints", b"\n\n".join(notes_other[:2] + notes[2:]))
detected("a checkpoint is replaced by another log's", "checkpoint 1")
fresh()
write("checkpoints", b"\n\n".join(notes[2:4] + notes[0:2] + notes[4:]))
detected("two checkpoints are swapped", "checkpoint 2")
fresh()
write("checkpoints", b"\n\n".join([notes[0], notes[3]] + notes[4:]))
detected("a checkpoint gets another one's signature", "checkpoint 1")

# What a crash leaves of the last one is passed over: nothing else is.
fresh()
data = read("checkpoints")
missed = []
for at in range(len(data) - len(notes[-2]) - 6, len(data)):
    write("checkpoints", data[:at] + bytes([data[at] ^ 1 << (at * 7 % 8)]) + data[at + 1:])
    if verify(copy)[0] != 1:
        missed.append(at)
say("FAIL" if missed else "ok", f"a flipped bit of the last signature is detected: missed {missed}")

# What is consistent in itself is given away by what somebody else holds.
held = os.path.join(work, "held")
with open(held, "wb") as file:
    file.write(b"\n\n".join(notes[-3:-1]) + b"\n")
status, text = verify(log, "--checkpoint", held)
say("ok" if status == 0 else "FAIL", f"a checkpoint that was held elsewhere agrees: {text.strip().splitlines()[-1]}")
done = subprocess.run([tool, "verify", other, "--key", os.path.join(other, "log.pub")],
                      capture_output=True, check=False)
say("ok" if done.returncode == 0 else "FAIL", "a rewritten log is consistent in itself")
status, text = verify(other, "--checkpoint", held)
say("ok" if status == 1 else "FAIL", f"but not with the key and checkpoint that are held: {text.strip()[:90]}")


def tells(name, good, text):
    say("ok" if good else "FAIL", name if good else f"{name}: {text.strip()}")


# All that are held count, as they are when the file of the log is copied.
fresh()
whole = read("checkpoints")
many = whole.count(b"\n\n") // 2


def hold(content):
    with open(held, "wb") as out:
        out.write(content)


hold(whole)
status, text = verify(log, "--checkpoint", held)
tells(f"a copy of all {many} checkpoints agrees",
      status == 0 and f"all of which agree: {many}\n" in text, text)
hold(b"\n".join(b"\n\n".join(notes[at:at + 2]) for at in (0, 2)) + b"\n")
status, text = verify(log, "--checkpoint", held)
tells("checkpoints that were put together without empty lines agree",
      status == 0 and "all of which agree: 2\n" in text, text)
hold(whole + whole[:30])
status, text = verify(log, "--checkpoint", held)
tells("a copy that was made while one was written says so",
      status == 0 and f"all of which agree: {many}\n" in text and "unfinished" in text, text)
hold(whole)
os.remove(os.path.join(copy, segments()[-1]))
write("checkpoints", b"\n\n".join(notes[:2]) + b"\n\n")
status, text = verify(copy)
tells("records and checkpoints that were cut off together are not missed from inside",
      status == 0, text)
status, text = verify(copy, "--checkpoint", held)
tells("but by the newest checkpoint of the copy",
      status == 1 and f"{held}: checkpoint " in text and "records were removed" in text, text)
for what, content in (("an empty file", b""), ("something else", b"no checkpoint\n" * 1000),
                      ("one of another key", b"\n\n".join(notes[:2] + notes_other[2:4]) + b"\n\n"),
                      ("older ones behind newer ones", whole + whole)):
    hold(content)
    status, text = verify(log, "--checkpoint", held)
    tells(f"{what} as checkpoints from elsewhere is refused",
          status == 1 and f"{held}: checkpoint " in text, text)

# writd goes on: what it signs after the checkpoints were opened may lie in a segment that
# is not found any more. Opening the pipe returns when verify has got to it, behind them.
grown = os.path.join(work, "grown")
subprocess.run([make_log, grown, "60", "1", "3", "2000"], check=True)
with open(os.path.join(grown, "checkpoints"), "rb") as file:
    signed = file.read()
last = sorted(n for n in os.listdir(grown) if n.endswith(".seg"))[-1]
parts = signed.split(b"\n\n")
kept = b"\n\n".join(parts[:int(last[:20]) // 3 * 2]) + b"\n\n"
os.remove(os.path.join(grown, last))
with open(os.path.join(grown, "checkpoints"), "wb") as file:
    file.write(kept)
pipe = os.path.join(work, "pipe")
os.mkfifo(pipe)
own = ["--key", os.path.join(grown, "log.pub")]
with subprocess.Popen([tool, "verify", grown, *own, "--checkpoint", pipe], text=True,
                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
    with open(pipe, "wb") as out:
        with open(os.path.join(grown, "checkpoints"), "ab") as file:
            file.write(signed[len(kept):])
        out.write(b"\n\n".join(parts[:2]) + b"\n\n")
    text = running.communicate()[0]
tells("what is signed while verify runs is no sign of records that were removed",
      len(kept) > 4096 and running.returncode == 0 and "agree: 1\n" in text, text)
done = subprocess.run([tool, "verify", grown, *own], text=True, capture_output=True, check=False)
tells("but is afterwards", done.returncode == 1 and "records were removed" in done.stderr, done.stderr)

# Checkpoints are as many as there are: they do not have to fit into memory.
fresh()
with open(os.path.join(copy, "checkpoints"), "wb") as file:
    file.writelines([b"\n\n".join(notes[:2]) + b"\n\n"] * 150000)
    file.write(b"\n\n".join(notes[2:4]) + b"\n\n")
done = subprocess.run(["bash", "-c", 'ulimit -v 30000 && exec "$@"', "-", tool, "prove", copy, "6"],
                      text=True, capture_output=True, check=False)
size = os.stat(os.path.join(copy, "checkpoints")).st_size >> 20
tells(f"a checkpoint is found behind {size} MiB of others, in less memory",
      done.returncode == 0 and size > 30, done.stderr)

# A crash while a segment was begun: what is asked for lies in the one before.
fresh()
ends = segments()[-1]
final = read(ends)
follows = f"{int(ends[:20]) + len(entries(final)[1]):020d}.seg"
for what, command in (("--last 3", ("--last", "3")), ("--seq 5", ("--seq", "5"))):
    want = subprocess.run([tool, "show", log, *command], capture_output=True, check=False)
    for rest, content in (("empty", b""), ("torn", final[:20]), ("begun", None)):
        fresh()
        if content is None:
            # A header without records: that of the last segment, whose records go.
            os.remove(os.path.join(copy, ends))
            before = subprocess.run([tool, "show", copy, *command], capture_output=True, check=False)
            write(ends, final[:entries(final)[0]])
        else:
            before = want
            write(follows, content)
        done = subprocess.run([tool, "show", copy, *command], capture_output=True, check=False)
        tells(f"show {what}: before a last segment that is {rest}", before.stdout and
              done.returncode == 0 and done.stdout == before.stdout, done.stderr.decode())
        done = subprocess.run([tool, "query", copy, "--limit", "1"], capture_output=True, check=False)
        tells(f"query: with a last segment that is {rest}", done.returncode == 0 and done.stdout,
              done.stderr.decode())

fresh()
for name in segments()[1:-1]:
    os.remove(os.path.join(copy, name))
write(segments()[0], read(segments()[0])[:entries(read(segments()[0]))[0]])
write(ends, b"")
done = subprocess.run([tool, "show", copy, "--last", "3"], capture_output=True, check=False, timeout=20)
tells("show --last: a log without any record has none", done.returncode == 0 and not done.stdout,
      done.stderr.decode())
done = subprocess.run([tool, "show", copy, "--seq", "5"], capture_output=True, check=False, timeout=20)
tells("show --seq: and says that it is empty", done.returncode == 1 and b"is empty" in done.stderr,
      done.stderr.decode())

# Whatever lies in a copied directory under a name of a log.
for name in (segments()[0], "checkpoints", "log.pub"):
    for what, make in (("a pipe", os.mkfifo), ("a device", lambda p: os.symlink("/dev/zero", p)),
                       ("a directory", os.mkdir)):
        fresh()
        os.remove(os.path.join(copy, name))
        make(os.path.join(copy, name))
        command = [tool, "verify", copy] + (["--key", key] if name != "log.pub" else [])
        try:
            done = subprocess.run(command, text=True, capture_output=True, check=False, timeout=20)
            tells(f"{what} as {name} is refused", done.returncode == 1 and
                  f"{os.path.join(copy, name)} is not a regular file" in done.stderr, done.stderr)
        except subprocess.TimeoutExpired:
            say("FAIL", f"{what} as {name}: verify hangs")
fresh()
for name in (segments()[0], "checkpoints", "log.pub"):
    os.rename(os.path.join(copy, name), os.path.join(work, name))
    os.symlink(os.path.join(work, name), os.path.join(copy, name))
status, text = verify(copy)
tells("links to such files are followed", status == 0, text)


def made(flaw, shape):
    """Of a log by its own key: what verify ends with, says, and says as JSON."""
    place = os.path.join(work, "made")
    shutil.rmtree(place, ignore_errors=True)
    subprocess.run([make_log, *flaw, place, *shape], check=True)
    own = ["--key", os.path.join(place, "log.pub")]
    done = subprocess.run([tool, "verify", place, *own], text=True, capture_output=True, check=False)
    as_json = subprocess.run([tool, "verify", place, *own, "--json"], text=True,
                             capture_output=True, check=False)
    return done.returncode, done.stdout + done.stderr, json.loads(as_json.stdout)


# Consistent in themselves, too: nobody but the numbers tells what is not there.
status, text, told = made(("-m", "1"), ("60", "3"))
tells("a later boot without its first records is refused",
      status == 1 and "record 20 " in text and "records 1 to 5 of this boot are missing" in text, text)
status, text, told = made(("-m", "0"), ("60", "3"))
tells("a log that begins in the middle of a boot says so",
      status == 0 and "records 1 to 5 of it are missing" in text and told["missing"] == 5, text)

# A boot that was never told leaves nothing to compare, and what follows is not its fault.
status, text, told = made(("-r", "1"), ("60", "3"))
tells("a boot that does not name the one before is told, and the log is good",
      status == 0 and "end of the boot before: 1\n" in text and told["unresumed"] == 1, text)
status, text, told = made(("-r", "1", "-e", "1"), ("60", "3"))
tells("the boot after it names its end: a record that was cut off there is missed",
      status == 1 and "the boot before ended with another record" in text, text)
status, text, told = made((), ("60", "3"))
tells("each boot names the one before", status == 0 and told["unresumed"] == 0, text)

shutil.rmtree(work)
sys.exit(counts["FAIL"] != 0)
