// SPDX-License-Identifier: GPL-2.0-only
/* The arguments and variables of a new program, read page by page from its own stack. */
#include <crypto/sha2.h>
#include <linux/binfmts.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>

#include "argv.h"
#include "compat/compat.h"

/**
 * struct reader - where the reading stands
 * @skip: strings in front that are passed over
 * @left: strings after them whose end has not been seen
 * @buf: receives the first @cap bytes
 * @cap: of @buf
 * @len: bytes in @buf
 * @cut: there were more; from then on @sha covers all of them
 * @sha: over all of them
 */
struct reader {
	int skip;
	int left;
	u8 *buf;
	size_t cap;
	size_t len;
	bool cut;
	WRIT_SHA256_CTX sha;
};

static void take(struct reader *r, const u8 *data, size_t len)
{
	size_t fits = min(len, r->cap - r->len);

	memcpy(r->buf + r->len, data, fits);
	r->len += fits;
	if (fits == len)
		return;
	if (!r->cut) {
		r->cut = true;
		sha256_init(&r->sha);
		sha256_update(&r->sha, r->buf, r->len);
	}
	sha256_update(&r->sha, data + fits, len - fits);
}

/* The bytes of @data up to the end of the last of @n strings, of which those that end here are taken off. */
static size_t strings_in(int *n, const u8 *data, size_t len)
{
	size_t used = 0;

	while (used < len && *n) {
		const u8 *end = memchr(data + used, 0, len - used);

		if (!end)
			return len;
		(*n)--;
		used = end - data + 1;
	}
	return used;
}

static int read_page(struct linux_binprm *bprm, unsigned long pos, struct reader *r)
{
	size_t offset = offset_in_page(pos);
	struct page *page;
	const u8 *at;
	int got;

	mmap_read_lock(bprm->mm);
	got = writ_get_remote_page(bprm->mm, pos, &page);
	mmap_read_unlock(bprm->mm);
	if (got != 1)
		return got < 0 ? got : -EFAULT;
	at = kmap_local_page(page);
	offset += strings_in(&r->skip, at + offset, PAGE_SIZE - offset);
	take(r, at + offset, strings_in(&r->left, at + offset, PAGE_SIZE - offset));
	kunmap_local(at);
	put_page(page);
	return 0;
}

/* In order, as execve() has put them there: arguments, then variables. */
static int read_strings(struct linux_binprm *bprm, struct reader *r)
{
	unsigned long pos = bprm->p;
	int ret;

	while (r->skip || r->left) {
		if (fatal_signal_pending(current))
			return -EINTR;
		ret = read_page(bprm, pos, r);
		if (ret)
			return ret;
		pos = (pos & PAGE_MASK) + PAGE_SIZE;
	}
	return 0;
}

ssize_t writ_strings_read(struct linux_binprm *bprm, enum writ_strings which, u8 *buf, size_t cap)
{
	struct reader r = { .buf = buf, .cap = cap };
	int ret;

	if (which == WRIT_STRINGS_VARIABLES) {
		r.skip = bprm->argc;
		r.left = bprm->envc;
	} else {
		r.left = bprm->argc;
	}
	ret = read_strings(bprm, &r);
	if (ret)
		return ret;
	return r.cut ? -E2BIG : r.len;
}

int writ_argv_read(struct linux_binprm *bprm, u8 *buf, size_t cap, size_t *len,
		   u8 digest[WRIT_DIGEST_SIZE], bool *cut)
{
	struct reader r = { .left = bprm->argc, .buf = buf, .cap = cap };
	int ret;

	*len = 0;
	*cut = false;
	ret = read_strings(bprm, &r);
	if (ret)
		return ret;
	*len = r.len;
	*cut = r.cut;
	if (r.cut)
		sha256_final(&r.sha, digest);
	return 0;
}
