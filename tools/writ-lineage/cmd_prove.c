// SPDX-License-Identifier: GPL-2.0-only
/*
 * writ-lineage prove and check-proof: one record against a checkpoint, without
 * the rest of the log. The form is c2sp.org/tlog-proof, with the record in it.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base64.h"
#include "lineage.h"
#include "notes.h"

#define HEADER "c2sp.org/tlog-proof@v1\n"

static const char help[] =
"Usage: writ-lineage prove [OPTION...] DIR INDEX\n\n"
"Writes a proof that a record is in the log, for somebody who does not get the log:\n"
"the record, its way to the root of the tree, and a signed checkpoint of that tree.\n\n"
"  --size N           against the checkpoint of this size (the first that covers INDEX)\n"
"  -o, --output FILE  where to (standard output)\n"
"  --help\n\n"
"Example:\n"
"  writ-lineage prove /var/lib/writ/lineage 42 -o 42.proof\n";

static const char check_help[] =
"Usage: writ-lineage check-proof --key KEY [--json] FILE\n\n"
"Checks a proof by `writ-lineage prove`, and shows the record that it proves.\n\n"
"  --key KEY    the log's key, or a file with it\n"
"  --json       the record as JSON\n"
"  --help\n\n"
"Example:\n"
"  writ-lineage check-proof --key host.pub 42.proof\n";

static char *base64(struct writ_bytes data)
{
	char *text = malloc(writ_base64_size(data.len));

	if (text)
		writ_base64(data, text);
	return text;
}

/* ---- making */

static bool find_checkpoint(const char *dir, u64 index, u64 size, struct notes *notes,
			    struct writ_bytes *note, struct writ_checkpoint *c,
			    struct writ_msg *msg)
{
	struct writ_msg why;
	char path[4200];
	u64 n = 0;
	int ret;

	snprintf(path, sizeof(path), "%s/" WRIT_LOG_CHECKPOINTS, dir);
	if (!notes_open(notes, path, false, msg))
		return false;
	while ((ret = notes_next(notes, note, &why)) == 1) {
		n++;
		if (!writ_checkpoint_read(*note, NULL, c, &why))
			return writ_msgf(msg, "%s: checkpoint %" PRIu64 ": %s", path, n, why.text);
		if (size ? c->size == size : c->size > index)
			return true;
	}
	if (ret < 0)
		return writ_msgf(msg, "%s: checkpoint %" PRIu64 ": %s", path, n + 1, why.text);
	return writ_msgf(msg, size ? "there is no checkpoint of size %" PRIu64 :
				     "no checkpoint covers record %" PRIu64 " yet",
			 size ? size : index);
}

static bool build(struct writ_log *log, u64 index, u64 size, struct writ_blob *record,
		  struct writ_tree_proof *proof, u8 root[WRIT_DIGEST_SIZE], struct writ_msg *msg)
{
	struct writ_tree_prover *p = writ_tree_prover_new(index, size);
	struct writ_log_entry e;
	u8 leaf[WRIT_DIGEST_SIZE];
	u64 n = 0;
	int ret = 1;

	if (!p)
		return writ_msgf(msg, "record %" PRIu64 " is not among the first %" PRIu64, index, size);
	while (n < size && (ret = writ_log_next(log, &e, msg)) == 1) {
		writ_tree_leaf(e.record, leaf);
		writ_tree_prover_add(p, leaf);
		if (n++ != index)
			continue;
		record->data = malloc(e.record.len);
		record->len = e.record.len;
		if (record->data)
			memcpy(record->data, e.record.data, e.record.len);
	}
	writ_tree_prover_end(p, proof);
	writ_tree_root(&writ_log_state(log)->tree, root);
	if (ret == 0)
		return writ_msgf(msg, "the log ends before its checkpoint");
	if (ret == 1 && !record->data)
		return writ_msgf(msg, "out of memory");
	return ret == 1;
}

