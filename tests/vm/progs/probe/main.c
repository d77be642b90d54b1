// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

void broken(const char *what)
{
	fprintf(stderr, "probe: %s: %s\n", what, strerror(errno));
	exit(2);
}

const char *errno_word(int error)
{
	const char *name = strerrorname_np(error);

	return name ? name : "E?";
}

void answer(long ret)
{
	puts(ret < 0 ? errno_word(errno) : "ok");
}

void copy_to_fd(const char *from, int to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	char buf[65536];
	ssize_t n;

	if (in < 0)
		broken(from);
	while ((n = read(in, buf, sizeof(buf))) > 0)
		if (write(to, buf, n) != n)
			broken("write");
	if (n < 0)
		broken("read");
	close(in);
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} probes[] = {
	{ "exec", probe_exec },
	{ "memory", probe_memory },
	{ "file", probe_file },
	{ "pin", probe_pin },
	{ "insmod", probe_insmod },
	{ "rmmod", probe_rmmod },
	{ "links", probe_links },
	{ "bpf", probe_bpf },
	{ "killall", probe_killall },
	{ "crash", probe_crash },
	{ "write", probe_write },
	{ "inject", probe_inject },
	{ "odd", probe_odd },
	{ "code", probe_code },
	{ "late", probe_late },
	{ "again", probe_again },
	{ "stretch", probe_stretch },
	{ "machine", probe_machine },
};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; argc > 1 && i < sizeof(probes) / sizeof(*probes); i++)
		if (!strcmp(argv[1], probes[i].name))
			return probes[i].run(argc - 1, argv + 1);
	fputs("usage: probe WHAT [ARGUMENT]...; see the sources\n", stderr);
	return 2;
}
