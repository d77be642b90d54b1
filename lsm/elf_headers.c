// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs whose headers ask for executable memory: a stack, or more memory than
 * the file has bytes. The kernel gives it without asking any hook, so that they
 * are judged when they are executed.
 */
#include <linux/fs.h>
#include <linux/personality.h>
#include <linux/sched.h>

#include "content.h"
#include "inquiry.h"

static s64 read_file(void *from, u64 offset, u8 *buf, size_t len)
{
	loff_t pos = offset;
	size_t done = 0;

	while (done < len) {
		ssize_t got = kernel_read(from, buf + done, len - done, &pos);

		if (got < 0)
			return got;
		if (!got)
			break;
		done += got;
	}
	return done;
}

int writ_elf_learn(struct file *file, u8 *traits)
{
	const struct writ_elf_source source = { .read = read_file, .from = file };
	u8 *room = kmalloc(WRIT_ELF_TABLE_MAX, GFP_KERNEL);
	int ret;

	if (!room)
		return -ENOMEM;
	ret = writ_elf_traits(&source, room, traits);
	kfree(room);
	return ret;
}

bool writ_elf_asks(const struct writ_inquiry *q, u8 traits)
{
	if (q->bprm && q->op == WRIT_OP_EXECUTE)
		return (traits & WRIT_ELF_ASKS) ||
		       ((traits & WRIT_ELF_32) && (current->personality & READ_IMPLIES_EXEC));
	/*
	 * The stack is the program's matter, but its loader has memory of its own. And
	 * by other headers than these it could get any: see exec_read.c.
	 */
	return q->op == WRIT_OP_MAP && current->in_execve &&
	       (traits & (WRIT_ELF_MEMORY | WRIT_ELF_DAMAGED | WRIT_ELF_APART));
}
