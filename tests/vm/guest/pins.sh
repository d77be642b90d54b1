#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What a program has executed or mapped holds still until it executes something
# else or ends. `probe pin` maps its file and unmaps it again before it answers.
. /mnt/lib.sh

plan 56
mkdir /tmp/w
cd /tmp/w || exit 1
mkfifo orders
variant older listed
"$PROBE" pin lasting /tmp/w/older /tmp/w/orders > older.out &
older=$!
exec 5<> orders
for i in 1 2 3 4 5 6 7 8 9 10; do
	[ ! -s older.out ] || break
	sleep 0.2
done
# Nobody vouches for the kernel's own modules here.
modprobe overlay 2> /dev/null
enforce /mnt/content/policy /mnt/content/artifacts

library() { rm -f "$1"; variant "$1" listed; }
# pinned NAME ANSWERS PROBE-PIN-ARGUMENT... : and when all of them have ended, anybody
# may write, and no pin is left.
pinned() {
	local name=$1 answers=$2 before

	shift 2
	before=$(value pins)
	allowed_as "$name" "$answers" "$PROBE" pin "$@"
	same "$name: nothing stays pinned" "$before" "$(value pins)"
	same "$name: then it can be written" ok "$("$PROBE" file write "$2")"
}
BUSY=ETXTBSY

library /tmp/w/library
same "nobody uses it: it can be written" ok "$("$PROBE" file write /tmp/w/library)"
pinned "used, and unmapped" $BUSY unmapped /tmp/w/library
pinned "used, and to be truncated" "$BUSY
$BUSY" cut /tmp/w/library
pinned "only read" ok only-read /tmp/w/library
# What was opened for writing must be learnt anew, which mprotect() cannot.
maps "mapped" map /tmp/w/library
pinned "made executable later" $BUSY later /tmp/w/library
pinned "by a thread that has ended" $BUSY thread /tmp/w/library
pinned "by the parent, who has ended" $BUSY orphan /tmp/w/library
pinned "by a child" "$BUSY
ok" child /tmp/w/library
library /tmp/w/another
pinned "by parent and child" "$BUSY
$BUSY
$BUSY
ok" both /tmp/w/library /tmp/w/another
pinned "by who becomes another program" "$BUSY
ok" becomes /tmp/w/library
pinned "by those who share memory" "$BUSY
$BUSY
$BUSY" borrow /tmp/w/library /tmp/w/another

# --- what is denied is not held

variant unlisted unlisted
before=$(value pins)
denied_as "denied" "EACCES
ok" map missing-authorization /tmp/w/unlisted "$PROBE" pin denied /tmp/w/unlisted
same "denied: nothing stays pinned" "$before" "$(value pins)"

# --- upgrades, filesystems

library /tmp/w/library
library /tmp/w/upgrade
before=$(value pins)
allowed_as "a used file is replaced and removed" "ok
ok
ok" "$PROBE" pin upgrade /tmp/w/library /tmp/w/upgrade
same "replaced: nothing stays pinned" "$before" "$(value pins)"
mkdir mount
mount -t tmpfs none mount
library /tmp/w/mount/library
allowed_as "its filesystem is busy" EBUSY "$PROBE" pin busy /tmp/w/mount/library /tmp/w/mount
check "and is not, right after" umount /tmp/w/mount

mkdir lower upper work merged
library /tmp/w/lower/library
check "overlayfs mounts" mount -t overlay -o lowerdir=/tmp/w/lower,upperdir=/tmp/w/upper,workdir=/tmp/w/work none /tmp/w/merged
allowed_as "overlayfs: used above, held below" $BUSY \
	"$PROBE" pin unmapped /tmp/w/merged/library /tmp/w/lower/library
same "overlayfs: then it can be written below" ok "$("$PROBE" file write /tmp/w/lower/library)"
check "overlayfs: and is not busy" umount /tmp/w/merged

# --- programs and scripts

before=$(value pins)
printf '#!/bin/busybox sh\nread -r line < /tmp/w/orders\n' > script
chmod 755 script
mkfifo later
mv orders orders-older
mv later orders
/tmp/w/script &
script=$!
sleep 0.5
if [ "$(value pins)" -gt "$before" ]; then ok "a running script is pinned"
else fail "a running script is pinned" "$before before, $(value pins) now"; fi
same "a running script cannot be written" $BUSY "$("$PROBE" file write /tmp/w/script)"
echo go > orders
wait $script
same "a script that has ended can be" ok "$("$PROBE" file write /tmp/w/script)"
same "script: nothing stays pinned" "$before" "$(value pins)"

# --- who mapped it before all this has nothing pinned, but mapped code refuses too

forget_log
same "mapped since before: it cannot be written" $BUSY "$("$PROBE" file write /tmp/w/older)"
check "that refusal is told" told "writ: refused write to mapped code"
echo end >&5
exec 5>&-
wait $older
same "mapped since before, no more: it can be written" ok "$("$PROBE" file write /tmp/w/older)"

# --- too many

mkdir many
before=$(value pins) internal=$(denials internal-error)
mount -t tmpfs none many
forget_log
said=$("$PROBE" pin many /tmp/w/another /tmp/w/many)
# One is the program itself.
same "a program pins 4096 files and no more" "4095 EACCES" "$said"
same "one more was denied" $((internal + 1)) "$(denials internal-error)"
check "that is told" told "writ: too many files are pinned by one program"
same "many: nothing stays pinned" "$before" "$(value pins)"
check "many: the filesystem is not busy" umount /tmp/w/many
same "still enforcing" enforcing "$(value state)"
