#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A tree of processes whose shape is known; the log must tell it exactly. The
# comparing is done outside, where there is python.
. /mnt/lib.sh

plan 5
printf '#!/mnt/bin/forest\n' > /mnt/forest.sh
chmod 755 /mnt/forest.sh
holds "governed" govern policy.writ
holds "writd owns the log" start
holds "the forest grows" /mnt/bin/forest $STATE/truth /mnt/forest.sh 5
holds "all of it is durable" drained
holds "writd stops" stop
tail -n 3 /tmp/writd.log
