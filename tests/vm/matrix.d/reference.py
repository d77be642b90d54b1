# SPDX-License-Identifier: GPL-2.0-only
"""What must come of a request: a second evaluator.

Written from docs/formats/writ.cddl, docs/formats/README.md and docs/policy.md, and
on purpose without a look at how the kernel does it: slow, and as near to the words
of those pages as it goes. What cannot be told is None and fits nothing.

An artifact is a dictionary of what it says, by the names of the options of
`writ issue`; a request is one of what is asked and by whom.
"""
import re

# "Within the group that artifacts can cause, a later value is the more specific."
ORDER = ["missing-authorization", "malformed-artifact", "unsupported-claim",
         "unsupported-algorithm", "unknown-issuer", "invalid-signature", "issuer-limit",
         "revoked", "wrong-audience", "not-yet-valid", "expired", "operation-mismatch",
         "path-mismatch", "policy-mismatch", "environment-mismatch", "identity-mismatch",
         "argv-mismatch", "envvar-mismatch", "replay"]
LOCKDOWN = ["none", "integrity", "confidentiality"]
NOBODY = 2 ** 32 - 1


# ---- patterns

def glob_fits(glob, text):
    """ "*" any bytes, "?" one, "\\" before a byte for itself """
    # Where in the text one may be, after what was read of the glob
    places, at = {0}, 0
    while at < len(glob):
        if glob[at] == ord("*"):
            places = set(range(min(places), len(text) + 1)) if places else places
        elif glob[at] == ord("?"):
            places = {place + 1 for place in places if place < len(text)}
        else:
            at += glob[at] == ord("\\")
            places = {place + 1 for place in places
                      if place < len(text) and text[place] == glob[at]}
        at += 1
    return len(text) in places


def number_of(text):
    """A decimal number in its shortest form, of at most 18 digits."""
    if not re.fullmatch(rb"-?[0-9]{1,18}", text) or str(int(text)).encode() != text:
        return None
    return int(text)


def components(path):
    """Of an absolute path without empty, "." and ".." components; otherwise None."""
    if path == b"/":
        return []
    if not path.startswith(b"/") or len(path) > 4095:
        return None
    parts = path[1:].split(b"/")
    return None if any(part in (b"", b".", b"..") for part in parts) else parts


def is_under(path, directory):
    inner, outer = components(path), components(directory)
    return inner is not None and inner[:len(outer)] == outer


def pattern_fits(pattern, text, files):
    kind, *values = pattern
    if kind == "any":
        return True
    if kind == "literal":
        return text == values[0]
    if kind == "glob":
        return glob_fits(values[0], text)
    if kind == "one-of":
        return text in values[0]
    if kind == "range":
        number = number_of(text)
        return number is not None and values[0] <= number <= values[1]
    if kind == "under":
        return is_under(text, values[0])
    if kind == "content":
        return files.get(text) == values[0]
    raise ValueError(kind)


# ---- who asks

def is_within(number, ranges):
    return number is not None and number != NOBODY and any(a <= number <= b for a, b in ranges)


def inherits(artifact, request):
    """Descendants of what it authorized may run what it lists, so many executions deep."""
    return bool(artifact.get("inherit") and request["artifact"] == artifact["name"] and
                request["depth"])


def initiator_fits(artifact, request):
    for claim, fact in (("uid", "uid"), ("gid", "gid"), ("login", "login")):
        if claim in artifact and not is_within(request[fact], artifact[claim]):
            return False
    if "cgroup" in artifact and not (request["cgroup"] is not None and any(
            is_under(request["cgroup"], group) for group in artifact["cgroup"])):
        return False
    # "whoever their parent is"; and what is mapped in the middle of an execution has none
    if inherits(artifact, request):
        return True
    if "parent" in artifact and request["program"] not in artifact["parent"]:
        return False
    # A cti names an artifact of the key that signed the one which names it.
    return "ancestor" not in artifact or (request["artifact"] in artifact["ancestor"] and
                                          request["key"] == artifact["key"])


# ---- the host

def environment_fits(artifact, host):
    if "boot" in artifact and artifact["boot"] != "this":
        return False
    if "kernel" in artifact and not any(
            glob_fits(glob.encode(), host["kernel"]) for glob in artifact["kernel"]):
        return False
    if LOCKDOWN.index(host["lockdown"]) < LOCKDOWN.index(artifact.get("lockdown", "none")):
        return False
    if artifact.get("secure_boot") and not host["secure_boot"]:
        return False
    if artifact.get("module_signatures") and not host["module_signatures"]:
        return False
    return all(host["pcrs"].get(index) == value for index, value in artifact.get("pcr", []))


# ---- arguments and variables

def arguments_fit(artifact, request):
    patterns, arguments = artifact["arg"], request["argv"]
    if arguments is None or len(arguments) < len(patterns):
        return False
    if len(arguments) > len(patterns) and not artifact.get("more"):
        return False
    return all(pattern_fits(pattern, text, request["files"])
               for pattern, text in zip(patterns, arguments))


def is_interpreter(request, policy):
    if request["path"] is None and policy["interpreter_paths"]:
        return True
    return (request["path"] in policy["interpreter_paths"] or
            request["digest"] in policy["interpreter_digests"])


def variables_fit(artifact, request, policy):
    if not policy["guarded"]:
        return True
    if request["env"] is None:
        return False
    for variable in request["env"]:
        name, _, value = variable.partition(b"=")
        if any(glob_fits(glob, name) for glob in policy["guarded"]) and not any(
                granted == name and pattern_fits(pattern, value, {})
                for granted, pattern in artifact.get("env", [])):
            return False
    return True


# ---- all of it

def refusal(artifact, request, host, policy):
    """Why this artifact does not authorize this, in the order of the reasons; or None."""
    execution = request["op"] in ("execute", "script")
    if "audience" in artifact and host["identity"] not in artifact["audience"]:
        return "wrong-audience"
    if host["now"] < artifact["nbf"]:
        return "not-yet-valid"
    if host["now"] >= artifact["exp"]:
        return "expired"
    if request["op"] not in artifact["ops"]:
        return "operation-mismatch"
    if "at" in artifact and request["path"] != artifact["at"]:
        return "path-mismatch"
    if "policy" in artifact and (artifact["policy"][0] != policy["id"] or
                                 artifact["policy"][1] > policy["version"]):
        return "policy-mismatch"
    if not environment_fits(artifact, host):
        return "environment-mismatch"
    if not initiator_fits(artifact, request):
        return "identity-mismatch"
    if execution and "arg" in artifact and not arguments_fit(artifact, request):
        return "argv-mismatch"
    if (request["op"] == "execute" and not request["by_script"] and "arg" not in artifact and
            is_interpreter(request, policy)):
        return "argv-mismatch"
    if execution and not variables_fit(artifact, request, policy):
        return "envvar-mismatch"
    if execution and "uses" in artifact and not inherits(artifact, request):
        if artifact["used"] >= artifact["uses"]:
            return "replay"
    return None


def verdict(artifacts, request, host, policy):
    """One that authorizes is enough; otherwise the most specific reason of all."""
    reasons = [refusal(artifact, request, host, policy) for artifact in artifacts]
    if None in reasons:
        return "authorized"
    return max(reasons, key=ORDER.index, default="missing-authorization")
