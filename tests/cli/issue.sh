# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# Issuing, and what verify says of what was issued.
. "$(dirname "$0")/lib.sh"
authority
cp /bin/true prog
printf '#!/bin/sh\necho hi\n' >script.sh
chmod +x script.sh
echo words >data
libc=$(ldd /bin/true | sed -n 's/.*=> \(.*libc\.so[^ ]*\) .*/\1/p')

good "a program" issue --key rel --issuer release -o prog.writ ./prog
says "the summary names operation" "to execute"
says "the summary hints at libraries" "--libs adds them"
judged 0 "execute" "to execute prog: authorized" --ops execute --file prog prog.writ
judged 1 "map" "to map prog: operation-mismatch" --ops map --file prog prog.writ
judged 1 "another file" "missing-authorization" --file script.sh prog.writ
judged 1 "later" "expired" --at 2097-01-01 --file prog prog.writ
judged 1 "earlier" "not-yet-valid" --at 2026-01-01 --file prog prog.writ
judged 1 "later, without content" "expired" --at 2097-01-01 prog.writ
judged 0 "the default validity is 30 days" "authorized" --at "$(date -u -d '+29 days' +%FT%TZ)" prog.writ
judged 1 "and no longer" "expired" --at "$(date -u -d '+31 days' +%FT%TZ)" prog.writ
cp prog changed && printf X >>changed
judged 1 "a changed program" "missing-authorization" --file changed prog.writ

good "a library" issue --key rel --issuer release -o lib.writ "$libc"
says "it may be mapped" "to map"
good "a script" issue --key rel --issuer release -o script.writ script.sh
says "it may be run as a script" "to script"
says "its interpreter is named" "/bin/sh"
refused "data without --ops" issue --key rel --issuer release -o data.writ data
says "it asks for --ops" "say with --ops"
good "data with --ops" issue --key rel --issuer release --ops map -o data.writ data
refused "different kinds" issue --key rel --issuer release -o mixed.writ prog script.sh
says "it says what to do" "give --ops execute,script"
holds "nothing was written" test ! -e mixed.writ
good "different kinds with --ops" issue --key rel --issuer release --ops execute,script -o mixed.writ prog script.sh

good "--libs" issue --key rel --issuer release --libs -o libs.writ prog
says "it grants execute and map" "to execute, map"
ldd prog | grep -o '/[^ ]*' | sort -u >ldd
missing=
while read -r l; do
	writ verify --root "$root" --policy policy.writ --ops map --file "$l" libs.writ >/dev/null || missing="$missing $l"
done <ldd
holds "--libs: all that ldd lists is covered" test -z "$missing"
good "--libs for a large program" issue --key rel --issuer release --libs --path -o bash.writ "$(command -v python3 || command -v bash)"
mkdir -p img/lib64 img/etc/ld.so.conf.d img/odd img/bin
cp prog img/bin/
cp -L /lib64/ld-linux-x86-64.so.2 img/odd/loader
ln -s /odd/loader img/lib64/ld-linux-x86-64.so.2
cp -L "$libc" img/odd/libc.so.6
echo 'include ld.so.conf.d/*.conf' >img/etc/ld.so.conf
refused "--root: a library that is not there" issue --key rel --issuer release --libs --root img -o img.writ img/bin/prog
says "it is named" "libc.so.6 is not found below"
echo /odd >img/etc/ld.so.conf.d/odd.conf
good "--root: an included ld.so.conf" issue --key rel --issuer release --libs --root img --path -o img.writ img/bin/prog
says "paths are the root's" "only at /odd/loader"
refused "--root: a file outside" issue --key rel --issuer release --libs --root img -o img.writ prog
says "it is named" "does not lie below"

