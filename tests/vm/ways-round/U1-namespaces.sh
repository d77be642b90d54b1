# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: containers, mount namespaces, chroot
# guest: plain
# expect: denied
# by: digest; a path in a namespace opens nothing

before() {
	mkdir -p jail/bin
	cp /tmp/w/listed /tmp/w/unlisted jail/
}
checks() {
	run "in a mount namespace: listed" -n /tmp/w/listed
	missing "in a mount namespace: unlisted" execute /tmp/w/unlisted "$PROBE" exec -n /tmp/w/unlisted
	run "after chroot: listed" -c /tmp/w/U1/jail /listed
	missing "after chroot: unlisted" execute /unlisted "$PROBE" exec -c /tmp/w/U1/jail /unlisted
	cat > inside <<-'END'
	mount -t tmpfs none /tmp/w/U1/jail || exit 2
	cp /tmp/w/unlisted /tmp/w/listed /tmp/w/U1/jail/
	mount --bind /tmp/w/U1/jail/unlisted /tmp/w/U1/jail/listed
	exec /mnt/bin/probe exec "$@"
	END
	allow_as "a container: listed" ran unshare -Urm sh inside /tmp/w/listed
	missing "a container: bound over a listed name, after chroot" execute /listed \
		unshare -Urm sh inside -c /tmp/w/U1/jail /listed
}
