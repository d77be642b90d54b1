// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests over netlink. The whole message is there before the fault is armed.
 * A failed allocation can cost the answer too, so nobody waits for one for long;
 * and it is the kernel's own habit that a dump without memory for its first part
 * says nothing at all.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "fault.h"
#include "lsm/uapi/writ_netlink.h"

static char message[WRIT_GENL_CHUNK_MAX + 4096], object[WRIT_GENL_CHUNK_MAX], answer[128 * 1024];
static uint16_t family;
static int sock;

static struct nlmsghdr *nlh(void)
{
	return (struct nlmsghdr *)message;
}

static void begin(uint16_t type, uint8_t cmd, uint16_t flags)
{
	struct genlmsghdr *genl = NLMSG_DATA(nlh());

	memset(message, 0, NLMSG_HDRLEN + GENL_HDRLEN);
	nlh()->nlmsg_type = type;
	nlh()->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	nlh()->nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN;
	genl->cmd = cmd;
	genl->version = WRIT_GENL_VERSION;
}

static void put(uint16_t type, const void *content, size_t len)
{
	struct nlattr *attr = (struct nlattr *)(message + nlh()->nlmsg_len);

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	memcpy((char *)attr + NLA_HDRLEN, content, len);
	memset((char *)attr + attr->nla_len, 0, NLA_ALIGN(attr->nla_len) - attr->nla_len);
	nlh()->nlmsg_len += NLA_ALIGN(attr->nla_len);
}

static void put32(uint16_t type, uint32_t value)
{
	put(type, &value, sizeof(value));
}

static void open_socket(void)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	const struct timeval patience = { .tv_sec = 2 };

	sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (sock < 0 || bind(sock, (const struct sockaddr *)&any, sizeof(any)) ||
	    setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)))
		broken("netlink socket");
}

/* Send what is in the buffer. Each message that answers goes to @each; an errno, or NO_ANSWER. */
static int ask(void (*each)(const struct nlmsghdr *one))
{
	int error;

	if (send(sock, message, nlh()->nlmsg_len, 0) < 0)
		return errno;
	for (;;) {
		ssize_t got = recv(sock, answer, sizeof(answer), 0);
		struct nlmsghdr *one = (struct nlmsghdr *)answer;

		if (got < 0)
			return errno == EAGAIN ? NO_ANSWER : errno;
		for (; NLMSG_OK(one, (size_t)got); one = NLMSG_NEXT(one, got)) {
			if (one->nlmsg_type == NLMSG_ERROR || one->nlmsg_type == NLMSG_DONE) {
				memcpy(&error, NLMSG_DATA(one), sizeof(error));
				return -error;
			}
			if (each)
				each(one);
		}
	}
}

static const struct nlattr *attr_of(const struct nlmsghdr *one, uint16_t type)
{
	uint32_t at = NLMSG_HDRLEN + GENL_HDRLEN;

	while (at + NLA_HDRLEN <= one->nlmsg_len) {
		const struct nlattr *attr = (const void *)((const char *)one + at);

		if (attr->nla_len < NLA_HDRLEN || attr->nla_len > one->nlmsg_len - at)
			break;
		if (attr->nla_type == type)
			return attr;
		at += NLA_ALIGN(attr->nla_len);
	}
	return NULL;
}

static void note_family(const struct nlmsghdr *one)
{
	const struct nlattr *attr = attr_of(one, CTRL_ATTR_FAMILY_ID);

	if (attr)
		memcpy(&family, attr + 1, sizeof(family));
}

static void ready(void)
{
	if (!family) {
		open_socket();
		begin(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
		put(CTRL_ATTR_FAMILY_NAME, WRIT_GENL_NAME, sizeof(WRIT_GENL_NAME));
		if (ask(note_family) || !family)
			broken("the netlink family writ");
		close(sock);
	}
	open_socket();
}

static int act_ask(char **argv)
{
	(void)argv;
	return ask(NULL);
}

/* ---- objects: add KIND FILE, check KIND FILE */

static void put_object(char **argv, bool check)
{
	static const char *const kinds[] = { "policy", "artifact", "delegation", "revocation" };
	int fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, object, sizeof(object));
	uint32_t kind = 0;

	if (len <= 0)
		broken("%s", argv[1]);
	close(fd);
	while (kind < sizeof(kinds) / sizeof(*kinds) && strcmp(argv[0], kinds[kind]))
		kind++;
	ready();
	begin(family, WRIT_CMD_ADD, 0);
	put32(WRIT_ATTR_OBJECT, kind);
	put32(WRIT_ATTR_SIZE, len);
	put32(WRIT_ATTR_OFFSET, 0);
	put(WRIT_ATTR_DATA, object, len);
	if (check)
		put(WRIT_ATTR_CHECK, NULL, 0);
}

static void prepare_add(char **argv)
{
	put_object(argv, false);
}

static void prepare_check(char **argv)
{
	put_object(argv, true);
}

/*
 * policy-swap PREFIX: PREFIX.1.writ, PREFIX.2.writ and so on, each time the first
 * that is not in force yet. That is what makes the versions of tries that succeed
 * differ; how far it is, only the module knows.
 */
static uint64_t version;

static void note_version(const struct nlmsghdr *one)
{
	const struct nlattr *attr = attr_of(one, WRIT_ATTR_POLICY_VERSION);

	if (attr)
		memcpy(&version, attr + 1, sizeof(version));
}

