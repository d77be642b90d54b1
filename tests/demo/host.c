// SPDX-License-Identifier: GPL-2.0-only
/* A program that loads a plugin. */
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	const char *(*says)(void);
	void *plugin;

	if (argc != 2)
		return 2;
	plugin = dlopen(argv[1], RTLD_NOW);
	if (!plugin) {
		printf("could not load it: %s\n", dlerror());
		return 1;
	}
	*(void **)&says = dlsym(plugin, "plugin_says");
	printf("loaded: %s\n", says());
	return 0;
}
