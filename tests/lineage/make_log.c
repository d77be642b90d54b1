// SPDX-License-Identifier: GPL-2.0-only
/*
 * make_log [-m BOOT] [-e BOOT] [-r BOOT] [-n] [-p PATH] DIR RECORDS [BOOTS [CHECKPOINT-EVERY [SEGMENT-BYTES [SEED]]]]
 *
 * A lineage log as a kernel and writd would leave it, of executions that never
 * happened: a tree of them for each boot, with denials, forks, exits and a gap.
 * The same arguments give the same records, apart from the key. Boots count from 0.
 *
 *	-m BOOT  the first records of this boot have not reached the log
 *	-e BOOT  its last record has not
 *	-r BOOT  it was never told where the boot before ended
 *	-n       whatever happens, happens to the last execution: they nest
 *	-p PATH  all programs have this one
 */
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checkpoint.h"
#include "convert.h"
#include "evaluate.h"
#include "segment.h"

#define BEGIN_NS 1795000000000000000ull
#define PATHS 40
#define MISSING 5	/* what -m leaves out */

struct maker {
	struct writ_log_writer *w;
	EVP_PKEY *key;
	FILE *notes;
	char origin[WRIT_ORIGIN_MAX];
	u64 every;
	u8 boot[WRIT_BOOT_SIZE];
	u8 head[WRIT_DIGEST_SIZE];
	u64 seq;
	u64 now;
	u64 lineage;
	u64 random;
	u64 cut, ended, untold;	/* the boots that -m, -e and -r name */
	bool nest;
	const char *path;
	u64 missing;		/* records at the start of this one */
	bool drop;		/* the next record */
};

static void die(const struct writ_msg *msg)
{
	fprintf(stderr, "make_log: %s\n", msg->text);
	exit(1);
}

static u64 draw(struct maker *m, u64 n)
{
	m->random = m->random * 6364136223846793005ull + 1442695040888963407ull;
	return (m->random >> 33) % n;
}

static void checkpoint(struct maker *m)
{
	const struct writ_log_state *s = writ_log_writer_state(m->w);
	struct writ_checkpoint c = { .size = s->tree.size, .seq = s->seq,
				     .time = m->now / 1000000000 };
	char note[WRIT_NOTE_MAX];
	struct writ_msg msg;

	strcpy(c.origin, m->origin);
	writ_tree_root(&s->tree, c.root);
	memcpy(c.boot, s->boot, sizeof(c.boot));
	memcpy(c.head, s->hash, sizeof(c.head));
	if (!writ_checkpoint_sign(&c, m->key, note, &msg))
		die(&msg);
	fprintf(m->notes, "%s\n", note);
}

static void put(struct maker *m, struct writ_record *r)
{
	static u8 buf[WRIT_DIGEST_SIZE + WRIT_RECORD_MAX];
	struct writ_bytes record = { buf + WRIT_DIGEST_SIZE, 0 };
	struct writ_msg msg;

	m->now += 1000 + draw(m, 1000000);
	r->seq = ++m->seq;
	r->real_ns = m->now;
	r->mono_ns = m->now - BEGIN_NS;
	r->host = (struct writ_bytes){ (const u8 *)"testhost", 8 };
	r->boot = (struct writ_bytes){ m->boot, sizeof(m->boot) };
	r->policy = (struct writ_bytes){ (const u8 *)"fleet", 5 };
	r->policy_version = 3;
	record.len = writ_record_encode(r, buf + WRIT_DIGEST_SIZE, WRIT_RECORD_MAX);
	memcpy(buf, m->head, WRIT_DIGEST_SIZE);
	writ_sha256(buf, WRIT_DIGEST_SIZE + record.len, m->head);
	if (m->seq <= m->missing || m->drop)
		return;
	if (!writ_log_append(m->w, record, m->head, &msg) ||
	    (!(m->seq & 1023) && !writ_log_sync(m->w, &msg)))
		die(&msg);
	if (m->every && !(writ_log_writer_state(m->w)->tree.size % m->every))
		checkpoint(m);
}

