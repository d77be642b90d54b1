#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Content that changes after it was approved, or that was open before.
. /mnt/lib.sh

plan 54
mkdir /tmp/w
cd /tmp/w || exit 1
variant early listed
variant early-kept listed
mkfifo orders orders-kept
"$PROBE" file early /tmp/w/early /tmp/w/orders > early.out &
"$PROBE" file early /tmp/w/early-kept /tmp/w/orders-kept > early-kept.out &
exec 5<> orders 6<> orders-kept
for i in 1 2 3 4 5 6 7 8 9 10; do
	[ ! -s early.out ] || [ ! -s early-kept.out ] || break
	sleep 0.2
done
# Nobody vouches for the kernel's own modules here.
modprobe overlay 2> /dev/null
enforce /mnt/content/policy /mnt/content/artifacts

unlisted() { denied "$1" execute missing-authorization "$2" "$PROBE" exec "$2"; }
fresh() { rm -f /tmp/w/file; variant /tmp/w/file listed; }

# --- opened for writing before the module was loaded

variant listed listed
runs "nobody has it open" /tmp/w/listed
# execve() itself refuses what is open for writing; a mapping is the module's to refuse.
allowed_as "open since before: execve" ETXTBSY "$PROBE" exec /tmp/w/early
denied "open since before: mapping" map file-being-written /tmp/w/early \
	"$PROBE" memory map /tmp/w/early
echo w >&5
echo c >&5
echo c >&6
sleep 0.5
unlisted "written by that descriptor" /tmp/w/early
runs "closed without a change" /tmp/w/early-kept
maps "mapped, closed without a change" map /tmp/w/early-kept

# --- written in place after approval

fresh
runs "before a byte is changed" /tmp/w/file
same "a byte is changed" ok "$("$PROBE" file poke /tmp/w/file)"
unlisted "after a byte was changed" /tmp/w/file
fresh
runs "written anew" /tmp/w/file
for way in open-truncate truncate ftruncate; do
	fresh
	runs "before $way" /tmp/w/file
	same "$way" ok "$("$PROBE" file $way /tmp/w/file 4096)"
	unlisted "after $way" /tmp/w/file
	cat listed > file
	runs "the same content again after $way" /tmp/w/file
done
fresh
denied "a writable shared mapping made before" map file-being-written /tmp/w/file \
	"$PROBE" file mapped-shared /tmp/w/file

# --- in use

cp /bin/busybox sleep
chmod 755 sleep
/tmp/w/sleep 1000 &
sleeper=$!
sleep 0.3
same "a running program cannot be opened for writing" ETXTBSY "$("$PROBE" file write /tmp/w/sleep)"
variant replacement unlisted
mv replacement sleep
check "replaced by rename, the old one runs on" kill -0 $sleeper
unlisted "replaced by rename, the new one needs its own writ" /tmp/w/sleep
kill $sleeper
variant library listed
allowed_as "mapped code cannot be opened for writing or truncated" "ETXTBSY
ETXTBSY
ETXTBSY" "$PROBE" file mapped /tmp/w/library
same "when who mapped it has ended, it can be opened" ok "$("$PROBE" file write /tmp/w/library)"
same "and truncated" ok "$("$PROBE" file truncate /tmp/w/library "$(stat -c %s library)")"
maps "opened and not written, it is what it was" map /tmp/w/library
same "unmapped, it is changed" ok "$("$PROBE" file poke /tmp/w/library)"
denied "changed, it is not mapped again" map missing-authorization /tmp/w/library \
	"$PROBE" memory map /tmp/w/library

# --- overlayfs: the bytes lie in another file than the one that is named

mkdir lower upper work merged
cp listed lower/kept
cp listed lower/behind
cp listed lower/copied
check "overlayfs mounts" mount -t overlay -o lowerdir=/tmp/w/lower,upperdir=/tmp/w/upper,workdir=/tmp/w/work none /tmp/w/merged
runs "overlayfs: a lower file" /tmp/w/merged/kept
maps "overlayfs: a lower file, mapped" map /tmp/w/merged/kept
runs "overlayfs: before a change behind it" /tmp/w/merged/behind
same "overlayfs: changed behind it" ok "$("$PROBE" file poke /tmp/w/lower/behind)"
unlisted "overlayfs: after a change behind it" /tmp/w/merged/behind
runs "overlayfs: before a change through it" /tmp/w/merged/copied
same "overlayfs: changed through it" ok "$("$PROBE" file poke /tmp/w/merged/copied)"
unlisted "overlayfs: after a change through it" /tmp/w/merged/copied
runs "overlayfs: the lower one is what it was" /tmp/w/lower/copied
cp listed merged/new
runs "overlayfs: a file of the upper layer" /tmp/w/merged/new
same "overlayfs: changed in the upper layer" ok "$("$PROBE" file poke /tmp/w/merged/new)"
unlisted "overlayfs: after a change in the upper layer" /tmp/w/merged/new
variant unlisted unlisted
cp unlisted lower/older
cp listed lower/older-listed
denied "overlayfs: opened before the copy-up, the lower bytes count: unlisted" map \
	missing-authorization /tmp/w/merged/older \
	"$PROBE" memory map-older /tmp/w/merged/older /tmp/w/listed
maps "overlayfs: opened before the copy-up, the lower bytes count: listed" map-older \
	/tmp/w/merged/older-listed /tmp/w/unlisted
runs "overlayfs: opened after it, the upper ones do: listed" /tmp/w/merged/older
unlisted "overlayfs: opened after it, the upper ones do: unlisted" /tmp/w/merged/older-listed
runs "overlayfs: the untouched one still runs" /tmp/w/merged/kept
denied "overlayfs: after a change behind it, mapped" map missing-authorization \
	/tmp/w/merged/behind "$PROBE" memory map /tmp/w/merged/behind
same "still enforcing" enforcing "$(value state)"
same "no internal error in all this" 0 "$(denials internal-error)"
