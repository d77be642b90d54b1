# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: `sh f`, `-c`, standard input
# guest: plain
# expect: allowed
# by: the interpreter only reads it; the policy can demand the arguments of `interpreters`, and from Linux 6.14 an interpreter may ask

checks() {
	printf 'echo read\n' > script
	passes_as "a shell reads an unlisted file" read /bin/busybox sh script
	passes_as "a shell reads its argument" read /bin/busybox sh -c 'echo read'
	passes_as "a shell reads its standard input" read /bin/busybox sh -c '/bin/busybox sh < script'
	printf '#!/bin/busybox sh\necho read\n' > named
	chmod 755 named
	missing "executed by name it is judged" script /tmp/w/S2/named "$PROBE" exec /tmp/w/S2/named
	at_least 6.14 || { reported "execve_check: unsupported"; return; }
	# What a program asks before it reads a script (AT_EXECVE_CHECK).
	printf '#!/tmp/w/listed\n# deep\n' > listed
	chmod 755 listed
	run "an interpreter asks about a listed script" -m check /tmp/w/S2/listed
	as denial allowed_as "which nobody can write while it reads" ETXTBSY \
		"$PROBE" exec -m check-write /tmp/w/S2/listed
	as control same "but afterwards" ok "$("$PROBE" file write /tmp/w/S2/listed)"
	missing "an interpreter asks about another" script /tmp/w/S2/named \
		"$PROBE" exec -m check /tmp/w/S2/named
}
