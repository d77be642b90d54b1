#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2016,SC3043
#
# writctl on a stock kernel: what it refuses before it touches the kernel, what
# it says of a host before and after loading, and that an attached artifact
# counts. Makes its own keys and authorizes what it needs itself.
#
#	tests/vm/run -k 6.1|6.12|7.3 tests/vm/writctl.sh
#	tests/vm/run -k 6.1|6.12|7.3 tests/vm/writctl.sh locked
#	tests/vm/run -k 6.1|6.12|7.3 -a writ.off tests/vm/writctl.sh
#
# "locked" shows what --yes means; with writ.off on the command line it shows
# the way back.

STATUS=/sys/kernel/security/writ/status
W=/tmp/w
failed=0

ok() { echo "ok $1"; }
fail() { echo "FAIL $1: $2"; failed=$((failed + 1)); }

# run COMMAND... : what it says into OUT, its exit code into RC
run() {
	OUT=$("$@" 2>&1)
	RC=$?
}

# says NAME CODE WORDS COMMAND... : exit code and words are as they should be.
says() {
	local name=$1 code=$2 words=$3

	shift 3
	run "$@"
	if [ $RC -ne "$code" ]; then
		fail "$name" "exit code $RC instead of $code: $OUT"
		return
	fi
	# Not by grep, which may be among what is denied by now.
	case $OUT in
	*"$words"*) ok "$name" ;;
	*) fail "$name" "no '$words' in: $OUT" ;;
	esac
}

# holds NAME COMMAND...
holds() {
	local name=$1 out

	shift
	if out=$("$@" 2>&1); then ok "$name"; else fail "$name" "$* said: $out"; fi
}

not() { ! "$@"; }
untouched() { [ ! -e /sys/module/writ ] && ! dmesg | grep -q 'writ: '; }
first_line() { [ "$(writctl status | head -1)" = "$1" ]; }

load() { writctl load --root "$ROOT" --policy $W/policy.writ "$@"; }

# policy FILE [LINE]... : signed, with these lines more
policy() {
	local out=$1

	shift
	{
		printf '%s\n' 'policy: guest' 'version: 3' 'default: require' 'issuers:' \
			'  - name: release' "    key: $W/release.pub" \
			'    operations: [execute, map, script]' '    max-validity: 2d'
		printf '%s\n' "$@"
	} > $W/policy.yaml
	writ policy sign --key $W/root $W/policy.yaml -o "$out" 2> $W/log || cat $W/log
}

# A program that no manifest knows: the shell, and a few bytes after its end.
unknown_program() {
	cp /bin/busybox "$1"
	echo "$2" >> "$1"
	chmod 755 "$1"
}

prepare() {
	mkdir -p $W/art $W/tmpfs $W/ramfs
	mount -t tmpfs tmpfs $W/tmpfs
	mount -t ramfs ramfs $W/ramfs
	ROOT=$(writ keygen --type rsa2048 $W/root)
	writ keygen --type rsa2048 $W/release > $W/log
	policy $W/policy.writ
	writ manifest --key $W/release --issuer release --valid 1d \
		-o $W/art/base.writ /usr /init > $W/log 2>&1 || cat $W/log
	mkdir -p $W/tmpfs/home
	unknown_program $W/tmpfs/home/sh attached
	writ issue --key $W/release --issuer release --ops execute --valid 1d \
		-o $W/home.writ $W/tmpfs/home/sh > $W/log 2>&1 || cat $W/log
}

# --- before ------------------------------------------------------------------

not_loaded() {
	says "not loaded: status says so" 1 "not loaded" writctl status
	says "not loaded: status --json says so" 1 '"loaded": false' writctl status --json
	says "usage: no command" 2 "Usage:" writctl
	says "usage: an unknown command" 2 'no command "lode"' writctl lode
	says "usage: load without a policy" 2 "--root and --policy" writctl load --root "$ROOT"
	says "usage: an unknown way to fail" 2 "panic or warn" load --on-attach-failure ignore
	says "help of a command" 0 "Examples:" writctl load --help
}

