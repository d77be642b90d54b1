// SPDX-License-Identifier: GPL-2.0-only
/* Messages of the unprivileged socket, and the client's side of it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../lsm/core/cbor.h"
#include "cbor_write.h"
#include "sock.h"

#define TIMEOUT_SECONDS 30

size_t writ_sock_encode_request(const struct writ_sock_request *r, u8 *buf)
{
	struct writ_cbor_out o;

	writ_cbor_out_init(&o, buf, WRIT_SOCK_MESSAGE_MAX);
	writ_cbor_put_map(&o, 1 + (r->object.len > 0) + (r->pid > 0));
	writ_cbor_put_uint(&o, 1);
	writ_cbor_put_uint(&o, r->op);
	if (r->object.len) {
		writ_cbor_put_uint(&o, 2);
		writ_cbor_put_bytes(&o, r->object.data, r->object.len);
	}
	if (r->pid) {
		writ_cbor_put_uint(&o, 3);
		writ_cbor_put_uint(&o, r->pid);
	}
	return writ_cbor_out_ok(&o) ? o.len : 0;
}

bool writ_sock_decode_request(struct writ_bytes in, struct writ_sock_request *out,
			      struct writ_error *err)
{
	struct writ_cbor c;
	s64 key;

	memset(out, 0, sizeof(*out));
	memset(err, 0, sizeof(*err));
	writ_cbor_init(&c, in, 0, err);
	writ_cbor_map(&c, "request");
	while (writ_cbor_key(&c, "request", &key)) {
		switch (key) {
		case 1:
			out->op = (enum writ_sock_op)writ_cbor_uint(&c, "operation", 1,
								    __WRIT_SOCK_END - 1);
			break;
		case 2:
			out->object = writ_cbor_bytes(&c, "object", 1, WRIT_SOCK_OBJECT_MAX);
			break;
		case 3:
			out->pid = writ_cbor_uint(&c, "pid", 1, S64_MAX);
			break;
		default:
			writ_cbor_key_unknown(&c, "request");
			break;
		}
	}
	writ_cbor_end(&c, "request");
	if (writ_cbor_ok(&c) && !out->op)
		writ_cbor_fail(&c, WRIT_ERR_MISSING, 0, "operation");
	return writ_cbor_ok(&c);
}

size_t writ_sock_encode_reply(const struct writ_sock_reply *r, u8 *buf)
{
	struct writ_cbor_out o;

	writ_cbor_out_init(&o, buf, WRIT_SOCK_MESSAGE_MAX);
	writ_cbor_put_map(&o, 1 + (r->text.len > 0) + (r->record.len > 0));
	writ_cbor_put_uint(&o, 1);
	writ_cbor_put_uint(&o, r->status);
	if (r->text.len) {
		writ_cbor_put_uint(&o, 2);
		writ_cbor_put_bytes(&o, r->text.data, r->text.len);
	}
	if (r->record.len) {
		writ_cbor_put_uint(&o, 3);
		writ_cbor_put_bytes(&o, r->record.data, r->record.len);
	}
	return writ_cbor_out_ok(&o) ? o.len : 0;
}

bool writ_sock_decode_reply(struct writ_bytes in, struct writ_sock_reply *out,
			    struct writ_error *err)
{
	struct writ_cbor c;
	s64 key;

	memset(out, 0, sizeof(*out));
	memset(err, 0, sizeof(*err));
	writ_cbor_init(&c, in, 0, err);
	writ_cbor_map(&c, "reply");
	while (writ_cbor_key(&c, "reply", &key)) {
		switch (key) {
		case 1:
			out->status = (enum writ_sock_status)writ_cbor_uint(
				&c, "status", 0, __WRIT_SOCK_STATUS_END - 1);
			break;
		case 2:
			out->text = writ_cbor_bytes(&c, "text", 1, WRIT_SOCK_TEXT_MAX);
			break;
		case 3:
			out->record = writ_cbor_bytes(&c, "record", 1, WRIT_RECORD_MAX);
			break;
		default:
			writ_cbor_key_unknown(&c, "reply");
			break;
		}
	}
	writ_cbor_end(&c, "reply");
	return writ_cbor_ok(&c);
}

bool writ_sock_ask(const char *path, const struct writ_sock_request *request, u8 *buf,
		   struct writ_sock_reply *reply, struct writ_msg *msg)
{
	const struct timeval timeout = { .tv_sec = TIMEOUT_SECONDS };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct writ_error err;
	size_t len = writ_sock_encode_request(request, buf);
	ssize_t got = -1;
	int fd;

	if (!len)
		return writ_msgf(msg, "the artifact is too large to be presented: at most %d bytes",
				 WRIT_SOCK_OBJECT_MAX);
	if (strlen(path) >= sizeof(address.sun_path))
		return writ_msgf(msg, "%s: too long for a socket's name", path);
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address))) {
		writ_msg_errno(msg, "writd does not answer at %s", path);
		if (fd >= 0)
			close(fd);
		return false;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	if (send(fd, buf, len, MSG_NOSIGNAL) == (ssize_t)len)
		got = recv(fd, buf, WRIT_SOCK_MESSAGE_MAX, 0);
	if (got < 0)
		writ_msg_errno(msg, "writd at %s", path);
	close(fd);
	if (got < 0)
		return false;
	if (!writ_sock_decode_reply((struct writ_bytes){ buf, (size_t)got }, reply, &err))
		return writ_msgf(msg, "writd at %s hung up without an answer", path);
	return true;
}
