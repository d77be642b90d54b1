// SPDX-License-Identifier: GPL-2.0-only
/*
 * The socket for programs without privilege. Who asks is what the kernel says he
 * is (SO_PEERCRED); each connection asks once, and nobody can ask without bound.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "sock.h"
#include "uptime.h"
#include "writd.h"

#define CLIENT_SECONDS	5
#define PER_UID_MAX	8
/* Requests of one uid: so many at once, and so many a second after that. */
#define TOKENS_MAX	20
#define TOKENS_A_SECOND	10

struct client {
	int fd;
	uid_t uid;
	time_t since;
};

static int listener = -1;
static struct client client[CLIENTS_MAX];
static int nclients;

/* The uids that asked lately; the one that has not for longest makes room. */
static struct {
	uid_t uid;
	int tokens;
	time_t since;
} bucket[64];

static bool may_ask(uid_t uid)
{
	time_t now = writ_uptime();
	size_t i, at = 0;

	for (i = 0; i < sizeof(bucket) / sizeof(*bucket); i++) {
		if (bucket[i].since && bucket[i].uid == uid)
			break;
		if (bucket[i].since < bucket[at].since)
			at = i;
	}
	if (i == sizeof(bucket) / sizeof(*bucket)) {
		i = at;
		bucket[i].uid = uid;
		bucket[i].tokens = TOKENS_MAX;
		bucket[i].since = now;
	}
	if (now > bucket[i].since) {
		bucket[i].tokens += (int)(now - bucket[i].since) * TOKENS_A_SECOND;
		if (bucket[i].tokens > TOKENS_MAX || bucket[i].tokens < 0)
			bucket[i].tokens = TOKENS_MAX;
		bucket[i].since = now;
	}
	if (!bucket[i].tokens)
		return false;
	bucket[i].tokens--;
	return true;
}

bool socket_open(struct writd *w, struct writ_msg *msg)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int len = snprintf(address.sun_path, sizeof(address.sun_path), "%s/writd.sock",
			   w->config.run_dir);

	if (len < 0 || (size_t)len >= sizeof(address.sun_path))
		return writ_msgf(msg, "%s: too long for a socket's name", w->config.run_dir);
	unlink(address.sun_path);
	listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof(address)) ||
	    chmod(address.sun_path, 0666) || listen(listener, CLIENTS_MAX))
		return writ_msg_errno(msg, "%s", address.sun_path);
	return true;
}

void socket_close(void)
{
	if (listener >= 0)
		close(listener);
	listener = -1;
}

int socket_poll(struct pollfd *fds)
{
	int i;

	fds[0] = (struct pollfd){ .fd = nclients < CLIENTS_MAX ? listener : -1, .events = POLLIN };
	for (i = 0; i < nclients; i++)
		fds[i + 1] = (struct pollfd){ .fd = client[i].fd, .events = POLLIN };
	return nclients + 1;
}

static void welcome(void)
{
	struct ucred who;
	socklen_t len = sizeof(who);
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	int i, same = 0;

	if (fd < 0)
		return;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len)) {
		close(fd);
		return;
	}
	for (i = 0; i < nclients; i++)
		same += client[i].uid == who.uid;
	if (nclients == CLIENTS_MAX || same >= PER_UID_MAX) {
		close(fd);
		return;
	}
	client[nclients++] = (struct client){ .fd = fd, .uid = who.uid, .since = writ_uptime() };
}

static void health_text(const struct writd *w, char *out, size_t size)
{
	const struct writ_log_state *s = writ_log_writer_state(w->log);
	const struct health *h = &w->health;

	snprintf(out, size,
		 "records: %" PRIu64 "\nrecords_in_log: %" PRIu64 "\nacked: %" PRIu64
		 "\nbatches: %" PRIu64 "\nsync_us: %" PRIu64 "\ncheckpoints: %" PRIu64
		 "\ncheckpoint_size: %" PRIu64 "\ncheckpoint_time: %lld\npresented: %" PRIu64
		 "\nrefused: %" PRIu64 "\nalarm: %.1024s\n",
		 h->records, s->tree.size, h->acked, h->batches, h->sync_us, h->checkpoints,
		 h->checkpoint_size, (long long)h->checkpoint_time, h->presented, h->refused,
		 h->alarm);
}

static void answer(struct writd *w, const struct client *c, struct writ_bytes message)
{
	static u8 buf[WRIT_SOCK_MESSAGE_MAX];
	struct writ_sock_reply reply = { .status = WRIT_SOCK_OK };
	struct writ_sock_request request;
	char text[WRIT_SOCK_TEXT_MAX] = "";
	struct writ_error err;
	struct writ_msg msg;
	size_t len;

	if (!may_ask(c->uid)) {
		snprintf(text, sizeof(text), "too many requests: wait a second");
		reply.status = WRIT_SOCK_REFUSED;
	} else if (!writ_sock_decode_request(message, &request, &err)) {
		snprintf(text, sizeof(text), "%s at byte %zu: %s", err.field, err.offset,
			 writ_err_text(err.code));
		reply.status = WRIT_SOCK_REFUSED;
	} else if (request.op == WRIT_SOCK_PRESENT) {
		if (provision_present(w, request.object, &msg)) {
			w->health.presented++;
		} else {
			snprintf(text, sizeof(text), "%s", msg.text);
			reply.status = WRIT_SOCK_REFUSED;
		}
	} else if (request.op == WRIT_SOCK_WHY) {
		/* What just happened may still be in the kernel. */
		drain(w);
		reply.record = denials_find(c->uid ? c->uid : U64_MAX, request.pid);
		reply.status = reply.record.len ? WRIT_SOCK_OK : WRIT_SOCK_NONE;
	} else if (c->uid == 0) {
		health_text(w, text, sizeof(text));
	} else {
		snprintf(text, sizeof(text), "only for root");
		reply.status = WRIT_SOCK_REFUSED;
	}
	reply.text = writ_bytes_of(text);
	len = writ_sock_encode_reply(&reply, buf);
	if (len && send(c->fd, buf, len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		say(SAY_INFO, "a client went away before its answer");
}

/* One request, one answer; whoever says nothing for long is let go. */
static bool served(struct writd *w, const struct client *c, short events)
{
	static u8 buf[WRIT_SOCK_MESSAGE_MAX + 1];
	ssize_t got;

	if (!events)
		return writ_uptime() - c->since >= CLIENT_SECONDS;
	got = recv(c->fd, buf, sizeof(buf), 0);
	if (got < 0)
		return errno != EAGAIN && errno != EINTR;
	if (got > 0)
		answer(w, c, (struct writ_bytes){ buf, (size_t)got });
	return true;
}

void socket_serve(struct writd *w, const struct pollfd *fds, int n)
{
	int i;

	for (i = n - 2; i >= 0; i--) {
		if (!served(w, &client[i], fds[i + 1].revents))
			continue;
		close(client[i].fd);
		client[i] = client[--nclients];
	}
	if (fds[0].revents)
		welcome();
}
