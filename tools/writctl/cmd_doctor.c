// SPDX-License-Identifier: GPL-2.0-only
/* writctl doctor: is everything as it should be on this host, and if not, what to do? */
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "convert.h"
#include "ctl.h"
#include "json.h"
#include "nl.h"
#include "sock.h"
#include "status.h"

#define DAY		86400
#define SOON		(7 * DAY)
#define DISK_SOON	(256ULL << 20)	/* four segments of the default size */
#define CHECKPOINT_LATE	300	/* by default writd signs one after ten seconds */
#define DISK_LEAST	(32ULL << 20)

static const char help[] =
"Usage: writctl doctor [--json]\n"
"\n"
"Looks at everything that a governed host depends on: the module and its hooks, the\n"
"proof that denials happen, the policy, artifacts and delegations that end soon, the\n"
"clock, writd and the lineage log. Each finding comes with its remedy.\n"
"\n"
"  --json   for machines\n"
"\n"
"Exit code 0 if nothing is wrong; warnings do not count. Run it as root.\n";

enum finding { GOOD, WARN, BAD };

struct doctor {
	bool json;
	struct writ_json j;
	size_t bad;
	size_t warnings;
};

/* @remedy is NULL where there is nothing to do. */
static void find(struct doctor *d, enum finding what, const char *name, const char *remedy,
		 const char *fmt, ...) __attribute__((format(printf, 5, 6)));

static void find(struct doctor *d, enum finding what, const char *name, const char *remedy,
		 const char *fmt, ...)
{
	static const struct {
		const char *word;
		enum ui_colour colour;
	} looks[] = { { "good", UI_GOOD }, { "warning", UI_WARN }, { "wrong", UI_BAD } };
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	d->bad += what == BAD;
	d->warnings += what == WARN;
	if (d->json) {
		writ_json_object(&d->j, NULL);
		writ_json_text(&d->j, "name", name);
		writ_json_text(&d->j, "finding", looks[what].word);
		writ_json_text(&d->j, "text", text);
		if (what != GOOD && remedy)
			writ_json_text(&d->j, "remedy", remedy);
		writ_json_object_end(&d->j);
		return;
	}
	ui_word(stdout, looks[what].colour, looks[what].word);
	printf("%*s%s: ", (int)(9 - strlen(looks[what].word)), "", name);
	writ_print_safe(stdout, text, strlen(text));
	putchar('\n');
	if (what != GOOD && remedy)
		printf("         %s\n", remedy);
}

static u64 number(const struct status *s, const char *key)
{
	const char *value = status_get(s, key);

	return value ? strtoull(value, NULL, 10) : 0;
}

/* ---- the module */

static void look_at_hooks(struct doctor *d, const struct status *s)
{
	size_t n = 0, missing = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (strncmp(s->v[i].key, "hook ", 5))
			continue;
		n++;
		if (strcmp(s->v[i].value, "attached") && strcmp(s->v[i].value, "live")) {
			missing++;
			find(d, BAD, "hooks", "restart the host: a hook that is gone cannot be put back",
			     "%s is %s", s->v[i].key + 5, s->v[i].value);
		}
	}
	if (!missing)
		find(d, n ? GOOD : BAD, "hooks", "this status is not one of the module", "%zu attached", n);
}

static void look_at_module(struct doctor *d, const struct status *s)
{
	const char *cause = status_get(s, "cause");
	const char *rsa = status_get(s, "algorithm RS256");

	if (status_in_force(s) && !status_enforcing(s))
		find(d, WARN, "mode", "put a policy without permissive-until into force when the log "
		     "shows no more of it", "permissive: what would be denied is only recorded");
	find(d, status_in_force(s) ? GOOD : BAD, "module",
	     "look into the kernel log (journalctl -k -g writ), repair that, and restart the host",
	     "%s%s%s", status_get(s, "state"), cause ? ": " : "", cause ? cause : "");
	look_at_hooks(d, s);
	/* The state follows from the canary: an armed module has seen it denied. */
	find(d, status_in_force(s) ? GOOD : BAD, "canary",
	     "do not rely on this host: something that must be denied was not",
	     status_in_force(s) ? "what must be denied was denied" : "it was not seen denied");
	find(d, rsa && !strncmp(rsa, "supported", 9) ? GOOD : WARN, "algorithms",
	     "use keys of a type whose algorithm is supported", "RS256 is %s", rsa ? rsa : "unknown");
}

