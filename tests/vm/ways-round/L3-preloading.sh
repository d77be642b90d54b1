# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: LD_PRELOAD, LD_LIBRARY_PATH, LD_AUDIT, dlopen, NSS, gconv
# guest: plain
# expect: denied
# by: the same question at each mapping

before() {
	mkdir good bad
	cp "$BIN/library.so" good/library.so
	cp "$BIN/plugin.so" good/libnss_writ.so.2
	cp "$BIN/plugin.so" good/WRIT.so
	for file in library.so libnss_writ.so.2 WRIT.so; do
		cp good/$file bad/$file
		printf x >> bad/$file
	done
	for dir in good bad; do
		printf 'module WRIT// INTERNAL WRIT 1\nmodule INTERNAL WRIT// WRIT 1\n' > $dir/gconv-modules
	done
	chmod 755 ./*/*
	cp /etc/nsswitch.conf nsswitch
	echo 'passwd: writ' > /etc/nsswitch.conf
}
SAID="constructor ran
ran"
unlisted_at() { # NAME ANSWER FILE [EXEC-ARGUMENT]...
	local name=$1 wanted=$2 file=$3

	shift 3
	deny_as "$name: unlisted" "$wanted" map missing-authorization "$file" "$PROBE" exec -q "$@"
	same "$name: none of its code ran" 0 "$("$PROBE" exec "$@" 2>&1 | grep -c -e 'constructor ran' -e 'plugin ran')"
}
checks() {
	local variable

	for variable in LD_PRELOAD LD_AUDIT; do
		unlisted_at $variable ran /tmp/w/changed-library.so \
			-e $variable=/tmp/w/changed-library.so /tmp/w/dynamic
	done
	allow_as "LD_PRELOAD: listed" "$SAID" "$PROBE" exec -e LD_PRELOAD=/tmp/w/library.so /tmp/w/dynamic
	allow_as "LD_LIBRARY_PATH: listed" "$SAID" "$PROBE" exec -e LD_LIBRARY_PATH=/tmp/w/L3/good "$BIN/linked"
	unlisted_at LD_LIBRARY_PATH "exit 127" /tmp/w/L3/bad/library.so \
		-e LD_LIBRARY_PATH=/tmp/w/L3/bad "$BIN/linked"
	allow_as "dlopen: listed" "$SAID" "$PROBE" exec /tmp/w/dynamic /tmp/w/library.so
	unlisted_at dlopen "exit 4" /tmp/w/changed-library.so /tmp/w/dynamic /tmp/w/changed-library.so
	allow_as "a module of the name service: listed" "plugin ran
ran" "$PROBE" exec -e LD_LIBRARY_PATH=/tmp/w/L3/good "$BIN/loading" nss
	unlisted_at "a module of the name service" ran /tmp/w/L3/bad/libnss_writ.so.2 \
		-e LD_LIBRARY_PATH=/tmp/w/L3/bad "$BIN/loading" nss
	allow_as "a module for character sets: listed" "plugin ran
ran" "$PROBE" exec -e GCONV_PATH=/tmp/w/L3/good "$BIN/loading" iconv
	unlisted_at "a module for character sets" ran /tmp/w/L3/bad/WRIT.so \
		-e GCONV_PATH=/tmp/w/L3/bad "$BIN/loading" iconv
	cp nsswitch /etc/nsswitch.conf
}
