# SPDX-License-Identifier: GPL-2.0-only
"""One artifact for each reason, and the controls beside them."""
import forge
from forge import ALL, ALLOW, DENY, EXECUTE, KERNEL_ACCESS, MAP, REQUIRE, SCRIPT
from prepare import (DAY, HOST, begin, build, curve, end, file_subject, group, maker, narrow, now, put,
                     stranger, text, variant, writ)


def stored(where):
    put(where + "listed", writ([variant("listed")]))
    put(where + "audience", writ([variant("audience")], aud=["elsewhere", "nowhere"]))
    put(where + "audience-ok", writ([variant("audience-ok")], aud=["elsewhere", HOST]))
    put(where + "not-yet", writ([variant("not-yet")], nbf=now + DAY, exp=now + 2 * DAY))
    put(where + "expiring", writ([variant("expiring")], exp=now + 7200))
    put(where + "expired", writ([variant("expired")], exp=now - 60))
    put(where + "map-only", writ([variant("map-only")], ops=[MAP]))
    put(where + "execute-only", writ([variant("execute-only")], ops=[EXECUTE]))
    put(where + "path", writ([variant("path", "/tmp/here/program")]))
    script = "#!/tmp/r/listed\n# %s\n"
    put(where + "script", writ([text(script % "script")], ops=[SCRIPT]))
    put(where + "no-script", writ([text(script % "no-script")], ops=[EXECUTE, MAP]))
    # Two artifacts about one content, neither of which serves alone.
    put(where + "both-1", writ([variant("both")], ops=[MAP]))
    put(where + "both-2", writ([variant("both")], exp=now - 60))


def travelling(where):
    """For security.writ of the program "own"."""
    good = writ([variant("own")])
    put(where + "good", good)
    put(where + "malformed", good[:-3])
    put(where + "claim", writ([variant("own")], extra={11: {}}))
    put(where + "algorithm", writ([variant("own")], alg=-7))
    put(where + "curve", writ([variant("own")], by=curve))
    put(where + "unknown-issuer", writ([variant("own")], by=stranger))
    put(where + "signature", writ([variant("own")], signer=stranger))
    put(where + "limit", writ([variant("own")], by=narrow))
    put(where + "other-content", writ([variant("another")]))
    put(where + "audience", writ([variant("own")], aud="elsewhere"))
    put(where + "expired", writ([variant("own")], exp=now - 60))
    put(where + "not-yet", writ([variant("own")], nbf=now + DAY, exp=now + 2 * DAY))
    put(where + "operation", writ([variant("own")], ops=[MAP]))
    put(where + "path", writ([variant("own", "/tmp/elsewhere")]))
    put(where + "path-ok", writ([variant("own", "/tmp/r/own")]))
    many = [text("%d" % i) for i in range(500)]
    put(where + "too-large", writ([variant("own")] + many))


def prepare():
    group("reasons", rules=[
        forge.rule(ALLOW, uids=[[2000, 2999]]),
        forge.rule(ALLOW, filesystems=["ramfs"]),
        forge.rule(ALLOW, ops=[SCRIPT], uids=[[3000, 3000]]),
        forge.rule(DENY, uids=[[4000, 4000]]),
    ])
    stored("reasons/artifacts/")
    travelling("reasons/own/")

    # Not everything is governed here, and the options are on.
    group("scope", rules=[
        forge.rule(DENY, paths=["/tmp/denied"]),
        forge.rule(ALLOW, paths=["/tmp/free"]),
        forge.rule(REQUIRE, uids=[[1000, 1000]]),
    ], default=ALLOW, writable_code=True, trusted=["fuse"])
    put("scope/artifacts/listed", writ([variant("listed")]))

    group("fuse")
    put("fuse/artifacts/listed", writ([variant("listed"), file_subject("bin/fuse_toy")]))

    group("content")
    put("content/artifacts/listed", writ([variant("listed")]))
    put("content/artifacts/waits",
        writ([text("#!/bin/busybox sh\nread -r line < /tmp/w/orders\n")]))

    group("attached")
    put("attached/artifacts/listed", writ([variant("listed")]))
    # Even who may call bpf() takes nothing away.
    put("attached/artifacts/bpf", writ([file_subject("bin/probe")], by=maker, ops=ALL + [KERNEL_ACCESS]))

    group("verity")
    put("verity/artifacts/listed", writ([variant("listed")]))
    verity = forge.subject(verity_digest("verity"), kind=1)
    put("verity/artifacts/verity", writ([verity]))
    put("verity/own/long", writ([variant("own")], nbf=begin, exp=now + 30 * DAY))
    put("verity/own/short", writ([variant("own")], nbf=begin, exp=now + 7200))
    put("verity/own/fits-not", bytes(20000))

    group("stress")
    put("stress/artifacts/listed", writ([variant("listed")]))


def verity_digest(word):
    """
    The fs-verity digest of a variant (Documentation/filesystems/fsverity.rst):
    of its descriptor, with the Merkle tree's root over blocks of 4096 bytes.
    """
    from prepare import SUBJECT
    sha256 = lambda data: forge.hashlib.sha256(data).digest()
    data = SUBJECT + b"# " + word.encode() + b"\n"
    level = [sha256(data[at:at + 4096].ljust(4096, b"\0")) for at in range(0, len(data), 4096)]
    while len(level) > 1:
        joined = b"".join(level)
        level = [sha256(joined[at:at + 4096].ljust(4096, b"\0"))
                 for at in range(0, len(joined), 4096)]
    descriptor = bytes([1, 1, 12, 0]) + bytes(4) + len(data).to_bytes(8, "little")
    descriptor += level[0].ljust(64, b"\0") + bytes(32) + bytes(144)
    return sha256(descriptor)
