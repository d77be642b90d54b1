#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A whole Debian under one manifest, made with the project's own signer: what its
# packages brought runs, for root and for a user; what they did not, does not.
. /mnt/lib.sh

plan 31
read -r ROOT < /mnt/signer/thumbprint
now() { date +%s%N; }
since() { echo $((($(now) - $1) / 1000000)); }

# --- before loading: the manifest, and what will not be in it

mkdir /tmp/artifacts
begin=$(now)
if said=$(/mnt/writ manifest --key /mnt/signer/release --issuer release \
	-o /tmp/artifacts/usr /usr 2>&1); then
	ok "writ manifest"
else
	fail "writ manifest" "$said"
	exit 1
fi
echo "note manifest of /usr made in $(since "$begin") ms of guest time, $(stat -c %s /tmp/artifacts/usr) bytes"
check "writ issue" /mnt/writ issue --key /mnt/signer/release --issuer release \
	-o /tmp/artifacts/probe "$PROBE"
cp /usr/bin/true /tmp/unlisted
cp -L /usr/lib/x86_64-linux-gnu/libsqlite3.so.0 /tmp/unlisted.so
printf x | tee -a /tmp/unlisted >> /tmp/unlisted.so
printf '#!/usr/bin/python3\nprint("ran")\n' > /tmp/unlisted.py
cp /usr/bin/true /tmp/listed
chmod 755 /tmp/*listed* /tmp/artifacts
same "before loading the unlisted program runs" ran "$("$PROBE" exec /tmp/unlisted)"

begin=$(now)
enforce /mnt/signer/policy.writ /tmp/artifacts
echo "note loaded $(value subjects) subjects in $(since "$begin") ms of guest time"
if [ "$(value subjects)" -gt 500 ]; then ok "the manifest holds a distribution"
else fail "the manifest holds a distribution" "$(value subjects) subjects"; fi

# --- what the packages brought

script='import ctypes, ssl, sqlite3, json
c = sqlite3.connect(":memory:")
c.execute("create table t (a)")
c.execute("insert into t values (6 * 7)")
print(c.execute("select a from t").fetchone()[0], ssl.OPENSSL_VERSION_INFO[0],
      ctypes.CDLL("libsqlite3.so.0").sqlite3_libversion_number() > 3000000)'

for uid in 0 1000; do
	work=/tmp/work-$uid
	mkdir $work
	chown $uid $work
	as() { "$PROBE" exec -u $uid -e PATH=/usr/bin:/bin -e HOME=$work "$@" 2>&1; }
	git() { as /usr/bin/git -C $work -c user.name=Agent -c user.email=agent@localhost "$@"; }

	allowed_as "bash, uid $uid" "42
ran" as /bin/bash -c 'set -o pipefail; echo 42 | cat | grep 4'
	allowed_as "python3 with ctypes, ssl, sqlite3, uid $uid" "42 3 True
ran" as /usr/bin/python3 -c "$script"
	allowed_as "perl, uid $uid" "42
ran" as /usr/bin/perl -MPOSIX -MList::Util=sum -e 'print sum(40, floor(2.5)), "\n"'
	allowed_as "git init, uid $uid" ran git init -q -b main
	echo content > $work/file
	allowed_as "git add, uid $uid" ran git add file
	allowed_as "git commit, uid $uid" ran git commit -q -m "the subject"
	allowed_as "git log, uid $uid" "Agent: the subject
ran" git log --format='%an: %s'
	runs "a copy of a listed program, uid $uid" -u $uid /tmp/listed

	denied "an unlisted program, uid $uid" execute missing-authorization /tmp/unlisted \
		as /tmp/unlisted
	denied "an unlisted script, uid $uid" script missing-authorization /tmp/unlisted.py \
		as /tmp/unlisted.py
	denied_as "an unlisted library for python, uid $uid" "exit 1" map missing-authorization \
		/tmp/unlisted.so "$PROBE" exec -q -u $uid /usr/bin/python3 \
		-c 'import ctypes; ctypes.CDLL("/tmp/unlisted.so")'
	denied_as "an unlisted library preloaded, uid $uid" ran map missing-authorization \
		/tmp/unlisted.so "$PROBE" exec -q -u $uid -e LD_PRELOAD=/tmp/unlisted.so /usr/bin/true
done
same "still enforcing" enforcing "$(value state)"
same "no internal error in all this" 0 "$(denials internal-error)"
