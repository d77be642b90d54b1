# SPDX-License-Identifier: GPL-2.0-only
# From the lines of measure.c, each after kernel, package version and stage, to
# the tables; and to JSON in the file named by the variable json.
BEGIN {
	FS = "\t"
	target["exec-static"] = target["exec-dynamic"] = 2.0
	target["open-read"] = 4.0
	target["mmap-exec"] = 4.0
	first_target = 1.10
	split("16k 1m 16m", sizes, " ")
}

{
	at = $1 "\t" $3
	if (!(at in seen)) {
		seen[at] = ++count
		order[count] = at
		package[$1] = $2
	}
}

$4 == "sample" && $5 != "warm-up" {
	key = at "\t" $6
	value[key, $5] = $8
	spread[key, $5] = $9 "\t" $10
	number[key] = $7
	if ($5 == "without") {
		operations[at] = operations[at] $6 " "
	}
}

$4 == "load" { load[at] = $5 }
$4 == "memory" { memory[at, $6, $5] = $7 }
$4 == "status" { status[at, $5] = $6 }
$4 == "sha256" { sha256[at] = $5 }

function thousands(n) { return sprintf("%.2f", n / 1000) }

function verdict(met) { return met ? "met" : "MISSED" }

function add(line) { lines = lines (lines == "" ? "" : ",\n") "  " line }

function judge(at, what, is, limit, unit,    met) {
	met = is <= limit
	printf "  %-46s %14s   target %-14s %s\n", what, sprintf("%.4g %s", is, unit),
		limit " " unit, verdict(met)
	add(sprintf("{\"kernel\": \"%s\", \"stage\": \"%s\", \"figure\": \"%s\", \"value\": %.6g, \"unit\": \"%s\", \"target\": %g, \"met\": %s}", \
		kernel, stage, what, is, unit, limit, met ? "true" : "false"))
}

function table(at,    n, i, names, op, key, a, b, change, t, mark) {
	printf "  %-18s %8s %12s %12s %9s %8s  %s\n", "operation", "samples", "without", "with",
		"change", "target", ""
	n = split(operations[at], names, " ")
	for (i = 1; i <= n; i++) {
		op = names[i]
		key = at "\t" op
		a = value[key, "without"]
		b = value[key, "with"]
		if (a <= 0 || b == "") {
			if (a > 0)
				printf "  %-18s %8d %12s\n", op, number[key], thousands(a)
			continue
		}
		change = (b / a - 1) * 100
		t = mark = ""
		if (op in target && stage ~ /^1/) {
			t = sprintf("+%.1f %%", target[op])
			mark = verdict(change <= target[op])
		}
		printf "  %-18s %8d %12s %12s %+8.2f%% %8s  %s\n", op, number[key],
			thousands(a), thousands(b), change, t, mark
		add(sprintf("{\"kernel\": \"%s\", \"package\": \"%s\", \"stage\": \"%s\", \"operation\": \"%s\", \"samples\": %d, \"without\": %.1f, \"with\": %.1f, \"change_percent\": %.3f%s}", \
			kernel, package[kernel], stage, op, number[key], a, b, change, \
			t == "" ? "" : sprintf(", \"target_percent\": %g, \"met\": %s", \
					       target[op], mark == "met" ? "true" : "false")))
	}
}

# What the first execution costs beyond that of the same program known, in
# units of hashing it.
function first(at,    i, size, extra, hash) {
	for (i = 1; i in sizes; i++) {
		size = sizes[i]
		extra = value[at "\texec-cold-" size, "with"] - value[at "\texec-cold-" size, "without"]
		hash = value[at "\thash-" size, "without"]
		if (hash > 0)
			judge(at, "first execution, " size ": extra / hashing", extra / hash,
			      first_target, "times")
	}
}

function subjects(at) { return status[at, "subjects"] + 0 }

# KiB that loading took. Not by MemFree, from which pages that were freed again
# are missing while they wait in the processor's own lists.
function grown(at,    names, i, sum) {
	split("SUnreclaim VmallocUsed Percpu", names, " ")
	for (i = 1; i in names; i++)
		sum += memory[at, names[i], "with"] - memory[at, names[i], "without"]
	return sum
}

# Against the stage with a hundred subjects, so that the module itself is not counted.
function storage(at,    base, n) {
	base = kernel "\t100"
	if (!(base in seen) || at == base )
		return
	n = subjects(at) - subjects(base)
	if (n <= 0)
		return
	judge(at, sprintf("loading %d more subjects", n), (load[at] - load[base]) / 1e9,
	      1.0 * (stage / 100000), "s")
	judge(at, "kernel memory for each, beyond the digest",
	      (grown(at) - grown(base)) * 1024 / n - 32, 64, "bytes")
	judge(at, "execution beside that with 100 subjects",
	      (value[at "\texec-static", "with"] / value[base "\texec-static", "with"] - 1) * 100,
	      0.2, "%")
}

END {
	print "Thousands of guest instructions for one operation, medians."
	for (i = 1; i <= count; i++) {
		split(order[i], part, "\t")
		kernel = part[1]
		stage = part[2]
		at = order[i]
		printf "\nLinux %s (Debian %s), %s\n", kernel, package[kernel], \
			stage == "control" ? "never loaded: what the measuring is worth" : \
			stage == "ungoverned" ? "loaded, the measured user is not governed" : \
			"everything governed, " subjects(at) " subjects"
		if (at in load)
			printf "  SHA-256: %s, the module uses %s; insmod took %.1f ms\n", sha256[at], \
				status[at, "digest sha256"], load[at] / 1e6
		table(at)
		if (stage ~ /^1/) {
			first(at)
			storage(at)
		}
	}
	if (json != "")
		printf "[\n%s\n]\n", lines >json
}
