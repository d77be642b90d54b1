// SPDX-License-Identifier: GPL-2.0-only
/*
 * A library that says when its code runs, by whatever name it is loaded: as a module
 * of the name service, or of the conversion of characters.
 */
#include <unistd.h>

__attribute__((constructor)) static void loaded(void)
{
	if (write(1, "plugin ran\n", 11) != 11)
		_exit(3);
}

/* What a conversion must have to be taken; it is never called. */
int gconv(void);
int gconv(void)
{
	return 1;
}
