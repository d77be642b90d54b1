// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the kernel log for what must fail a run.
 *
 * Only the kernel's own messages count: /dev/kmsg marks what a program wrote
 * with another facility, so a script cannot fail a run by printing.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

#define MAX_FAULTS 8

/* At the start of a message (a text elsewhere may speak of a user program). */
static const char *const starts[] = {
	"BUG:", "kernel BUG at", "WARNING:", "------------[ cut here ]",
	"Oops:", "Oops ", "general protection fault", "divide error:",
	"invalid opcode:", "stack segment:", "int3:", "double fault:",
	"Kernel panic", "Internal error:", "INFO: possible ", "INFO: inconsistent",
	"INFO: trying to register non-static key",
	"UBSAN:", "UBSAN ", "rcu: INFO:", "INFO: rcu", "kmemleak:",
	"list_add corruption", "list_del corruption",
	"Bad page state", "Unhandled fault", "NMI watchdog: Watchdog detected",
	"detected buffer overflow", "DEBUG_LOCKS_WARN_ON",
};

/* Anywhere in a message. */
static const char *const parts[] = {
	"blocked for more than", "detected stall", "soft lockup", "hard LOCKUP",
	"self-detected stall", "KASAN:", "KCSAN:", "KFENCE:", "KMSAN:",
	"BUG: sleeping function", "refcount_t:", "suspicious RCU usage",
	"unable to handle", "possible circular locking", "trying to release lock",
	"page allocation failure",
};

/*
 * kmemleak tells of its own start too, and of an injected fault that hit itself; whose
 * its leaks are is for leaks.c to say.
 */
static const char *const harmless[] = {
	"kmemleak: Kernel memory leak detector", "kmemleak: Automatic memory",
	"kmemleak: Cannot allocate a scan area",
	"refcount_t: ... ", NULL
};
static const char leaks_found[] = "new suspected memory leaks";

static int is_fault(const char *text)
{
	size_t i;

	for (i = 0; harmless[i]; i++)
		if (!strncmp(text, harmless[i], strlen(harmless[i])))
			return 0;
	if (!strncmp(text, "kmemleak:", 9) && strstr(text, leaks_found))
		return 0;
	for (i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (!strncmp(text, starts[i], strlen(starts[i])))
			return 1;
	for (i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (strstr(text, parts[i]))
			return 1;
	return 0;
}

void scan_kernel_log(int kmsg_fd)
{
	static int faults;
	static char rec[9000];
	ssize_t n;

	for (;;) {
		char *text, *end;
		unsigned long prio;

		n = read(kmsg_fd, rec, sizeof(rec) - 1);
		if (n < 0 && errno == EPIPE) {
			/* Overwritten before it was read: judged in part. */
			note("note part of the kernel log was not seen");
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		rec[n] = '\0';
		/* "prio,sequence,time,flags;text\n key=value\n" */
		prio = strtoul(rec, NULL, 10);
		text = strchr(rec, ';');
		if (!text || prio >> 3)
			continue;
		text++;
		end = strchr(text, '\n');
		if (end)
			*end = '\0';
		if (is_fault(text) && faults++ < MAX_FAULTS)
			note("fault %s", text);
	}
}
