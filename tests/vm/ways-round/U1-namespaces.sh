# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: containers, mount namespaces, chroot
# guest: plain
# expect: denied
# by: digest; a path in a namespace opens nothing

before() {
	mkdir -p jail/bin place away
	cp /tmp/w/listed /tmp/w/unlisted jail/
	variant place/placed placed
	cp place/placed away/placed
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
	checks_of_place
}
# Its artifact binds it to this place. From a namespace where another directory is bound
# over that, or from what hangs nowhere any more, a file has the name but not the place.
checks_of_place() {
	local place=/tmp/w/U1/place/placed

	run "at its place" $place
	run "at its place, by a descriptor that was sent" -m sent $place
	map "at its place, mapped" map $place
	deny "elsewhere" execute path-mismatch /tmp/w/U1/away/placed \
		"$PROBE" exec /tmp/w/U1/away/placed
	deny "by a descriptor from a namespace where elsewhere has that name" \
		execute path-mismatch $place "$PROBE" exec -m sent -b /tmp/w/U1/away $place
	check "the log says whose name that is" told "path=\"$place\" root=other"
	unshare -Urm sh -c 'mount --bind /tmp/w/U1/away /tmp/w/U1/place && : > /tmp/w/U1/bound &&
		exec sleep 1000' &
	until_true test -e bound
	deny "through /proc/PID/root of such a one" execute path-mismatch $place \
		"$PROBE" exec /proc/$!/root$place
	deny "mapped through it" map path-mismatch $place "$PROBE" memory map /proc/$!/root$place
	run "through /proc/PID/root of one at home" /proc/self/root$place
	kill $!
	mkdir hung
	mount -t tmpfs none hung
	mkdir -p hung/tmp/w/U1/place
	cp $place hung/tmp/w/U1/place/
	exec 5< hung$place
	umount -l hung
	deny "from a mount that hangs nowhere any more" execute path-mismatch $place \
		"$PROBE" exec /proc/self/fd/5
	exec 5<&-
	mount --bind place away
	deny "bound to another place" execute path-mismatch /tmp/w/U1/away/placed \
		"$PROBE" exec /tmp/w/U1/away/placed
	mount --bind away place
	run "a mount at its place counts" $place
	umount place
	umount away
}
