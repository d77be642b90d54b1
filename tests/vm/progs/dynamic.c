// SPDX-License-Identifier: GPL-2.0-only
/*
 * A dynamic program. Without arguments it does nothing; with one it opens that
 * library at run time, calls into it, and ends with 4 if it could not.
 */
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	int (*answer)(void);
	void *library;

	if (argc < 2)
		return 0;
	library = dlopen(argv[1], RTLD_NOW);
	if (!library) {
		fprintf(stderr, "%s\n", dlerror());
		return 4;
	}
	*(void **)&answer = dlsym(library, "library_answer");
	return answer && answer() == 42 ? 0 : 5;
}
