# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: binfmt_misc handlers
# guest: plain
# expect: denied
# by: file and handler are judged, also where the handler was opened before

before() {
	local name flags

	cp /tmp/w/listed good
	cp /tmp/w/unlisted bad
	for name in good bad; do
		for flags in '' F; do
			echo ":$name$flags:E::$name$flags::/tmp/w/S3/$name:$flags" > /proc/sys/fs/binfmt_misc/register
			echo handled > file.$name$flags
			echo changed > other.$name$flags
		done
	done
	# One of which the policy says that it does what its arguments say.
	variant reading reading
	echo ":reading:E::reading::/tmp/w/S3/reading:" > /proc/sys/fs/binfmt_misc/register
	echo handled > file.reading
	printf '#!/tmp/w/S3/reading\n' > by-script
	# By this name, a shell takes it for an option, and the next argument for what to do.
	cp by-script +c
	cp by-script c+
	chmod 755 ./*
}
checks() {
	local flags

	run "the interpreter of a script" /tmp/w/S3/by-script
	deny "the same one as a handler, whose file is no script" execute argv-mismatch \
		/tmp/w/S3/reading "$PROBE" exec /tmp/w/S3/file.reading
	run "a script of another name" c+
	deny "a script that its interpreter takes for an option" execute argv-mismatch \
		/tmp/w/S3/reading "$PROBE" exec +c
	deny "the interpreter is mapped, as by a loader" map argv-mismatch /tmp/w/S3/reading \
		"$PROBE" memory map /tmp/w/S3/reading
	map "another program is mapped" map /tmp/w/listed

	for flags in '' F; do
		run "a listed handler${flags:+, opened at registration}" /tmp/w/S3/file.good$flags
		missing "an unlisted handler${flags:+, opened at registration}" execute /tmp/w/S3/bad \
			"$PROBE" exec /tmp/w/S3/file.bad$flags
		missing "an unlisted file for a listed handler${flags:+, opened at registration}" execute \
			/tmp/w/S3/other.good$flags "$PROBE" exec /tmp/w/S3/other.good$flags
	done
}
