// SPDX-License-Identifier: GPL-2.0-only
/*
 * The socket to the module: finding the family, one request and its answer at a
 * time, and the kernel's own words when it says no.
 */
#include "nl_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <linux/genetlink.h>

/* A chunk with all that belongs to it; and the largest answer, a dump's buffer of records. */
#define REQUEST_MAX	(WRIT_GENL_CHUNK_MAX + 4096)
#define ANSWER_MAX	(128 * 1024)

/*
 * The kernel answers before sendmsg() returns, and goes on with a dump while it
 * is read: what has not come by then was lost.
 */
#define ANSWER_SECONDS	30

static const char not_loaded[] =
	"writ is not loaded, or this is not the host's own network namespace";

int writ_nl_errno(const struct writ_nl *nl)
{
	return nl->error;
}

/* ---- sending and receiving */

static bool send_request(struct writ_nl *nl, const struct nlmsghdr *nlh)
{
	ssize_t sent;

	do
		sent = mnl_socket_sendto(nl->sock, nlh, nlh->nlmsg_len);
	while (sent < 0 && errno == EINTR);
	return sent >= 0;
}

/*
 * What the kernel sent, and nobody else: any process may send to this socket.
 * Return: bytes, or -1 with errno.
 */
static ssize_t receive(struct mnl_socket *sock, char *buf, size_t cap, int flags)
{
	struct sockaddr_nl from;
	struct iovec part = { buf, cap };
	struct msghdr head;
	ssize_t got;

	for (;;) {
		memset(&head, 0, sizeof(head));
		head.msg_name = &from;
		head.msg_namelen = sizeof(from);
		head.msg_iov = &part;
		head.msg_iovlen = 1;
		got = recvmsg(mnl_socket_get_fd(sock), &head, flags);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (head.msg_namelen != sizeof(from) || from.nl_pid)
			continue;
		if (head.msg_flags & MSG_TRUNC) {
			errno = EMSGSIZE;
			return -1;
		}
		return got;
	}
}

/**
 * struct exchange - an answer in the taking
 * @nl: the connection
 * @seq: of the request
 * @each: for the messages; NULL for none
 * @arg: for @each
 * @stopped: @each has had enough
 * @over: the answer has ended
 * @error: with this errno
 * @words: what the kernel says of it
 */
struct exchange {
	struct writ_nl *nl;
	uint32_t seq;
	writ_nl_message each;
	void *arg;
	bool stopped;
	bool over;
	int error;
	char words[256];
};

/* The kernel's words stand in attributes behind @offset bytes of the payload. */
static void take_words(struct exchange *x, const struct nlmsghdr *nlh, size_t offset)
{
	const struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS) || mnl_nlmsg_get_payload_len(nlh) < offset)
		return;
	mnl_attr_for_each(attr, nlh, offset) {
		size_t len = mnl_attr_get_payload_len(attr);

		if (mnl_attr_get_type(attr) != NLMSGERR_ATTR_MSG)
			continue;
		if (len >= sizeof(x->words))
			len = sizeof(x->words) - 1;
		memcpy(x->words, mnl_attr_get_payload(attr), len);
		x->words[len] = 0;
	}
}

static void take_error(struct exchange *x, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	size_t offset = sizeof(*err);

	x->over = true;
	x->error = EPROTO;
	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*err))
		return;
	x->error = -err->error;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		offset += err->msg.nlmsg_len - NLMSG_HDRLEN;
	take_words(x, nlh, NLMSG_ALIGN(offset));
}

static void take_done(struct exchange *x, const struct nlmsghdr *nlh)
{
	int32_t error = 0;

	x->over = true;
	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(error))
		memcpy(&error, mnl_nlmsg_get_payload(nlh), sizeof(error));
	if (error >= 0)
		return;
	x->error = -error;
	take_words(x, nlh, NLMSG_ALIGN(sizeof(error)));
}

static void take_message(struct exchange *x, const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_seq != x->seq)
		return;
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		x->nl->overtaken = true;
	switch (nlh->nlmsg_type) {
	case NLMSG_ERROR:
		take_error(x, nlh);
		break;
	case NLMSG_DONE:
		take_done(x, nlh);
		break;
	case NLMSG_NOOP:
		break;
	default:
		if (x->each && !x->stopped)
			x->stopped = !x->each(x->arg, nlh);
	}
}

