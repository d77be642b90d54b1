// SPDX-License-Identifier: GPL-2.0-only
/*
 * In a kernel with kmemleak: what the module has lost when a guest ends. Leaks of
 * the kernel's own, which injected faults lay bare as well, are told but not judged.
 *
 * The file is opened before the script begins, since opening it for writing is
 * what lockdown would forbid, and so is a governed guest.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

#define REPORT_MAX	(1 << 20)
#define TOLD_MAX	4

/* kmemleak tells of nothing that is younger than five seconds. */
#define AGE		6

static int fd = -1;

void watch_leaks(void)
{
	static const char unasked[] = "scan=off";

	fd = open("/sys/kernel/debug/kmemleak", O_RDWR | O_CLOEXEC);
	/* Of itself it scans every ten minutes, for which emulation takes half of them. */
	if (fd >= 0 && write(fd, unasked, strlen(unasked)) < 0)
		note("note kmemleak scans of itself");
}

/*
 * From a line with a function of the module's, that function; else NULL. Of a module that
 * did not load the kernel has no names any more; nobody unloads any other one here.
 */
static char *function_of_module(char *line)
{
	char *end = strstr(line, " [writ]"), *name = strstr(line, "] 0x");

	if (!end)
		return name ? name + strlen("] ") : NULL;
	*end = '\0';
	name = strrchr(line, ' ');
	return name ? name + 1 : line;
}

/*
 * The kernel's own, although the module called it: it loses the name of a cache whose
 * folder in sysfs cannot be made (mm/slub.c of 6.1, sysfs_slab_add()).
 */
static bool kernels_own(const char *object)
{
	return strstr(object, "sysfs_slab_add");
}

/* One object: its first line and its backtrace, up to the next object. */
static void judge(char *object, unsigned int *others)
{
	static unsigned int told;
	const bool own = kernels_own(object);
	char *rest, *line = strtok_r(object, "\n", &rest), *what = line, *function = NULL;

	while (!own && !function && (line = strtok_r(NULL, "\n", &rest)))
		function = function_of_module(line);
	if (!function)
		(*others)++;
	else if (told++ < TOLD_MAX)
		note("fault leak: %s, by %s", what, function);
}

static ssize_t read_report(char *report)
{
	ssize_t len = 0, n;

	if (lseek(fd, 0, SEEK_SET))
		return -1;
	while (len < REPORT_MAX && (n = read(fd, report + len, REPORT_MAX - len)) > 0)
		len += n;
	return len;
}

/*
 * Twice: what the first scan finds may only have been on its way from one place to
 * another.
 */
void scan_leaks(void)
{
	char *report, *object, *next;
	unsigned int others = 0;
	ssize_t len;

	if (fd < 0)
		return;
	sleep(AGE);
	if (write(fd, "scan", 4) != 4 || write(fd, "scan", 4) != 4) {
		note("fault kmemleak does not scan; it has given up");
		return;
	}
	report = malloc(REPORT_MAX + 1);
	len = report ? read_report(report) : -1;
	if (len < 0) {
		note("fault the report of kmemleak cannot be read");
		return;
	}
	report[len] = '\0';
	for (object = strstr(report, "unreferenced object"); object; object = next) {
		next = strstr(object + 1, "unreferenced object");
		if (next)
			next[-1] = '\0';
		judge(object, &others);
	}
	if (others)
		note("note kmemleak tells of %u objects that are not the module's", others);
	free(report);
}
