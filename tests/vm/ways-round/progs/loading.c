// SPDX-License-Identifier: GPL-2.0-only
/*
 * loading nss | iconv: makes the C library load something by itself. That it finds
 * nobody, and cannot convert, is no failure: what is looked at is what was loaded.
 */
#include <iconv.h>
#include <pwd.h>
#include <string.h>

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "nss"))
		getpwnam("nobody-at-all");
	if (argc > 1 && !strcmp(argv[1], "iconv"))
		iconv_open("WRIT//", "UTF-8");
	return 0;
}
