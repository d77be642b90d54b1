// SPDX-License-Identifier: GPL-2.0-only
/*
 * writ-lineage verify: is this log what the kernel wrote? One pass, in constant
 * memory, that ends at the first thing that is wrong.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "lineage.h"

static const char help[] =
"Usage: writ-lineage verify [OPTION...] DIR\n\n"
"Checks a lineage log, here or copied from elsewhere: framing, numbers, the kernel's\n"
"hash chain, the tree over all records, and every checkpoint. Names the first record\n"
"that is wrong.\n\n"
"  --key KEY            the log's key, or a file with it, as you got it from the host\n"
"                       earlier; without it DIR/log.pub is used, which whoever can\n"
"                       change the log can change too\n"
"  --checkpoint FILE    a checkpoint that was kept elsewhere: the log must contain it\n"
"  --head BOOT:SEQ:HASH the live kernel's head (`writctl status`): likewise\n"
"  --json               the outcome as JSON\n"
"  --help\n\n"
"Examples:\n"
"  writ-lineage verify /var/lib/writ/lineage --key host.pub\n"
"  writ-lineage verify copy --key host.pub --checkpoint last-month\n";

struct verify {
	struct writ_log *log;
	struct writ_verifier key;
	struct writ_blob notes;		/* the log's checkpoints */
	struct writ_bytes rest;
	struct writ_checkpoint due;	/* the next one to be met */
	bool has_due;
	struct writ_checkpoint outside;
	bool has_outside, met_outside;
	u8 head_boot[WRIT_BOOT_SIZE];
	u8 head_hash[WRIT_DIGEST_SIZE];
	u64 head_seq;
	bool has_head, met_head;
	/* counted */
	u64 records, boots, gaps, lost, checkpoints, covered;
	u64 missing;			/* records of the first boot, before the log begins */
	u64 unresumed;			/* boots that do not name the end of the one before */
	struct head {
		u8 boot[WRIT_BOOT_SIZE];
		u64 seq;
		u8 hash[WRIT_DIGEST_SIZE];
	} last, before;			/* the last record; that of the boot before */
	bool resumed;			/* this boot has named it */
};

static bool take_note(struct verify *v, struct writ_msg *msg)
{
	u64 last = v->due.size;
	struct writ_bytes note;
	struct writ_msg why;

	v->has_due = writ_checkpoint_next(&v->rest, &note);
	if (!v->has_due)
		return true;
	if (!writ_checkpoint_read(note, &v->key, &v->due, &why))
		return writ_msgf(msg, "checkpoint %" PRIu64 ": %s", v->checkpoints + 1, why.text);
	if (v->due.size <= last)
		return writ_msgf(msg, "checkpoint %" PRIu64 " (size %" PRIu64
				 ") is not after the one before", v->checkpoints + 1, v->due.size);
	return true;
}

/* Does a checkpoint say what the log says at its size? */
static bool agrees(const struct writ_checkpoint *c, const struct writ_log_state *s,
		   const char *which, struct writ_msg *msg)
{
	u8 root[WRIT_DIGEST_SIZE];

	writ_tree_root(&s->tree, root);
	if (memcmp(root, c->root, sizeof(root)))
		return writ_msgf(msg, "%s (size %" PRIu64 ") was signed over other records than these: "
				 "one of the first %" PRIu64 " was rewritten", which, c->size, c->size);
	if (memcmp(s->boot, c->boot, sizeof(c->boot)) || s->seq != c->seq ||
	    memcmp(s->hash, c->head, sizeof(c->head)))
		return writ_msgf(msg, "%s (size %" PRIu64 ") carries another head of the kernel's chain",
				 which, c->size);
	return true;
}

static bool meet(struct verify *v, struct writ_msg *msg)
{
	const struct writ_log_state *s = writ_log_state(v->log);
	char which[64];

	while (v->has_due && v->due.size == s->tree.size) {
		snprintf(which, sizeof(which), "checkpoint %" PRIu64, v->checkpoints + 1);
		if (!agrees(&v->due, s, which, msg))
			return false;
		v->checkpoints++;
		v->covered = v->due.size;
		if (!take_note(v, msg))
			return false;
	}
	if (v->has_outside && v->outside.size == s->tree.size) {
		if (!agrees(&v->outside, s, "the checkpoint from elsewhere", msg))
			return false;
		v->met_outside = true;
	}
	if (v->has_head && v->head_seq == s->seq &&
	    !memcmp(v->head_boot, s->boot, sizeof(s->boot))) {
		if (memcmp(v->head_hash, s->hash, sizeof(s->hash)))
			return writ_msgf(msg, "the kernel's head at record %" PRIu64
					 " of its boot is another: the log was rewritten", s->seq);
		v->met_head = true;
	}
	return true;
}