static void prepare_swap(char **argv)
{
	char kind[] = "policy", path[256], *words[] = { kind, path };

	ready();
	begin(family, WRIT_CMD_STATUS, 0);
	if (ask(note_version))
		broken("status");
	close(sock);
	snprintf(path, sizeof(path), "%s.%llu.writ", argv[0], (unsigned long long)version + 1);
	put_object(words, false);
}

/* ---- what an artifact that was added is called */

#define ISSUER	"toggled"

static char id[64], key[64];
static size_t id_len, key_len;

static void note_artifact(const struct nlmsghdr *one)
{
	const struct nlattr *issuer = attr_of(one, WRIT_ATTR_ISSUER);
	const struct nlattr *its_id = attr_of(one, WRIT_ATTR_ID);
	const struct nlattr *its_key = attr_of(one, WRIT_ATTR_KEY);

	if (!issuer || !its_id || !its_key || issuer->nla_len < NLA_HDRLEN + strlen(ISSUER) ||
	    memcmp(issuer + 1, ISSUER, strlen(ISSUER)))
		return;
	id_len = its_id->nla_len - NLA_HDRLEN;
	key_len = its_key->nla_len - NLA_HDRLEN;
	if (id_len > sizeof(id) || key_len > sizeof(key))
		abort();
	memcpy(id, its_id + 1, id_len);
	memcpy(key, its_key + 1, key_len);
}

static bool find_toggled(void)
{
	id_len = 0;
	ready();
	begin(family, WRIT_CMD_LIST, NLM_F_DUMP);
	put32(WRIT_ATTR_OBJECT, WRIT_OBJECT_ARTIFACT);
	if (ask(note_artifact))
		broken("list");
	close(sock);
	return id_len;
}

static void prepare_drop(char **argv)
{
	(void)argv;
	if (!find_toggled())
		broken("no artifact by " ISSUER);
	ready();
	begin(family, WRIT_CMD_DROP, 0);
	put(WRIT_ATTR_ID, id, id_len);
	put(WRIT_ATTR_KEY, key, key_len);
}

/* add artifact FILE: what an earlier try added is dropped. */
static void restore_add(char **argv)
{
	if (strcmp(argv[0], "artifact") || !find_toggled())
		return;
	prepare_drop(argv);
	if (ask(NULL))
		broken("drop");
	close(sock);
}

/* drop FILE: what an earlier try dropped is added. */
static void restore_drop(char **argv)
{
	char kind[] = "artifact", *words[] = { kind, argv[0] };

	if (find_toggled())
		return;
	prepare_add(words);
	if (ask(NULL))
		broken("add %s", argv[0]);
	close(sock);
}

/* ---- requests that need nothing */

static void prepare_status(char **argv)
{
	(void)argv;
	ready();
	begin(family, WRIT_CMD_STATUS, 0);
}

static void prepare_list(char **argv)
{
	(void)argv;
	ready();
	begin(family, WRIT_CMD_LIST, NLM_F_DUMP);
	put32(WRIT_ATTR_OBJECT, WRIT_OBJECT_ARTIFACT);
}

static void prepare_explain(char **argv)
{
	static const char digest[32];

	(void)argv;
	ready();
	begin(family, WRIT_CMD_EXPLAIN, 0);
	put32(WRIT_ATTR_OP, 1);
	put(WRIT_ATTR_DIGEST, digest, sizeof(digest));
	put(WRIT_ATTR_PATH, "/usr/bin/true", 13);
}

/* The latest records only, since all of them would be many messages. */
static uint64_t last;

static void note_last(const struct nlmsghdr *one)
{
	const struct nlattr *attr = attr_of(one, WRIT_ATTR_SEQ);

	if (attr)
		memcpy(&last, attr + 1, sizeof(last));
}

static void prepare_events(char **argv)
{
	prepare_status(argv);
	if (ask(note_last))
		broken("status");
	close(sock);
	ready();
	begin(family, WRIT_CMD_EVENTS, NLM_F_DUMP);
	last = last > 20 ? last - 20 : 0;
	put(WRIT_ATTR_SEQ, &last, sizeof(last));
}

/* It is the owner until its socket closes, which is when the try ends. */
static void prepare_register(char **argv)
{
	(void)argv;
	ready();
	begin(family, WRIT_CMD_REGISTER, 0);
}

const struct operation netlink_operations[] = {
	{ .name = "status", .prepare = prepare_status, .act = act_ask },
	{ .name = "add", .arguments = 2, .restore = restore_add, .prepare = prepare_add,
	  .act = act_ask },
	{ .name = "refused-add", .arguments = 2, .prepare = prepare_add, .act = act_ask },
	{ .name = "check", .arguments = 2, .prepare = prepare_check, .act = act_ask },
	{ .name = "policy-swap", .arguments = 1, .prepare = prepare_swap, .act = act_ask },
	{ .name = "drop", .arguments = 1, .restore = restore_drop, .prepare = prepare_drop,
	  .act = act_ask },
	{ .name = "list", .prepare = prepare_list, .act = act_ask },
	{ .name = "explain", .prepare = prepare_explain, .act = act_ask },
	{ .name = "events", .prepare = prepare_events, .act = act_ask },
	{ .name = "register", .prepare = prepare_register, .act = act_ask },
	{ 0 }
};
