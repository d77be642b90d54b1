# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: 32-bit programs, x32, malformed ELF
# guest: plain
# expect: denied
# by: the same question for every format

before() {
	for name in subject32 subjectx32; do
		cp "$BIN/$name" .
		cp $name changed-$name
		printf x >> changed-$name
	done
	head -c 100 /tmp/w/listed > short
	head -c 40 /tmp/w/listed > shorter
	printf '\177ELF' > tiny
	chmod 755 ./*
}
checks() {
	local name

	for name in subject32 subjectx32; do
		run "$name" /tmp/w/S5/$name
		unlisted "$name, changed" /tmp/w/S5/changed-$name
	done
	for name in short shorter tiny; do unlisted "a truncated header: $name" /tmp/w/S5/$name; done
}