static bool put_proof(FILE *f, u64 index, struct writ_bytes record,
		      const struct writ_tree_proof *proof, struct writ_bytes note)
{
	char *text = base64(record);
	u32 i;

	if (!text)
		return false;
	fprintf(f, HEADER "extra %s\nindex %" PRIu64 "\n", text, index);
	free(text);
	for (i = 0; i < proof->n; i++) {
		text = base64((struct writ_bytes){ proof->node[i], WRIT_DIGEST_SIZE });
		if (!text)
			return false;
		fprintf(f, "%s\n", text);
		free(text);
	}
	fputc('\n', f);
	fwrite(note.data, 1, note.len, f);
	return true;
}

static int prove(const char *dir, u64 index, u64 size, const char *out, struct writ_msg *msg)
{
	struct writ_blob record = { 0 };
	struct notes notes = { 0 };
	struct writ_log *log = NULL;
	struct writ_tree_proof proof;
	struct writ_checkpoint c;
	struct writ_bytes note;
	u8 root[WRIT_DIGEST_SIZE];
	char *text = NULL;
	size_t len = 0;
	bool ok = false;
	FILE *f = NULL;

	/* What is signed lies in the segments that are found after that. */
	if (find_checkpoint(dir, index, size, &notes, &note, &c, msg) &&
	    (log = writ_log_open(dir, msg)) &&
	    build(log, index, c.size, &record, &proof, root, msg)) {
		if (memcmp(root, c.root, sizeof(root))) {
			writ_msgf(msg, "the checkpoint is not of these records: see `writ-lineage verify`");
		} else {
			f = open_memstream(&text, &len);
			ok = f && put_proof(f, index, writ_blob_bytes(&record), &proof, note);
			ok = f && !fclose(f) && ok;
			if (!ok)
				writ_msgf(msg, "out of memory");
		}
	}
	ok = ok && writ_file_write(out, (struct writ_bytes){ (u8 *)text, len }, WRIT_FILE_PUBLIC, msg);
	free(text);
	writ_blob_free(&record);
	notes_close(&notes);
	writ_log_close(log);
	return ok ? EXIT_GOOD : ui_fail_msg(msg);
}

static int run(int argc, char **argv)
{
	static const struct option table[] = {
		{ "size", required_argument, NULL, 's' },
		{ "output", required_argument, NULL, 'o' },
		HELP_OPTION,
		{ NULL, 0, NULL, 0 },
	};
	const char *out = "-";
	u64 size = 0, index;
	struct writ_msg msg;
	int opt;

	while ((opt = getopt_long(argc, argv, "o:", table, NULL)) != -1) {
		switch (opt) {
		case 's':
			if (!args_number(optarg, &size) || !size)
				return ui_usage("--size wants a number");
			break;
		case 'o': out = optarg; break;
		case OPT_HELP: return cmd_show_help(&cmd_prove);
		default: return EXIT_USAGE;
		}
	}
	if (argc - optind != 2 || !args_number(argv[optind + 1], &index))
		return ui_usage("a directory and the number of a record are wanted");
	return prove(argv[optind], index, size, out, &msg);
}

/* ---- checking */

static bool take_line(struct writ_bytes *rest, struct writ_bytes *line)
{
	const u8 *end = memchr(rest->data, '\n', rest->len);

	if (!end)
		return false;
	*line = (struct writ_bytes){ rest->data, (size_t)(end - rest->data) };
	rest->len -= line->len + 1;
	rest->data = end + 1;
	return true;
}

struct proof {
	u8 record[WRIT_RECORD_MAX];
	size_t len;
	u64 index;
	struct writ_tree_proof way;
	struct writ_bytes note;
};

