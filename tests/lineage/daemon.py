#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs writd over a kernel that is a directory (kernel.c), kills it, sets its clock,
and looks at what it leaves.

	daemon.py WRITD WRIT-LINEAGE WRIT"""
import glob
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

writd, tool, writ = map(os.path.abspath, sys.argv[1:4])
failed = 0
work = tempfile.mkdtemp(prefix="writ-daemon.")
DAY = 86400
daemons = []
# enum writ_object
POLICY, ARTIFACT, DELEGATION, REVOCATION = range(4)


def check(name, good, detail=""):
    global failed
    failed += not good
    print(f"ok {name}" if good else f"FAIL {name}: {detail}", flush=True)


def until(wanted, seconds=10):
    """It may take a while until this is so; for a starved machine three times as long."""
    end = time.monotonic() + 3 * seconds
    while not wanted():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def ended(sock):
    try:
        return sock.recv(1) == b""
    except TimeoutError:
        return False


def sha256(content):
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()


class Host:
    """A kernel, and what writd keeps on its disk."""

    def __init__(self):
        self.top = tempfile.mkdtemp(dir=work)
        for name in ("kernel", "etc/revocations", "etc/artifacts", "state", "run"):
            os.makedirs(os.path.join(self.top, name))
        self.log = os.path.join(self.top, "state/lineage")
        self.daemon = None
        self.set(boot=0)
        self.begin()

    def path(self, *names):
        return os.path.join(self.top, *names)

    def set(self, **numbers):
        for name, value in numbers.items():
            with open(self.path("kernel/.test"), "w", encoding="ascii") as file:
                file.write(f"{value}\n")
            os.rename(self.path("kernel/.test"), self.path("kernel", name))

    def get(self, name):
        with open(self.path("kernel", name), encoding="ascii") as file:
            return int(file.read())

    def begin(self):
        self.set(last=20, acked=0, resumed=0, full=0, mute=0, overtaken=0, step=0)

    def reboot(self):
        self.set(boot=self.get("boot") + 1)
        self.write("", "kernel/held")
        self.begin()

    def text(self, *names):
        try:
            with open(self.path(*names), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def write(self, content, *names):
        with open(self.path(*names), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def bring(self, content, *names):
        """As files should come: whole, or not at all."""
        self.write(content, os.path.dirname(os.path.join(*names)), ".part")
        os.rename(self.path(os.path.dirname(os.path.join(*names)), ".part"), self.path(*names))

    def look(self):
        """Have it look at the files, and return when it has done so."""
        content = f"look {time.monotonic_ns()}"
        self.bring(content, "etc/revocations/look.writ")
        done = until(lambda: self.calls(f"add {REVOCATION} {sha256(content)}"))
        if not done:
            check("writd looks at the files", False, self.text("said"))
        # It does one thing after the other: whoever asks now is answered after the look.
        self.ask()

    def holds(self, content):
        return f" {sha256(content)} " in self.text("kernel/held")

    def refuses(self, content, does=True):
        path = self.path("kernel", sha256(content))
        if does:
            self.write("", path)
        elif os.path.exists(path):
            os.remove(path)

    def calls(self, what=""):
        return [c for c in self.text("kernel/calls").splitlines() if c.startswith(what)]

    def start(self, *options):
        """Returns when it listens, or has gone."""
        for name in ("run/writd.sock", "kernel/calls"):
            if os.path.exists(self.path(name)):
                os.remove(self.path(name))
        with open(self.path("said"), "wb") as said:
            self.daemon = subprocess.Popen(
                [writd, "--foreground", "--config-dir", self.path("etc"), "--state-dir",
                 self.path("state"), "--run-dir", self.path("run"), *options], stderr=said,
                env={**os.environ, "WRIT_KERNEL": self.path("kernel")})
        daemons.append(self.daemon)
        if not until(lambda: os.path.exists(self.path("run/writd.sock")) or self.daemon.poll() is not None):
            check("writd listens", False, self.text("said"))

    def drained(self):
        return until(lambda: self.get("acked") == self.get("last"))

    def kill(self):
        self.daemon.kill()
        self.daemon.wait()

    def stop(self):
        self.daemon.terminate()
        self.daemon.wait()

    def connect(self):
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        sock.settimeout(30)
        sock.connect(self.path("run/writd.sock"))
        return sock

    def ask(self):
        """Something that is no request, which is answered like one."""
        with self.connect() as sock:
            sock.send(b"x")
            return sock.recv(65536)

    def segments(self):
        return sorted(glob.glob(os.path.join(self.log, "*.seg")))

    def checkpoints(self, name="seq"):
        """The number on the line that begins so, of each."""
        return [int(line.split()[1]) for line in self.text("state/lineage/checkpoints").splitlines()
                if line.startswith(name + " ")]

    def verify(self):
        done = subprocess.run([tool, "verify", self.log, "--key", os.path.join(self.log, "log.pub")],
                              text=True, capture_output=True, check=False)
        return done.returncode, (done.stdout + done.stderr).strip()

    def last(self):
        """The log's last record."""
        done = subprocess.run([tool, "show", self.log, "--last", "1", "--json"], text=True,
                              capture_output=True, check=True)
        return json.loads(done.stdout)


