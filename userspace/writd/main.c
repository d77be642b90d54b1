// SPDX-License-Identifier: GPL-2.0-only
/*
 * writd: provisions the kernel from files, and keeps the lineage log. It takes no
 * part in any decision: without it the kernel goes on as it is.
 */
#include <errno.h>
#include <getopt.h>
#include <linux/capability.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "uptime.h"
#include "writd.h"

/* Without a wake-up, which may be lost: look all the same. */
#define LOOK_MS		1000
#define SETTLE_MS	200
/* What was presented and has expired is removed so often. */
#define TIDY_SECONDS	3600
/* After a look at the files that was not complete. */
#define AGAIN_SECONDS	5

static void usage(FILE *f)
{
	fputs("Usage: writd [OPTION...]\n\n"
	      "Keeps the lineage log of this host, and provisions the kernel with policies,\n"
	      "artifacts, delegations and revocations from files.\n\n"
	      "  --foreground               messages for people, not for the journal\n"
	      "  --config-dir DIR           policy.writ, artifacts/, delegations/, revocations/\n"
	      "                             (/etc/writ)\n"
	      "  --state-dir DIR            the log and what must survive (/var/lib/writ)\n"
	      "  --run-dir DIR              the socket (/run/writ)\n"
	      "  --checkpoint-records N     sign a checkpoint after so many records (1000)\n"
	      "  --checkpoint-seconds T     or after so many seconds, if there is something new (10)\n"
	      "  --segment-bytes N          close a segment of the log that is larger (67108864)\n"
	      "  --segment-seconds T        or older (86400)\n"
	      "  --help, --version\n\n"
	      "SIGHUP: look at the files again. SIGTERM: sign a checkpoint and end.\n\n"
	      "Examples:\n"
	      "  systemctl enable --now writd\n"
	      "  writd --foreground\n"
	      "  writ-lineage verify /var/lib/writ/lineage --key /var/lib/writ/lineage/log.pub\n", f);
}

static bool number(const char *text, u64 *out)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno && *out > 0;
}

/* 0 to go on, or an exit code plus one. */
static int options(int argc, char **argv, struct config *c)
{
	static const struct option table[] = {
		{ "foreground", no_argument, NULL, 'f' },
		{ "config-dir", required_argument, NULL, 'c' },
		{ "state-dir", required_argument, NULL, 's' },
		{ "run-dir", required_argument, NULL, 'r' },
		{ "checkpoint-records", required_argument, NULL, 'n' },
		{ "checkpoint-seconds", required_argument, NULL, 't' },
		{ "segment-bytes", required_argument, NULL, 'b' },
		{ "segment-seconds", required_argument, NULL, 'a' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	bool ok = true;
	int opt;

	while ((opt = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (opt) {
		case 'f': c->foreground = true; break;
		case 'c': c->config_dir = optarg; break;
		case 's': c->state_dir = optarg; break;
		case 'r': c->run_dir = optarg; break;
		case 'n': ok = ok && number(optarg, &c->checkpoint_records); break;
		case 't': ok = ok && number(optarg, &c->checkpoint_seconds); break;
		case 'b': ok = ok && number(optarg, &c->limits.bytes); break;
		case 'a': ok = ok && number(optarg, &c->limits.seconds); break;
		case 'h': usage(stdout); return 1;
		case 'V': puts("writd " WRIT_VERSION); return 1;
		default: ok = false;
		}
	}
	if (ok && optind == argc)
		return 0;
	fputs("writd: wrong usage; try 'writd --help'\n", stderr);
	return 3;
}

/*
 * What is left: to be heard by the kernel. Everything else was done by now, and
 * what runs as root without capabilities is stopped by the modes of files.
 */
static bool drop_privileges(struct writ_msg *msg)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	const u32 keep = 1u << CAP_SYS_ADMIN | 1u << CAP_NET_ADMIN;
	struct __user_cap_data_struct data[2] = { { .effective = keep, .permitted = keep } };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) ||
	    syscall(SYS_capset, &head, data))
		return writ_msg_errno(msg, "privileges could not be dropped");
	return true;
}