/* Everything about an execution follows from the number of its program. */
static void execution(struct maker *m, u64 parent, u64 pid, bool denied)
{
	char path[64], arg[64];
	u8 digest[WRIT_DIGEST_SIZE], cti[16];
	u64 program = draw(m, PATHS);
	struct writ_record r = { .kind = WRIT_KIND_EXEC, .op = WRIT_OP_EXECUTE, .pid = pid,
				 .start_ns = m->now - BEGIN_NS, .uid = 1 + 1000 + draw(m, 4),
				 .login_uid = 1 + 1000, .argc = 2, .parent = parent,
				 .ancestor = parent ? 1 : m->lineage + 1 };

	int path_len = m->path ? snprintf(path, sizeof(path), "%s", m->path) :
		       sprintf(path, "/opt/agents/%" PRIu64 "/run", program);
	int len = sprintf(arg, "run%c--job=%" PRIu64 "%c", 0, m->seq, 0);

	writ_sha256((const u8 *)path, (size_t)path_len, digest);
	memcpy(cti, digest, sizeof(cti));
	r.path = (struct writ_bytes){ (const u8 *)path, (size_t)path_len };
	r.argv = (struct writ_bytes){ (const u8 *)arg, (size_t)len };
	r.digest = (struct writ_bytes){ digest, sizeof(digest) };
	r.comm = (struct writ_bytes){ (const u8 *)"run", 3 };
	r.cgroup = (struct writ_bytes){ (const u8 *)"/system.slice/agents.service", 28 };
	r.flags = WRIT_RECORD_GOVERNED;
	if (denied) {
		r.reason = program % 2 ? WRIT_MISSING_AUTHORIZATION : WRIT_EXPIRED;
	} else {
		r.reason = WRIT_AUTHORIZED;
		r.lineage = ++m->lineage;
		r.artifact = (struct writ_bytes){ cti, sizeof(cti) };
		r.issuer = program % 3 ? (struct writ_bytes){ (const u8 *)"release", 7 } :
					 (struct writ_bytes){ (const u8 *)"agents", 6 };
		r.key = (struct writ_bytes){ digest, sizeof(digest) };
	}
	put(m, &r);
}

/* Two notes, as an artifact has them: [["ticket", "4711"], ["by", "ada"]] without the head. */
static void artifact(struct maker *m)
{
	static const u8 notes[] = "\x82\x66ticket\x64" "4711\x82\x62" "by\x63" "ada";
	struct writ_record r = { .kind = WRIT_KIND_ARTIFACT, .reason = WRIT_AUTHORIZED, .pid = 7,
				 .uid = 1, .governance = { notes, sizeof(notes) - 1 } };

	r.issuer = (struct writ_bytes){ (const u8 *)"release", 7 };
	put(m, &r);
}

static void event(struct maker *m, const char *before)
{
	u64 any = m->lineage ? 1 + draw(m, m->lineage) : 0, what = draw(m, 10);
	u64 parent = m->nest ? m->lineage : any;
	struct writ_record r = { .pid = 100 + parent, .uid = 1 + 1000, .lineage = parent };

	if (m->seq == 0) {
		r = (struct writ_record){ .kind = WRIT_KIND_LOAD };
	} else if (m->seq == 1 && *before) {
		r = (struct writ_record){ .kind = WRIT_KIND_RESUME };
		r.detail = writ_bytes_of(before);
	} else if (m->seq == 2) {
		artifact(m);
		return;
	} else if (what < 4 || !parent) {
		execution(m, parent, 100 + m->lineage + 1, false);
		return;
	} else if (what == 4) {
		execution(m, parent, 100 + parent, true);
		return;
	} else if (what < 7) {
		r.kind = WRIT_KIND_FORK;
		r.child = 100 + m->lineage + 1;
	} else if (m->seq % 997 == 0) {
		r = (struct writ_record){ .kind = WRIT_KIND_GAP, .lost_allowed = 3, .lost_other = 4 };
	} else {
		r.kind = WRIT_KIND_EXIT;
		r.status = 1;
	}
	put(m, &r);
}