refusals() {
	local other=$W/other.writ

	says "refused: a fingerprint that is none" 1 '"abc" is not 64 hex digits' \
		writctl load --root abc --policy $W/policy.writ
	says "refused: another root" 1 "unknown-issuer" \
		writctl load --root "$(writ root $W/release.pub)" --policy $W/policy.writ \
		--artifacts $W/art
	says "refused: no such policy" 1 "$W/none" \
		writctl load --root "$ROOT" --policy $W/none
	says "refused: a policy that is a directory" 1 "not a regular file" \
		writctl load --root "$ROOT" --policy $W
	{ cat $W/policy.writ; echo; } > $other
	says "refused: a policy with a byte too many" 1 "malformed-artifact: object at byte" \
		writctl load --root "$ROOT" --policy $other
	policy $other 'not-before: 2024-01-01' 'not-after: 2024-06-01'
	says "refused: an expired policy" 1 "expired" \
		writctl load --root "$ROOT" --policy $other
	policy $other 'audience: [elsewhere]'
	says "refused: a policy for another host" 1 "wrong-audience" \
		writctl load --root "$ROOT" --policy $other
	says "not refused: the same for that host" 0 "the check passed" \
		writctl load --root "$ROOT" --policy $other --artifacts $W/art \
		--host elsewhere --check
	says "refused: no such artifacts" 1 "$W/none" load --artifacts $W/none
	says "refused: no such module" 1 "$W/none" \
		load --artifacts $W/art --module $W/none
	says "refused: a quote in a parameter" 1 "no quote" \
		load --artifacts $W/art --host 'a"b'
	holds "refusals leave the kernel alone" untouched
}

lock_out() {
	says "lock-out: nothing is covered" 1 "/bin/sh needs to execute /usr/bin/busybox" load
	says "lock-out: how to go on" 1 "--yes" load
	holds "lock-out leaves the kernel alone" untouched
	policy $W/open.writ 'rules:' '  - uids: [1000]' '    answer: require' '  - answer: allow'
	says "lock-out: rules that allow root" 0 "the check passed" \
		writctl load --root "$ROOT" --policy $W/open.writ --check
	says "check: passes" 0 "policy guest version 3 would be enforced" \
		load --artifacts $W/art --check
	echo junk > $W/art/junk
	says "check: tells what will be skipped" 0 "skip $W/art/junk: malformed-artifact" \
		load --artifacts $W/art --check
	says "check: warns of an end that is near" 0 "authorized only until" \
		load --artifacts $W/art --check
	holds "checks leave the kernel alone" untouched
	rm $W/art/junk
	# The same shell, known and authorized, where its content could change unseen.
	modprobe minix && modprobe loop && mkdir -p /tmp/minix &&
		mount -t minix -o loop /mnt/minix /tmp/minix && cp /bin/busybox /tmp/minix/busybox
	holds "another filesystem" mount -o bind /tmp/minix/busybox /usr/bin/busybox
	says "lock-out: a shell that nobody vouches for" 1 "/usr/bin/busybox: untrusted-filesystem" \
		load --artifacts $W/art --check
	umount /usr/bin/busybox
	says "lock-out: and the same in its place" 0 "the check passed" load --artifacts $W/art --check
	umount /tmp/minix
}

wrong_module() {
	echo 'not a module' > $W/writ.ko
	says "a file that is no module: the kernel's answer" 1 "not a module for this kernel" \
		load --artifacts $W/art --module $W/writ.ko
}

# --- loading -----------------------------------------------------------------

loading() {
	umount /sys/kernel/security 2> /dev/null
	says "load: enforcing" 0 "enforcing policy guest version 3" load --artifacts $W/art
	holds "load: securityfs was mounted" test -r $STATUS
	holds "load: the kernel says the same" grep -qx 'state: enforcing' $STATUS
	says "load again: good" 0 "already loaded" load --artifacts $W/art
	says "load of another version: refused" 1 "another policy is in force" \
		writctl load --root "$ROOT" --policy $W/next.writ --artifacts $W/art
}

states() {
	holds "status: the first line" first_line "enforcing policy guest version 3"
	says "status: exit code" 0 "enforcing" writctl status
	says "status --json" 0 '"enforcing": true' writctl status --json
	says "status --json: counts" 0 '"missing-authorization": 0' writctl status --json
	run writctl status
	holds "status: what never happened is not shown" \
		not sh -c 'echo "$1" | grep -q missing-authorization' - "$OUT"
	says "status --all: what never happened is shown" 0 missing-authorization \
		writctl status --all
	says "status: by anybody" 0 "enforcing policy guest" su agent -c 'writctl status'
	chmod 700 /sys/kernel/security
	says "status: permission denied" 1 "permission denied" su agent -c 'writctl status'
	chmod 755 /sys/kernel/security
	sed 's/^policy_expires: .*/policy_expires: 1700000000/' $STATUS > $W/copy
	says "status of a copy: an expired policy" 0 "expired at 2023-11-14T22:13:20Z" \
		writctl status --file $W/copy
	sed 's/^state: .*/state: not enforcing\ncause: a link could not be taken over/' \
		$STATUS > $W/copy
	says "status of a copy: not enforcing" 1 \
		"NOT ENFORCING: a link could not be taken over" writctl status --file $W/copy
	umount /sys/kernel/security
	says "status: securityfs not mounted" 1 "securityfs is not mounted" writctl status
	mount -t securityfs securityfs /sys/kernel/security
}

