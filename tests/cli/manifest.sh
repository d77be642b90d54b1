# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# Whole trees, and how long 20,000 files take.
. "$(dirname "$0")/lib.sh"
authority

mkdir -p tree/bin tree/doc tree/skip
cp /bin/true tree/bin/one
cp /bin/true tree/bin/same
printf '#!/bin/sh\n' >tree/bin/script
echo words >tree/doc/text
echo other words >tree/doc/executable
chmod +x tree/doc/executable
cp /bin/ls tree/skip/ls
ln -s /bin/cat tree/bin/link
mkfifo tree/bin/pipe
good "a tree" manifest --key rel --issuer release -o tree.writ tree
says "files, and different ones" "5 of 6 files found; 4 different subjects"
says "the operations are their union" "to execute, map, script"
good "a file of it" verify --root "$root" --policy policy.writ --ops execute --file tree/bin/one tree.writ
refused "a text of it" verify --root "$root" --policy policy.writ --file tree/doc/text tree.writ
refused "what a link points to" verify --root "$root" --policy policy.writ --file /bin/cat tree.writ
good "--all" manifest --key rel --issuer release --all --json -o tree.writ tree
holds "takes the text" python3 -c 'import json; assert json.load(open(".stdout"))["files_taken"] == 6'
good "--exclude" manifest --key rel --issuer release --exclude skip --exclude '*/doc/*' -o tree.writ tree
says "leaves out" "3 of 3 files found"
good "--paths below --root" manifest --key rel --issuer release --paths --root tree -o tree.writ tree/bin
good "a file at its path there" verify --root "$root" --policy policy.writ --ops execute --file tree/bin/one --path /bin/one tree.writ
refused "the same at its path here" verify --root "$root" --policy policy.writ --ops execute --file tree/bin/one tree.writ
refused "--paths outside of --root" manifest --key rel --issuer release --paths --root tree/doc -o t.writ tree/bin
says "it is named" "does not lie below"
good "--max-subjects" manifest --key rel --issuer release --max-subjects 2 -o part tree
holds "there are two parts" test -e part.1 -a -e part.2 -a ! -e part.3 -a ! -e part
good "each part verifies" verify --root "$root" --policy policy.writ part.1 part.2
refused "parts to standard output" manifest --key rel --issuer release --max-subjects 2 -o - tree
good "--fsverity" manifest --key rel --issuer release --fsverity -o verity.writ tree
good "a file by its fs-verity digest" verify --root "$root" --policy policy.writ --ops execute --file tree/bin/one verity.writ
# A section of this name makes an ELF object a module.
mkdir -p mods
echo 'int x;' | gcc -x c -c -o object.o -
echo module >section
objcopy --add-section .gnu.linkonce.this_module=section object.o mods/one.ko
cp object.o mods/object.ko
cp /bin/true mods/program
echo packed >mods/two.ko.xz
good "a manifest takes no modules" manifest --key rel --issuer release --json -o m.writ mods
holds "but programs" python3 -c 'import json; assert json.load(open(".stdout"))["files_taken"] == 1'
sed "s/map, script]/map, script, module]/" policy.yaml >modules.yaml
$WRIT policy sign --key root modules.yaml -o modules.policy 2>.log || cat .log
good "--modules" manifest --key rel --issuer release --modules --json -o m.writ mods
holds "takes modules alone" python3 -c 'import json; o = json.load(open(".stdout"))
assert o["files_taken"] == 1 and o["operations"] == ["module"], o'
good "--modules, in words" manifest --key rel --issuer release --modules -o m.writ mods
says "compressed ones are left out" "1 compressed modules were left out"
good "a module of it" verify --root "$root" --policy modules.policy --ops module --file mods/one.ko m.writ
refused "the module as a program" verify --root "$root" --policy modules.policy --ops execute --file mods/one.ko m.writ
refused "a program beside it" verify --root "$root" --policy modules.policy --ops module --file mods/program m.writ
refused "none below" manifest --key rel --issuer release --modules -o m.writ tree
says "it says so" "none of them is a module"
good "issue knows a module" issue --key rel --issuer release -o m.writ mods/one.ko
says "by itself" "to module"
mkdir empty
refused "an empty tree" manifest --key rel --issuer release -o e.writ empty
refused "a tree that is not there" manifest --key rel --issuer release -o e.writ nix
says "it is named" nix
chmod 0 tree/skip/ls
if [ "$(id -u)" = 0 ]; then
	skip "root can read everything"
else
	refused "a file that cannot be read" manifest --key rel --issuer release -o e.writ tree
	says "it is named" "tree/skip/ls"
fi

python3 - <<-'END'
import os
for i in range(20000):
    d = "many/%03d" % (i // 100)
    os.makedirs(d, exist_ok=True)
    with open("%s/%d" % (d, i), "wb") as f:
        f.write(b"#!/bin/sh\n# %d\n" % i + b"x" * (i % 97 * 40))
    os.chmod(f.name, 0o755)
END
begin=$(date +%s.%N)
good "20,000 files" manifest --key rel --issuer release --paths -o many.writ many
end=$(date +%s.%N)
seconds=$(awk "BEGIN { printf \"%.2f\", $end - $begin }")
echo "    20,000 files took $seconds s, artifact of $(stat -c %s many.writ) bytes"
says "all are in it" "20000 of 20000 files found; 20000 different subjects"
holds "in less than a minute" awk "BEGIN { exit !($seconds < 60) }"
good "one of them" verify --root "$root" --policy policy.writ --ops script --file many/123/12345 many.writ
refused "at another path" verify --root "$root" --policy policy.writ --ops script --file many/123/12345 --path /x many.writ
good "inspect lists all" inspect --subjects many.writ
holds "each once" test "$(grep -c '  sha256:' .stdout)" = 20000

mkdir jit
cp /bin/true jit/plain
python3 - <<'END'
import struct
data = bytearray(open("jit/plain", "rb").read())
at, = struct.unpack_from("<Q", data, 32)
size, n = struct.unpack_from("<HH", data, 54)
for header in range(at, at + n * size, size):
    if struct.unpack_from("<I", data, header)[0] == 0x6474e551:
        data[header + 4] |= 1
open("jit/stack", "wb").write(data)
END
chmod 755 jit/*
good "an executable stack is no error" manifest --key rel --issuer release -o jit.writ jit
says "but it is named" "jit/stack asks for an executable stack"
holds "and nothing else is" sh -c '[ "$(grep -c warning: .stderr)" = 1 ]'
good "with generate-code" manifest --key rel --issuer release --ops execute,map,generate-code -o jit.writ jit
holds "there is nothing to warn of" sh -c 'grep -q generate-code .stderr && ! grep -q warning: .stderr'
finish
