// SPDX-License-Identifier: GPL-2.0-only
/* Whole files. */
#include "fileio.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

void writ_blob_free(struct writ_blob *blob)
{
	free(blob->data);
	*blob = (struct writ_blob){ 0 };
}

void writ_blob_wipe(struct writ_blob *blob)
{
	if (blob->data)
		OPENSSL_cleanse(blob->data, blob->len);
	writ_blob_free(blob);
}

int writ_blob_order(const void *a, const void *b)
{
	const struct writ_blob *x = a;
	const struct writ_blob *y = b;
	size_t min = x->len < y->len ? x->len : y->len;
	int c = memcmp(x->data, y->data, min);

	return c ? c : (x->len > y->len) - (x->len < y->len);
}

/* The buffer may hold a secret: what realloc() leaves behind is wiped too. */
static bool grow(struct writ_blob *blob, size_t *cap, size_t max)
{
	size_t want = *cap ? *cap * 2 : 16384;
	u8 *data;

	if (want > max + 2)
		want = max + 2;
	data = malloc(want);
	if (!data)
		return false;
	if (blob->data) {
		memcpy(data, blob->data, blob->len);
		OPENSSL_cleanse(blob->data, *cap);
		free(blob->data);
	}
	blob->data = data;
	*cap = want;
	return true;
}

/* Reads @fd to its end; @path is its name for @msg. */
static bool read_all(int fd, const char *path, size_t max, struct writ_blob *out,
		     struct writ_msg *msg)
{
	struct writ_blob blob = { 0 };
	size_t cap = 0;
	ssize_t n;

	for (;;) {
		/* one byte beyond @max proves that the file is too large; one more for the NUL */
		if (blob.len + 1 >= cap && !grow(&blob, &cap, max)) {
			writ_msgf(msg, "out of memory reading %s", path);
			goto fail;
		}
		n = read(fd, blob.data + blob.len, cap - 1 - blob.len);
		if (n < 0) {
			if (errno == EINTR)
				continue;
			writ_msg_errno(msg, "cannot read %s", path);
			goto fail;
		}
		if (n == 0)
			break;
		blob.len += (size_t)n;
		if (blob.len > max) {
			writ_msgf(msg, "%s is larger than %zu bytes", path, max);
			goto fail;
		}
	}
	blob.data[blob.len] = 0;
	*out = blob;
	return true;

fail:
	writ_blob_wipe(&blob);
	return false;
}

bool writ_file_read(const char *path, size_t max, struct writ_blob *out, struct writ_msg *msg)
{
	bool std = !strcmp(path, "-");
	int fd = std ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	bool ok;

	if (fd < 0)
		return writ_msg_errno(msg, "cannot open %s", path);
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		ok = writ_msgf(msg, "%s is a directory", path);
	else
		ok = read_all(fd, path, max, out, msg);
	if (!std)
		close(fd);
	return ok;
}

bool writ_file_read_stored(const char *path, size_t max, struct writ_blob *out,
			   struct writ_msg *msg)
{
	/* Opening a FIFO would wait for who writes to it. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	bool ok;

	if (fd < 0)
		return writ_msg_errno(msg, "cannot open %s", path);
	if (fstat(fd, &st))
		ok = writ_msg_errno(msg, "cannot look at %s", path);
	else if (!S_ISREG(st.st_mode))
		ok = writ_msgf(msg, "%s is not a regular file", path);
	else
		ok = read_all(fd, path, max, out, msg);
	close(fd);
	return ok;
}

static bool write_all(int fd, struct writ_bytes data)
{
	while (data.len) {
		ssize_t n = write(fd, data.data, data.len);

		if (n < 0) {
			if (errno == EINTR)
				continue;
			return false;
		}
		data.data += n;
		data.len -= (size_t)n;
	}
	return true;
}

/* The directory's entry must survive a crash as well as the file's content. */
static bool sync_dir_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX];
	bool ok;
	int fd;

	if (!slash)
		strcpy(dir, ".");
	else if (slash == path)
		strcpy(dir, "/");
	else if ((size_t)snprintf(dir, sizeof(dir), "%.*s", (int)(slash - path), path) >=
		 sizeof(dir))
		return false;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	/* EINVAL: this filesystem has nothing to sync for a directory */
	ok = fsync(fd) == 0 || errno == EINVAL;
	close(fd);
	return ok;
}

