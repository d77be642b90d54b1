// SPDX-License-Identifier: GPL-2.0-only
/*
 * The loader that a program names (PT_INTERP). The kernel goes by its headers, and
 * asks a hook only about segments that have bytes in the file and are executable:
 * one that has none would start with memory of its own that nobody was asked about
 * (load_elf_interp(), fs/binfmt_elf.c). So whatever an execution opens to execute it,
 * after the last of its levels was judged, is judged as if it were mapped.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/sched.h>

#include "compat/compat.h"
#include "content.h"
#include "judge.h"
#include "lineage.h"
#include "process.h"

void writ_loader_forget(struct writ_process *process)
{
	if (process->loader)
		fput(process->loader);
	process->loader = NULL;
	process->opens_loader = false;
}

void writ_loader_expect(void)
{
	struct writ_process *process = writ_process_own();

	if (!process)
		return;
	writ_loader_forget(process);
	process->opens_loader = true;
}

/*
 * The reference may keep what then cannot be opened, which is harmless, and what
 * belongs to an execution that fails until the process begins another or has ended:
 * no hook tells of it.
 */
void writ_loader_opened(struct file *file)
{
	struct writ_process *process;

	/* What lies below an overlay is opened for the file above, which was here before. */
	if (!current->in_execve || writ_below_overlay(file))
		return;
	process = writ_process_own();
	if (!process || !process->opens_loader)
		return;
	if (process->loader)
		fput(process->loader);
	process->loader = get_file(file);
}

int writ_loader_judge(void)
{
	struct writ_process *process = writ_process_own();
	int ret = 0;

	if (!process)
		return 0;
	if (process->loader)
		ret = writ_judge_loader(process->loader);
	writ_loader_forget(process);
	return ret;
}
