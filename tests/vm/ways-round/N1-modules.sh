# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: kernel modules
# guest: plain
# expect: denied
# by: the bytes that become code are judged for the operation module, from a file or from memory

before() {
	cp /mnt/here/visitor.ko /mnt/here/visitor.ko.xz .
	cp visitor.ko changed.ko
	printf x >> changed.ko
}
gone() { "$PROBE" rmmod visitor > /dev/null; }
checks() {
	local said

	deny "an unlisted one, from memory" module missing-authorization - \
		"$PROBE" code init-module /tmp/w/N1/changed.ko
	allow_as "a listed one, from memory" ok "$PROBE" code init-module /tmp/w/N1/visitor.ko
	gone
	missing "an unlisted file" module /tmp/w/N1/changed.ko "$PROBE" code finit-module /tmp/w/N1/changed.ko
	missing "an unlisted file, whatever its flags" module /tmp/w/N1/changed.ko \
		"$PROBE" code finit-module /tmp/w/N1/changed.ko 3
	deny "a program is no module" module operation-mismatch /tmp/w/listed \
		"$PROBE" code finit-module /tmp/w/listed
	allow_as "a listed file" ok "$PROBE" code finit-module /tmp/w/N1/visitor.ko
	gone
	mkdir lower upper work merged
	cp visitor.ko lower/
	check "an overlay mounts" mount -t overlay \
		-o lowerdir=/tmp/w/N1/lower,upperdir=/tmp/w/N1/upper,workdir=/tmp/w/N1/work none /tmp/w/N1/merged
	deny "a listed file, on an overlay" module untrusted-filesystem /tmp/w/N1/merged/visitor.ko \
		"$PROBE" code finit-module /tmp/w/N1/merged/visitor.ko
	umount merged
	# Compressed, if this kernel takes that: the bytes of the file are judged.
	said=$("$PROBE" code finit-module /tmp/w/N1/visitor.ko.xz 4)
	gone
	case $said in
	ok)
		printf x >> visitor.ko.xz
		missing "compressed, and unlisted" module /tmp/w/N1/visitor.ko.xz \
			"$PROBE" code finit-module /tmp/w/N1/visitor.ko.xz 4 ;;
	EOPNOTSUPP | EINVAL | ENOEXEC) ok "this kernel takes no compressed module" ;;
	*) fail "compressed" "$said" ;;
	esac
}