def beginnings():
    host = Host()
    host.start()
    host.drained()
    check("all is acknowledged, and nothing was before", host.get("acked") == 20 and
          host.calls("resume") == [f"resume {'0' * 32} 0 {'0' * 64}"], host.calls())
    check("a boot that begins with its first record is nothing to tell",
          "begins with record" not in host.text("said"), host.text("said"))
    host.stop()
    check("its log is good", host.verify()[0] == 0, host.verify()[1])
    host.set(last=30)
    host.start()
    host.drained()
    host.stop()
    check("a later daemon, too, signs what the boot has lost",
          host.checkpoints()[-1] == 30 and set(host.checkpoints("lost")) == {7}, host.checkpoints("lost"))

    host.reboot()
    host.set(acked=5)
    host.start()
    host.drained()
    host.stop()
    check("somebody else has acknowledged records: an alert", "begins with record 6" in host.text("said"),
          host.text("said"))
    status, text = host.verify()
    check("and verify says what is missing", status == 1 and "records 1 to 5 of this boot are missing" in text,
          text)

    os.rename(host.log, host.path("moved"))
    host.set(last=30)
    host.start()
    host.drained()
    host.stop()
    status, text = host.verify()
    check("a log that begins in the middle of a boot, since it was moved away, is good",
          status == 0 and "records 1 to 20 of it are missing" in text, text)


def owed():
    """What the kernel is to be told about the boot before, and could not be."""
    def a_daemon_is_killed(**kernel):
        last = host.last()
        host.reboot()
        host.set(**kernel)
        host.start()
        host.drained()
        host.kill()
        return f"resume {last['boot']} {last['seq']} {last['hash']}"

    host = Host()
    host.start()
    host.drained()
    host.stop()
    want = a_daemon_is_killed(full=1000000)
    check("a kernel whose log is full was told nothing of the boot before", not host.get("resumed"))
    host.set(full=0, last=30)
    host.start()
    host.drained()
    check("the next daemon tells it", host.calls("resume") == [want], host.calls("resume") + [want])
    host.stop()

    want = a_daemon_is_killed(acked=10)
    host.set(resumed=0)
    host.start()
    host.stop()
    check("also in a boot that does not begin with record 1", host.calls("resume") == [want],
          host.calls("resume") + [want])


def killed():
    """Between a write and its sync: what is there then is not durable yet."""
    host = Host()
    host.set(die="")
    host.start()
    host.daemon.wait()
    check("a daemon dies before its first sync", not host.get("acked") and host.last()["seq"] == 20)
    # The file die has gone with it.
    host.start()
    host.drained()
    host.stop()
    calls = host.calls()
    before = calls[:calls.index("ack 20")] if "ack 20" in calls else []
    segment = os.path.basename(host.segments()[0])
    check("what it wrote is synced before it is acknowledged",
          f"sync {segment}" in before and "sync lineage" in before[before.index(f"sync {segment}"):], calls)


