// SPDX-License-Identifier: GPL-2.0-only
/* writ-lineage show: records by number. */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lineage.h"

static const char help[] =
"Usage: writ-lineage show [OPTION...] DIR [INDEX]\n\n"
"Shows one record with all of its fields, or the last ones on a line each.\n\n"
"  INDEX        of the record, from 0, over all boots\n"
"  --seq N      number that the kernel gave it, with --boot ID (the last boot if absent)\n"
"  --boot ID    32 hexadecimal digits\n"
"  --last N     the last N records\n"
"  --json       as JSON, one object a line\n"
"  --help\n\n"
"Examples:\n"
"  writ-lineage show /var/lib/writ/lineage 42\n"
"  writ-lineage show /var/lib/writ/lineage --last 20\n";

struct show {
	struct writ_log *log;
	bool json;
	bool block;
};

static void show_one(const struct show *s, const struct writ_log_entry *e)
{
	struct writ_json j = { .f = stdout, .line = true };

	if (s->json)
		print_json(&j, e->index, &e->fields, e->hash);
	else if (s->block)
		print_block(stdout, e->index, &e->fields);
	else
		print_line(stdout, e->index, &e->fields);
}

/* How many there are: from the last segment that has any, for a crash may leave one without. */
static bool count(struct show *s, u64 *n, u8 boot[WRIT_BOOT_SIZE], struct writ_msg *msg)
{
	struct writ_log_entry e;
	u64 at = U64_MAX, before;
	int ret;

	*n = 0;
	do {
		writ_log_seek(s->log, at);
		while ((ret = writ_log_next(s->log, &e, msg)) == 1) {
			*n = e.index + 1;
			memcpy(boot, e.fields.boot.data, WRIT_BOOT_SIZE);
		}
		/* A segment is named after its first record; if that leads nowhere, all are read. */
		before = at;
		at = strtoull(writ_log_tail(s->log)->segment, NULL, 10) - 1;
		if (at >= before)
			at = 0;
	} while (ret == 0 && !*n && before);
	return ret == 0;
}

static int show_from(struct show *s, u64 index, u64 n, struct writ_msg *msg)
{
	struct writ_log_entry e;
	int ret;

	writ_log_seek(s->log, index);
	while (n && (ret = writ_log_next(s->log, &e, msg)) == 1) {
		if (e.index < index)
			continue;
		show_one(s, &e);
		n--;
	}
	if (!n)
		return EXIT_GOOD;
	if (ret == 0)
		writ_msgf(msg, "the log has no record %" PRIu64, index);
	return ui_fail_msg(msg);
}

static int show_seq(struct show *s, const u8 boot[WRIT_BOOT_SIZE], u64 seq, struct writ_msg *msg)
{
	struct writ_log_entry e;
	int ret;

	writ_log_seek(s->log, 0);
	while ((ret = writ_log_next(s->log, &e, msg)) == 1) {
		if (e.fields.seq != seq || memcmp(e.fields.boot.data, boot, WRIT_BOOT_SIZE))
			continue;
		show_one(s, &e);
		return EXIT_GOOD;
	}
	if (ret == 0)
		writ_msgf(msg, "the log has no record %" PRIu64 " of that boot", seq);
	return ui_fail_msg(msg);
}

static int run(int argc, char **argv)
{
	static const struct option table[] = {
		{ "seq", required_argument, NULL, 's' },
		{ "boot", required_argument, NULL, 'b' },
		{ "last", required_argument, NULL, 'l' },
		{ "json", no_argument, NULL, 'j' },
		HELP_OPTION,
		{ NULL, 0, NULL, 0 },
	};
	u8 boot[WRIT_BOOT_SIZE], last_boot[WRIT_BOOT_SIZE];
	u64 seq = 0, last = 0, index = 0, n = 0;
	bool has_boot = false, ok = true;
	struct show s = { 0 };
	struct writ_msg msg;
	int opt, ret;

	while ((opt = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (opt) {
		case 's': ok = ok && args_number(optarg, &seq) && seq; break;
		case 'b': ok = ok && args_boot(optarg, boot); has_boot = true; break;
		case 'l': ok = ok && args_number(optarg, &last) && last; break;
		case 'j': s.json = true; break;
		case OPT_HELP: return cmd_show_help(&cmd_show);
		default: return EXIT_USAGE;
		}
	}
	if (!ok)
		return ui_usage("--seq and --last want a number, --boot 32 hexadecimal digits");
	if (argc - optind < 1 || argc - optind > 2 ||
	    (argc - optind == 2) + (seq > 0) + (last > 0) != 1)
		return ui_usage("a directory and one of INDEX, --seq and --last are wanted");
	if (argc - optind == 2 && !args_number(argv[optind + 1], &index))
		return ui_usage("INDEX is a number");
	s.log = writ_log_open(argv[optind], &msg);
	if (!s.log)
		return ui_fail_msg(&msg);
	s.block = !last;
	ret = EXIT_GOOD;
	if ((last || (seq && !has_boot)) && !count(&s, &n, last_boot, &msg))
		ret = ui_fail_msg(&msg);
	else if (seq && !has_boot && !n)
		ret = ui_fail("the log is empty");
	else if (last)
		ret = n ? show_from(&s, n > last ? n - last : 0, n > last ? last : n, &msg) : EXIT_GOOD;
	else if (seq)
		ret = show_seq(&s, has_boot ? boot : last_boot, seq, &msg);
	else
		ret = show_from(&s, index, 1, &msg);
	writ_log_close(s.log);
	return ret;
}

const struct cmd cmd_show = {
	.name = "show",
	.summary = "show records by number",
	.help = help,
	.run = run,
};
