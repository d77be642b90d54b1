#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# variant.sh PROGRAM WORD: another content that does the same. With "+" at the end
# of the word it is so long that reading it takes a while.
cat "$1" || exit 1
printf '# %s\n' "$2"
case $2 in
*+) head -c 2000000 /dev/zero ;;
esac
