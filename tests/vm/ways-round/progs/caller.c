// SPDX-License-Identifier: GPL-2.0-only
/*
 * caller OBJECT DIRECTORY: loads the program of OBJECT (caller.bpf.c, watcher.bpf.c),
 * says "ready", waits for somebody else to make DIRECTORY, and tells how often it was
 * called, and what it was told. What refuses it is told by the name of its errno.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	return level == LIBBPF_WARN ? vfprintf(stderr, format, args) : 0;
}

static int refused(void)
{
	const char *name = strerrorname_np(errno);

	puts(name ? name : "E?");
	return 0;
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	struct bpf_program *program;
	struct bpf_map *values;
	long seen[2] = {};
	int key = 0, n;

	if (argc < 3)
		return 2;
	libbpf_set_print(quiet);
	object = bpf_object__open_file(argv[1], NULL);
	if (!object)
		return 2;
	if (bpf_object__load(object))
		return refused();
	program = bpf_object__find_program_by_name(object, "foreign");
	if (!program || !bpf_program__attach(program))
		return refused();
	puts("ready");
	fflush(stdout);
	for (n = 0; n < 300 && access(argv[2], F_OK); n++)
		usleep(100000);
	values = bpf_object__find_map_by_name(object, ".bss");
	if (!values || bpf_map_lookup_elem(bpf_map__fd(values), &key, seen))
		return 2;
	printf("called %ld said %ld\n", seen[0], seen[1]);
	return 0;
}