def mute():
    """For a while the kernel does not tell its status."""
    host = Host()
    host.start()
    host.drained()
    # It was asked at the start, and will not be for a minute.
    until(lambda: host.text("state/clock"))
    host.set(mute=1)
    host.daemon.send_signal(signal.SIGHUP)
    until(lambda: not host.get("mute"))
    host.set(last=30)
    check("a status that did not come leaves all as it was", host.drained() and
          "begins with record" not in host.text("said"), host.text("said"))
    host.stop()


def moved_away():
    """The oldest segments, as the guide tells: the daemon goes on with what is there."""
    host = Host()
    host.start("--segment-bytes", "500")
    host.drained()
    host.stop()
    old = host.segments()[:-1]
    sizes = [os.path.getsize(path) for path in old]
    check("no segment is closed before it is large enough", len(old) > 1 and min(sizes) >= 500, sizes)
    for path in old:
        os.rename(path, host.path(os.path.basename(path)))
    host.set(last=40)
    host.start()
    check("older segments were moved away, and the log goes on", host.drained() and
          host.last()["index"] >= 39, host.text("said"))
    host.stop()
    check("the log is wanted from its first segment on", "segments are missing" in host.verify()[1],
          host.verify()[1])
    for path in old:
        os.rename(host.path(os.path.basename(path)), path)
    check("and is good with them", host.verify()[0] == 0, host.verify()[1])


def files():
    """What changes while the daemon looks elsewhere, and what it could not look at."""
    host = Host()
    with open(host.path("kernel/late"), "w", encoding="ascii") as file:
        file.write("late\n")
    host.start()
    check("a file that comes while the daemon starts is found",
          until(lambda: host.calls("add")), host.calls())
    host.stop()

    host.write("", "kernel/held")
    host.set(overtaken=3)
    host.start()
    check("a list that was overtaken leaves nothing out for good", until(lambda: host.calls("add")),
          host.calls() + [host.text("said")])
    host.stop()


def artifacts():
    """One goes with its file, and with nothing else."""
    def names(*gone):
        for name in ("a", "b"):
            path = host.path("etc/artifacts", name + ".writ")
            if name in gone and os.path.lexists(path):
                os.remove(path)
            elif name not in gone:
                host.bring(name, "etc/artifacts", name + ".writ")
        host.look()

    def dropped(name):
        return host.calls(f"drop {sha256(name)}")

    host = Host()
    host.start()
    names()
    check("artifacts are brought to the kernel", host.holds("a") and host.holds("b"), host.calls())
    path = host.path("etc/artifacts/a.writ")
    os.remove(path)
    os.symlink("nowhere", path)
    host.look()
    check("one whose link points nowhere stays in force", host.holds("a") and not dropped("a"), host.calls())
    check("and is named once", host.text("said").count("a.writ") == 2, host.text("said"))
    os.remove(path)
    os.symlink("a.writ", path)
    host.look()
    check("so does one that cannot be opened", host.holds("a") and not dropped("a"), host.calls())
    os.remove(host.path("etc/artifacts/b.writ"))
    host.look()
    check("while one cannot be read, nothing is dropped: it may be any of them", host.holds("b"), host.calls())

    os.remove(path)
    names()
    host.refuses("other")
    host.bring("other", "etc/artifacts/a.writ")
    host.look()
    host.look()
    check("one that was replaced by what the kernel refuses stays in force",
          host.holds("a") and not host.holds("other"), host.calls())
    check("and that is said once", host.text("said").count("a.writ: refused") == 1, host.text("said"))
    names("b")
    check("meanwhile another goes with its file", dropped("b") and not host.holds("b") and host.holds("a"),
          host.calls() + [host.text("said"), host.text("state/provisioned")])
    host.bring("other", "etc/artifacts/a.writ")
    host.stop()
    host.start()
    host.look()
    check("also for a daemon that begins then", host.holds("a"), host.calls())
    host.refuses("other", False)
    host.look()
    check("once the kernel takes the other, the first goes", host.holds("other") and dropped("a"), host.calls())

    pipe = host.path("etc/artifacts/pipe.writ")
    os.mkfifo(pipe)
    host.bring("beside", "etc/artifacts/zz.writ")
    host.look()
    check("a pipe among them is named, and not waited for",
          host.holds("other") and host.holds("beside") and
          "pipe.writ is not a regular file" in host.text("said"), host.calls() + [host.text("said")])
    os.remove(pipe)
    os.remove(host.path("etc/artifacts/zz.writ"))
    host.look()

    os.rename(host.path("etc/artifacts"), host.path("elsewhere"))
    host.look()
    check("where the directory is not there, all stays as it is", host.holds("other"), host.calls())
    os.rename(host.path("elsewhere"), host.path("etc/artifacts"))
    names("a", "b")
    check("with the directory, but without the file, it goes", dropped("other"), host.calls())
    host.stop()


