/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The socket by which programs without any privilege talk to writd. One message
 * each way on a connection (SOCK_SEQPACKET), both deterministic CBOR:
 *
 *	request = { 1 => operation, ? 2 => bstr, ? 3 => pid }
 *	reply   = { 1 => status, ? 2 => text, ? 3 => record }
 */
#ifndef LIBWRIT_SOCK_H
#define LIBWRIT_SOCK_H

#include "fileio.h"
#include "msg.h"
#include "record.h"

#define WRIT_SOCK_PATH		"/run/writ/writd.sock"
#define WRIT_SOCK_OBJECT_MAX	65536
#define WRIT_SOCK_TEXT_MAX	8192
#define WRIT_SOCK_MESSAGE_MAX	(WRIT_SOCK_OBJECT_MAX + WRIT_SOCK_TEXT_MAX)

enum writ_sock_op {
	WRIT_SOCK_PRESENT = 1,	/* have a signed artifact loaded: it proves itself */
	WRIT_SOCK_WHY = 2,	/* the last denial of the caller's uid; of a process, for its own */
	WRIT_SOCK_HEALTH = 3,	/* root alone: how the daemon fares */
	__WRIT_SOCK_END
};

enum writ_sock_status {
	WRIT_SOCK_OK = 0,
	WRIT_SOCK_REFUSED = 1,	/* text says why */
	WRIT_SOCK_NONE = 2,	/* there is no such denial */
	__WRIT_SOCK_STATUS_END
};

/** struct writ_sock_request - what is asked */
struct writ_sock_request {
	enum writ_sock_op op;
	struct writ_bytes object;	/* PRESENT */
	u64 pid;			/* WHY: 0 for any */
};

/** struct writ_sock_reply - what is answered; points into the message */
struct writ_sock_reply {
	enum writ_sock_status status;
	struct writ_bytes text;
	struct writ_bytes record;
};

/** writ_sock_encode_request() - bytes written to @buf of WRIT_SOCK_MESSAGE_MAX, or 0 */
size_t writ_sock_encode_request(const struct writ_sock_request *r, u8 *buf);
bool writ_sock_decode_request(struct writ_bytes in, struct writ_sock_request *out,
			      struct writ_error *err);
size_t writ_sock_encode_reply(const struct writ_sock_reply *r, u8 *buf);
bool writ_sock_decode_reply(struct writ_bytes in, struct writ_sock_reply *out,
			    struct writ_error *err);

/**
 * writ_sock_ask() - ask writd
 * @path: of its socket
 * @request: what
 * @buf: receives the answer, WRIT_SOCK_MESSAGE_MAX bytes
 * @reply: filled, points into @buf
 * @msg: filled on failure
 */
bool writ_sock_ask(const char *path, const struct writ_sock_request *request, u8 *buf,
		   struct writ_sock_reply *reply, struct writ_msg *msg);

#endif