static void look_at_policy(struct doctor *d, const struct status *s)
{
	u64 expires = status_expires(s), now = (u64)time(NULL);
	char t[32];

	writ_time_format(expires, t);
	if (expires != U64_MAX && expires <= now)
		find(d, BAD, "policy", "sign a newer one: this host does not come up with it again",
		     "it expired at %s", t);
	else if (expires != U64_MAX && expires - now < SOON)
		find(d, WARN, "policy", "sign a newer one in time", "it ends at %s", t);
	else
		find(d, GOOD, "policy", NULL, "%s version %s, ends %s%s", status_get(s, "policy"),
		     status_get(s, "policy_version"), expires == U64_MAX ? "" : "at ", t);
	if (access(POLICY_FILE, R_OK) != 0)
		find(d, WARN, "next boot", "put the policy there: writctl policy does it",
		     "there is no " POLICY_FILE);
}

/* ---- what ends */

struct ends {
	u64 now;
	size_t n;
	size_t soon;
	size_t gone;
	size_t fallen;
	u64 first;
};

static bool look_at_end(void *arg, const struct writ_nl_entry *e)
{
	struct ends *x = arg;

	x->n++;
	if (e->reason && e->reason != WRIT_AUTHORIZED)
		x->fallen++;
	else if (e->exp <= x->now)
		x->gone++;
	else if (e->exp - x->now < SOON)
		x->soon++;
	if (e->exp > x->now && e->exp < x->first)
		x->first = e->exp;
	return true;
}

static void look_at_ends(struct doctor *d, struct writ_nl *nl, enum writ_object object,
			 const char *name, const char *remedy)
{
	struct ends x = { .now = (u64)time(NULL), .first = U64_MAX };
	struct writ_msg msg;
	char t[32];

	if (writ_nl_list(nl, object, look_at_end, &x, &msg) != WRIT_NL_OK) {
		find(d, WARN, name, "run this as root", "they cannot be listed: %s", msg.text);
		return;
	}
	if (x.soon || x.gone)
		find(d, WARN, name, remedy, "%zu of %zu have ended, %zu end within a week, the first at %s",
		     x.gone, x.n, x.soon, writ_time_format(x.first, t));
	else
		find(d, GOOD, name, NULL, "%zu, none ends within a week", x.n);
	if (x.fallen)
		find(d, WARN, name, "writctl list says why; drop what is not needed any more",
		     "%zu stand no longer under the policy and the revocations in force", x.fallen);
}

/* ---- clock */

static void look_at_clock(struct doctor *d)
{
	struct timex t = { 0 };
	int state = adjtimex(&t);

	if (time(NULL) < 1577836800)
		find(d, BAD, "clock", "set the clock: validity is judged by it",
		     "it stands before 2020");
	else if (state < 0 || (t.status & STA_UNSYNC))
		find(d, WARN, "clock", "run a time service (systemd-timesyncd, chrony)",
		     "nobody keeps it right: validity is judged by it");
	else
		find(d, GOOD, "clock", NULL, "it is kept right");
}

/* ---- log */

static void look_at_disk(struct doctor *d)
{
	struct statvfs fs;
	u64 free_bytes;

	if (statvfs(LOG_DIR, &fs)) {
		find(d, BAD, "log", "start writd: systemctl enable --now writd",
		     "there is no " LOG_DIR);
		return;
	}
	free_bytes = (u64)fs.f_bavail * fs.f_frsize;
	find(d, free_bytes < DISK_LEAST ? BAD : free_bytes < DISK_SOON ? WARN : GOOD, "log space",
	     "make room, or move closed segments to where the auditor is",
	     "%" PRIu64 " MiB are free for the log", free_bytes >> 20);
}

