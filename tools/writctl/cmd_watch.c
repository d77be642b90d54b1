// SPDX-License-Identifier: GPL-2.0-only
/* writctl watch: events as they happen. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "logdir.h"
#include "objects.h"
#include "print.h"

/* A wake-up may be lost, and a log has none: look after so long all the same. */
#define LOOK_MS 200

static const char help[] =
"Usage: writctl watch [--denied] [--json] [--count N]\n"
"\n"
"Shows what is decided and what changes, from now on, one line each, until it is\n"
"ended. Where writd takes the log, what is shown is durable; otherwise it comes from\n"
"the kernel, which keeps it for writd.\n"
"\n"
"  --denied    denials alone\n"
"  --json      for machines, one object a line\n"
"  --count N   end after N lines\n"
"\n"
"Examples:\n"
"  writctl watch --denied\n"
"  writctl watch --json | jq -r 'select(.kind == \"exec\") | .path'\n";

struct watch {
	bool denied;
	bool json;
	u64 left;
};

/* True while more is wanted. */
static bool show(struct watch *w, u64 index, const struct writ_record *r, const u8 *hash)
{
	struct writ_json j = { .f = stdout, .line = true };

	if (w->denied && strcmp(print_verdict(r), "denied"))
		return true;
	if (w->json)
		print_json(&j, index, r, hash);
	else
		print_line(stdout, index, r);
	return !fflush(stdout) && --w->left;
}

/* ---- from the log that writd writes */

static int newest(u64 *index, struct writ_msg *msg)
{
	struct writ_log *log = writ_log_open(LOG_DIR, msg);
	struct writ_log_entry e;
	int ret;

	if (!log)
		return -1;
	writ_log_seek(log, U64_MAX);
	while ((ret = writ_log_next(log, &e, msg)) == 1)
		;
	*index = writ_log_state(log)->tree.size;
	/* A last segment that has not even its header yet is named after all before it. */
	if (writ_log_tail(log)->header)
		*index = strtoull(writ_log_tail(log)->segment, NULL, 10);
	writ_log_close(log);
	return ret;
}

/* What has come since: 1 to go on, 0 when enough was shown, -1 if it is damaged. */
static int read_on(struct watch *w, u64 *index, struct writ_msg *msg)
{
	struct writ_log *log = writ_log_open(LOG_DIR, msg);
	struct writ_log_entry e;
	bool more = true;
	int ret;

	if (!log)
		return -1;
	writ_log_seek(log, *index);
	while (more && (ret = writ_log_next(log, &e, msg)) == 1) {
		if (e.index < *index)
			continue;
		*index = e.index + 1;
		more = show(w, e.index, &e.fields, e.hash);
	}
	writ_log_close(log);
	return !more ? 0 : ret < 0 ? -1 : 1;
}

static int watch_log(struct watch *w)
{
	struct writ_msg msg;
	u64 index = 0;
	int ret;

	ret = newest(&index, &msg);
	if (ret < 0)
		return ui_fail_msg(&msg);
	while ((ret = read_on(w, &index, &msg)) == 1)
		poll(NULL, 0, LOOK_MS);
	return ret < 0 ? ui_fail_msg(&msg) : EXIT_GOOD;
}

/* ---- from the kernel */

struct ring {
	struct watch *w;
	u64 seen;
	bool enough;
};

static bool take(void *arg, u64 seq, struct writ_bytes record, const u8 hash[WRIT_DIGEST_SIZE])
{
	struct ring *ring = arg;
	struct writ_record r;
	struct writ_error err;

	ring->seen = seq;
	if (writ_record_decode(record, &r, &err))
		ring->enough = !show(ring->w, seq, &r, hash);
	return !ring->enough;
}

static int watch_ring(struct watch *w, struct writ_nl *nl, u64 from)
{
	struct ring ring = { .w = w, .seen = from };
	struct pollfd fd = { .events = POLLIN };
	enum writ_nl_result result;
	struct writ_msg msg;

	result = writ_nl_subscribe(nl, &fd.fd, &msg);
	while (result == WRIT_NL_OK && !ring.enough) {
		result = writ_nl_events(nl, ring.seen, take, &ring, &msg);
		if (ring.enough || result != WRIT_NL_OK)
			break;
		poll(&fd, 1, LOOK_MS);
		writ_nl_drain(nl);
	}
	return result == WRIT_NL_OK || ring.enough ? EXIT_GOOD : live_fail(result, &msg);
}

static int watch(struct watch *w)
{
	struct writ_nl *nl = live_open();
	enum writ_nl_result result;
	struct writ_nl_status s;
	struct writ_msg msg;
	int ret;

	if (!nl)
		return EXIT_REFUSED;
	result = writ_nl_status(nl, &s, &msg);
	if (result != WRIT_NL_OK)
		ret = live_fail(result, &msg);
	else
		ret = s.owned ? watch_log(w) : watch_ring(w, nl, s.chained_seq);
	writ_nl_close(nl);
	return ret;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "denied", no_argument, NULL, 'd' },
		{ "json", no_argument, NULL, 'j' },
		{ "count", required_argument, NULL, 'n' },
		HELP_OPTION, { 0 },
	};
	struct watch w = { .left = U64_MAX };
	char *end;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'd':
			w.denied = true;
			break;
		case 'j':
			w.json = true;
			break;
		case 'n':
			errno = 0;
			w.left = strtoull(optarg, &end, 10);
			if (*end || errno || !w.left)
				return ui_usage("--count: \"%s\" is not a number from 1", optarg);
			break;
		case OPT_HELP:
			return cmd_show_help(&cmd_watch);
		default:
			return EXIT_USAGE;
		}
	}
	if (optind != argc)
		return ui_usage("\"%s\" is too much", argv[optind]);
	return watch(&w);
}

const struct cmd cmd_watch = { "watch", "show events as they happen", help, run };