good "--path" issue --key rel --issuer release --path -o path.writ prog
judged 0 "at its path" "to execute prog: authorized" --ops execute --file prog path.writ
judged 1 "elsewhere" "path-mismatch" --ops execute --file prog --path /bin/other path.writ
good "--at" issue --key rel --issuer release --at /opt/prog -o at.writ prog
judged 0 "there" "authorized" --ops execute --file prog --path /opt/prog at.writ
judged 1 "at its own path" "path-mismatch" --ops execute --file prog at.writ
good "--audience" issue --key rel --issuer release --audience zebra --audience ox -o aud.writ prog
judged 0 "on a host of it" "authorized" --host ox --ops execute --file prog aud.writ
judged 1 "on another host" "wrong-audience" --host bee --ops execute --file prog aud.writ
digest=$(sha256sum <prog | cut -c-64)
good "--digest" issue --key rel --issuer release --ops execute --digest "sha256:$digest" -o digest.writ
judged 0 "covers the file" "authorized" --ops execute --file prog digest.writ
judged 0 "verify --digest" "to execute the digest: authorized" --digest "sha256:$digest" digest.writ
good "--fsverity" issue --key rel --issuer release --ops execute --fsverity -o verity.writ prog
judged 0 "covers the file" "authorized" --ops execute --file prog verity.writ
: >none
good "fs-verity of an empty file" issue --key rel --issuer release --ops map --fsverity -o none.writ none
says "is the kernel's" 3d248ca542a24fc62d1c43b916eae5016878e2533c88238480b26128a1f1af95
for size in 1 4095 4096 4097 524288 524289 70000000; do
	head -c $size /dev/zero | tr '\0' 'x' >f
	good "fs-verity of $size bytes" issue --key rel --issuer release --ops map --fsverity -o f.writ f
	says "is that of the documentation's words in Python" "$(python3 - <<-'END'
	import hashlib, struct
	h = lambda b: hashlib.sha256(b).digest()
	split = lambda b: [b[i:i + 4096].ljust(4096, b"\0") for i in range(0, len(b), 4096)]
	data = open("f", "rb").read()
	level = [h(b) for b in split(data)]
	while len(level) > 1:
	    level = [h(b) for b in split(b"".join(level))]
	print(h(struct.pack("<BBBBIQ", 1, 1, 12, 0, 0, len(data)) + level[0] + bytes(208)).hex())
	END
	)"
done
if command -v fsverity >/dev/null; then
	for size in 1 4095 4096 4097 524288 524289 70000000; do
		head -c $size /dev/zero | tr '\0' 'x' >f
		good "fs-verity of $size bytes" issue --key rel --issuer release --ops map --fsverity -o f.writ f
		says "is fsverity's" "$(fsverity digest --compact f)"
	done
else
	skip "no fsverity(1) to compare with"
fi
good "--subject and --json" issue --key rel --issuer release --subject 'ticket "4711"' --json -o j.writ prog
holds "it is JSON" python3 -c 'import json; assert json.load(open(".stdout"))["subject"] == "ticket \"4711\""'
good "to standard output" issue --key rel --issuer release -o - prog
holds "what came is the artifact" "$WRIT" verify --root "$root" --policy policy.writ .stdout

# what the policy makes of it
good "by the other issuer" issue --key ec --issuer curve --valid 1h --at /opt/prog -o ec.writ prog
judged 0 "within its limits" "authorized" --ops execute --file prog --path /opt/prog ec.writ
writ issue --key ec --issuer curve --valid 2d --at /opt/prog -o o.writ prog 2>/dev/null
judged 1 "longer than it may" "issuer-limit" o.writ
writ issue --key ec --issuer curve --valid 1h --ops map --at /opt/prog -o o.writ prog 2>/dev/null
judged 1 "an operation that it may not grant" "issuer-limit" o.writ
writ issue --key ec --issuer curve --valid 1h -o o.writ prog 2>/dev/null
judged 1 "without a path" "issuer-limit" o.writ
writ issue --key ec --issuer curve --valid 1h --at /optional -o o.writ prog 2>/dev/null
judged 1 "at a path that only begins alike" "issuer-limit" o.writ
writ issue --key ec --issuer release -o o.writ prog 2>/dev/null
judged 1 "under another's name" "unknown-issuer" o.writ
writ keygen --type p256 stranger >/dev/null
writ issue --key stranger --issuer release -o o.writ prog 2>/dev/null
judged 1 "by a key that the policy does not know" "unknown-issuer" o.writ