/* The module may be loaded after us; until then there is nothing to do. */
static bool connect_kernel(struct writd *w, int signals, struct writ_msg *msg)
{
	struct pollfd fd = { .fd = signals, .events = POLLIN };
	enum writ_nl_result ret;
	bool told = false;

	while ((ret = writ_nl_open(&w->nl, msg)) == WRIT_NL_NOT_LOADED) {
		if (!told)
			say(SAY_NOTICE, "waiting for the module: %s", msg->text);
		told = true;
		if (poll(&fd, 1, LOOK_MS) > 0)
			return writ_msgf(msg, "ended while waiting for the module");
	}
	if (ret != WRIT_NL_OK)
		return false;
	while ((ret = writ_nl_status(w->nl, &w->kernel, msg)) == WRIT_NL_REFUSED &&
	       writ_nl_errno(w->nl) == EAGAIN)
		if (poll(&fd, 1, LOOK_MS) > 0)
			return writ_msgf(msg, "ended while waiting for the module");
	return ret == WRIT_NL_OK && writ_nl_register(w->nl, msg) == WRIT_NL_OK &&
	       writ_nl_subscribe(w->nl, &w->wake_fd, msg) == WRIT_NL_OK;
}

/* What changes from here on is seen; what changed before is found now. */
static void look_at_files(struct writd *w)
{
	if (w->files >= 0)
		close(w->files);
	w->files = provision_watch(w);
	w->again = provision(w) ? 0 : writ_uptime() + AGAIN_SECONDS;
}

static bool start(struct writd *w, int signals, struct writ_msg *msg)
{
	struct writ_bytes host;

	if (!connect_kernel(w, signals, msg))
		return false;
	host = writ_bytes_of(w->kernel.host);
	writ_origin(host, w->origin);
	if (!state_prepare(w, msg) || !ledger_open(w, msg) || !drain_begin(w, msg) || !socket_open(w, msg) ||
	    !drop_privileges(msg))
		return false;
	say(SAY_NOTICE, "owns the log of %s, from record %llu on", w->origin,
	    (unsigned long long)writ_log_writer_state(w->log)->tree.size);
	look_at_files(w);
	drain(w);
	notify("READY=1\nSTATUS=keeping the lineage log");
	return true;
}

static void on_signal(struct writd *w, int fd)
{
	struct signalfd_siginfo info;

	while (read(fd, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP) {
			w->reload = true;
			complain_again();
		} else {
			w->stop = true;
		}
	}
}

static void swallow(int fd)
{
	char buf[4096];

	while (read(fd, buf, sizeof(buf)) > 0)
		;
}

static void loop(struct writd *w, int signals)
{
	struct pollfd fds[3 + CLIENTS_MAX + 1];
	bool changed = false;
	int n;

	while (!w->stop) {
		fds[0] = (struct pollfd){ .fd = signals, .events = POLLIN };
		fds[1] = (struct pollfd){ .fd = w->wake_fd, .events = POLLIN };
		fds[2] = (struct pollfd){ .fd = w->files, .events = POLLIN };
		n = socket_poll(fds + 3);
		if (poll(fds, (nfds_t)(3 + n), changed ? SETTLE_MS : LOOK_MS) < 0 && errno != EINTR)
			break;
		if (fds[0].revents)
			on_signal(w, signals);
		if (fds[1].revents)
			writ_nl_drain(w->nl);
		/* Files change in bunches: wait until they rest for a moment. */
		if (fds[2].revents) {
			swallow(w->files);
			changed = true;
		} else if (changed || w->reload || (w->again && writ_uptime() >= w->again)) {
			changed = w->reload = false;
			look_at_files(w);
		}
		drain(w);
		drain_checkpoint(w, false);
		state_clock(w, false);
		if (writ_uptime() - w->tidied >= TIDY_SECONDS)
			provision_tidy(w);
		socket_serve(w, fds + 3, n);
	}
	if (w->files >= 0)
		close(w->files);
}

int main(int argc, char **argv)
{
	struct writd w = {
		.wake_fd = -1,
		.files = -1,
		.config = {
			.config_dir = "/etc/writ",
			.state_dir = "/var/lib/writ",
			.run_dir = "/run/writ",
			.checkpoint_records = 1000,
			.checkpoint_seconds = 10,
			.limits = { .bytes = 64 << 20, .seconds = 86400 },
		},
	};
	int ret = options(argc, argv, &w.config), signals;
	struct writ_msg msg;
	sigset_t set;

	if (ret)
		return ret - 1;
	say_init(w.config.foreground);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals < 0 || !start(&w, signals, &msg)) {
		say(SAY_ERR, "%s", signals < 0 ? strerror(errno) : msg.text);
		return 1;
	}
	loop(&w, signals);
	notify("STOPPING=1");
	drain(&w);
	drain_checkpoint(&w, true);
	state_clock(&w, true);
	say(SAY_NOTICE, "ends after record %llu",
	    (unsigned long long)writ_log_writer_state(w.log)->tree.size);
	socket_close();
	writ_log_writer_close(w.log);
	writ_nl_close(w.nl);
	return w.health.alarm[0] ? 1 : 0;
}
