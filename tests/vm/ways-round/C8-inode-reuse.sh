# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: inode reuse, evicted inode
# guest: plain
# expect: denied
# by: keyed by the inode in memory and forgotten with it, `lsm/cache.c`

checks() {
	local dir=/tmp/w/images/ext4/C8 number cpu n=0

	mkdir $dir
	while [ $n -lt 24 ]; do
		n=$((n + 1))
		mkdir $dir/d$n
	done
	n=0
	cp /tmp/w/listed $dir/file
	run "the first file" $dir/file
	number=$(stat -c %i $dir/file)
	rm $dir/file
	# A filesystem without a journal gives no number away again while the block that
	# tells of the deletion is in memory, where each processor holds on to the last
	# sixteen that it looked for.
	while [ $n -lt 50 ]; do
		n=$((n + 1))
		sync
		for cpu in 1 2; do
			/bin/busybox taskset $cpu /bin/busybox ls -R $dir > /dev/null 2>&1
		done
		echo 3 > /proc/sys/vm/drop_caches
		cp /tmp/w/unlisted $dir/file
		[ "$(stat -c %i $dir/file)" != "$number" ] || break
		mv $dir/file $dir/other$n
	done
	same "the number came back" "$number" "$(stat -c %i $dir/file)"
	unlisted "another file with the same number" $dir/file
	cat /tmp/w/listed > $dir/file
	sync
	echo 3 > /proc/sys/vm/drop_caches
	run "out of the cache and back" $dir/file
	cat /tmp/w/unlisted > $dir/file
	sync
	echo 3 > /proc/sys/vm/drop_caches
	unlisted "changed, and out of the cache" $dir/file
	mv $dir/file $dir/unlisted
	cp /tmp/w/listed $dir/file
	# Unmounted and mounted anew, each inode is another one in memory.
	check "mounted anew" mount -o remount,ro /tmp/w/images/ext4
	run "listed, after that" $dir/file
	unlisted "unlisted, after that" $dir/unlisted
	mount -o remount,rw /tmp/w/images/ext4
}