def keys(*names):
    for name in names:
        subprocess.run([writ, "keygen", "--type", "p256", name], cwd=work, check=True, capture_output=True)


def policy(ident, version, root="root", denied="opt"):
    """A signed one; another path makes another one of the same version."""
    path = os.path.join(work, "policy")
    with open(path + ".yaml", "w", encoding="ascii") as file:
        file.write(f"policy: {ident}\nversion: {version}\nissuers:\n  - name: issuer\n    key: issuer.pub\n"
                   f"    operations: [execute]\n    max-validity: 1d\ndefault: require\nrules:\n  - paths: [/{denied}]\n"
                   "    answer: deny\n")
    subprocess.run([writ, "policy", "sign", "--key", root, path + ".yaml", "-o", path + ".writ"],
                   cwd=work, check=True, capture_output=True)
    with open(path + ".writ", "rb") as file:
        return file.read()


def policies():
    """Only what the kernel has accepted is ever the last good one."""
    def kept(content, mark):
        with open(host.path("state/policy.writ"), "rb") as file:
            return file.read() == content and host.text("state/mark") == mark

    def offered(content):
        return [c for c in host.calls() if sha256(content) in c]

    host = Host()
    first = policy("agents", 1)
    host.bring(first, "etc/policy.writ")
    host.start()
    host.look()
    check("a policy that the kernel accepts is kept, and makes the mark",
          host.holds(first) and kept(first, "agents\n1\n"), [host.text("state/mark"), host.text("said")])
    strange = policy("other", 1, "stranger")
    host.bring(strange, "etc/policy.writ")
    host.look()
    host.look()
    check("another one of the same version, which the kernel never saw, is not",
          kept(first, "agents\n1\n") and not offered(strange), host.text("state/mark"))
    said = "version 1 is not above 1, which is in force with another content"
    check("that it is there is said once", host.text("said").count(said) == 1, host.text("said"))
    second = policy("agents", 2)
    host.refuses(second)
    host.bring(second, "etc/policy.writ")
    host.look()
    check("nor is one that the kernel refuses", kept(first, "agents\n1\n") and offered(second), host.calls())
    host.refuses(second, False)
    host.look()
    check("once it accepts it, it is", kept(second, "agents\n2\n"), host.calls())
    host.bring(policy("agents", 2, denied="forgotten"), "etc/policy.writ")
    host.look()
    check("a version that was not raised is said", "version 2 is not above 2" in host.text("said"),
          host.text("said"))
    host.stop()

    host.reboot()
    host.start()
    host.look()
    check("the last good one comes back", host.holds(second) and kept(second, "agents\n2\n"), host.calls())
    host.stop()


def artifact(name, *options):
    path = os.path.join(work, name)
    with open(path, "w", encoding="ascii") as file:
        file.write(name)
    subprocess.run([writ, "issue", "--key", "issuer", "--issuer", "issuer", "--ops", "execute", *options,
                    path, "-o", path + ".writ"], cwd=work, check=True, capture_output=True)
    with open(path + ".writ", "rb") as file:
        return file.read()


