// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlfuzz [--user UID] [--seed N] COUNT: nonsense for the module's netlink family.
 *
 * Sends COUNT messages, made from valid ones of every command by mutation, and
 * then demands that policy, artifacts, owner of the log and the rest of what the
 * status tells are as before. While it runs the log has an owner, so that no
 * message of nonsense can become it: who owns it already, or a socket of its own.
 *
 * With --user it becomes that user first, sends valid messages only, and demands
 * that every one is refused with EPERM.
 *
 * Without libraries, since those would mend what is to be broken.
 */
#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "chance.h"
#include "lsm/uapi/writ_netlink.h"

#define MESSAGE_MAX	(WRIT_GENL_CHUNK_MAX + 4096)
#define ANSWER_MAX	(128 * 1024)
#define PER_SOCKET	200	/* messages, before a new socket takes over */
#define ANSWERS_MAX	8	/* buffers read for one message of nonsense */

static char message[MESSAGE_MAX + 65536];
static char answer[ANSWER_MAX];
static uint16_t family;
static uint32_t sequence;
static struct { unsigned long sent, unsent, accepted, refused, data, odd; } count;

static void noise(void *out, size_t len)
{
	for (uint8_t *p = out; len--; p++)
		*p = chance(256);
}

/* ---- messages */

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
	nlh()->nlmsg_seq = ++sequence;
	nlh()->nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN;
	genl->cmd = cmd;
	genl->version = WRIT_GENL_VERSION;
}

/* Content NULL: noise. */
static void put(uint16_t type, const void *content, size_t len)
{
	struct nlattr *attr = (struct nlattr *)(message + nlh()->nlmsg_len);

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	if (content)
		memcpy((char *)attr + NLA_HDRLEN, content, len);
	else
		noise((char *)attr + NLA_HDRLEN, len);
	memset((char *)attr + attr->nla_len, 0, NLA_ALIGN(attr->nla_len) - attr->nla_len);
	nlh()->nlmsg_len += NLA_ALIGN(attr->nla_len);
}

static void put32(uint16_t type, uint32_t value)
{
	put(type, &value, sizeof(value));
}

static void put64(uint16_t type, uint64_t value)
{
	put(type, &value, sizeof(value));
}

/* One chunk; most objects are small, so that some of them become complete. */
static void chunk(void)
{
	static const uint32_t sizes[] = { 1, 64, 100, 4096, 16384, 16385, 262144, 262145 };
	static uint32_t object, size, offset;
	uint32_t len;

	if (!offset || offset >= size || !chance(4)) {
		object = chance(__WRIT_OBJECT_END);
		size = sizes[chance(sizeof(sizes) / sizeof(*sizes))];
		offset = 0;
	}
	len = 1 + chance(size - offset > 4096 ? 4096 : size - offset);
	if (!chance(8))
		len = WRIT_GENL_CHUNK_MAX;
	put32(WRIT_ATTR_OBJECT, object);
	put32(WRIT_ATTR_SIZE, size);
	put32(WRIT_ATTR_OFFSET, chance(16) ? offset : chance(size));
	put(WRIT_ATTR_DATA, NULL, len);
	offset += len;
}

static void explain(void)
{
	put32(WRIT_ATTR_OP, 1 + chance(5));
	put32(WRIT_ATTR_DIGEST_KIND, chance(2));
	put(WRIT_ATTR_DIGEST, NULL, 32);
	put32(WRIT_ATTR_UID, chance(2) ? 0 : chance(70000));
	put(WRIT_ATTR_PATH, "/usr/bin/true", 13);
}

/* A valid message; one that changes anything names what cannot be there. */
static void valid(enum writ_cmd cmd)
{
	const bool dump = cmd == WRIT_CMD_LIST || cmd == WRIT_CMD_EVENTS;

	begin(family, cmd, dump ? NLM_F_DUMP : 0);
	switch (cmd) {
	case WRIT_CMD_ADD:
		chunk();
		break;
	case WRIT_CMD_LIST:
		put32(WRIT_ATTR_OBJECT, chance(__WRIT_OBJECT_END));
		break;
	case WRIT_CMD_DROP:
		put(WRIT_ATTR_ID, NULL, 8 + chance(25));
		put(WRIT_ATTR_KEY, NULL, 32);
		break;
	case WRIT_CMD_EXPLAIN:
		explain();
		break;
	case WRIT_CMD_EVENTS:
		put64(WRIT_ATTR_SEQ, chance(2) ? chance(1000) : UINT64_MAX - chance(3));
		break;
	case WRIT_CMD_ACK:
		put64(WRIT_ATTR_SEQ, chance(1000));
		put(WRIT_ATTR_HASH, NULL, 32);
		break;
	case WRIT_CMD_RESUME:
		put64(WRIT_ATTR_SEQ, chance(1000));
		put(WRIT_ATTR_HASH, NULL, 32);
		put(WRIT_ATTR_BOOT, NULL, 16);
		break;
	default:
		break;
	}
}