/* What "@key: NUMBER" says in the daemon's answer; 0 if it does not. */
static u64 told(const char *text, const char *key)
{
	const char *at = strstr(text, key);

	return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

/*
 * writd signs a checkpoint within seconds of a record. What is not in one can be
 * cut off by whoever owns the disk, and nobody could tell.
 */
static void look_at_checkpoint(struct doctor *d, const char *text)
{
	u64 more = told(text, "\nrecords_in_log: ") - told(text, "\ncheckpoint_size: ");
	u64 at = told(text, "\ncheckpoint_time: "), now = (u64)time(NULL);
	u64 age = now > at ? now - at : 0;

	find(d, more && age > CHECKPOINT_LATE ? WARN : GOOD, "checkpoint",
	     "journalctl -u writd says why none is signed",
	     "the last is %" PRIu64 " s old, %" PRIu64 " records came after it", age, more);
}

static void look_at_daemon(struct doctor *d)
{
	static u8 buf[WRIT_SOCK_MESSAGE_MAX];
	const struct writ_sock_request request = { .op = WRIT_SOCK_HEALTH };
	struct writ_sock_reply reply;
	struct writ_msg msg;
	char text[WRIT_SOCK_TEXT_MAX + 1], *alarm;

	if (!writ_sock_ask(WRIT_SOCK_PATH, &request, buf, &reply, &msg)) {
		find(d, BAD, "writd", "systemctl start writd; journalctl -u writd says why it ended",
		     "it does not answer: %s", msg.text);
		return;
	}
	if (reply.status != WRIT_SOCK_OK) {
		find(d, WARN, "writd", "run this as root", "%.*s", (int)reply.text.len,
		     (const char *)reply.text.data);
		return;
	}
	snprintf(text, sizeof(text), "%.*s", (int)reply.text.len, (const char *)reply.text.data);
	alarm = strstr(text, "alarm: ");
	if (alarm && alarm[7] && alarm[7] != '\n')
		find(d, BAD, "writd", "journalctl -u writd", "the log does not go on: %.*s",
		     (int)strcspn(alarm + 7, "\n"), alarm + 7);
	else
		find(d, GOOD, "writd", NULL, "it writes the log");
	look_at_checkpoint(d, text);
}

static void look_at_events(struct doctor *d, const struct status *s)
{
	u64 recorded = number(s, "events_recorded"), acked = number(s, "events_acked");
	u64 capacity = number(s, "events_capacity"), lost = number(s, "events_lost");
	const char *owner = status_get(s, "log_owner");

	if (!owner || !strcmp(owner, "none"))
		find(d, BAD, "log owner", "systemctl start writd", "nobody takes the log");
	find(d, (recorded - acked) * 2 > capacity ? WARN : GOOD, "log delay",
	     "see whether the disk is slow, and whether writd runs",
	     "%" PRIu64 " of %" PRIu64 " places are taken by what is not durable yet",
	     recorded - acked, capacity);
	find(d, lost ? WARN : GOOD, "log losses",
	     "load the module with more places (--events), or see why writd was late; gap records say what is missing",
	     "%" PRIu64 " events did not fit since this boot", lost);
}

static int examine(struct doctor *d)
{
	struct writ_nl *nl = NULL;
	struct writ_msg msg;
	struct status s;

	switch (status_read(&s, NULL, &msg)) {
	case STATUS_NOT_LOADED:
		find(d, BAD, "module", "writctl load", "it is not loaded: nothing is governed");
		return EXIT_REFUSED;
	case STATUS_UNREADABLE:
		find(d, BAD, "module", "run this as root", "%s", msg.text);
		return EXIT_REFUSED;
	case STATUS_READ:
		break;
	}
	look_at_module(d, &s);
	look_at_policy(d, &s);
	if (writ_nl_open(&nl, &msg) == WRIT_NL_OK) {
		look_at_ends(d, nl, WRIT_OBJECT_ARTIFACT, "artifacts",
			     "issue new ones in time; writctl list shows which");
		look_at_ends(d, nl, WRIT_OBJECT_DELEGATION, "delegations",
			     "have the issuer delegate anew in time");
	} else {
		find(d, WARN, "interface", "run this as root, in the host's own network namespace",
		     "%s", msg.text);
	}
	writ_nl_close(nl);
	look_at_clock(d);
	look_at_daemon(d);
	look_at_events(d, &s);
	look_at_disk(d);
	status_free(&s);
	return d->bad ? EXIT_REFUSED : EXIT_GOOD;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		HELP_OPTION, { 0 },
	};
	struct doctor d = { .j = { .f = stdout } };
	int opt, ret;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == OPT_HELP)
			return cmd_show_help(&cmd_doctor);
		if (opt != 'j')
			return EXIT_USAGE;
		d.json = true;
	}
	if (optind != argc)
		return ui_usage("\"%s\" is too much", argv[optind]);
	if (d.json) {
		writ_json_object(&d.j, NULL);
		writ_json_array(&d.j, "findings");
	}
	ret = examine(&d);
	if (d.json) {
		writ_json_array_end(&d.j);
		writ_json_uint(&d.j, "wrong", d.bad);
		writ_json_uint(&d.j, "warnings", d.warnings);
		writ_json_object_end(&d.j);
	} else {
		printf("%zu wrong, %zu warning%s\n", d.bad, d.warnings, d.warnings == 1 ? "" : "s");
	}
	return ret;
}

const struct cmd cmd_doctor = { "doctor", "look for what is wrong, and say what to do", help, run };
