# SPDX-License-Identifier: GPL-2.0-only
"""What the group "ways" needs: programs, libraries, scripts, each listed or not."""
import os

import forge
from forge import ALL
from prepare import file_subject, group, put, text, top, variant, writ


def library_files():
    found = []
    for directory, _, names in os.walk(os.path.join(top, "libs")):
        for name in names:
            found.append(os.path.relpath(os.path.join(directory, name), top))
    return found


def chains(row=""):
    """
    Scripts, three levels deep. In chain N the level N is not listed; in chain 0
    all are, in chain 4 the program at the end is not. The guest writes the same.
    """
    listed = []
    for chain in range(5):
        for level in (1, 2, 3):
            if level == 3:
                interpreter = "/tmp/w/unlisted" if chain == 4 else "/tmp/w/listed"
            else:
                interpreter = "/tmp/w/%schain%d-%d" % (row and row + "/", chain, level + 1)
            if chain != level:
                listed.append(text("#!%s\n# chain %d level %d\n" % (interpreter, chain, level)))
    return listed


def prepare():
    group("ways")
    where = "ways/artifacts/"
    put(where + "listed", writ([variant("listed"), file_subject("bin/subject32")]))
    put(where + "dynamic", writ([file_subject("bin/dynamic"), file_subject("bin/library.so"),
                                 file_subject("bin/linked")]))
    put(where + "libraries", writ([file_subject(name) for name in library_files()]))
    put(where + "chains", writ(chains()))
    put(where + "helper", writ([text("#!/bin/busybox sh\n: > /tmp/w/trace-listed\n")]))