attaching() {
	local file=$W/tmpfs/home/sh

	says "attach: denied before" 126 "" $file -c true
	says "status: tells what to do about it" 0 "No artifact names this content" writctl status
	says "attach: other content" 1 "does not name its content" \
		writctl attach $W/home.writ /bin/busybox
	says "attach: another root" 1 "unknown-issuer" \
		writctl attach --root "$(writ root $W/release.pub)" --policy $W/policy.writ \
		$W/home.writ $file
	holds "attach: refused ones set nothing" not writctl attach --show $file
	# The module's own hook: 6.1 by itself lets everybody, where bpf is an active LSM.
	says "attach: a user may not" 1 "CAP_SYS_ADMIN" \
		su agent -c "writctl attach $W/home.writ $file"
	cp $file $W/ramfs/sh
	says "attach: a filesystem without attributes" 1 "artifacts directory" \
		writctl attach $W/home.writ $W/ramfs/sh
	holds "attach: good" writctl attach --root "$ROOT" --policy $W/policy.writ \
		$W/home.writ $file
	holds "attach: runs after" $file -c true
	says "attach --show" 0 "this content: named" writctl attach --show $file
	says "attach --show --json" 0 '"content_named": true' writctl attach --show --json $file
	says "attach: what is too long" 1 "a file can carry 16384" \
		writctl attach $W/long.writ $file
	says "attach --remove: a user may not" 1 "CAP_SYS_ADMIN" \
		su agent -c "writctl attach --remove $file"
	holds "attach: still runs after that" $file -c true
	holds "attach --remove" writctl attach --remove $file
	says "attach --remove: counts at once" 126 "" $file -c true
	says "attach --remove: nothing is there" 1 "carries no artifact" \
		writctl attach --remove $file
}

# An artifact of more bytes than a file can carry.
long_artifact() {
	local i=0

	while [ $i -lt 500 ]; do
		printf -- '--digest sha256:%064x ' $i
		i=$((i + 1))
	done > $W/digests
	# shellcheck disable=SC2046	# a list of words
	writ issue --key $W/release --issuer release --ops execute --valid 1d \
		-o $W/long.writ $(cat $W/digests) > $W/log 2>&1 || cat $W/log
}

way_back() {
	says "writ.off: load is refused" 1 "writ.off stands on the kernel command line" \
		load --artifacts $W/art
	holds "writ.off: the kernel was left alone" untouched
	policy $W/firm.writ 'options:' '  ignore-boot-off: true'
	says "writ.off: a policy that ignores it" 0 "enforcing policy guest version 3" \
		writctl load --root "$ROOT" --policy $W/firm.writ --artifacts $W/art
}

# From here on the shell's own words are all there is.
locked() {
	local line

	says "--yes: loads in spite of the lock-out check" 0 "--yes" load --yes
	read -r line < $STATUS
	if [ "$line" = "state: enforcing" ]; then
		ok "--yes: enforcing"
	else
		fail "--yes: enforcing" "$line"
	fi
	/usr/sbin/writctl status 2> /dev/null
	RC=$?
	if [ $RC -eq 126 ]; then
		ok "--yes: what the check named is denied"
	else
		fail "--yes: what the check named is denied" "writctl ended with $RC"
	fi
}

prepare
if [ "$1" = locked ]; then
	locked
elif grep -q 'writ\.off' /proc/cmdline; then
	way_back
else
	long_artifact
	not_loaded
	refusals
	lock_out
	wrong_module
	sed -i 's/version: 3/version: 4/' $W/policy.yaml
	writ policy sign --key $W/root $W/policy.yaml -o $W/next.writ 2> $W/log
	loading
	states
	attaching
fi
[ $failed -eq 0 ]
