// SPDX-License-Identifier: GPL-2.0-only
/*
 * Digests of files. The Merkle tree and the descriptor of fs-verity are those
 * of Documentation/filesystems/fsverity.rst: every 4096-byte block of the file,
 * the last one filled up with zeros, is hashed; the hashes fill blocks of the
 * next level, until one hash is left. What names the file is the hash of a
 * descriptor that holds this root and the file's size.
 */
#include "digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#define READ_SIZE	(128 * 1024)
#define BLOCK		4096
#define BLOCK_LOG	12
/* 128 hashes fit a block, so 9 levels name more blocks than 2^63 bytes have */
#define LEVELS		9

/* struct fsverity_descriptor of the kernel's include/linux/fsverity.h; little-endian */
struct verity_descriptor {
	u8 version;
	u8 hash_algorithm;
	u8 log_blocksize;
	u8 salt_size;
	u8 reserved_0x04[4];
	u8 data_size[8];
	u8 root_hash[64];
	u8 salt[32];
	u8 reserved[144];
};
static_assert(sizeof(struct verity_descriptor) == 256, "the size is part of the digest");

/**
 * struct tree - a Merkle tree being built bottom-up
 * @md: one-shot SHA-256 context
 * @level: hashes that wait for their block to become full
 * @fill: bytes in each
 * @top: levels in use
 */
struct tree {
	EVP_MD_CTX *md;
	u8 level[LEVELS][BLOCK];
	size_t fill[LEVELS];
	unsigned int top;
};

static bool sha256(EVP_MD_CTX *md, const void *data, size_t len, u8 *out)
{
	return EVP_DigestInit_ex2(md, EVP_sha256(), NULL) == 1 &&
	       EVP_DigestUpdate(md, data, len) == 1 && EVP_DigestFinal_ex(md, out, NULL) == 1;
}

/* Hash one block into level @to. A level that is full goes up only when more comes. */
static bool tree_push(struct tree *t, unsigned int to, const u8 block[BLOCK])
{
	if (to >= LEVELS)
		return false;
	if (t->fill[to] == BLOCK) {
		if (!tree_push(t, to + 1, t->level[to]))
			return false;
		t->fill[to] = 0;
	}
	if (to >= t->top)
		t->top = to + 1;
	if (!sha256(t->md, block, BLOCK, t->level[to] + t->fill[to]))
		return false;
	t->fill[to] += WRIT_DIGEST_SIZE;
	return true;
}

/* Fill up what is left on each level; the level with a single hash at the end is the root. */
static bool tree_root(struct tree *t, u8 out[WRIT_DIGEST_SIZE])
{
	for (unsigned int i = 0; i < t->top; i++) {
		if (i + 1 == t->top && t->fill[i] == WRIT_DIGEST_SIZE) {
			memcpy(out, t->level[i], WRIT_DIGEST_SIZE);
			return true;
		}
		memset(t->level[i] + t->fill[i], 0, BLOCK - t->fill[i]);
		t->fill[i] = BLOCK;
		if (!tree_push(t, i + 1, t->level[i]))
			return false;
	}
	return false;
}

static bool verity_update(struct tree *t, u8 *buf, size_t len)
{
	for (size_t pos = 0; pos < len; pos += BLOCK) {
		/* only the file's last block can be short; the buffer has room for its zeros */
		if (len - pos < BLOCK)
			memset(buf + len, 0, BLOCK - (len - pos));
		if (!tree_push(t, 0, buf + pos))
			return false;
	}
	return true;
}

static bool verity_final(struct tree *t, u64 size, u8 out[WRIT_DIGEST_SIZE])
{
	struct verity_descriptor d = {
		.version = 1,
		.hash_algorithm = 1,	/* FS_VERITY_HASH_ALG_SHA256 */
		.log_blocksize = BLOCK_LOG,
	};

	for (int i = 0; i < 8; i++)
		d.data_size[i] = (u8)(size >> 8 * i);
	/* an empty file has no blocks, and a root hash of zeros */
	if (size && !tree_root(t, d.root_hash))
		return false;
	return sha256(t->md, &d, sizeof(d), out);
}

/* As much as fits: a short read in the middle must not look like the last block. */
static ssize_t read_full(int fd, u8 *buf, size_t size, u64 offset)
{
	size_t got = 0;

	while (got < size) {
		ssize_t n = pread(fd, buf + got, size - got, (off_t)(offset + got));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	return (ssize_t)got;
}

static bool changed(const struct stat *a, const struct stat *b)
{
	return a->st_size != b->st_size || a->st_mtim.tv_sec != b->st_mtim.tv_sec ||
	       a->st_mtim.tv_nsec != b->st_mtim.tv_nsec ||
	       a->st_ctim.tv_sec != b->st_ctim.tv_sec || a->st_ctim.tv_nsec != b->st_ctim.tv_nsec;
}

static bool digest(int fd, const char *name, enum writ_digest kind, struct tree *t, u8 *buf,
		   u8 *out, struct writ_msg *msg)
{
	bool verity = kind == WRIT_DIGEST_VERITY;
	struct stat before, after;
	bool ok = true;
	u64 total = 0;
	ssize_t n;

	if (fstat(fd, &before) != 0)
		return writ_msg_errno(msg, "cannot look at %s", name);
	if (!S_ISREG(before.st_mode))
		return writ_msgf(msg, "%s is not a regular file", name);
	if (!verity)
		ok = EVP_DigestInit_ex2(t->md, EVP_sha256(), NULL) == 1;
	while (ok && (n = read_full(fd, buf, READ_SIZE, total)) != 0) {
		if (n < 0)
			return writ_msg_errno(msg, "cannot read %s", name);
		ok = verity ? verity_update(t, buf, (size_t)n) :
			      EVP_DigestUpdate(t->md, buf, (size_t)n) == 1;
		total += (u64)n;
	}
	if (ok)
		ok = verity ? verity_final(t, total, out) :
			      EVP_DigestFinal_ex(t->md, out, NULL) == 1;
	if (!ok)
		return writ_msg_openssl(msg, "cannot hash %s", name);
	if (fstat(fd, &after) != 0 || changed(&before, &after) || (u64)after.st_size != total)
		return writ_msgf(msg, "%s changed while it was read", name);
	return true;
}

bool writ_digest_fd(int fd, const char *name, enum writ_digest kind, u8 out[WRIT_DIGEST_SIZE],
		    struct writ_msg *msg)
{
	struct tree *t = calloc(1, sizeof(*t));
	u8 *buf = malloc(READ_SIZE + BLOCK);
	bool ok = false;

	if (t)
		t->md = EVP_MD_CTX_new();
	if (!t || !t->md || !buf)
		writ_msgf(msg, "out of memory hashing %s", name);
	else
		ok = digest(fd, name, kind, t, buf, out, msg);
	if (t)
		EVP_MD_CTX_free(t->md);
	free(t);
	free(buf);
	return ok;
}

bool writ_digest_file(const char *path, enum writ_digest kind, u8 out[WRIT_DIGEST_SIZE],
		      struct writ_msg *msg)
{
	/* a FIFO among the files must not make this wait for a writer */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	bool ok;

	if (fd < 0)
		return writ_msg_errno(msg, "cannot open %s", path);
	ok = writ_digest_fd(fd, path, kind, out, msg);
	close(fd);
	return ok;
}
