# SPDX-License-Identifier: GPL-2.0-only
# Lines of "race repeat" beside an instant: how executions that began before and
# after it ended. Who had begun before is ended if it is to map its segments after,
# which is a denial too.
{
	after = $1 > when
	kind = "odd"
	if ($3 == "ran")
		kind = after ? "late" : "ran"
	else if ($3 == "denied")
		kind = after ? "denied" : "early"
	else if ($3 == "killed" && !after)
		kind = "early"
	count[kind]++
}
END {
	printf "ran %d late %d denied %d ", count["ran"], count["late"], count["denied"]
	printf "early %d odd %d\n", count["early"], count["odd"]
}