# tampering: every byte of an artifact counts
size=$(stat -c %s prog.writ)
survivors=0
for ((i = 0; i < size; i += 3)); do
	cp prog.writ t.writ
	byte=$(xxd -p -s $i -l 1 prog.writ)
	printf '%02x' $((0x$byte ^ 1)) | xxd -r -p | dd of=t.writ bs=1 seek=$i conv=notrunc 2>/dev/null
	writ verify --root "$root" --policy policy.writ t.writ >/dev/null 2>&1 && survivors=$((survivors + 1))
done
holds "no artifact with a changed bit is admitted" test $survivors -eq 0
cat prog.writ data >t.writ
judged 1 "with bytes behind it" "malformed-artifact" t.writ
head -c $((size - 1)) prog.writ >t.writ
judged 1 "with a byte missing" "malformed-artifact" t.writ
judged 1 "a policy for an artifact" "malformed-artifact" policy.writ
: >t.writ
judged 1 "nothing at all" "malformed-artifact" t.writ
truncate -s 70M large.writ
refused "more than an artifact can be" verify --root "$root" --policy policy.writ large.writ
says "it says so" "larger than"
judged 0 "one good artifact beside a bad one" "to execute prog: authorized" --ops execute --file prog t.writ prog.writ
good "verify --json" verify --root "$root" --policy policy.writ --json --file prog prog.writ
holds "it is JSON" python3 -c 'import json; assert json.load(open(".stdout"))["operations"][0]["reason"] == "authorized"'
refused "verify of a file that is not there" verify --root "$root" --policy policy.writ --file nix prog.writ
refused "verify of an artifact that is not there" verify --root "$root" --policy policy.writ nix.writ
says "it is named" nix.writ

# what is shown cannot act on a terminal
good "a subject with colours" issue --key rel --issuer release --subject "$(printf 'caf\303\251')" -o s.writ prog
good "inspect" inspect s.writ
says "text is shown" "café"
holds "its first line is a warning" grep -q UNVERIFIED <(head -n 1 .stdout)
good "inspect --subjects of many" inspect --subjects --json bash.writ
holds "it is JSON" python3 -c 'import json
o = json.load(open(".stdout")); assert o["subject_count"] == len(o["subjects"]) and o["verified"] is False'
refused "inspect of what is no object" inspect prog
says "it says where" "at byte 0"
refused "issue for a directory" issue --key rel --issuer release -o d.writ .
refused "issue for a file that is not there" issue --key rel --issuer release -o d.writ nix
says "it is named" nix
mkfifo pipe
refused "issue for a pipe does not wait" issue --key rel --issuer release -o d.writ pipe
refused "to a directory that is not there" issue --key rel --issuer release -o no/where prog
ln -s /dev/null devnull
refused "a device is not replaced" issue --key rel --issuer release -o devnull prog
head -c 3000 prog >short
refused "a damaged program" issue --key rel --issuer release -o d.writ short
says "it says so" "damaged ELF"
# what headers ask for
python3 - <<'END'
import struct
data = bytearray(open("prog", "rb").read())
at, = struct.unpack_from("<Q", data, 32)
size, n = struct.unpack_from("<HH", data, 54)
for header in range(at, at + n * size, size):
    if struct.unpack_from("<I", data, header)[0] == 0x6474e551:
        data[header + 4] |= 1
open("stack", "wb").write(data)
END
chmod 755 stack
refused "an executable stack" issue --key rel --issuer release -o stack.writ stack
says "the program is named" "stack asks for an executable stack"
says "and the cure" "-z noexecstack"
holds "nothing was written" test ! -e stack.writ
refused "nor with --ops execute" issue --key rel --issuer release --ops execute -o stack.writ stack
good "it may be mapped" issue --key rel --issuer release --ops map -o stack.writ stack
good "with generate-code" issue --key rel --issuer release --ops execute,generate-code -o stack.writ stack
says "it is said" "generate-code"
finish
