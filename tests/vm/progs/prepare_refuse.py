# SPDX-License-Identifier: GPL-2.0-only
"""Policies that must be refused, and artifacts that must be skipped."""
import forge
from forge import ALL, EXECUTE, MAP
from prepare import (HOST, YEAR, begin, big, build, curve, end, group, issuers, narrow, now,
                     other_root, policy, put, root, stranger, text, variant, writ)


def policies():
    good = policy()
    put("refuse/bad/truncated", good[:-1])
    put("refuse/bad/trailing", good + b"\0")
    put("refuse/bad/empty", b"")
    put("refuse/bad/oversize", good + bytes(256 * 1024 + 1 - len(good)))
    put("refuse/bad/raw-payload", forge.cbor({1: "acceptance", 2: 1, 3: root.cose,
                                              4: issuers(), 5: [], 6: 0}))
    # Everything names the root, but another key made the signature.
    put("refuse/bad/other-key", policy(signer=other_root))
    # Honestly another authority's, key and all.
    put("refuse/bad/other-root", forge.policy(other_root, issuers(), nbf=begin, exp=end))
    at = good.index(b"acceptance")
    put("refuse/bad/tampered", good[:at] + b"A" + good[at + 1:])
    put("refuse/bad/expired", forge.policy(root, issuers(), nbf=now - YEAR, exp=now - 60))
    put("refuse/bad/not-yet", forge.policy(root, issuers(), nbf=now + YEAR, exp=now + 2 * YEAR))
    put("refuse/bad/audience", forge.policy(root, issuers(), nbf=begin, exp=end, aud="elsewhere"))
    put("refuse/bad/artifact", writ([variant("good")]))
    put("refuse/ignore-off", policy(ignore_off=True))


def artifacts():
    """Each bad one names a program of its own name, so that a load would show."""
    where = "refuse/artifacts/"
    one = writ([variant("truncated")])
    put(where + "truncated", one[:len(one) // 2])
    put(where + "garbage", bytes(range(256)))
    put(where + "empty", b"")
    put(where + "wrong-key", writ([variant("wrong-key")], signer=stranger))
    put(where + "unknown-issuer", writ([variant("unknown-issuer")], by=stranger))
    put(where + "wrong-name", writ([variant("wrong-name")], iss="big"))
    path = "/opt/program"
    soon = {"nbf": now, "exp": now + 3600}
    put(where + "limit-good", writ([variant("limit-good", path)], by=narrow, ops=[EXECUTE], **soon))
    put(where + "limit-ops", writ([variant("limit-ops", path)], by=narrow, ops=[EXECUTE, MAP], **soon))
    put(where + "limit-validity", writ([variant("limit-validity", path)], by=narrow,
                                       ops=[EXECUTE], nbf=now, exp=now + 3601))
    put(where + "limit-subjects", writ([variant("limit-subjects", path), text("2", path)],
                                       by=narrow, ops=[EXECUTE], **soon))
    put(where + "limit-path", writ([variant("limit-path", "/optional/program")], by=narrow,
                                   ops=[EXECUTE], **soon))
    put(where + "limit-no-path", writ([variant("limit-no-path")], by=narrow, ops=[EXECUTE], **soon))
    put(where + "claim", writ([variant("claim")], extra={11: {}}))
    put(where + "algorithm", writ([variant("algorithm")], alg=-7))
    put(where + "other-algorithm", writ([variant("other-algorithm")], alg=-9, raw=None))
    put(where + "policy", policy())
    put(where + "good", writ([variant("good")]))
    put(where + "good-4096", writ([variant("good-4096")], by=big))
    put(where + "curve", writ([variant("curve")], by=curve))
    put(where + "curve-wrong", writ([variant("curve-wrong")], by=curve, raw=None, signer=other_curve()))
    put(where + ".hidden", writ([variant("hidden")]))


def other_curve():
    from prepare import key
    return key("other-curve", "p256")


def prepare():
    group("refuse")
    policies()
    artifacts()
