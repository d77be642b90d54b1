#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Ways to run a program other than naming it to execve().
. /mnt/lib.sh

plan 58
(cd /mnt/libs && find . -type f) | while read -r file; do
	mkdir -p "$(dirname "/${file#./}")"
	cp "/mnt/libs/$file" "/${file#./}"
done
LOADER=/lib64/ld-linux-x86-64.so.2
enforce /mnt/ways/policy /mnt/ways/artifacts
mkdir /tmp/w
cd /tmp/w || exit 1
variant listed listed
variant unlisted unlisted
cp "$BIN/dynamic" dynamic
cp "$BIN/library.so" library.so
for name in dynamic library.so; do
	cp $name changed-$name
	printf x >> changed-$name
done
chmod 755 ./*
# As the system would do it, each with what it prints turned away: -q.
execs() { "$PROBE" exec -q "$@"; }
missing() {
	local name="refused: $1" answer=$2 op=$3 path=$4

	shift 4
	denied_as "$name" "$answer" "$op" missing-authorization "$path" "$@"
}

# --- programs and copies

runs "static" /tmp/w/listed
missing "static" EACCES execute /tmp/w/unlisted execs /tmp/w/unlisted
runs "dynamic" /tmp/w/dynamic
missing "dynamic" EACCES execute /tmp/w/changed-dynamic execs /tmp/w/changed-dynamic
cp listed renamed
runs "under another name" /tmp/w/renamed
ln listed linked
runs "by a hard link" /tmp/w/linked
ln unlisted unlisted-linked
missing "by a hard link" EACCES execute /tmp/w/unlisted-linked execs /tmp/w/unlisted-linked
ln -s unlisted soft
missing "by a symbolic link" EACCES execute /tmp/w/unlisted execs /tmp/w/soft
mkdir bound
mount --bind /tmp/w bound
missing "by a bind mount" EACCES execute /tmp/w/bound/unlisted execs /tmp/w/bound/unlisted
runs "by a bind mount" /tmp/w/bound/listed
umount bound
mkdir place
mv unlisted place/listed
missing "moved to where a listed one might lie" EACCES execute /tmp/w/place/listed \
	execs /tmp/w/place/listed
mv place/listed unlisted
runs "by a descriptor" -m fd /tmp/w/listed
missing "by a descriptor" EACCES execute /tmp/w/unlisted execs -m fd /tmp/w/unlisted
runs "by an O_PATH descriptor" -m opath /tmp/w/listed
missing "by an O_PATH descriptor" EACCES execute /tmp/w/unlisted execs -m opath /tmp/w/unlisted

# --- memory files, and files without a name

same "sealed memory, listed" ran "$(execs -m sealed /tmp/w/listed)"
missing "sealed memory, unlisted" EACCES execute "/memfd:probe (deleted)" \
	execs -m sealed /tmp/w/unlisted
denied "unsealed memory, listed" execute unsealed-memory "/memfd:probe (deleted)" \
	execs -m memfd /tmp/w/listed
runs "O_TMPFILE, listed" -m tmpfile /tmp/w/listed
runs "deleted, listed" -m deleted /tmp/w/listed
# Their names are the kernel's, so only reason and count are known.
nameless() {
	local before got

	before=$(denials missing-authorization)
	got=$(execs -m "$1" /tmp/w/unlisted)
	same "$1, unlisted" "EACCES 1" "$got $(($(denials missing-authorization) - before))"
}
nameless tmpfile
nameless deleted

# --- the loader, and libraries

same "ld.so PROGRAM, listed" ran "$(execs $LOADER /tmp/w/dynamic)"
missing "ld.so PROGRAM, unlisted" "exit 127" map /tmp/w/changed-dynamic \
	execs $LOADER /tmp/w/changed-dynamic
cp $LOADER loader
same "a copied loader is the same loader" ran "$(execs /tmp/w/loader /tmp/w/dynamic)"
missing "a copied loader, unlisted program" "exit 127" map /tmp/w/changed-dynamic \
	execs /tmp/w/loader /tmp/w/changed-dynamic
printf x >> loader
missing "a changed loader" EACCES execute /tmp/w/loader execs /tmp/w/loader /tmp/w/dynamic

said="constructor ran
ran"
allowed_as "LD_PRELOAD, listed" "$said" "$PROBE" exec -e LD_PRELOAD=/tmp/w/library.so /tmp/w/dynamic
missing "LD_PRELOAD, unlisted" ran map /tmp/w/changed-library.so \
	execs -e LD_PRELOAD=/tmp/w/changed-library.so /tmp/w/dynamic
same "LD_PRELOAD, unlisted: its code did not run" 0 \
	"$("$PROBE" exec -e LD_PRELOAD=/tmp/w/changed-library.so /tmp/w/dynamic 2>&1 |
		grep -c 'constructor ran')"
missing "LD_AUDIT, unlisted" ran map /tmp/w/changed-library.so \
	execs -e LD_AUDIT=/tmp/w/changed-library.so /tmp/w/dynamic
allowed_as "dlopen, listed" "$said" "$PROBE" exec /tmp/w/dynamic /tmp/w/library.so
missing "dlopen, unlisted" "exit 4" map /tmp/w/changed-library.so \
	execs /tmp/w/dynamic /tmp/w/changed-library.so
allowed_as "linked library, listed" "$said" "$PROBE" exec "$BIN/linked"
mkdir other
cp changed-library.so other/library.so
missing "LD_LIBRARY_PATH, unlisted" "exit 127" map /tmp/w/other/library.so \
	execs -e LD_LIBRARY_PATH=/tmp/w/other "$BIN/linked"

# --- scripts, three levels deep

# Levels 1 and 2 name the next one; level 3 names a program. prepare_ways.py knows the same.
for chain in 0 1 2 3 4; do
	for level in 1 2 3; do
		next=/tmp/w/chain$chain-$((level + 1))
		[ $level -ne 3 ] || next=/tmp/w/listed
		[ $chain$level -ne 43 ] || next=/tmp/w/unlisted
		printf '#!%s\n# chain %d level %d\n' $next $chain $level > chain$chain-$level
	done
done
chmod 755 chain*
runs "a script of a script of a script" /tmp/w/chain0-1
for level in 1 2 3; do
	missing "script level $level unlisted" EACCES script /tmp/w/chain$level-$level \
		execs /tmp/w/chain$level-1
done
missing "the program at the end unlisted" EACCES execute /tmp/w/unlisted execs /tmp/w/chain4-1

# --- kinds of children, other ABIs

for kind in fork vfork thread; do
	runs "by a child: $kind" -k $kind /tmp/w/listed
	missing "by a child: $kind" EACCES execute /tmp/w/unlisted execs -k $kind /tmp/w/unlisted
done
runs "i386" "$BIN/subject32"
cp "$BIN/subject32" changed32
printf x >> changed32
missing "i386" EACCES execute /tmp/w/changed32 execs /tmp/w/changed32
denied "shmat with SHM_EXEC" map writable-code "/SYSV00000000 (deleted)" "$PROBE" memory sysv
head -c 100 listed > short
chmod 755 short
missing "a truncated ELF file" EACCES execute /tmp/w/short execs /tmp/w/short

# --- programs that the kernel itself starts

for kind in listed unlisted; do
	printf '#!/bin/busybox sh\n: > /tmp/w/trace-%s\n' $kind > helper-$kind
done
chmod 755 helper-*
waited() {
	local i

	for i in 1 2 3 4 5 6 7 8 9 10; do
		[ ! -e "$1" ] || return 0
		sleep 0.2
	done
	return 1
}
echo "|/tmp/w/helper-listed" > /proc/sys/kernel/core_pattern
"$PROBE" crash > /dev/null 2>&1
check "core_pattern, listed" waited /tmp/w/trace-listed
echo "|/tmp/w/helper-unlisted" > /proc/sys/kernel/core_pattern
missing "core_pattern, unlisted" crashed script /tmp/w/helper-unlisted \
	sh -c '/mnt/bin/probe crash > /dev/null 2>&1; sleep 0.5; echo crashed'
echo core > /proc/sys/kernel/core_pattern
rm -f /tmp/w/trace-listed
# A type that no kernel has makes the kernel look for a module of that name.
echo /tmp/w/helper-listed > /proc/sys/kernel/modprobe
mount -t nosuchfs1 none /mnt 2> /dev/null
check "modprobe path, listed" waited /tmp/w/trace-listed
echo /tmp/w/helper-unlisted > /proc/sys/kernel/modprobe
missing "modprobe path, unlisted" ended script /tmp/w/helper-unlisted \
	sh -c 'mount -t nosuchfs2 none /mnt 2> /dev/null; echo ended'
[ ! -e /tmp/w/trace-unlisted ]
same "no unlisted helper left a trace" 0 $?
same "still enforcing" enforcing "$(value state)"
same "no internal error in all this" 0 "$(denials internal-error)"
