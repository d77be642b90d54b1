// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ledger: a line for each artifact with bounded uses that was ever brought to
 * the kernel, written and synced before the kernel gets it. The kernel counts the
 * uses while it runs; what it had counted is gone with it, so in another boot
 * such an artifact is worth nothing. At most once, whatever crashes.
 *
 *	KEY CTI EXP BOOT	in hexadecimal, but for EXP
 *
 * Nothing is forgotten by the wall clock, which may be wrong for a while: only what
 * has expired long ago by the kernel's mark, and by the mark that is kept for the
 * next boot, before which the kernel will judge nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "convert.h"
#include "evaluate.h"
#include "writd.h"

#define LEDGER		"ledger"
/* As long as the kernel keeps its account. */
#define KEEP_SECONDS	(366ULL * 24 * 3600)
#define LINE_MAX_LEN	256

struct entry {
	u8 key[WRIT_KID_SIZE];
	u8 id[WRIT_CTI_MAX];
	u8 id_len;
	u64 exp;
	u8 boot[WRIT_BOOT_SIZE];
};

static struct entry *entry;
static size_t entries;
static int fd = -1;

static void path_of(const struct writd *w, char *path, size_t size)
{
	snprintf(path, size, "%s/" LEDGER, w->config.state_dir);
}

static size_t put_hex(char *out, const u8 *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		sprintf(out + 2 * i, "%02x", data[i]);
	return 2 * len;
}

static size_t put_line(char *out, const struct entry *e)
{
	size_t n = put_hex(out, e->key, sizeof(e->key));

	out[n++] = ' ';
	n += put_hex(out + n, e->id, e->id_len);
	n += (size_t)sprintf(out + n, " %" PRIu64 " ", e->exp);
	n += put_hex(out + n, e->boot, sizeof(e->boot));
	out[n++] = '\n';
	return n;
}

/* Without its end. Only what put_line() would write, so that no two lines can be taken for one. */
static bool get_line(const char *line, size_t len, struct entry *e)
{
	char key[2 * WRIT_KID_SIZE + 1], id[2 * WRIT_CTI_MAX + 1], boot[2 * WRIT_BOOT_SIZE + 1];
	char again[LINE_MAX_LEN];

	memset(e, 0, sizeof(*e));
	if (sscanf(line, "%64s %64s %" SCNu64 " %32s", key, id, &e->exp, boot) != 4)
		return false;
	e->id_len = (u8)(strlen(id) / 2);
	return writ_unhex(key, e->key, sizeof(e->key)) && e->id_len >= WRIT_CTI_MIN &&
	       writ_unhex(id, e->id, e->id_len) && writ_unhex(boot, e->boot, sizeof(e->boot)) &&
	       put_line(again, e) == len + 1 && !memcmp(again, line, len);
}

static bool remember(const struct entry *e)
{
	struct entry *more;

	if (!(entries & (entries - 1))) {
		more = realloc(entry, (entries ? 2 * entries : 1) * sizeof(*entry));
		if (!more)
			return false;
		entry = more;
	}
	entry[entries++] = *e;
	return true;
}

/*
 * The last line, if a crash has left it unfinished, was never synced, so that its
 * artifact never reached the kernel; if nothing but its end is missing, it counts.
 * Any other line that cannot be read is damage: what it said may have been that an
 * artifact is burned.
 */
static bool take_lines(FILE *f, const char *path, u64 mark, bool *again, struct writ_msg *msg)
{
	size_t size = 0, number = 0;
	char *line = NULL;
	struct entry e;
	bool ok = true, unfinished;
	ssize_t len;

	while (ok && (len = getline(&line, &size, f)) > 0) {
		number++;
		unfinished = line[len - 1] != '\n';
		if (!unfinished)
			line[--len] = '\0';
		*again |= unfinished;
		if (!get_line(line, (size_t)len, &e))
			ok = unfinished || writ_msgf(msg, "%s: line %zu cannot be read", path, number);
		else if (mark > e.exp && mark - e.exp > KEEP_SECONDS)
			*again = true;
		else if (!remember(&e))
			ok = writ_msgf(msg, "out of memory");
	}
	if (ok && ferror(f))
		ok = writ_msg_errno(msg, "%s", path);
	free(line);
	return ok;
}

