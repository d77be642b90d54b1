#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every reason, each beside what differs from it in that one thing and runs.
. /mnt/lib.sh

plan 112
# A shell of another user that was there before the module: what is not governed
# by the time stays so as long as the rules say it for its user.
courier() {
	mkfifo "/tmp/ask.$1" "/tmp/say.$1"
	chmod 666 "/tmp/ask.$1" "/tmp/say.$1"
	"$PROBE" exec -u "$1" /bin/sh -c "exec 3<> /tmp/ask.$1
while read -r line <&3; do \$line > /tmp/say.$1 2>&1; done" > /dev/null &
}
ask() { # UID COMMAND...
	local uid=$1

	shift
	echo "$*" > "/tmp/ask.$uid"
	cat "/tmp/say.$uid"
}
courier 2000
courier 2999
enforce /mnt/reasons/policy /mnt/reasons/artifacts
mkdir /tmp/r /tmp/here
cd /tmp/r || exit 1
for word in listed unlisted audience audience-ok not-yet expiring expired map-only \
	execute-only both own; do
	variant "$word" "$word"
done
# exec_denied NAME REASON FILE [PROBE-EXEC-ARGUMENT]...
exec_denied() {
	local name=$1 reason=$2 file=$3

	shift 3
	denied "$name" execute "$reason" "$file" "$PROBE" exec "$@" "$file"
}
map_denied() { denied "$1" map "$2" "$4" "$PROBE" memory "$3" "$4"; }

runs "listed" /tmp/r/listed
exec_denied missing-authorization missing-authorization /tmp/r/unlisted
maps "listed, mapped" map /tmp/r/listed
map_denied "missing-authorization, mapped" missing-authorization map /tmp/r/unlisted
maps "listed, mapped shared" map-shared /tmp/r/listed
map_denied "missing-authorization, mapped shared" missing-authorization map-shared /tmp/r/unlisted
maps "reading is not executing" map-read /tmp/r/unlisted
exec_denied "the same for uid 1000" missing-authorization /tmp/r/unlisted -u 1000
runs "listed for uid 1000" -u 1000 /tmp/r/listed

# --- artifacts in security.writ

attach() { "$PROBE" file attach /tmp/r/own "/mnt/reasons/own/$1"; }
exec_denied "own: none yet" missing-authorization /tmp/r/own
same "own: attached good" ok "$(attach good)"
runs "own: good" /tmp/r/own
# own ARTIFACT REASON: in place of the good one, or of the one before
own() {
	same "own: attached $1" ok "$(attach "$1")"
	exec_denied "own: $1" "$2" /tmp/r/own
}
own malformed malformed-artifact
own claim unsupported-claim
own algorithm unsupported-algorithm
own unknown-issuer unknown-issuer
own signature invalid-signature
own limit issuer-limit
own other-content missing-authorization
own audience wrong-audience
own not-yet not-yet-valid
own expired expired
own operation operation-mismatch
own path path-mismatch
own too-large malformed-artifact
if [ "$SERIES" = 6.1 ]; then
	own curve unsupported-algorithm
else
	same "own: attached curve" ok "$(attach curve)"
	runs "own: curve" /tmp/r/own
	# What was admitted is kept with the content: a change shows what is there now.
	"$PROBE" file poke /tmp/r/own > /dev/null
	variant own own
fi
same "own: attached path-ok" ok "$(attach path-ok)"
runs "own: path-ok" /tmp/r/own
variant /tmp/r/own2 own
same "own: attached to a copy" ok "$("$PROBE" file attach /tmp/r/own2 /mnt/reasons/own/good)"
runs "own: good after all the bad ones" /tmp/r/own2
variant /tmp/r/unlisted2 unlisted
same "own: copied to another file" ok "$("$PROBE" file copy-attribute /tmp/r/unlisted2 /tmp/r/own2)"
exec_denied "own: does not help another content" missing-authorization /tmp/r/unlisted2

# --- stored artifacts

exec_denied wrong-audience wrong-audience /tmp/r/audience
runs "right audience" /tmp/r/audience-ok
exec_denied expired expired /tmp/r/expired
exec_denied "operation-mismatch: not to be executed" operation-mismatch /tmp/r/map-only
maps "operation: to be mapped" map /tmp/r/map-only
map_denied "operation-mismatch: not to be mapped" operation-mismatch map /tmp/r/execute-only
runs "operation: to be executed" /tmp/r/execute-only
exec_denied "of two artifacts, the most specific reason" operation-mismatch /tmp/r/both
printf '#!/tmp/r/listed\n# script\n' > script
printf '#!/tmp/r/listed\n# no-script\n' > no-script
chmod 755 script no-script
runs "operation: to be run by its interpreter" /tmp/r/script
denied "operation-mismatch: no script" script operation-mismatch /tmp/r/no-script \
	"$PROBE" exec /tmp/r/no-script

# --- paths

