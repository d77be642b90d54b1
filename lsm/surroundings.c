// SPDX-License-Identifier: GPL-2.0-only
/* What a module finds around it: /proc is mounted, and current has memory. */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>

#include "way.h"

struct file *writ_proc_open(const char *path)
{
	return filp_open(path, O_RDONLY, 0);
}

const char *writ_proc_of_child(void)
{
	return "/proc";
}

int writ_map_executable(struct file *file)
{
	unsigned long addr = vm_mmap(file, 0, PAGE_SIZE, PROT_READ | PROT_EXEC, MAP_PRIVATE, 0);

	if (IS_ERR_VALUE(addr))
		return addr;
	vm_munmap(addr, PAGE_SIZE);
	return 0;
}
