/* SPDX-License-Identifier: GPL-2.0-only */
/* One exchange with the module, below the requests of nl.h. */
#ifndef LIBWRIT_NL_SOCKET_H
#define LIBWRIT_NL_SOCKET_H

#include <libmnl/libmnl.h>

#include "nl.h"

struct writ_nl {
	struct mnl_socket *sock;	/* for requests */
	struct mnl_socket *bell;	/* for wake-ups; NULL until subscribed */
	uint16_t family;
	uint32_t group;			/* of the wake-ups */
	uint32_t seq;			/* of the last request */
	int error;			/* of the last request, as errno */
	bool overtaken;			/* the last dump was: NLM_F_DUMP_INTR */
	bool lost;			/* a part of the last dump was: ENOBUFS */
	char *request;			/* room for one */
	char *answer;			/* room for what one recvmsg() brings */
};

/* Attributes of an answer, by type; those that were absent are NULL. */
struct writ_nl_attrs {
	const struct nlattr *at[WRIT_ATTR_MAX + 1];
};

/* One message of an answer. Return false to hear no more. */
typedef bool (*writ_nl_message)(void *arg, const struct nlmsghdr *nlh);

/* Begin a request of the family in @nl->request; attributes follow with mnl_attr_put*(). */
struct nlmsghdr *writ_nl_begin(struct writ_nl *nl, enum writ_cmd cmd, uint16_t flags);

/**
 * writ_nl_exchange() - send a request and take the answer
 * @nlh: from writ_nl_begin()
 * @what: what it asks for, as in "may not %s"
 * @each: called for each message of the answer; may be NULL
 * @arg: for @each
 *
 * Whatever is left of the answer when @each has had enough is taken and thrown
 * away, so that the next request finds the socket empty.
 */
enum writ_nl_result writ_nl_exchange(struct writ_nl *nl, struct nlmsghdr *nlh, const char *what,
				     writ_nl_message each, void *arg, struct writ_msg *msg);

/* The attributes of a message of the family, or of a nest. Unknown ones are left out. */
void writ_nl_attrs(const struct nlmsghdr *nlh, struct writ_nl_attrs *out);
void writ_nl_nested(const struct nlattr *nest, struct writ_nl_attrs *out);

/* What an attribute says; zero or empty if it is absent or of another size. */
u32 writ_nl_u32(const struct writ_nl_attrs *attrs, enum writ_attr type);
u64 writ_nl_u64(const struct writ_nl_attrs *attrs, enum writ_attr type);
struct writ_bytes writ_nl_bytes(const struct writ_nl_attrs *attrs, enum writ_attr type);
/* The same as a string, cut at @size. */
void writ_nl_string(const struct writ_nl_attrs *attrs, enum writ_attr type, char *out, size_t size);
/* Exactly @size bytes; otherwise false, and @out is zeroed. */
bool writ_nl_exact(const struct writ_nl_attrs *attrs, enum writ_attr type, u8 *out, size_t size);

#endif