def ledger():
    """What was brought to the kernel in one boot is refused in the next, whatever becomes of the ledger."""
    def boots(content=None, **numbers):
        """Another boot with this ledger: does it start, and is it refused?"""
        if content is not None:
            host.write(content, "state/ledger")
        host.reboot()
        host.set(**numbers)
        host.start()
        if host.daemon.poll() is None:
            host.look()
            host.stop()
            return "replay" in host.text("said"), host.holds(once)
        return host.text("said")

    def read():
        with open(host.path("state/ledger"), "rb") as file:
            return file.read()

    now = int(time.time())
    once = artifact("once", "--valid", "1h", "--uses", "1")
    host = Host()
    host.set(clock=now)
    host.bring(once, "etc/artifacts/once.writ")
    host.start()
    host.look()
    check("an artifact with bounded uses is noted, and brought", host.holds(once) and len(read().split()) == 4,
          host.text("said"))
    calls = host.calls()
    check("the ledger is synced, and so is the directory that holds it", "sync ledger" in calls and
          "sync state" in calls[:calls.index("sync ledger")], calls)
    check("so are directories that are made", calls[0] == "sync state", calls)
    check("and the checkpoints", until(lambda: "sync checkpoints" in host.calls()) and
          until(lambda: "sync lineage" in host.calls()[host.calls().index("sync checkpoints"):]), host.calls())
    host.stop()
    line = read()
    burned = (True, False)
    check("in another boot it is refused", boots() == burned, host.text("said"))

    host.set(step=420 * DAY)
    check("also with a clock that is wrong by 420 days", boots(step=420 * DAY) == burned and read() == line,
          host.text("said"))
    host.write(f"{now}\n", "state/clock")
    check("or a mark that began with that clock", boots(clock=now + 420 * DAY) == burned and read() == line,
          host.text("said"))
    host.write(f"{now + 420 * DAY}\n", "state/clock")
    check("or a note of the mark from such a boot", boots(clock=now) == burned and read() == line,
          host.text("said"))

    other = line.replace(line.split()[1], b"11" * 16)
    damage = "line {} cannot be read"
    for name, content, number in (
            ("a NUL", other + line[:9] + b"\0" + line[10:], 2),
            ("a NUL in a line that others follow", line[:9] + b"\0" + line[10:] + other, 1),
            ("a lost newline", line[:-1] + other, 1),
            ("a space for a newline", other + line[:-1] + b" " + other, 2),
            ("a line that is too long", b"a" * 300 + b"\n" + line, 1),
            ("an empty line", other + b"\n" + line, 2)):
        said = boots(content)
        check(f"ledger: with {name}, the daemon does not start", damage.format(number) in said and
              read() == content, said)
    check("ledger: a torn last line is cut off, and the others count",
          boots(line + other[:40]) == burned and read() == line, read())
    check("ledger: one that lacks only its end counts", boots(line[:-1]) == burned and read() == line, read())
    check("ledger: one of zeros is cut off, too", boots(line + b"\0" * 300) == burned and read() == line, read())

    host.write(f"{now + 420 * DAY}\n", "state/clock")
    os.remove(host.path("etc/artifacts/once.writ"))
    boots(line + other, clock=now + 420 * DAY)
    check("what has expired a year ago, by both, is forgotten", read() == b"", read())


def presented():
    """What was presented is kept until it has expired, by the mark."""
    def there():
        return [content for content in (short, long, b"refused") if
                os.path.exists(host.path("state/artifacts", sha256(content)))]

    now = int(time.time())
    short = artifact("short", "--valid", "1h")
    long = artifact("long", "--valid", "20h")
    host = Host()
    os.mkdir(host.path("state/artifacts"))
    host.refuses(b"refused")
    for content in (short, long, b"refused"):
        host.write(content, "state/artifacts", sha256(content))
    host.set(clock=now)
    host.start()
    host.look()
    host.look()
    check("what was presented is brought back", host.holds(short) and host.holds(long) and
          not host.holds(b"refused"), host.calls())
    check("one that is refused is said once", host.text("said").count("refused: ") == 1, host.text("said"))
    host.daemon.send_signal(signal.SIGHUP)
    check("and once more when somebody asks for it", until(lambda: host.text("said").count("refused: ") == 2),
          host.text("said"))
    host.set(step=10 * DAY)
    host.look()
    check("the wall clock takes nothing away", there() == [short, long, b"refused"], there())
    host.set(clock=now + 7200)
    host.look()
    check("what has expired by the mark is no longer kept", there() == [long, b"refused"], there())
    host.stop()
    host.reboot()
    host.start()
    host.look()
    check("nor brought to the kernel of the next boot", host.holds(long) and not host.holds(short),
          host.calls())
    host.stop()