static bool ends_as(const struct head *h, struct writ_bytes detail)
{
	char want[200], boot[2 * WRIT_BOOT_SIZE + 1], hash[2 * WRIT_DIGEST_SIZE + 1];

	snprintf(want, sizeof(want), "boot %s seq %" PRIu64 " head %s",
		 writ_hex(h->boot, WRIT_BOOT_SIZE, boot), h->seq,
		 writ_hex(h->hash, WRIT_DIGEST_SIZE, hash));
	return detail.len == strlen(want) && !memcmp(detail.data, want, detail.len);
}

/*
 * A log may begin in the middle of a boot, since somebody may move it away while
 * writd does not run. Every later boot began when there was a log to begin in.
 */
static bool begin_boot(struct verify *v, const struct writ_log_entry *e, struct writ_msg *msg)
{
	if (e->fields.seq != 1 && v->boots)
		return writ_msgf(msg, "record %" PRIu64 " (segment %s, offset %" PRIu64
				 "): its boot begins with number %" PRIu64
				 ": records 1 to %" PRIu64 " of this boot are missing", e->index,
				 e->segment, e->offset, e->fields.seq, e->fields.seq - 1);
	if (!v->boots)
		v->missing = e->fields.seq - 1;
	/* The first boot has none before it to name. */
	v->resumed = !v->boots;
	v->unresumed += v->boots > 0;
	v->boots++;
	v->before = v->last;
	return true;
}

static bool resume(struct verify *v, const struct writ_log_entry *e, struct writ_msg *msg)
{
	if (!ends_as(&v->before, e->fields.detail))
		return writ_msgf(msg, "record %" PRIu64 " (segment %s, offset %" PRIu64
				 "): the boot before ended with another record than the kernel was told: "
				 "records are missing or were rewritten", e->index, e->segment,
				 e->offset);
	v->resumed = true;
	v->unresumed--;
	return true;
}

static bool follow(struct verify *v, const struct writ_log_entry *e, struct writ_msg *msg)
{
	const struct writ_record *r = &e->fields;

	v->records++;
	if ((!v->boots || memcmp(v->last.boot, r->boot.data, WRIT_BOOT_SIZE)) &&
	    !begin_boot(v, e, msg))
		return false;
	if (r->kind == WRIT_KIND_GAP) {
		v->gaps++;
		v->lost += r->lost_allowed + r->lost_denied + r->lost_other;
	}
	if (r->kind == WRIT_KIND_RESUME && !v->resumed && !resume(v, e, msg))
		return false;
	memcpy(v->last.boot, r->boot.data, WRIT_BOOT_SIZE);
	memcpy(v->last.hash, e->hash, WRIT_DIGEST_SIZE);
	v->last.seq = r->seq;
	return true;
}

static bool all(struct verify *v, struct writ_msg *msg)
{
	u64 bytes = writ_log_bytes(v->log), done = 0;
	struct writ_log_entry e;
	int ret;

	v->rest = writ_blob_bytes(&v->notes);
	if (!take_note(v, msg))
		return false;
	while ((ret = writ_log_next(v->log, &e, msg)) == 1) {
		done += e.record.len + 40;
		if (!(v->records & 0xfff))
			ui_progress("verifying", done, bytes);
		if (!follow(v, &e, msg) || !meet(v, msg))
			return false;
	}
	ui_progress_end();
	if (ret < 0)
		return false;
	if (v->has_due)
		return writ_msgf(msg, "checkpoint %" PRIu64 " covers %" PRIu64 " records, but the log ends after %"
				 PRIu64 ": records were removed", v->checkpoints + 1, v->due.size,
				 v->records);
	if (v->has_outside && !v->met_outside)
		return writ_msgf(msg, "the checkpoint from elsewhere covers %" PRIu64
				 " records, but the log ends after %" PRIu64, v->outside.size, v->records);
	if (v->has_head && !v->met_head)
		return writ_msgf(msg, "the kernel's head is at record %" PRIu64
				 " of its boot, which this log does not hold", v->head_seq);
	return true;
}