static void begin_boot(struct maker *m, u64 number, char before[256])
{
	char boot[2 * WRIT_BOOT_SIZE + 1], head[2 * WRIT_DIGEST_SIZE + 1];

	*before = 0;
	if (number && number != m->untold)
		snprintf(before, 256, "boot %s seq %" PRIu64 " head %s",
			 writ_hex(m->boot, sizeof(m->boot), boot), m->seq,
			 writ_hex(m->head, sizeof(m->head), head));
	memset(m->boot, (int)(0x40 + number), sizeof(m->boot));
	memset(m->head, 0, sizeof(m->head));
	m->seq = m->lineage = 0;
	m->missing = number == m->cut ? MISSING : 0;
	m->now += 60 * 1000000000ull;
}

static u64 argument(int argc, char **argv, int n, u64 otherwise)
{
	return argc > n ? strtoull(argv[n], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
	struct maker m = { .now = BEGIN_NS, .cut = U64_MAX, .ended = U64_MAX,
			   .untold = U64_MAX };
	const struct writ_log_known known = { 0 };
	struct writ_segment_limits limits = { 0, 86400 };
	char path[4096], text[WRIT_NOTE_MAX + 1], before[256];
	struct writ_verifier v;
	struct writ_msg msg;
	u64 n, records, boots, each;
	int opt;

	while ((opt = getopt(argc, argv, "+m:e:r:np:")) != -1) {
		switch (opt) {
		case 'm': m.cut = strtoull(optarg, NULL, 10); break;
		case 'e': m.ended = strtoull(optarg, NULL, 10); break;
		case 'r': m.untold = strtoull(optarg, NULL, 10); break;
		case 'n': m.nest = true; break;
		case 'p': m.path = optarg; break;
		default: return 2;
		}
	}
	argc -= optind - 1;
	argv += optind - 1;
	records = argument(argc, argv, 2, 0);
	boots = argument(argc, argv, 3, 1);
	m.every = argument(argc, argv, 4, 1000);
	limits.bytes = argument(argc, argv, 5, 64 << 20);
	m.random = argument(argc, argv, 6, 1);
	if (argc < 3 || !records || !boots)
		return 2;
	mkdir(argv[1], 0755);
	writ_origin((struct writ_bytes){ (const u8 *)"testhost", 8 }, m.origin);
	m.key = writ_host_key_new(&msg);
	if (!m.key || !writ_host_key_verifier(m.key, m.origin, &v, &msg))
		die(&msg);
	writ_verifier_text(&v, text);
	strcat(text, "\n");
	snprintf(path, sizeof(path), "%s/" WRIT_LOG_KEY, argv[1]);
	if (!writ_file_write(path, writ_bytes_of(text), WRIT_FILE_PUBLIC, &msg))
		die(&msg);
	snprintf(path, sizeof(path), "%s/" WRIT_LOG_CHECKPOINTS, argv[1]);
	m.notes = fopen(path, "w");
	m.w = writ_log_writer_open(argv[1], "testhost", &limits, &known, &msg);
	if (!m.notes || !m.w)
		die(&msg);
	each = (records + boots - 1) / boots;
	for (n = 0; n < records; n++) {
		if (n % each == 0)
			begin_boot(&m, n / each, before);
		m.drop = n / each == m.ended && n % each == each - 1;
		event(&m, before);
	}
	if (!writ_log_sync(m.w, &msg))
		die(&msg);
	if (!m.every || writ_log_writer_state(m.w)->tree.size % m.every)
		checkpoint(&m);
	writ_log_writer_close(m.w);
	EVP_PKEY_free(m.key);
	return fclose(m.notes) != 0;
}