/* Return false with errno if no more can be received. */
static bool take_buffer(struct exchange *x)
{
	ssize_t got = receive(x->nl->sock, x->nl->answer, ANSWER_MAX, 0);
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)x->nl->answer;
	int len = got;

	if (got < 0)
		return false;
	for (; !x->over && mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
		take_message(x, nlh);
	return true;
}

static enum writ_nl_result refused(const struct exchange *x, const char *what,
				   struct writ_msg *msg)
{
	const char *why = x->words[0] ? x->words : strerror(x->error);

	if (x->error != EPERM && x->error != EACCES) {
		writ_msgf(msg, "writ did not %s: %s", what, why);
		return WRIT_NL_REFUSED;
	}
	if (!x->words[0])
		why = "this needs CAP_NET_ADMIN and CAP_SYS_ADMIN on the host";
	writ_msgf(msg, "not permitted to %s: %s", what, why);
	return WRIT_NL_NOT_PERMITTED;
}

static enum writ_nl_result broken(struct writ_nl *nl, const char *what, struct writ_msg *msg)
{
	nl->error = errno;
	if (errno == EAGAIN) {
		nl->error = ETIMEDOUT;
		writ_msgf(msg, "no answer to the request to %s", what);
	} else {
		writ_msg_errno(msg, "the exchange to %s was broken off", what);
	}
	return WRIT_NL_FAILED;
}

enum writ_nl_result writ_nl_exchange(struct writ_nl *nl, struct nlmsghdr *nlh, const char *what,
				     writ_nl_message each, void *arg, struct writ_msg *msg)
{
	struct exchange x = { .nl = nl, .seq = nlh->nlmsg_seq, .each = each, .arg = arg };
	const bool dump = (nlh->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;

	nl->error = 0;
	nl->overtaken = nl->lost = false;
	if (!send_request(nl, nlh))
		return broken(nl, what, msg);
	while (!x.over) {
		if (take_buffer(&x))
			continue;
		if (!dump || (errno != ENOBUFS && errno != EMSGSIZE))
			return broken(nl, what, msg);
		/* A dump goes on behind the hole, and must be taken to its end. */
		nl->lost = x.stopped = true;
	}
	nl->error = x.error;
	if (x.error)
		return refused(&x, what, msg);
	if (nl->lost) {
		nl->error = ENOBUFS;
		writ_msgf(msg, "a part of the answer to the request to %s was lost", what);
		return WRIT_NL_FAILED;
	}
	return x.stopped ? WRIT_NL_STOPPED : WRIT_NL_OK;
}

/* ---- requests */

static struct nlmsghdr *begin(struct writ_nl *nl, uint16_t family, uint8_t cmd, uint8_t version,
			      uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(nl->request);
	struct genlmsghdr *genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));

	nlh->nlmsg_type = family;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	nlh->nlmsg_seq = ++nl->seq;
	genl->cmd = cmd;
	genl->version = version;
	return nlh;
}

struct nlmsghdr *writ_nl_begin(struct writ_nl *nl, enum writ_cmd cmd, uint16_t flags)
{
	return begin(nl, nl->family, cmd, WRIT_GENL_VERSION, flags);
}

static void find_group(struct writ_nl *nl, const struct nlattr *groups)
{
	const struct nlattr *group, *attr;

	mnl_attr_for_each_nested(group, groups) {
		const char *name = "";
		uint32_t id = 0;

		mnl_attr_for_each_nested(attr, group) {
			if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME &&
			    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
				name = mnl_attr_get_str(attr);
			if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID &&
			    mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
				id = mnl_attr_get_u32(attr);
		}
		if (!strcmp(name, WRIT_GENL_MCGRP_WAKEUP))
			nl->group = id;
	}
}