/*
 * Whatever is lost can be signed again, but not a key. The word stands in the
 * first line, unless OpenSSL wrote a curve's parameters or attributes before it.
 */
static bool is_no_key(const char *path, struct writ_msg *msg)
{
	static const char word[] = "PRIVATE KEY-----";
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	char head[4096];
	ssize_t n;
	bool found;

	n = fd < 0 ? -1 : read(fd, head, sizeof(head));
	if (n < 0)
		writ_msg_errno(msg, "%s cannot be read and may hold a private key, so that it is not "
			       "overwritten", path);
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return false;
	found = memmem(head, (size_t)n, word, strlen(word));
	OPENSSL_cleanse(head, sizeof(head));
	return !found || writ_msgf(msg, "%s holds a private key and is not overwritten", path);
}

/* Replacing a device, a pipe or a directory by a file is never what was meant. */
bool writ_file_may_write(const char *path, enum writ_file_mode mode, struct writ_msg *msg)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return errno == ENOENT || writ_msg_errno(msg, "cannot write %s", path);
	if (mode != WRIT_FILE_PUBLIC)
		return writ_msgf(msg, "%s exists already and is not overwritten", path);
	if (!S_ISREG(st.st_mode))
		return writ_msgf(msg, "%s is not a regular file", path);
	return is_no_key(path, msg);
}

/* Up to the last slash, which belongs to it. */
static int dir_len(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (int)(slash + 1 - path) : 0;
}

bool writ_file_write(const char *path, struct writ_bytes data, enum writ_file_mode mode,
		     struct writ_msg *msg)
{
	char tmp[PATH_MAX];
	u8 rnd[8];
	int fd;

	if (!strcmp(path, "-") && mode == WRIT_FILE_PUBLIC) {
		if (!write_all(STDOUT_FILENO, data))
			return writ_msg_errno(msg, "cannot write to standard output");
		return true;
	}
	if (!writ_file_may_write(path, mode, msg))
		return false;
	if (RAND_bytes(rnd, sizeof(rnd)) != 1)
		return writ_msg_openssl(msg, "no random bytes");
	/* Who scans a directory passes over what begins with a dot. */
	if ((size_t)snprintf(tmp, sizeof(tmp), "%.*s.%02x%02x%02x%02x%02x%02x.tmp", dir_len(path), path,
			     rnd[0], rnd[1], rnd[2], rnd[3], rnd[4], rnd[5]) >= sizeof(tmp))
		return writ_msgf(msg, "%s: the name is too long", path);
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		  mode == WRIT_FILE_SECRET ? 0600 : 0666);
	if (fd < 0)
		return writ_msg_errno(msg, "cannot create %s", tmp);
	if (!write_all(fd, data) || fsync(fd) != 0) {
		writ_msg_errno(msg, "cannot write %s", tmp);
		close(fd);
		goto unlink;
	}
	if (close(fd) != 0) {
		writ_msg_errno(msg, "cannot write %s", tmp);
		goto unlink;
	}
	if (mode == WRIT_FILE_PUBLIC) {
		if (rename(tmp, path) != 0) {
			writ_msg_errno(msg, "cannot move %s to %s", tmp, path);
			goto unlink;
		}
	} else {
		/* link() fails where the name exists, whoever made it since the check */
		if (link(tmp, path) != 0) {
			writ_msg_errno(msg, "cannot create %s", path);
			goto unlink;
		}
		unlink(tmp);
	}
	if (!sync_dir_of(path))
		return writ_msg_errno(msg, "%s is written, but its directory cannot be synced",
				      path);
	return true;

unlink:
	unlink(tmp);
	return false;
}
