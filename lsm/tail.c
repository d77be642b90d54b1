// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a mapping shows behind the end of a file: the rest of its last page, or of
 * all that is mapped with it. The digest does not cover that, and whoever had the
 * file mapped for writing, or made its disk, has put there what he liked. A file
 * system puts zeros there when it writes the page back; a memory file never does,
 * and what is on a disk is read as it is.
 */
#include <linux/magic.h>
#include <linux/pagemap.h>
#include <linux/shmem_fs.h>
#include <linux/string.h>

#include "content.h"

/* As a mapping gets it, with a reference. */
static struct folio *last_folio(struct file *file, pgoff_t index)
{
	struct address_space *mapping = file->f_mapping;
	struct page *page;

	/* What was swapped out comes back, and a hole becomes a page of zeros. */
	if (mapping->host->i_sb->s_magic == TMPFS_MAGIC) {
		page = shmem_read_mapping_page_gfp(mapping, index, mapping_gfp_mask(mapping));
		return IS_ERR(page) ? ERR_CAST(page) : page_folio(page);
	}
	/* With DAX there is no page, and what is mapped is the memory of the device. */
	if (IS_DAX(mapping->host) || !mapping->a_ops->read_folio)
		return ERR_PTR(-EOPNOTSUPP);
	return read_mapping_folio(mapping, index, file);
}

int writ_tail_check(struct file *file, loff_t size)
{
	struct folio *folio;
	size_t at, end, step;
	int ret = 0;
	void *mapped;

	if (!size || (IS_DAX(file_inode(file)) && !offset_in_page(size)))
		return 0;
	folio = last_folio(file, (size - 1) >> PAGE_SHIFT);
	if (IS_ERR(folio))
		return PTR_ERR(folio);
	end = folio_size(folio);
	for (at = size - folio_pos(folio); at < end && !ret; at += step) {
		step = min_t(size_t, PAGE_SIZE - offset_in_page(at), end - at);
		mapped = kmap_local_folio(folio, at);
		if (memchr_inv(mapped, 0, step))
			ret = -EBADMSG;
		kunmap_local(mapped);
	}
	folio_put(folio);
	return ret;
}
