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
#include "notes.h"

static const char help[] =
"Usage: writ-lineage verify [OPTION...] DIR\n\n"
"Checks a lineage log, here or copied from elsewhere: framing, numbers, the kernel's\n"
"hash chain, the tree over all records, and every checkpoint. Names the first record\n"
"that is wrong.\n\n"
"  --key KEY            the log's key, or a file with it, as you got it from the host\n"
"                       earlier; without it DIR/log.pub is used, which whoever can\n"
"                       change the log can change too\n"
"  --checkpoint FILE    checkpoints that were kept elsewhere, one or many: the log must\n"
"                       contain each of them\n"
"  --head BOOT:SEQ:HASH the live kernel's head (`writctl status`): likewise\n"
"  --json               the outcome as JSON\n"
"  --help\n\n"
"Examples:\n"
"  writ-lineage verify /var/lib/writ/lineage --key host.pub\n"
"  writ-lineage verify copy --key host.pub --checkpoint checkpoints.last-month\n";

/* Checkpoints in the order of their sizes, each to be met on the way through the log. */
struct checkpoints {
	struct notes notes;
	const char *file;		/* NULL: those that lie with the log */
	struct writ_checkpoint due;	/* the next one to be met */
	bool has_due;
	u64 met;
};

struct verify {
	struct writ_log *log;
	struct writ_verifier key;
	struct checkpoints own, outside;
	u8 head_boot[WRIT_BOOT_SIZE];
	u8 head_hash[WRIT_DIGEST_SIZE];
	u64 head_seq;
	bool has_head, met_head;
	/* counted */
	u64 records, boots, gaps, lost, covered;
	u64 missing;			/* records of the first boot, before the log begins */
	u64 unresumed;			/* boots that do not name the end of the one before */
	struct head {
		u8 boot[WRIT_BOOT_SIZE];
		u64 seq;
		u8 hash[WRIT_DIGEST_SIZE];
	} last, before;			/* the last record; that of the boot before */
	bool resumed;			/* this boot has named it */
};

/* How a message calls the checkpoint that is due; @out of WHICH_MAX bytes. */
#define WHICH_MAX 300

static const char *which(const struct checkpoints *c, char *out)
{
	snprintf(out, WHICH_MAX, "%.200s%scheckpoint %" PRIu64, c->file ? c->file : "",
		 c->file ? ": " : "", c->met + 1);
	return out;
}

/* Is this how a note of this log begins, as far as it goes? A crash leaves no more. */
static bool begins(const struct verify *v, struct writ_bytes note)
{
	/* The signature begins with the one byte that is not ASCII, behind an empty line. */
	const u8 *dash = memchr(note.data, NOTES_DASH, note.len);
	size_t name = strlen(v->key.name);

	return !memcmp(note.data, v->key.name, note.len < name ? note.len : name) &&
	       (!dash || (dash - note.data >= 2 && dash[-1] == '\n' && dash[-2] == '\n'));
}

static bool end_of_notes(const struct verify *v, const struct checkpoints *c,
			 struct writ_bytes rest, struct writ_msg *msg)
{
	char name[WHICH_MAX];

	if ((c->notes.torn && !begins(v, rest)) || (c->file && !c->met))
		return writ_msgf(msg, "%s: this is no checkpoint", which(c, name));
	if (c->notes.torn && c->file)
		ui_note("%s ends with an unfinished checkpoint, which is not compared", c->file);
	return true;
}

/* One size is signed once in a log, but may have been copied twice. */
static bool take_note(struct verify *v, struct checkpoints *c, struct writ_msg *msg)
{
	u64 least = c->file ? c->due.size : c->due.size + 1;
	char name[WHICH_MAX];
	struct writ_bytes note;
	struct writ_msg why;
	int ret;

	ret = notes_next(&c->notes, &note, &why);
	c->has_due = ret == 1;
	if (ret == 0)
		return end_of_notes(v, c, note, msg);
	if (ret < 0 || !writ_checkpoint_read(note, &v->key, &c->due, &why))
		return writ_msgf(msg, "%s: %s", which(c, name), why.text);
	if (c->due.size < least)
		return writ_msgf(msg, "%s (size %" PRIu64 ") is not after the one before",
				 which(c, name), c->due.size);
	return true;
}

/* Does a checkpoint say what the log says at its size? */
static bool agrees(const struct checkpoints *of, const struct writ_log_state *s,
		   struct writ_msg *msg)
{
	const struct writ_checkpoint *c = &of->due;
	u8 root[WRIT_DIGEST_SIZE];
	char name[WHICH_MAX];

	writ_tree_root(&s->tree, root);
	if (memcmp(root, c->root, sizeof(root)))
		return writ_msgf(msg, "%s (size %" PRIu64 ") was signed over other records than these: "
				 "one of the first %" PRIu64 " was rewritten", which(of, name),
				 c->size, c->size);
	if (memcmp(s->boot, c->boot, sizeof(c->boot)) || s->seq != c->seq ||
	    memcmp(s->hash, c->head, sizeof(c->head)))
		return writ_msgf(msg, "%s (size %" PRIu64 ") carries another head of the kernel's chain",
				 which(of, name), c->size);
	return true;
}

