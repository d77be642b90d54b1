// SPDX-License-Identifier: GPL-2.0-only
/* Notes from a file, byte by byte, since nobody says how long it is. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lineage.h"
#include "notes.h"

bool notes_open(struct notes *n, const char *path, bool anything, struct writ_msg *msg)
{
	struct stat st;
	int fd;

	memset(n, 0, sizeof(*n));
	if (!anything)
		fd = args_open(path, msg);
	else if ((fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO)) < 0)
		writ_msg_errno(msg, "cannot open %s", path);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) || !(n->f = fdopen(fd, "r"))) {
		writ_msg_errno(msg, "cannot read %s", path);
		close(fd);
		return false;
	}
	n->left = S_ISREG(st.st_mode) ? (u64)st.st_size : U64_MAX;
	return true;
}

void notes_close(struct notes *n)
{
	if (n->f)
		fclose(n->f);
	n->f = NULL;
}

static int get(struct notes *n)
{
	if (!n->left)
		return EOF;
	n->left--;
	return getc(n->f);
}

int notes_next(struct notes *n, struct writ_bytes *note, struct writ_msg *msg)
{
	bool signatures = false, begins;
	size_t len = 0;
	int c;

	while ((c = get(n)) != EOF) {
		begins = !len || n->text[len - 1] == '\n';
		if (!len && c == '\n')
			continue;
		if (begins && signatures && c != NOTES_DASH) {
			if (c != '\n') {
				ungetc(c, n->f);
				n->left++;
			}
			break;
		}
		if (len == sizeof(n->text)) {
			writ_msgf(msg, "it is larger than %zu bytes", sizeof(n->text));
			return -1;
		}
		n->text[len++] = (u8)c;
		signatures = signatures || (begins && c == '\n');
	}
	if (ferror(n->f)) {
		writ_msgf(msg, "it cannot be read: %s", strerror(errno));
		return -1;
	}
	*note = (struct writ_bytes){ n->text, len };
	/* At the end of the file there may be less than a note. */
	n->torn = len && c == EOF &&
		  !(signatures && n->text[len - 1] == '\n' && n->text[len - 2] != '\n');
	return len && !n->torn;
}