static bool family_message(void *arg, const struct nlmsghdr *nlh)
{
	struct writ_nl *nl = arg;
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID &&
		    mnl_attr_validate(attr, MNL_TYPE_U16) >= 0)
			nl->family = mnl_attr_get_u16(attr);
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
			find_group(nl, attr);
	}
	return true;
}

static enum writ_nl_result find_family(struct writ_nl *nl, struct writ_msg *msg)
{
	struct nlmsghdr *nlh = begin(nl, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1, 0);
	enum writ_nl_result result;

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, WRIT_GENL_NAME);
	result = writ_nl_exchange(nl, nlh, "look for the module", family_message, nl, msg);
	if (result == WRIT_NL_REFUSED && nl->error == ENOENT) {
		writ_msgf(msg, "%s", not_loaded);
		return WRIT_NL_NOT_LOADED;
	}
	if (result != WRIT_NL_OK)
		return WRIT_NL_FAILED;
	if (nl->family)
		return WRIT_NL_OK;
	writ_msgf(msg, "the kernel names the module, but not its number");
	return WRIT_NL_FAILED;
}

static struct mnl_socket *open_socket(void)
{
	struct mnl_socket *sock = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);

	if (sock && mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) < 0) {
		mnl_socket_close(sock);
		return NULL;
	}
	return sock;
}

/* The kernel's words, without our request around them. An older kernel has none. */
static void ask_for_words(struct mnl_socket *sock)
{
	const struct timeval patience = { .tv_sec = ANSWER_SECONDS };
	int on = 1;

	mnl_socket_setsockopt(sock, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(sock, NETLINK_CAP_ACK, &on, sizeof(on));
	setsockopt(mnl_socket_get_fd(sock), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

enum writ_nl_result writ_nl_open(struct writ_nl **out, struct writ_msg *msg)
{
	struct writ_nl *nl = calloc(1, sizeof(*nl));
	enum writ_nl_result result;

	*out = NULL;
	if (!nl) {
		writ_msgf(msg, "out of memory");
		return WRIT_NL_FAILED;
	}
	nl->request = malloc(REQUEST_MAX);
	nl->answer = malloc(ANSWER_MAX);
	nl->sock = open_socket();
	if (!nl->request || !nl->answer || !nl->sock) {
		writ_msg_errno(msg, "no netlink socket");
		writ_nl_close(nl);
		return WRIT_NL_FAILED;
	}
	ask_for_words(nl->sock);
	result = find_family(nl, msg);
	if (result != WRIT_NL_OK) {
		writ_nl_close(nl);
		return result;
	}
	*out = nl;
	return WRIT_NL_OK;
}

void writ_nl_close(struct writ_nl *nl)
{
	if (!nl)
		return;
	if (nl->sock)
		mnl_socket_close(nl->sock);
	if (nl->bell)
		mnl_socket_close(nl->bell);
	free(nl->request);
	free(nl->answer);
	free(nl);
}

/* ---- wake-ups, on a socket of their own: so many that one is lost cannot lose an answer */

enum writ_nl_result writ_nl_subscribe(struct writ_nl *nl, int *fd, struct writ_msg *msg)
{
	int group = nl->group, saved;

	if (!nl->bell) {
		struct mnl_socket *bell = open_socket();

		if (!bell || mnl_socket_setsockopt(bell, NETLINK_ADD_MEMBERSHIP, &group,
						   sizeof(group)) < 0) {
			saved = errno;
			if (bell)
				mnl_socket_close(bell);
			nl->error = errno = saved;
			writ_msg_errno(msg, "could not subscribe to wake-ups");
			return saved == EPERM ? WRIT_NL_NOT_PERMITTED : WRIT_NL_FAILED;
		}
		nl->bell = bell;
	}
	nl->error = 0;
	*fd = mnl_socket_get_fd(nl->bell);
	return WRIT_NL_OK;
}

void writ_nl_drain(struct writ_nl *nl)
{
	char buf[512];

	if (!nl->bell)
		return;
	/* ENOBUFS says that some were lost, once; what is too long is a wake-up too. */
	while (receive(nl->bell, buf, sizeof(buf), MSG_DONTWAIT) >= 0 ||
	       errno == ENOBUFS || errno == EMSGSIZE)
		;
}
