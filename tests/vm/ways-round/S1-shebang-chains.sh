# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: shebang chains
# guest: plain
# expect: denied
# by: each level is judged

# Levels 1 and 2 name the next one; level 3 names a program. prepare_rows.py knows the same.
before() {
	local chain level next

	for chain in 0 1 2 3 4; do
		for level in 1 2 3; do
			next=/tmp/w/S1/chain$chain-$((level + 1))
			[ $level -ne 3 ] || next=/tmp/w/listed
			[ $chain$level -ne 43 ] || next=/tmp/w/unlisted
			printf '#!%s\n# chain %d level %d\n' $next $chain $level > chain$chain-$level
		done
	done
	for level in 1 2 3 4 5 6; do printf '#!/tmp/w/S1/deep%d\n' $((level + 1)) > deep$level; done
	printf '#!/tmp/w/listed\n# deep\n' > deep7
	chmod 755 ./*
}
checks() {
	local level

	run "a script of a script of a script" /tmp/w/S1/chain0-1
	for level in 1 2 3; do
		missing "level $level unlisted" script /tmp/w/S1/chain$level-$level \
			"$PROBE" exec /tmp/w/S1/chain$level-1
	done
	missing "the program at the end unlisted" execute /tmp/w/unlisted "$PROBE" exec /tmp/w/S1/chain4-1
	run "as deep as the kernel goes" /tmp/w/S1/deep4
	as denial same "one level deeper the kernel itself stops" ELOOP "$("$PROBE" exec /tmp/w/S1/deep2)"
}
