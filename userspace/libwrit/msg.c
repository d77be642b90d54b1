// SPDX-License-Identifier: GPL-2.0-only
/* Messages of the library. */
#include "msg.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <openssl/err.h>

static void append(struct writ_msg *msg, const char *what)
{
	size_t len = strlen(msg->text);

	snprintf(msg->text + len, sizeof(msg->text) - len, ": %s", what);
}

bool writ_msgf(struct writ_msg *msg, const char *fmt, ...)
{
	va_list ap;

	if (!msg)
		return false;
	va_start(ap, fmt);
	vsnprintf(msg->text, sizeof(msg->text), fmt, ap);
	va_end(ap);
	return false;
}

bool writ_msg_errno(struct writ_msg *msg, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;

	if (!msg)
		return false;
	va_start(ap, fmt);
	vsnprintf(msg->text, sizeof(msg->text), fmt, ap);
	va_end(ap);
	append(msg, strerror(saved));
	return false;
}

bool writ_msg_openssl(struct writ_msg *msg, const char *fmt, ...)
{
	unsigned long code = ERR_peek_last_error();
	const char *reason = code ? ERR_reason_error_string(code) : NULL;
	va_list ap;

	if (msg) {
		va_start(ap, fmt);
		vsnprintf(msg->text, sizeof(msg->text), fmt, ap);
		va_end(ap);
		if (reason)
			append(msg, reason);
	}
	ERR_clear_error();
	return false;
}
