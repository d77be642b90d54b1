# SPDX-License-Identifier: GPL-2.0-only
# From the exported log: who became the large program governed or free, and whether
# it could run the unlisted one then.
function text(name) {
	if (!match($0, "\"" name "\": \"[^\"]*\""))
		return ""
	return substr($0, RSTART + length(name) + 5, RLENGTH - length(name) - 6)
}
function number(name) {
	if (!match($0, "\"" name "\": [0-9]+"))
		return 0
	return substr($0, RSTART + length(name) + 4, RLENGTH - length(name) - 4)
}
text("kind") != "exec" { next }
text("path") == "/mnt/bin/race-large" && text("verdict") == "allowed" {
	was[number("lineage")] = text("reason") == "ungoverned" ? "free" : "governed"
}
text("path") == "/tmp/unlisted" && number("parent") in was {
	count[was[number("parent")] "-" (text("verdict") == "allowed" ? "ran" : "denied")]++
}
END {
	printf "free-ran %d free-denied %d ", count["free-ran"], count["free-denied"]
	printf "governed-ran %d governed-denied %d\n", count["governed-ran"], count["governed-denied"]
}