/* ---- mutations, each of a message that is whole */

static uint32_t body(void)
{
	return nlh()->nlmsg_len - NLMSG_HDRLEN;
}

static struct nlattr *any_attr(void)
{
	uint32_t at = NLMSG_HDRLEN + GENL_HDRLEN, skip = chance(6);
	struct nlattr *attr = NULL;

	while (at + NLA_HDRLEN <= nlh()->nlmsg_len) {
		attr = (struct nlattr *)(message + at);
		if (!skip-- || attr->nla_len < NLA_HDRLEN)
			break;
		at += NLA_ALIGN(attr->nla_len);
	}
	return attr;
}

static void flip(void)
{
	for (uint32_t n = 1 + chance(8); n--;)
		message[NLMSG_HDRLEN + chance(body() < 256 ? body() : 256)] ^= 1 << chance(8);
}

static void wrong_length(void)
{
	static const uint16_t lengths[] = { 0, 1, 3, 4, 5, 7, 8, 0x7fff, 0x8000, 0xffff };
	struct nlattr *attr = any_attr();

	if (attr)
		attr->nla_len = chance(3) ? lengths[chance(10)] : attr->nla_len + chance(9) - 4;
}

static void wrong_type(void)
{
	struct nlattr *attr = any_attr();

	if (!attr)
		return;
	attr->nla_type = chance(WRIT_ATTR_MAX + 8);
	if (!chance(4))
		attr->nla_type = chance(65536);
	if (!chance(4))
		attr->nla_type |= chance(2) ? NLA_F_NESTED : NLA_F_NET_BYTEORDER;
}

static void truncated(void)
{
	nlh()->nlmsg_len = chance(4) ? NLMSG_HDRLEN + chance(body() + 1) : chance(NLMSG_HDRLEN);
}

static void too_long(void)
{
	nlh()->nlmsg_len = chance(2) ? nlh()->nlmsg_len + 1 + chance(65536) : UINT32_MAX - chance(9);
}

static void more_attributes(void)
{
	for (uint32_t n = 1 + chance(40); n--;)
		put(chance(WRIT_ATTR_MAX + 4), NULL, chance(40));
}

/* Each nest holds the next, without an end that fits. */
static void nests(void)
{
	for (uint32_t n = 2 + chance(200); n--;) {
		struct nlattr *attr = (struct nlattr *)(message + nlh()->nlmsg_len);

		attr->nla_type = (chance(2) ? WRIT_ATTR_CANDIDATE : chance(WRIT_ATTR_MAX + 1)) |
				 NLA_F_NESTED;
		attr->nla_len = NLA_HDRLEN + n * NLA_HDRLEN;
		nlh()->nlmsg_len += NLA_HDRLEN;
	}
}

static void wrong_header(void)
{
	struct genlmsghdr *genl = NLMSG_DATA(nlh());

	genl->cmd = chance(256);
	genl->version = chance(4);
	genl->reserved = chance(4) ? 0 : chance(65536);
	if (!chance(3))
		nlh()->nlmsg_flags = NLM_F_REQUEST | chance(65536);
}

/* The largest artifact seldom: its memory is taken at once. */
static void huge(void)
{
	static const uint32_t sizes[] = { 0, 0x7fffffff, 0x80000000, 0xffffffff, 64 << 20 };

	begin(family, WRIT_CMD_ADD, 0);
	put32(WRIT_ATTR_OBJECT, chance(__WRIT_OBJECT_END + 2));
	put32(WRIT_ATTR_SIZE, sizes[chance(chance(32) ? 4 : 5)]);
	put32(WRIT_ATTR_OFFSET, chance(2) ? 0 : sizes[chance(5)]);
	put(WRIT_ATTR_DATA, NULL, chance(WRIT_GENL_CHUNK_MAX + 64));
}

static void garbage(void)
{
	begin(family, 0, 0);
	nlh()->nlmsg_len += chance(2048);
	noise(message + NLMSG_HDRLEN, body());
}

