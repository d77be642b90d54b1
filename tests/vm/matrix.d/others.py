# SPDX-License-Identifier: GPL-2.0-only
"""Mappings; several artifacts about one content, and artifacts in attributes."""
from claims import fitting


# ---- mappings

def maps(plan):
    for how in ("map", "protect"):
        for name, reason, good, bad in fitting(
                plan, ("argv", "envvar", "ops", "path", "boot", "audience", "parent",
                       "parent-artifact")):
            for words, (_, says, launch, fits) in (("fits", good), ("fails", bad)):
                subject = plan.subject()
                subject.artifact(**{"ops": ["map"], **says})
                if how == "protect":
                    # What was never read cannot become code.
                    plan.case("maps", "before %s, %s %s" % (how, name, words), subject,
                              "authorized" if fits else reason, how="map", **launch)
                plan.case("maps", "%s, %s %s" % (how, name, words), subject,
                          "authorized" if fits else reason, how=how, **launch)
    subject = plan.subject()
    subject.artifact(ops=["execute"], arg=[("any",)], more=True)
    plan.case("maps", "to execute only", subject, "operation-mismatch", how="map")
    plan.case("maps", "to execute only, executed", subject, "authorized")
    plan.case("maps", "never read", plan.subject(), "unverified-content", how="protect")
    subject = plan.subject()
    subject.artifact(ops=["map"], env=[(b"GUARD", ("any",))])
    plan.case("maps", "a mapping has no variables", subject, "authorized", how="map",
              env=["LD_PRELOAD=x"])


# ---- several artifacts, and attributes

def several(plan):
    table = list(fitting(plan, ("boot",)))
    for at, (name, reason, _, bad) in enumerate(table):
        name2, _, good2, _ = table[(at + 1) % len(table)]
        launch = {**good2[2], **bad[2]}
        for where in ("artifacts", "own"):
            subject = plan.subject()
            subject.artifact(**bad[1])
            plan.case("several", "%s fails, the only one" % name, subject, None, **launch)
            subject = plan.subject()
            subject.artifact(**bad[1])
            subject.artifact(where, **good2[1])
            plan.case("several", "%s fails, for %s another one fits, %s" % (name, name2, where),
                      subject, None, **launch)
            subject = plan.subject()
            subject.artifact(where, **bad[1])
            plan.case("several", "%s fails, in %s" % (name, where), subject, reason, **bad[2])