def another_key():
    """A log that two keys have signed is verified by none as a whole: the guide tells what to do."""
    host = Host()
    host.start()
    host.drained()
    host.stop()
    check("the first key is nothing to tell", "log.key" not in host.text("said"), host.text("said"))
    os.rename(host.path("state/log.key"), host.path("state/log.key.1"))
    first = len(host.text("state/lineage/checkpoints"))
    host.set(last=30)
    host.start()
    host.drained()
    host.stop()
    check("another key over an older log is an alert", "a new one was made" in host.text("said"),
          host.text("said"))
    check("no key verifies all of it", host.verify()[0] == 1, host.verify()[1])
    notes = host.text("state/lineage/checkpoints")
    host.write(notes[first:], "state/lineage/checkpoints")
    check("without the first one's checkpoints it is good", host.verify()[0] == 0, host.verify()[1])
    host.write(notes, "state/lineage/checkpoints")

    os.rename(host.log, host.log + ".1")
    host.set(last=40)
    host.start()
    host.drained()
    host.stop()
    status, text = host.verify()
    check("another directory is another log, which its key verifies", status == 0 and
          "a new one was made" not in host.text("said") and "records 1 to 30 of it are missing" in text,
          [text, host.text("said")])


def power_loss():
    """A filesystem may keep a file's size and lose the data: zeros at its end."""
    def append(path, data):
        with open(path, "ab") as file:
            file.write(data)

    def started():
        host.start()
        good = host.daemon.poll() is None and host.drained()
        if good:
            host.stop()
        return good

    host = Host()
    host.start()
    host.drained()
    host.stop()
    segment = host.segments()[-1]
    size = os.path.getsize(segment)
    for count in (1, 3000):
        append(segment, bytes(count))
        status, text = host.verify()
        check(f"verify: {count} zeros at the end are what a crash left", status == 0 and
              f"{count} bytes of an unfinished record follow" in text, text)
        check("the daemon cuts them off, and says so", started() and os.path.getsize(segment) == size and
              f"{count} bytes of zeros that a crash left" in host.text("said"), host.text("said"))
    host.set(last=30)
    host.set(last=29)
    check("and goes on", started() and host.verify()[0] == 0, host.verify()[1])

    at = os.path.getsize(segment)
    host.set(last=30)
    started()
    # Where a record was begun: the file's size is durable, and its data up to some block.
    size = os.path.getsize(segment)
    with open(segment, "rb") as file:
        data = file.read()
    ahead = Host()
    ahead.set(last=31)
    ahead.start()
    ahead.drained()
    ahead.stop()
    with open(ahead.segments()[0], "rb") as file:
        record = file.read()[size:]
    for begun in (1, 2, 5, len(record) // 2, len(record) - 34, len(record) - 1):
        with open(segment, "wb") as file:
            file.write(data + record[:begun] + bytes(4096))
        status, text = host.verify()
        check(f"verify: zeros after {begun} bytes of a record are what a crash left", status == 0 and
              f"{begun + 4096} bytes of an unfinished record" in text, text)
        check("the daemon cuts both off", started() and os.path.getsize(segment) == size, host.text("said"))
    with open(segment, "wb") as file:
        file.write(data + data[at:] + bytes(4096))
    status, text = host.verify()
    check("verify: a whole record that does not follow, before zeros, is damage", status == 1, text)
    os.truncate(segment, size)

    append(segment, bytes(100) + b"\1" + bytes(100))
    status, text = host.verify()
    check("verify: zeros before something else are damage", status == 1 and "framing" in text, text)
    check("and the daemon does not start", not started() and os.path.getsize(segment) == size + 201,
          host.text("said"))
    os.truncate(segment, size)

    # The last record, which a checkpoint covers.
    with open(segment, "rb") as file:
        data = file.read()
    with open(segment, "wb") as file:
        file.write(data[:at] + bytes(len(data) - at))
    status, text = host.verify()
    check("verify: zeros in the place of a record that a checkpoint covers are found", status == 1, text)
    check("and the daemon does not cut them off", not started() and "records that were there" in
          host.text("said") and os.path.getsize(segment) == size, host.text("said"))
    os.rename(host.path("state/lineage/checkpoints"), host.path("checkpoints"))
    check("nor where the kernel knows that it let that record go", not started() and
          os.path.getsize(segment) == size, host.text("said"))
    host.reboot()
    check("where nobody knows of it, they are", started() and host.verify()[0] == 0 and
          os.path.getsize(segment) == at, host.text("said"))

    path = os.path.join(host.log, f"{host.last()['index'] + 1:020}.seg")
    host.write(bytes(4096), path)
    check("verify: a last segment of zeros is what a crash left", host.verify()[0] == 0, host.verify()[1])
    host.set(last=40)
    check("the daemon takes it away, and goes on", started() and host.verify()[0] == 0 and
          host.last()["seq"] == 40, host.text("said"))


def many_checkpoints():
    """Their file has no bound, and of what there is only the end is read."""
    host = Host()
    host.start()
    host.drained()
    host.stop()
    path = host.path("state/lineage/checkpoints")
    with open(path, "rb") as file:
        note = file.read()
    # A hole in front, larger than memory should ever hold, that a whole note follows.
    with open(path, "wb") as file:
        file.seek(3 << 30)
        file.write(b"\n\n" + b"x\n\n\xe2\x80\x94 x\n\n" + note + note[:100])
    size = os.path.getsize(path)
    host.set(last=30)
    host.start()
    check("a file of checkpoints of 3 GiB keeps nobody from starting", host.drained(), host.text("said"))
    check("half a checkpoint at its end is cut off", os.path.getsize(path) == size - 100,
          os.path.getsize(path) - size)
    peak = int(re.search(r"VmHWM:\s+(\d+)", host.text(f"/proc/{host.daemon.pid}/status")).group(1))
    check("nor is it read", peak < 200000, peak)
    host.stop()
    check("the next one is signed", os.path.getsize(path) > size, os.path.getsize(path) - size)


def grows(host, last, seconds):
    """Records that come after so long begin another segment."""
    before = len(host.segments())
    time.sleep(seconds)
    host.set(last=last)
    return host.drained() and len(host.segments()) > before


def clocks():
    """The wall clock goes back by a day; what lasts a second does so all the same."""
    host = Host()
    host.start("--checkpoint-seconds", "1", "--segment-seconds", "3")
    host.drained()
    until(lambda: host.checkpoints() == [20])
    silent = host.connect()
    time.sleep(1)
    host.set(step=-DAY)
    host.set(last=30)
    check("a checkpoint is signed in time", until(lambda: host.checkpoints()[-1:] == [30]), host.checkpoints())
    check("a segment is closed in time", grows(host, 40, 4), host.segments())
    check("who says nothing is let go", ended(silent))
    silent.close()
    while b"wait a second" not in host.ask():
        pass
    host.set(step=-2 * DAY)
    time.sleep(2)
    check("who asked too often may ask again", b"wait a second" not in host.ask())
    host.stop()

    # By the clock that is set back once more, the segment was last written to tomorrow.
    host.set(step=-3 * DAY)
    host.start("--segment-seconds", "3")
    check("so is one that another daemon began", grows(host, 50, 4), host.segments())
    host.stop()
    os.utime(host.segments()[-1], (time.time() - 100, time.time() - 100))
    host.set(step=0)
    host.start("--segment-seconds", "99")
    check("and how long ago that was counts", grows(host, 60, 0), host.segments())
    host.stop()
    check("the log is good", host.verify()[0] == 0, host.verify()[1])


try:
    keys("root", "issuer", "stranger")
    beginnings()
    owed()
    killed()
    mute()
    moved_away()
    files()
    artifacts()
    policies()
    ledger()
    presented()
    another_key()
    power_loss()
    many_checkpoints()
    clocks()
finally:
    for left in daemons:
        left.kill()
    shutil.rmtree(work)
sys.exit(failed != 0)