static void tell(const struct verify *v, bool json, bool ok, const struct writ_msg *msg)
{
	const struct writ_log_tail *tail = writ_log_tail(v->log);
	struct writ_json j = { .f = stdout };

	if (json) {
		writ_json_object(&j, NULL);
		writ_json_bool(&j, "good", ok);
		if (!ok)
			writ_json_text(&j, "problem", msg->text);
		writ_json_uint(&j, "records", v->records);
		writ_json_uint(&j, "boots", v->boots);
		writ_json_uint(&j, "segments", writ_log_segments(v->log));
		writ_json_uint(&j, "checkpoints", v->checkpoints);
		writ_json_uint(&j, "covered", v->covered);
		writ_json_uint(&j, "missing", v->missing);
		writ_json_uint(&j, "unresumed", v->unresumed);
		writ_json_uint(&j, "gaps", v->gaps);
		writ_json_uint(&j, "lost", v->lost);
		writ_json_uint(&j, "torn-bytes", tail->bytes);
		writ_json_object_end(&j);
		return;
	}
	if (!ok)
		return;
	ui_word(stdout, UI_GOOD, "good");
	printf(": %" PRIu64 " records of %" PRIu64 " boots in %u segments, %" PRIu64
	       " checkpoints of %s\n", v->records, v->boots, writ_log_segments(v->log),
	       v->checkpoints, v->key.name);
	if (v->missing)
		printf("note: the log begins in the middle of a boot: records 1 to %" PRIu64
		       " of it are missing\n", v->missing);
	if (v->covered < v->records)
		printf("note: the last %" PRIu64 " records are not covered by a checkpoint yet\n",
		       v->records - v->covered);
	if (v->lost)
		printf("note: %" PRIu64 " gaps say that the kernel could not record %" PRIu64 " events\n",
		       v->gaps, v->lost);
	if (v->unresumed)
		printf("note: boots that do not name the end of the boot before: %" PRIu64 "\n",
		       v->unresumed);
	if (tail->bytes)
		printf("note: %" PRIu64 " bytes of an unfinished record follow in %s: a crash, or it is being written\n",
		       tail->bytes, tail->segment);
}

static bool read_head(const char *arg, struct verify *v)
{
	char boot[64], hash[80];
	u64 seq;

	if (sscanf(arg, "%63[^:]:%" SCNu64 ":%79s", boot, &seq, hash) != 3 ||
	    !args_boot(boot, v->head_boot) || !writ_unhex(hash, v->head_hash, WRIT_DIGEST_SIZE))
		return false;
	v->head_seq = seq;
	v->has_head = true;
	return true;
}

static bool read_inputs(struct verify *v, const char *dir, const char *key, const char *checkpoint,
			struct writ_msg *msg)
{
	char path[4200];
	struct writ_blob blob;
	bool ok;

	snprintf(path, sizeof(path), "%s/" WRIT_LOG_KEY, dir);
	if (!args_verifier(key ? key : path, &v->key, msg))
		return false;
	if (!key)
		ui_note("without --key, the key that lies with the log is believed");
	snprintf(path, sizeof(path), "%s/" WRIT_LOG_CHECKPOINTS, dir);
	if (!writ_file_read(path, 1u << 30, &v->notes, msg))
		return false;
	if (!checkpoint)
		return true;
	if (!writ_file_read(checkpoint, WRIT_NOTE_MAX, &blob, msg))
		return false;
	ok = writ_checkpoint_read(writ_blob_bytes(&blob), &v->key, &v->outside, msg);
	writ_blob_free(&blob);
	v->has_outside = ok;
	return ok;
}

static int run(int argc, char **argv)
{
	static const struct option table[] = {
		{ "key", required_argument, NULL, 'k' },
		{ "checkpoint", required_argument, NULL, 'c' },
		{ "head", required_argument, NULL, 'H' },
		{ "json", no_argument, NULL, 'j' },
		HELP_OPTION,
		{ NULL, 0, NULL, 0 },
	};
	const char *key = NULL, *checkpoint = NULL;
	struct verify v = { 0 };
	struct writ_msg msg;
	bool json = false, ok;
	int opt;

	while ((opt = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (opt) {
		case 'k': key = optarg; break;
		case 'c': checkpoint = optarg; break;
		case 'H':
			if (!read_head(optarg, &v))
				return ui_usage("--head wants BOOT:SEQ:HASH");
			break;
		case 'j': json = true; break;
		case OPT_HELP: return cmd_show_help(&cmd_verify);
		default: return EXIT_USAGE;
		}
	}
	if (argc - optind != 1)
		return ui_usage("one directory is wanted");
	v.log = writ_log_open(argv[optind], &msg);
	if (!v.log)
		return ui_fail_msg(&msg);
	ok = read_inputs(&v, argv[optind], key, checkpoint, &msg) && all(&v, &msg);
	tell(&v, json, ok, &msg);
	if (!ok)
		ui_fail_msg(&msg);
	writ_blob_free(&v.notes);
	writ_log_close(v.log);
	return ok ? EXIT_GOOD : EXIT_REFUSED;
}

const struct cmd cmd_verify = {
	.name = "verify",
	.summary = "check chain, tree, checkpoints and gaps of a log",
	.help = help,
	.run = run,
};