static void nonsense(void)
{
	static void (*const mutations[])(void) = {
		flip, wrong_length, wrong_type, truncated, too_long, more_attributes, nests,
		wrong_header, huge, garbage,
	};

	valid(1 + chance(__WRIT_CMD_END));
	/* One in eight stays valid: uploads come to an end, dumps begin. */
	for (uint32_t n = chance(8) ? 1 + chance(2) : 0; n--;)
		if (nlh()->nlmsg_len >= NLMSG_HDRLEN + GENL_HDRLEN &&
		    nlh()->nlmsg_len < MESSAGE_MAX)
			mutations[chance(sizeof(mutations) / sizeof(*mutations))]();
}

/* ---- the socket */

static int open_socket(void)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	const struct timeval patience = { .tv_sec = 20 };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&any, sizeof(any)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience))) {
		perror("nlfuzz: netlink socket");
		exit(1);
	}
	return fd;
}

/* @len bytes, whatever the message says of its own length. */
static bool transmit(int fd, size_t len)
{
	return send(fd, message, len, 0) == (ssize_t)len;
}

/*
 * Send the message in the buffer and wait for its end. Each message of the family
 * goes to @each. Return: the errno with which it was answered, or -1 if it was not.
 */
static int ask(int fd, void (*each)(const struct nlmsghdr *one, void *arg), void *arg)
{
	const uint32_t seq = nlh()->nlmsg_seq;
	int error;

	if (!transmit(fd, nlh()->nlmsg_len))
		return -1;
	for (;;) {
		ssize_t got = recv(fd, answer, sizeof(answer), 0);
		struct nlmsghdr *one = (struct nlmsghdr *)answer;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		for (; NLMSG_OK(one, (size_t)got); one = NLMSG_NEXT(one, got)) {
			if (one->nlmsg_seq != seq)
				continue;
			if (one->nlmsg_type == NLMSG_ERROR || one->nlmsg_type == NLMSG_DONE) {
				memcpy(&error, NLMSG_DATA(one), sizeof(error));
				return -error;
			}
			if (each)
				each(one, arg);
		}
	}
}

static void each_attr(const struct nlmsghdr *one, void *arg,
		      void (*note)(const struct nlattr *attr, void *arg))
{
	uint32_t at = NLMSG_HDRLEN + GENL_HDRLEN;

	while (at + NLA_HDRLEN <= one->nlmsg_len) {
		const struct nlattr *attr = (const void *)((const char *)one + at);

		if (attr->nla_len < NLA_HDRLEN || attr->nla_len > one->nlmsg_len - at)
			return;
		note(attr, arg);
		at += NLA_ALIGN(attr->nla_len);
	}
}

static void note_family(const struct nlattr *attr, void *arg)
{
	if (attr->nla_type == CTRL_ATTR_FAMILY_ID)
		memcpy(arg, (const char *)attr + NLA_HDRLEN, sizeof(family));
}

static void family_message(const struct nlmsghdr *one, void *arg)
{
	each_attr(one, arg, note_family);
}