static bool meet_all(struct verify *v, struct checkpoints *c, struct writ_msg *msg)
{
	const struct writ_log_state *s = writ_log_state(v->log);

	while (c->has_due && c->due.size == s->tree.size) {
		if (!agrees(c, s, msg))
			return false;
		c->met++;
		if (!take_note(v, c, msg))
			return false;
		if (!c->file)
			v->covered = s->tree.size;
	}
	return true;
}

static bool meet(struct verify *v, struct writ_msg *msg)
{
	const struct writ_log_state *s = writ_log_state(v->log);

	if (!meet_all(v, &v->own, msg) || !meet_all(v, &v->outside, msg))
		return false;
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

static bool reached(const struct verify *v, const struct checkpoints *c, struct writ_msg *msg)
{
	char name[WHICH_MAX];

	return !c->has_due ||
	       writ_msgf(msg, "%s covers %" PRIu64 " records, but the log ends after %" PRIu64
			 ": records were removed", which(c, name), c->due.size, v->records);
}

static bool all(struct verify *v, struct writ_msg *msg)
{
	u64 bytes = writ_log_bytes(v->log), done = 0;
	struct writ_log_entry e;
	int ret;

	if (!take_note(v, &v->own, msg) || (v->outside.file && !take_note(v, &v->outside, msg)))
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
	if (!reached(v, &v->own, msg) || !reached(v, &v->outside, msg))
		return false;
	if (v->has_head && !v->met_head)
		return writ_msgf(msg, "the kernel's head is at record %" PRIu64
				 " of its boot, which this log does not hold", v->head_seq);
	return true;
}

static void tell(const struct verify *v, bool json, bool ok, const struct writ_msg *msg)
{
	u32 segments = v->log ? writ_log_segments(v->log) : 0;
	u64 torn = v->log ? writ_log_tail(v->log)->bytes : 0;
	struct writ_json j = { .f = stdout };

	if (json) {
		writ_json_object(&j, NULL);
		writ_json_bool(&j, "good", ok);
		if (!ok)
			writ_json_text(&j, "problem", msg->text);
		writ_json_uint(&j, "records", v->records);
		writ_json_uint(&j, "boots", v->boots);
		writ_json_uint(&j, "segments", segments);
		writ_json_uint(&j, "checkpoints", v->own.met);
		writ_json_uint(&j, "held", v->outside.met);
		writ_json_uint(&j, "covered", v->covered);
		writ_json_uint(&j, "missing", v->missing);
		writ_json_uint(&j, "unresumed", v->unresumed);
		writ_json_uint(&j, "gaps", v->gaps);
		writ_json_uint(&j, "lost", v->lost);
		writ_json_uint(&j, "torn-bytes", torn);
		writ_json_object_end(&j);
		return;
	}
	if (!ok)
		return;
	ui_word(stdout, UI_GOOD, "good");
	printf(": %" PRIu64 " records of %" PRIu64 " boots in %u segments, %" PRIu64
	       " checkpoints of %s\n", v->records, v->boots, segments, v->own.met,
	       v->key.name);
	if (v->outside.file)
		printf("checkpoints of %s, all of which agree: %" PRIu64 "\n", v->outside.file,
		       v->outside.met);
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
	if (torn)
		printf("note: %" PRIu64 " bytes of an unfinished record follow in %s: a crash, or it is being written\n",
		       torn, writ_log_tail(v->log)->segment);
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

static bool open_inputs(struct verify *v, const char *dir, const char *key, struct writ_msg *msg)
{
	char path[4200];

	if (key ? !args_verifier(key, &v->key, msg) : !args_log_key(dir, &v->key, msg))
		return false;
	if (!key)
		ui_note("without --key, the key that lies with the log is believed");
	snprintf(path, sizeof(path), "%s/" WRIT_LOG_CHECKPOINTS, dir);
	if (!notes_open(&v->own.notes, path, false, msg) ||
	    (v->outside.file && !notes_open(&v->outside.notes, v->outside.file, true, msg)))
		return false;
	/*
	 * After the checkpoints: writd signs what is in the segments already. So what
	 * has been signed so far lies in those that are found now, even if it goes on.
	 */
	v->log = writ_log_open(dir, msg);
	return v->log;
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
	const char *key = NULL;
	struct verify v = { 0 };
	struct writ_msg msg;
	bool json = false, ok;
	int opt;

	while ((opt = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (opt) {
		case 'k': key = optarg; break;
		case 'c': v.outside.file = optarg; break;
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
	ok = open_inputs(&v, argv[optind], key, &msg) && all(&v, &msg);
	tell(&v, json, ok, &msg);
	if (!ok)
		ui_fail_msg(&msg);
	notes_close(&v.own.notes);
	notes_close(&v.outside.notes);
	writ_log_close(v.log);
	return ok ? EXIT_GOOD : EXIT_REFUSED;
}

const struct cmd cmd_verify = {
	.name = "verify",
	.summary = "check chain, tree, checkpoints and gaps of a log",
	.help = help,
	.run = run,
};
