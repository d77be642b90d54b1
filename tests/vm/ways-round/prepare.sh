# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# What the guests of tests/vm/ways are given, made in $dir, and how each is booted.

progs=$VM_DIR/ways-round/progs

# Programs of single rows, beside those that tests/vm/accept has as well.
compile_more() {
	local common=$VM_DIR/progs
	local guide=(-shared -fPIC -nostdlib "-Wl,--build-id=none" "$progs/guide.c")

	compile_dynamic &&
	compile subjectx32 -mx32 "${bare[@]}" "$common/subject.c" &&
	compile linked -Wl,--no-as-needed "$common/dynamic.c" -L"$dir/bin" -l:library.so \
		-Wl,-rpath,/mnt/bin &&
	# It names a loader of its own.
	compile led "$common/dynamic.c" -Wl,--dynamic-linker=/tmp/w/L2/loader &&
	# So does this one, and two loaders differ in where their headers say that they begin.
	compile guided "$common/dynamic.c" -Wl,--dynamic-linker=/tmp/w/guided/guide &&
	compile guide "${guide[@]}" -Wl,-e,right &&
	compile misguide "${guide[@]}" -Wl,-e,wrong &&
	python3 "$progs/apart.py" "$dir/bin/guide" > "$dir/bin/apart" &&
	compile loading "$progs/loading.c" &&
	python3 "$progs/grasping.py" > "$dir/bin/grasping" &&
	compile plugin.so -shared -fPIC "$progs/plugin.c" &&
	# What a loader that is no glibc can start: it needs no library.
	compile lone.so -shared -fPIC -nostdlib -Wl,-e,_start -Wl,--hash-style=both \
		"$common/subject.c" &&
	compile stacky "${bare[@]}" -z execstack "$common/subject.c" &&
	compile capture -static "$progs/capture.c" &&
	compile bringer -static "$progs/bringer.c" &&
	compile race -static -pthread "$common"/race/*.c &&
	compile nlfuzz -static -I"$VM_TOP" "$common/nlfuzz.c" &&
	cp "$(readlink -f /lib/ld-musl-x86_64.so.1)" "$dir/bin/ld-musl"
}

# In the kernel's own way, for a kernel module and for a program that calls the module.
# Nothing but the file of the kernel at hand goes into its guest.
compile_for_kernel() {
	local kernel=$1 to=$dir/$1 KVER KDIR VMLINUZ BTF SIGN_FILE prepared

	prepared=$("$VM_DIR/kernel" "$kernel") && eval "$prepared" || return 1
	mkdir -p "$to/visitor" "$to/here"
	cp "$progs/visitor.c" "$progs/Kbuild" "$to/visitor/"
	"$VM_DIR/build-module" "$kernel" --folder "$to/visitor" > "$to/log" 2>&1 ||
		{ tail -n 20 "$to/log" >&2; return 1; }
	strip -g -o "$to/here/visitor.ko" "$to/visitor/visitor.ko"
	xz --check=crc32 -k "$to/here/visitor.ko"
	cp "$VMLINUZ" "$to/here/vmlinuz"
	truncate -s 128M "$to/btrfs" && mkfs.btrfs -q -f "$to/btrfs" > "$to/log" 2>&1 || return 1
	strip -g -o "$to/plain.ko" "$to/writ.ko" &&
	"$SIGN_FILE" sha256 "$dir/mok.key" "$dir/mok.pem" "$to/plain.ko" "$to/signed.ko"
}

# Other people's BPF programs, and what loads them.
compile_caller() {
	local name

	for name in caller watcher; do
		"${CLANG:-clang-14}" -O2 -g -target bpf -Wall \
			-I"/usr/include/$(gcc -print-multiarch)" -c -o "$dir/bin/$name.bpf.o" \
			"$progs/$name.bpf.c" || return
	done
	compile caller -static "$progs/caller.c" -lbpf -lelf -lz
}

# file_of_word WORD: what the guests' function variant makes
file_of_word() {
	cp "$dir/bin/subject" "$dir/content/$1"
	printf '# %s\n' "$1" >> "$dir/content/$1"
	chmod 755 "$dir/content/$1"
}

# File systems that are no directory of the guest, each with a program that is listed
# and one that is not.
make_images() {
	local images=$dir/images

	mkdir -p "$images" "$dir/content"
	file_of_word listed
	file_of_word unlisted
	mksquashfs "$dir/content" "$images/squashfs" -quiet -no-progress > "$dir/log" 2>&1 &&
	mkfs.erofs "$images/erofs" "$dir/content" > "$dir/log" 2>&1 &&
	xorriso -as mkisofs -quiet -R -o "$images/iso9660" "$dir/content" > "$dir/log" 2>&1 &&
	mkfs.vfat -C "$images/vfat" 1024 > "$dir/log" 2>&1 &&
	mcopy -i "$images/vfat" "$dir/content/listed" "$dir/content/unlisted" :: > "$dir/log" 2>&1 &&
	truncate -s 4M "$images/ext4" && mkfs.ext4 -q -F -O ^has_journal "$images/ext4" ||
		{ cat "$dir/log" >&2; return 1; }
}

make_capture() {
	local root=$dir/captured

	mkdir -p "$root/sys" "$root/proc" "$root/dev"
	cp "$dir/bin/capture" "$root/init"
	(cd "$root" && find . | cpio -o -H newc -R 0:0 --quiet) > "$dir/bin/capture.cpio"
}

authority() {
	local lines=(
		"default: require" "issuers:" "  - name: release" "    key: release.pub"
		"    operations: [execute, map, script, administer, recover]" "    max-validity: 2d"
	)
	mkdir "$dir/authority" && cd "$dir/authority" || return 1
	"$writ" keygen --type rsa2048 root && "$writ" keygen --type rsa2048 release &&
	"$writ" root root.pub > thumbprint || return 1
	printf '%s\n' "policy: ways" "version: 3" "${lines[@]}" > policy.yaml
	printf '%s\n' "policy: ways" "version: 4" "${lines[@]}" "options:" "  strict-log: true" \
		> strict.yaml
	printf '%s\n' "policy: ways" "version: 5" "${lines[@]}" "interpreters:" \
		"  - path: /usr/bin/reader" > reading.yaml
	printf '%s\n' "policy: ways" "version: 3" "${lines[@]}" "rules:" "  - uid: 1000" \
		"    answer: require" > some.yaml
	"$writ" policy sign --key root policy.yaml -o policy.writ &&
	"$writ" policy sign --key root strict.yaml -o strict.writ
}

prepare() {
	local kernel writ=$VM_TOP/build/bin/writ

	make --no-print-directory -s -C "$VM_TOP" programs > "$dir/log" 2>&1 ||
		{ tail -n 20 "$dir/log" >&2; vm_die "the programs do not build"; }
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$dir/mok.key" -out "$dir/mok.pem" \
		-days 30 -subj "/CN=writ test mok" -addext extendedKeyUsage=codeSigning 2> /dev/null &&
		openssl x509 -in "$dir/mok.pem" -outform DER -out "$dir/mok.der" || vm_die "no key"
	compile_programs && compile_more && compile_caller ||
		vm_die "the test programs do not compile"
	collect_libraries
	for kernel in "${kernels[@]}"; do
		build_module "$kernel" && compile_for_kernel "$kernel" ||
			vm_die "no module for $kernel"
	done
	make_images && make_capture || vm_die "the images cannot be made"
	(authority) > "$dir/log" 2>&1 || { cat "$dir/log" >&2; vm_die "the signer does not work"; }
	mkdir "$dir/prove"
	cp "$VM_DIR/prove.d/lib.sh" "$dir/prove/"
	cp "$(command -v busybox)" "$dir/busybox"
	python3 "$VM_DIR/progs/prepare.py" "$dir" rows || vm_die "preparing failed"
	# These guests get no private key.
	mkdir "$dir/private"
	mv "$dir"/keys/*.pem "$dir/private/"
}

# --- the guests -------------------------------------------------------------------
#
# What they have to do with one another is nothing but this: rows that need the same
# to have been loaded, and can stand each other, share one.

# The policy of the group "rows", by itself: no daemon. The way back is on the boot
# line, and a policy that heeds it not.
guest_plain() {
	local kernel=$1

	WRIT_VM_MODULES="isofs btrfs binfmt_misc test_firmware msr kvm-amd" boot "$kernel" plain \
		-m 1536 -t 400 -d "$dir/$kernel/btrfs" \
		-a "writ.off ima_appraise=fix ipe.enforce=0 syscall.x32=y init=/bin/false watchdog_thresh=60" \
		-f "$dir/rows" -f "$dir/libs" -f "$dir/images" -f "$dir/$kernel/here" \
		-f "$dir/$kernel/writ.ko"
}

# writd, writctl and a signer.
guest_daemon() {
	boot "$1" daemon -m 2048 -t 500 -f "$dir/prove" -f "$dir/authority" \
		-f "$dir/$1/writ.ko"
}

guest_nolsm() {
	boot "$1" nolsm -a "lsm=lockdown,capability,yama ima_appraise=fix ipe.enforce=0" \
		-f "$dir/rows" -f "$dir/$1/writ.ko"
}

# It ends in a panic and in a second kernel, and began with a clock years behind.
guest_crash() {
	local kernel=$1

	boot "$kernel" crash --expect-panic -m 1536 -t 300 -a "crashkernel=256M watchdog_thresh=60" \
		-q "-rtc base=2021-01-01T00:00:00" -f "$dir/rows" -f "$dir/$kernel/here" \
		-f "$dir/$kernel/writ.ko"
	[[ " ${rows[*]} " == *" B3 "* ]] || return 0
	if grep -aq '^capture: no writ in this kernel' "$(out_of "$kernel" crash).log"; then
		echo "ok $kernel B3 allowed the kernel that captures a crash runs without writ, and says so"
	else
		echo "FAIL $kernel B3 allowed the second kernel did not come up"
	fi
}

# Secure Boot by way of shim, and lockdown to confidentiality.
guest_lockdown() {
	boot "$1" lockdown -m 1536 -t 300 -b shim --mok "$dir/mok.der" -a lockdown=confidentiality \
		-f "$dir/rows" -f "$dir/$1/plain.ko" -f "$dir/$1/signed.ko"
}