/* @again: what is there now is to be written anew. */
static bool read_all(const struct writd *w, const char *path, bool *again, struct writ_msg *msg)
{
	const u64 kept = state_kept_clock(w);
	FILE *f = fopen(path, "re");
	bool ok;

	*again = false;
	if (!f)
		return errno == ENOENT || writ_msg_errno(msg, "%s", path);
	ok = take_lines(f, path, kept < w->kernel.clock ? kept : w->kernel.clock, again, msg);
	fclose(f);
	return ok;
}

static bool rewrite(struct writd *w, struct writ_msg *msg)
{
	char *text = malloc(entries * LINE_MAX_LEN + 1);
	size_t i, len = 0;
	bool ok;

	if (!text)
		return writ_msgf(msg, "out of memory");
	for (i = 0; i < entries; i++)
		len += put_line(text + len, &entry[i]);
	ok = state_write(w, LEDGER, (struct writ_bytes){ (u8 *)text, len }, msg);
	free(text);
	return ok;
}

bool ledger_open(struct writd *w, struct writ_msg *msg)
{
	char path[4200];
	bool again;

	path_of(w, path, sizeof(path));
	if (!read_all(w, path, &again, msg) || (again && !rewrite(w, msg)))
		return false;
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return writ_msg_errno(msg, "%s", path);
	/* A line that was synced is worth nothing in a file that a crash takes away. */
	return state_sync(w->config.state_dir, msg);
}

static const struct entry *find(const struct entry *want)
{
	size_t i;

	for (i = 0; i < entries; i++)
		if (entry[i].id_len == want->id_len &&
		    !memcmp(entry[i].id, want->id, want->id_len) &&
		    !memcmp(entry[i].key, want->key, sizeof(want->key)))
			return &entry[i];
	return NULL;
}

static bool append(struct writd *w, const struct entry *e, struct writ_msg *msg)
{
	char line[LINE_MAX_LEN];
	size_t len = put_line(line, e);
	off_t end = lseek(fd, 0, SEEK_END);

	if (write(fd, line, len) == (ssize_t)len && !fsync(fd))
		return remember(e) || writ_msgf(msg, "out of memory");
	writ_msg_errno(msg, "%s/" LEDGER, w->config.state_dir);
	/* Half a line in the middle would be damage. */
	if (end >= 0 && ftruncate(fd, end))
		say(SAY_ERR, "the ledger could not be cut back");
	return false;
}

bool ledger_burn(struct writd *w, struct writ_bytes object, struct writ_msg *msg)
{
	struct writ_artifact *artifact = malloc(sizeof(*artifact));
	const struct entry *known;
	struct writ_error err;
	struct entry e;
	bool counted;

	if (!artifact)
		return writ_msgf(msg, "out of memory");
	/* What cannot be decoded the kernel will refuse, and say why. */
	counted = writ_artifact_decode(object, artifact, &err) && artifact->has_terms &&
		  artifact->terms.uses &&
		  !(artifact->terms.boot && !memcmp(artifact->terms.boot, w->kernel.boot,
						    WRIT_BOOT_SIZE));
	if (counted) {
		memset(&e, 0, sizeof(e));
		memcpy(e.key, artifact->sign.kid.data, WRIT_KID_SIZE);
		memcpy(e.id, artifact->sign.claims.cti.data, artifact->sign.claims.cti.len);
		e.id_len = (u8)artifact->sign.claims.cti.len;
		e.exp = artifact->sign.claims.exp;
		memcpy(e.boot, w->kernel.boot, WRIT_BOOT_SIZE);
	}
	free(artifact);
	if (!counted)
		return true;
	known = find(&e);
	if (known && !memcmp(known->boot, e.boot, WRIT_BOOT_SIZE))
		return true;
	if (known)
		return writ_msgf(msg, "replay: it was brought here in an earlier boot, and nobody knows how often it was used: ask the issuer for a new one");
	/* Only what the kernel would take is burned, or others could burn it. */
	if (writ_nl_check(w->nl, object, msg) != WRIT_NL_OK)
		return false;
	return append(w, &e, msg);
}
