// SPDX-License-Identifier: GPL-2.0-only
/* SHA-256, by the best implementation that the kernel has. */
#include <crypto/hash.h>
#include <crypto/sha2.h>
#include <linux/kmod.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "crypto.h"

#define READ_CHUNK SZ_64K

static struct crypto_shash *sha256_tfm;

/*
 * The accelerated code is a module on Debian 6.1. It is asked for now, while
 * modprobe may still run unjudged; where it is absent the generic code serves.
 */
int writ_digest_init(void)
{
	request_module("crypto-sha256");
	sha256_tfm = crypto_alloc_shash("sha256", 0, 0);
	if (IS_ERR(sha256_tfm)) {
		pr_err("refused to load: the kernel has no SHA-256 (%ld)\n", PTR_ERR(sha256_tfm));
		return PTR_ERR(sha256_tfm);
	}
	return 0;
}

void writ_digest_exit(void)
{
	crypto_free_shash(sha256_tfm);
}

const char *writ_digest_driver(void)
{
	return crypto_shash_driver_name(sha256_tfm);
}

int writ_digest_parts(struct writ_bytes a, struct writ_bytes b, u8 out[WRIT_DIGEST_SIZE])
{
	SHASH_DESC_ON_STACK(desc, sha256_tfm);
	int ret;

	desc->tfm = sha256_tfm;
	ret = crypto_shash_init(desc);
	ret = ret ?: crypto_shash_update(desc, a.data, a.len);
	ret = ret ?: crypto_shash_update(desc, b.data, b.len);
	ret = ret ?: crypto_shash_final(desc, out);
	shash_desc_zero(desc);
	return ret;
}

/* The shared code's own use: thumbprints of keys while a policy is decoded. */
void writ_sha256(const u8 *data, size_t len, u8 out[WRIT_DIGEST_SIZE])
{
	sha256(data, len, out);
}

int writ_digest_file(struct file *file, loff_t size, u8 out[WRIT_DIGEST_SIZE])
{
	SHASH_DESC_ON_STACK(desc, sha256_tfm);
	loff_t pos = 0;
	void *chunk;
	int ret;

	chunk = kvmalloc(READ_CHUNK, GFP_KERNEL);
	if (!chunk)
		return -ENOMEM;
	desc->tfm = sha256_tfm;
	ret = crypto_shash_init(desc);
	while (!ret && pos < size) {
		size_t want = min_t(loff_t, size - pos, READ_CHUNK);
		ssize_t got = kernel_read(file, chunk, want, &pos);

		if (fatal_signal_pending(current))
			ret = -EINTR;
		else if (got < 0)
			ret = got;
		else if (got == 0)
			ret = -EIO;
		else
			ret = crypto_shash_update(desc, chunk, got);
		cond_resched();
	}
	ret = ret ?: crypto_shash_final(desc, out);
	shash_desc_zero(desc);
	kvfree(chunk);
	return ret;
}