static void find_family(void)
{
	int fd = open_socket();

	begin(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	put(CTRL_ATTR_FAMILY_NAME, WRIT_GENL_NAME, sizeof(WRIT_GENL_NAME));
	if (ask(fd, family_message, &family) || !family) {
		fprintf(stderr, "nlfuzz: writ is not loaded\n");
		exit(1);
	}
	close(fd);
}

/* ---- what must stay as it is */

/* By type, the first 64 bytes of what the status says, with its length before. */
static char fixed[2][WRIT_ATTR_MAX + 1][66];

static void note_status(const struct nlattr *attr, void *arg)
{
	static const uint16_t stays[] = {
		WRIT_ATTR_BOOT, WRIT_ATTR_HOST, WRIT_ATTR_STATE, WRIT_ATTR_POLICY,
		WRIT_ATTR_POLICY_VERSION, WRIT_ATTR_ROOT, WRIT_ATTR_CAPACITY, WRIT_ATTR_OWNER,
		WRIT_ATTR_ARTIFACTS, WRIT_ATTR_SUBJECTS, WRIT_ATTR_DELEGATIONS,
		WRIT_ATTR_REVOCATIONS,
	};
	char (*into)[66] = arg;
	size_t len = attr->nla_len - NLA_HDRLEN;

	for (size_t i = 0; i < sizeof(stays) / sizeof(*stays); i++) {
		if (attr->nla_type != stays[i])
			continue;
		into[stays[i]][0] = 1 + (len < 64 ? len : 64);
		memcpy(into[stays[i]] + 1, (const char *)attr + NLA_HDRLEN, len < 64 ? len : 64);
	}
}

static void status_message(const struct nlmsghdr *one, void *arg)
{
	each_attr(one, arg, note_status);
}

static void take_status(int which)
{
	int fd = open_socket(), error;

	begin(family, WRIT_CMD_STATUS, 0);
	error = ask(fd, status_message, fixed[which]);
	if (error) {
		fprintf(stderr, "nlfuzz: the status cannot be read: %s\n",
			error < 0 ? "no answer" : strerror(error));
		exit(1);
	}
	close(fd);
}

static bool changed(void)
{
	bool any = false;

	for (int type = 0; type <= WRIT_ATTR_MAX; type++) {
		if (!memcmp(fixed[0][type], fixed[1][type], sizeof(fixed[0][type])))
			continue;
		fprintf(stderr, "nlfuzz: attribute %d of the status has changed\n", type);
		any = true;
	}
	return any;
}

/* ---- the two ways */

/* Take what has come, without waiting: nonsense need not be answered. */
static void take_answers(int fd)
{
	for (int n = 0; n < ANSWERS_MAX; n++) {
		ssize_t got = recv(fd, answer, sizeof(answer), MSG_DONTWAIT);
		struct nlmsghdr *one = (struct nlmsghdr *)answer;
		int error;

		if (got < 0)
			return;
		for (; NLMSG_OK(one, (size_t)got); one = NLMSG_NEXT(one, got)) {
			if (one->nlmsg_type != NLMSG_ERROR) {
				count.data++;
				continue;
			}
			memcpy(&error, NLMSG_DATA(one), sizeof(error));
			if (!error)
				count.accepted++;
			else if (error < 0 && error >= -4095)
				count.refused++;
			else
				count.odd++;
		}
	}
}

static int fuzz(unsigned long messages)
{
	int fd = -1, holder;

	take_status(0);
	holder = open_socket();
	begin(family, WRIT_CMD_REGISTER, 0);
	ask(holder, NULL, NULL);
	for (unsigned long n = 0; n < messages; n++) {
		size_t len;

		if (n % PER_SOCKET == 0) {
			if (fd >= 0)
				close(fd);
			fd = open_socket();
		}
		nonsense();
		len = nlh()->nlmsg_len;
		if (len < NLMSG_HDRLEN || len > MESSAGE_MAX)
			len = NLMSG_HDRLEN + GENL_HDRLEN + chance(512);
		if (transmit(fd, len))
			count.sent++;
		else
			count.unsent++;
		take_answers(fd);
	}
	if (fd >= 0)
		close(fd);
	close(holder);
	take_status(1);
	printf("nlfuzz: %lu sent, %lu not taken, %lu refused, %lu accepted, %lu other answers, %lu odd\n",
	       count.sent, count.unsent, count.refused, count.accepted, count.data, count.odd);
	return changed() || count.odd || !count.refused;
}

static int as_user(unsigned long uid, unsigned long messages)
{
	int fd, error;

	if (setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid)) {
		perror("nlfuzz: becoming the user");
		return 1;
	}
	fd = open_socket();
	for (unsigned long n = 0; n < messages; n++) {
		enum writ_cmd cmd = WRIT_CMD_STATUS + n % (WRIT_CMD_WAKEUP - WRIT_CMD_STATUS);

		valid(cmd);
		error = ask(fd, NULL, NULL);
		if (error == EPERM) {
			count.refused++;
			continue;
		}
		fprintf(stderr, "nlfuzz: command %d, as user %lu: %s\n", cmd, uid,
			error < 0 ? "no answer" : error ? strerror(error) : "accepted");
		count.odd++;
	}
	close(fd);
	printf("nlfuzz: as user %lu, %lu refused, %lu not\n", uid, count.refused, count.odd);
	return count.odd != 0;
}

static unsigned long number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (*end || end == text) {
		fprintf(stderr, "nlfuzz: not a number: %s\n", text);
		exit(2);
	}
	return value;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "user", required_argument, NULL, 'u' },
		{ "seed", required_argument, NULL, 's' },
		{ 0 }
	};
	unsigned long seed = 1, uid = 0, messages;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'u')
			uid = number(optarg);
		else if (option == 's')
			seed = number(optarg);
		else
			return 2;
	}
	if (optind + 1 != argc) {
		fprintf(stderr, "usage: nlfuzz [--user UID] [--seed N] COUNT\n");
		return 2;
	}
	messages = number(argv[optind]);
	chance_state = (seed + 1) * 0x9e3779b97f4a7c15ull;
	find_family();
	return uid ? as_user(uid, messages) : fuzz(messages);
}
