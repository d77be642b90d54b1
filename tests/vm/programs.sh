# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the guests of tests/vm/accept and tests/vm/ways run, made in $dir, which the
# caller sets.

# compile OUTPUT FLAG-OR-SOURCE...
compile() {
	local out=$dir/bin/$1

	shift
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -o "$out" "$@"
}

bare=(-static -nostdlib -fno-pie -no-pie -fno-stack-protector -fcf-protection=none
	-Wl,--build-id=none)

compile_programs() {
	local progs=$VM_DIR/progs

	mkdir -p "$dir/bin"
	compile probe -static -pthread "$progs"/probe/*.c &&
	compile subject "${bare[@]}" "$progs/subject.c" &&
	compile fuse_toy -static "$progs/fuse_toy.c" &&
	compile storm -static "$progs/storm.c"
}

# What is linked dynamically, and what is not of this word size.
compile_dynamic() {
	local progs=$VM_DIR/progs

	compile subject32 -m32 "${bare[@]}" "$progs/subject.c" &&
	compile library.so -shared -fPIC -Wl,-soname,library.so "$progs/library.c" &&
	compile dynamic "$progs/dynamic.c"
}

# The loader and the libraries of the dynamic programs, as the guest wants them.
collect_libraries() {
	local file

	ldd "$dir/bin/dynamic" |
	sed -n 's/.*=> \(\/[^ ]*\) (0x.*/\1/p; s/^\t\(\/[^ ]*\) (0x.*/\1/p' |
	while read -r file; do
		mkdir -p "$dir/libs$(dirname "$file")"
		cp -L "$file" "$dir/libs$file"
	done
}

# The module of each kernel, and one without type information.
build_module() {
	local kernel=$1 kver

	"$VM_DIR/build-module" "$kernel" > "$dir/build-$kernel.log" 2>&1 ||
		{ tail -n 30 "$dir/build-$kernel.log" >&2; return 1; }
	kver=$(eval "$("$VM_DIR/kernel" "$kernel")" && echo "$KVER")
	mkdir -p "$dir/$kernel"
	# A copy: others may build in the same tree while the guests run.
	cp "$VM_TOP/build/$kver/writ.ko" "$dir/$kernel/writ.ko" || return 1
	objcopy --remove-section .BTF \
		"$dir/$kernel/writ.ko" "$dir/$kernel/writ-without-btf.ko"
}