static bool read_proof(struct writ_bytes in, struct proof *p)
{
	struct writ_bytes line;
	char number[24];
	u8 node[WRIT_DIGEST_SIZE];
	size_t len;

	if (in.len < strlen(HEADER) || memcmp(in.data, HEADER, strlen(HEADER)))
		return false;
	in.data += strlen(HEADER);
	in.len -= strlen(HEADER);
	if (!take_line(&in, &line) || line.len < 6 || memcmp(line.data, "extra ", 6) ||
	    !writ_unbase64((struct writ_bytes){ line.data + 6, line.len - 6 }, p->record,
		      sizeof(p->record), &p->len))
		return false;
	if (!take_line(&in, &line) || line.len < 7 || line.len - 6 >= sizeof(number) ||
	    memcmp(line.data, "index ", 6))
		return false;
	memcpy(number, line.data + 6, line.len - 6);
	number[line.len - 6] = '\0';
	if (!args_number(number, &p->index))
		return false;
	while (take_line(&in, &line) && line.len) {
		if (p->way.n == WRIT_TREE_LEVELS || !writ_unbase64(line, node, sizeof(node), &len) ||
		    len != WRIT_DIGEST_SIZE)
			return false;
		memcpy(p->way.node[p->way.n++], node, WRIT_DIGEST_SIZE);
	}
	p->note = in;
	return true;
}

static int check(const char *file, const struct writ_verifier *key, bool json)
{
	struct writ_json j = { .f = stdout };
	struct proof *p = calloc(1, sizeof(*p));
	struct writ_checkpoint c;
	struct writ_record r;
	struct writ_blob blob;
	struct writ_error err;
	struct writ_msg msg;
	u8 leaf[WRIT_DIGEST_SIZE];
	bool ok = false;

	if (!p || !writ_file_read(file, 65536, &blob, &msg)) {
		free(p);
		return ui_fail_msg(&msg);
	}
	if (!read_proof(writ_blob_bytes(&blob), p)) {
		writ_msgf(&msg, "%s: this is no proof", file);
	} else if (!writ_record_decode((struct writ_bytes){ p->record, p->len }, &r, &err)) {
		writ_msgf(&msg, "%s: the record: %s %s", file, err.field, writ_err_text(err.code));
	} else if (writ_checkpoint_read(p->note, key, &c, &msg)) {
		writ_tree_leaf((struct writ_bytes){ p->record, p->len }, leaf);
		ok = writ_tree_check(leaf, p->index, c.size, &p->way, c.root);
		if (!ok)
			writ_msgf(&msg, "%s: the record is not in the tree of this checkpoint", file);
	}
	if (ok && json) {
		print_json(&j, p->index, &r, NULL);
	} else if (ok) {
		ui_word(stdout, UI_GOOD, "proven");
		printf(": record %" PRIu64 " of %" PRIu64 " in the log %s\n", p->index, c.size, c.origin);
		print_block(stdout, p->index, &r);
	} else {
		ui_fail_msg(&msg);
	}
	writ_blob_free(&blob);
	free(p);
	return ok ? EXIT_GOOD : EXIT_REFUSED;
}

static int run_check(int argc, char **argv)
{
	static const struct option table[] = {
		{ "key", required_argument, NULL, 'k' },
		{ "json", no_argument, NULL, 'j' },
		HELP_OPTION,
		{ NULL, 0, NULL, 0 },
	};
	struct writ_verifier key;
	bool has_key = false, json = false;
	struct writ_msg msg;
	int opt;

	while ((opt = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (opt) {
		case 'k':
			if (!args_verifier(optarg, &key, &msg))
				return ui_fail_msg(&msg);
			has_key = true;
			break;
		case 'j': json = true; break;
		case OPT_HELP: return cmd_show_help(&cmd_check_proof);
		default: return EXIT_USAGE;
		}
	}
	if (argc - optind != 1 || !has_key)
		return ui_usage("--key and one file are wanted");
	return check(argv[optind], &key, json);
}

const struct cmd cmd_prove = {
	.name = "prove",
	.summary = "prove that a record is in the log, without the rest of it",
	.help = help,
	.run = run,
};

const struct cmd cmd_check_proof = {
	.name = "check-proof",
	.summary = "check such a proof",
	.help = check_help,
	.run = run_check,
};