variant /tmp/here/program path
runs "path" /tmp/here/program
cp /tmp/here/program /tmp/r/copy
exec_denied "path-mismatch: a copy" path-mismatch /tmp/r/copy
ln /tmp/here/program /tmp/r/hard
exec_denied "path-mismatch: a hard link" path-mismatch /tmp/r/hard
ln -s /tmp/here/program /tmp/r/soft
runs "path: a symbolic link leads there" /tmp/r/soft
mkdir /tmp/bound
mount --bind /tmp/here /tmp/bound
exec_denied "path-mismatch: a bind mount" path-mismatch /tmp/bound/program
umount /tmp/bound
exec_denied "path-mismatch: another mount namespace" path-mismatch /tmp/here/program -n
# Elsewhere the same name may be given to anything, and be opened from here.
unshare -m sh -c 'mount -t tmpfs none /tmp/here && cp /tmp/r/copy /tmp/here/program &&
	echo > /tmp/r/elsewhere && exec sleep 600' &
until [ -e /tmp/r/elsewhere ]; do sleep 0.1; done
denied "path-mismatch: a file of another mount namespace" execute path-mismatch \
	/tmp/here/program "$PROBE" exec /proc/$!/root/tmp/here/program
runs "path: a file of the own one by the same way" /proc/$$/root/tmp/here/program
kill $!
mkdir -p /tmp/jail/tmp/here
cp /tmp/here/program /tmp/jail/tmp/here/program
# The log names it as the asker sees it.
denied "path-mismatch: another root" execute path-mismatch /tmp/here/program \
	"$PROBE" exec -c /tmp/jail /tmp/here/program
cp listed /tmp/jail/listed
runs "without a path it may lie in another root" -c /tmp/jail /listed
mv /tmp/here/program /tmp/here/moved
exec_denied "path-mismatch: moved away" path-mismatch /tmp/here/moved
mv /tmp/here/moved /tmp/here/program
runs "path: moved back" /tmp/here/program

# --- the file itself

maps "nobody writes it" map /tmp/r/listed
map_denied file-being-written file-being-written map-written /tmp/r/listed
maps "nobody writes it any more" map /tmp/r/listed
cp listed /dev/listed
exec_denied untrusted-filesystem untrusted-filesystem /dev/listed
map_denied "untrusted-filesystem, mapped" untrusted-filesystem map /dev/listed
denied unsealed-memory execute unsealed-memory "/memfd:probe (deleted)" \
	"$PROBE" exec -m memfd /tmp/r/listed
runs "sealed memory" -m sealed /tmp/r/listed
denied "unsealed-memory, mapped" map unsealed-memory "/memfd:probe (deleted)" \
	"$PROBE" memory memfd /tmp/r/listed
maps "sealed memory, mapped" memfd-sealed /tmp/r/listed
denied "unsealed-memory: a seal that spares old mappings" map unsealed-memory \
	"/memfd:probe (deleted)" "$PROBE" memory memfd-future /tmp/r/listed
map_denied "not-regular: /dev/zero" not-regular map /dev/zero
maps "/dev/zero as data" map-read /dev/zero

# --- memory

maps "memory that is data" anonymous-rw
for way in anonymous-rwx anonymous-rx anonymous-later stack heap; do
	denied "writable-code: $way" map writable-code "(memory)" "$PROBE" memory "$way"
done
denied "writable-code: shared-later" map writable-code "/dev/zero (deleted)" \
	"$PROBE" memory shared-later
for way in map-writable later-writable later-dirty later-dirty-then-read rx-to-rwx; do
	map_denied "writable-code: $way" writable-code "$way" /tmp/r/listed
done
variant fresh listed
map_denied unverified-content unverified-content later /tmp/r/fresh
maps "verified meanwhile" map /tmp/r/fresh
maps "verified content may become executable" later /tmp/r/fresh
map_denied "known and unlisted stays denied" missing-authorization later /tmp/r/unlisted

# --- rules: the first that matches decides

exec_denied "uid 1999 is governed" missing-authorization /tmp/r/unlisted -u 1999
allowed_as "ungoverned: uid 2000" ran ask 2000 "$PROBE" exec /tmp/r/unlisted
allowed_as "ungoverned: uid 2999" ran ask 2999 "$PROBE" exec /tmp/r/unlisted
exec_denied "governed, and uid 2000 only then" missing-authorization /tmp/r/unlisted -u 2000
exec_denied "uid 3000 is governed" missing-authorization /tmp/r/unlisted -u 3000
mkdir /tmp/ram
mount -t ramfs none /tmp/ram
cp unlisted /tmp/ram/unlisted
runs "ungoverned: a filesystem" /tmp/ram/unlisted
exec_denied "policy-denied, though listed" policy-denied /tmp/r/listed -u 4000
runs "listed for others" -u 4001 /tmp/r/listed
allowed_as "ungoverned memory of uid 2000" ok ask 2000 "$PROBE" memory anonymous-rwx

# --- time; last, since the clock stays where it is put

read -r now < "$KEYS/now"
exec_denied not-yet-valid not-yet-valid /tmp/r/not-yet
runs "before it expires" /tmp/r/expiring
date -s "@$((now + 7300))" > /dev/null
exec_denied "expired while cached, without a reload" expired /tmp/r/expiring
date -s "@$((now + 86400 + 60))" > /dev/null
runs "valid when its time has come" /tmp/r/not-yet
same "still enforcing" enforcing "$(value state)"
same "no internal error in all this" 0 "$(denials internal-error)"
