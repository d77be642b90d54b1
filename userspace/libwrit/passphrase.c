// SPDX-License-Identifier: GPL-2.0-only
/* Asking for passphrases and PINs. */
#include "passphrase.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <openssl/evp.h>

#define PASSPHRASE_FILE_MAX 4096

static int from_file(char *buf, int size, struct writ_passphrase *p)
{
	struct writ_blob blob;
	size_t len;

	if (!writ_file_read(p->ref->passphrase_file, PASSPHRASE_FILE_MAX, &blob, &p->msg))
		return -1;
	len = strcspn((const char *)blob.data, "\r\n");
	if (len == 0 || len >= (size_t)size) {
		writ_msgf(&p->msg, "the first line of %s is %s", p->ref->passphrase_file,
			  len ? "too long for a passphrase" : "empty");
		len = 0;
	} else {
		memcpy(buf, blob.data, len);
		buf[len] = 0;
	}
	writ_blob_wipe(&blob);
	return len ? (int)len : -1;
}

static int from_terminal(char *buf, int size, int verify, struct writ_passphrase *p)
{
	char prompt[256];
	int fd;

	/* OpenSSL would read standard input instead, where data may be coming from */
	fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		writ_msgf(&p->msg, "%s needs a passphrase or PIN and there is no terminal to ask on; "
			  "--passphrase-file can give it", p->ref->name);
		return -1;
	}
	close(fd);
	snprintf(prompt, sizeof(prompt), "Passphrase or PIN for %s: ", p->ref->name);
	if (EVP_read_pw_string_min(buf, 1, size, prompt, verify) != 0) {
		writ_msgf(&p->msg, "no passphrase was given for %s", p->ref->name);
		return -1;
	}
	return (int)strlen(buf);
}

int writ_passphrase_cb(char *buf, int size, int verify, void *data)
{
	struct writ_passphrase *p = data;
	int len;

	p->asked = true;
	len = p->ref->passphrase_file ? from_file(buf, size, p) :
					from_terminal(buf, size, verify, p);
	p->unanswered = len < 0;
	return len;
}
