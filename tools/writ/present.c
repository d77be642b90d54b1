// SPDX-License-Identifier: GPL-2.0-only
/* Handing the artifacts for a program to writd. */
#include "present.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "artifact.h"
#include "digest.h"
#include "elffile.h"
#include "sock.h"
#include "ui.h"

/* A script, its interpreter, and so on: as many as the kernel follows, and one. */
#define CONTENTS_MAX 6

/**
 * struct contents - what is about to be executed
 * @digest: of each file, by kind
 * @known: which digests there are
 * @n: how many files
 */
struct contents {
	u8 digest[CONTENTS_MAX][__WRIT_DIGEST_COUNT][WRIT_DIGEST_SIZE];
	bool known[CONTENTS_MAX][__WRIT_DIGEST_COUNT];
	size_t n;
};

/* Digests one file; its interpreter, if it is a script, is left in @next, otherwise nothing. */
static void add_content(struct contents *c, const char *file, char next[PATH_MAX])
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct writ_elf elf;

	*next = 0;
	if (fd < 0)
		return;
	for (int kind = 0; kind < __WRIT_DIGEST_COUNT; kind++)
		c->known[c->n][kind] = writ_digest_fd(fd, file, kind, c->digest[c->n][kind], NULL);
	c->n++;
	if (writ_elf_read(fd, file, &elf, NULL)) {
		if (elf.kind == WRIT_KIND_SCRIPT && elf.interp)
			snprintf(next, PATH_MAX, "%s", elf.interp);
		writ_elf_free(&elf);
	}
	close(fd);
}

static bool names(const struct writ_artifact *artifact, const struct contents *c)
{
	struct writ_bytes rest = artifact->subjects;
	struct writ_subject s;

	while (writ_subject_next(&rest, &s)) {
		for (size_t i = 0; i < c->n; i++) {
			if (c->known[i][s.kind] &&
			    !memcmp(c->digest[i][s.kind], s.digest, WRIT_DIGEST_SIZE))
				return true;
		}
	}
	return false;
}

/* What has ended or not begun is not worth a request, of which there are only so many a second. */
static bool is_of_use(struct writ_bytes object, const struct contents *c)
{
	struct writ_artifact *artifact = malloc(sizeof(*artifact));
	u64 now = (u64)time(NULL);
	struct writ_error err;
	bool of_use;

	of_use = artifact && writ_artifact_decode(object, artifact, &err) &&
		 artifact->sign.claims.nbf <= now && now < artifact->sign.claims.exp &&
		 names(artifact, c);
	free(artifact);
	return of_use;
}

/* False if writd does not answer: then it is not asked again. */
static bool present(const char *file, struct writ_bytes object)
{
	static u8 buf[WRIT_SOCK_MESSAGE_MAX];
	const struct writ_sock_request request = { .op = WRIT_SOCK_PRESENT, .object = object };
	struct writ_sock_reply reply;
	struct writ_msg msg;

	if (!writ_sock_ask(WRIT_SOCK_PATH, &request, buf, &reply, &msg)) {
		ui_note("nothing was presented: %s", msg.text);
		return false;
	}
	if (reply.status != WRIT_SOCK_OK)
		ui_note("%s was refused: %.*s", file, (int)reply.text.len,
			(const char *)reply.text.data);
	return true;
}

static bool consider(const char *file, const struct contents *c)
{
	struct writ_blob blob;
	struct stat st;
	bool ok = true;

	/* A FIFO must not make this wait. */
	if (stat(file, &st) || !S_ISREG(st.st_mode) ||
	    !writ_file_read(file, WRIT_SOCK_OBJECT_MAX, &blob, NULL))
		return true;
	if (is_of_use(writ_blob_bytes(&blob), c))
		ok = present(file, writ_blob_bytes(&blob));
	writ_blob_free(&blob);
	return ok;
}

/* Names that begin with a dot are somebody's temporary files. */
static int wanted(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && entry->d_type != DT_DIR;
}

bool present_for(const char *dir, const char *program, struct writ_msg *msg)
{
	char file[PATH_MAX], next[PATH_MAX];
	struct contents c = { .n = 0 };
	struct dirent **entries;
	bool go_on = true;
	int n;

	n = scandir(dir, &entries, wanted, alphasort);
	if (n < 0)
		return writ_msg_errno(msg, "cannot list the artifacts in %s", dir);
	add_content(&c, program, next);
	while (*next && c.n < CONTENTS_MAX) {
		strcpy(file, next);
		add_content(&c, file, next);
	}
	for (int i = 0; i < n; i++) {
		if (go_on && c.n &&
		    (size_t)snprintf(file, sizeof(file), "%s/%s", dir, entries[i]->d_name) <
		    sizeof(file))
			go_on = consider(file, &c);
		free(entries[i]);
	}
	free(entries);
	return true;
}
