// SPDX-License-Identifier: GPL-2.0-only
/* The requests that the module answers. */
#include "nl_socket.h"

#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>

static void put_bytes(struct nlmsghdr *nlh, enum writ_attr type, struct writ_bytes bytes)
{
	if (bytes.len)
		mnl_attr_put(nlh, type, bytes.len, bytes.data);
}

/* ---- status */

static bool status_message(void *arg, const struct nlmsghdr *nlh)
{
	struct writ_nl_status *s = arg;
	struct writ_nl_attrs a;

	writ_nl_attrs(nlh, &a);
	writ_nl_string(&a, WRIT_ATTR_STATE, s->state, sizeof(s->state));
	writ_nl_string(&a, WRIT_ATTR_HOST, s->host, sizeof(s->host));
	writ_nl_string(&a, WRIT_ATTR_POLICY, s->policy, sizeof(s->policy));
	writ_nl_exact(&a, WRIT_ATTR_BOOT, s->boot, sizeof(s->boot));
	writ_nl_exact(&a, WRIT_ATTR_ROOT, s->root, sizeof(s->root));
	writ_nl_exact(&a, WRIT_ATTR_HASH, s->head, sizeof(s->head));
	s->policy_version = writ_nl_u64(&a, WRIT_ATTR_POLICY_VERSION);
	s->artifacts = writ_nl_u32(&a, WRIT_ATTR_ARTIFACTS);
	s->subjects = writ_nl_u64(&a, WRIT_ATTR_SUBJECTS);
	s->delegations = writ_nl_u32(&a, WRIT_ATTR_DELEGATIONS);
	s->revocations = writ_nl_u32(&a, WRIT_ATTR_REVOCATIONS);
	s->last_seq = writ_nl_u64(&a, WRIT_ATTR_LAST_SEQ);
	s->chained_seq = writ_nl_u64(&a, WRIT_ATTR_SEQ);
	s->acked_seq = writ_nl_u64(&a, WRIT_ATTR_ACKED_SEQ);
	s->lost = writ_nl_u64(&a, WRIT_ATTR_LOST);
	s->capacity = writ_nl_u32(&a, WRIT_ATTR_CAPACITY);
	s->clock = writ_nl_u64(&a, WRIT_ATTR_CLOCK);
	s->owned = a.at[WRIT_ATTR_OWNER];
	s->owner = writ_nl_u32(&a, WRIT_ATTR_OWNER);
	return true;
}

enum writ_nl_result writ_nl_status(struct writ_nl *nl, struct writ_nl_status *out,
				   struct writ_msg *msg)
{
	enum writ_nl_result result;

	memset(out, 0, sizeof(*out));
	result = writ_nl_exchange(nl, writ_nl_begin(nl, WRIT_CMD_STATUS, 0), "tell its status",
				  status_message, out, msg);
	if (result == WRIT_NL_OK && !out->state[0]) {
		nl->error = EPROTO;
		writ_msgf(msg, "the module's status says nothing");
		result = WRIT_NL_FAILED;
	}
	return result;
}

/* ---- objects */

static const char *const add_what[__WRIT_OBJECT_END] = {
	[WRIT_OBJECT_POLICY] = "accept the policy",
	[WRIT_OBJECT_ARTIFACT] = "accept the artifact",
	[WRIT_OBJECT_DELEGATION] = "accept the delegation",
	[WRIT_OBJECT_REVOCATION] = "accept the revocation",
};

static enum writ_nl_result upload(struct writ_nl *nl, enum writ_object object,
				  struct writ_bytes bytes, bool check,
				  writ_nl_progress progress, void *arg, struct writ_msg *msg)
{
	enum writ_nl_result result;
	struct nlmsghdr *nlh;
	size_t done = 0, len;

	if (!bytes.len || bytes.len > UINT32_MAX || object >= __WRIT_OBJECT_END) {
		nl->error = EINVAL;
		writ_msgf(msg, "there is no object of %zu bytes", bytes.len);
		return WRIT_NL_REFUSED;
	}
	while (done < bytes.len) {
		len = bytes.len - done;
		if (len > WRIT_GENL_CHUNK_MAX)
			len = WRIT_GENL_CHUNK_MAX;
		nlh = writ_nl_begin(nl, WRIT_CMD_ADD, 0);
		mnl_attr_put_u32(nlh, WRIT_ATTR_OBJECT, object);
		mnl_attr_put_u32(nlh, WRIT_ATTR_SIZE, bytes.len);
		mnl_attr_put_u32(nlh, WRIT_ATTR_OFFSET, done);
		mnl_attr_put(nlh, WRIT_ATTR_DATA, len, bytes.data + done);
		if (check)
			mnl_attr_put(nlh, WRIT_ATTR_CHECK, 0, NULL);
		result = writ_nl_exchange(nl, nlh, add_what[object], NULL, NULL, msg);
		if (result != WRIT_NL_OK)
			return result;
		done += len;
		if (progress && !progress(arg, done, bytes.len) && done < bytes.len)
			return WRIT_NL_STOPPED;
	}
	return WRIT_NL_OK;
}

enum writ_nl_result writ_nl_add(struct writ_nl *nl, enum writ_object object,
				struct writ_bytes bytes, writ_nl_progress progress, void *arg,
				struct writ_msg *msg)
{
	return upload(nl, object, bytes, false, progress, arg, msg);
}

enum writ_nl_result writ_nl_check(struct writ_nl *nl, struct writ_bytes artifact,
				  struct writ_msg *msg)
{
	return upload(nl, WRIT_OBJECT_ARTIFACT, artifact, true, NULL, NULL, msg);
}

static void read_entry(const struct writ_nl_attrs *a, struct writ_nl_entry *entry)
{
	*entry = (struct writ_nl_entry){
		.id = writ_nl_bytes(a, WRIT_ATTR_ID),
		.key = writ_nl_bytes(a, WRIT_ATTR_KEY),
		.issuer = writ_nl_bytes(a, WRIT_ATTR_ISSUER),
		.path = writ_nl_bytes(a, WRIT_ATTR_PATH),
		.self = writ_nl_bytes(a, WRIT_ATTR_DIGEST_SELF),
		.nbf = writ_nl_u64(a, WRIT_ATTR_NBF),
		.exp = writ_nl_u64(a, WRIT_ATTR_EXP),
		.version = writ_nl_u64(a, WRIT_ATTR_POLICY_VERSION),
		.subjects = writ_nl_u64(a, WRIT_ATTR_SUBJECTS),
		.ops = writ_nl_u32(a, WRIT_ATTR_OPERATIONS),
		.reason = writ_nl_u32(a, WRIT_ATTR_REASON),
	};
	if (!entry->subjects)
		entry->subjects = writ_nl_u32(a, WRIT_ATTR_SUBJECTS);
	/* What relies on the sizes need not check them. */
	if (entry->key.len != WRIT_KID_SIZE)
		entry->key = (struct writ_bytes){ 0 };
	if (entry->self.len != WRIT_DIGEST_SIZE)
		entry->self = (struct writ_bytes){ 0 };
}

struct listing {
	writ_nl_each each;
	void *arg;
};

static bool list_message(void *arg, const struct nlmsghdr *nlh)
{
	const struct listing *listing = arg;
	struct writ_nl_entry entry;
	struct writ_nl_attrs a;

	writ_nl_attrs(nlh, &a);
	read_entry(&a, &entry);
	return listing->each(listing->arg, &entry);
}

enum writ_nl_result writ_nl_list(struct writ_nl *nl, enum writ_object object, writ_nl_each each,
				 void *arg, struct writ_msg *msg)
{
	struct nlmsghdr *nlh = writ_nl_begin(nl, WRIT_CMD_LIST, NLM_F_DUMP);
	struct listing listing = { each, arg };
	enum writ_nl_result result;

	mnl_attr_put_u32(nlh, WRIT_ATTR_OBJECT, object);
	result = writ_nl_exchange(nl, nlh, "list what it holds", list_message, &listing, msg);
	if (result == WRIT_NL_OK && nl->overtaken) {
		nl->error = EINTR;
		writ_msgf(msg, "something changed while the list was read");
		result = WRIT_NL_REFUSED;
	}
	return result;
}

enum writ_nl_result writ_nl_drop(struct writ_nl *nl, struct writ_bytes id, struct writ_bytes key,
				 struct writ_msg *msg)
{
	struct nlmsghdr *nlh = writ_nl_begin(nl, WRIT_CMD_DROP, 0);

	if (id.len > WRIT_CTI_MAX || key.len > WRIT_KID_SIZE) {
		nl->error = EINVAL;
		writ_msgf(msg, "an artifact's id has at most %d bytes, and a key's thumbprint %d",
			  WRIT_CTI_MAX, WRIT_KID_SIZE);
		return WRIT_NL_REFUSED;
	}
	put_bytes(nlh, WRIT_ATTR_ID, id);
	put_bytes(nlh, WRIT_ATTR_KEY, key);
	return writ_nl_exchange(nl, nlh, "drop the artifact", NULL, NULL, msg);
}

/* ---- explain */

struct explaining {
	struct writ_nl_verdict *out;
	writ_nl_each each;
	void *arg;
	bool answered;
};

static bool explain_message(void *arg, const struct nlmsghdr *nlh)
{
	struct explaining *e = arg;
	struct writ_nl_attrs a, inner;
	struct writ_nl_entry entry;
	const struct nlattr *attr;

	writ_nl_attrs(nlh, &a);
	e->answered = a.at[WRIT_ATTR_ANSWER] && a.at[WRIT_ATTR_REASON];
	e->out->answer = writ_nl_u32(&a, WRIT_ATTR_ANSWER);
	e->out->reason = writ_nl_u32(&a, WRIT_ATTR_REASON);
	if (!e->each)
		return true;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) != WRIT_ATTR_CANDIDATE)
			continue;
		writ_nl_nested(attr, &inner);
		read_entry(&inner, &entry);
		if (!e->each(e->arg, &entry))
			return false;
	}
	return true;
}

enum writ_nl_result writ_nl_explain(struct writ_nl *nl, const struct writ_nl_request *req,
				    struct writ_nl_verdict *out, writ_nl_each each, void *arg,
				    struct writ_msg *msg)
{
	struct nlmsghdr *nlh = writ_nl_begin(nl, WRIT_CMD_EXPLAIN, 0);
	struct explaining e = { .out = out, .each = each, .arg = arg };
	enum writ_nl_result result;

	*out = (struct writ_nl_verdict){ .answer = WRIT_ANSWER_DENY };
	if (req->path.len > WRIT_PATH_MAX) {
		nl->error = ENAMETOOLONG;
		writ_msgf(msg, "a path has at most %d bytes", WRIT_PATH_MAX);
		return WRIT_NL_REFUSED;
	}
	if (req->argv.len > WRIT_GENL_CHUNK_MAX) {
		nl->error = E2BIG;
		writ_msgf(msg, "arguments have at most %d bytes here", WRIT_GENL_CHUNK_MAX);
		return WRIT_NL_REFUSED;
	}
	mnl_attr_put_u32(nlh, WRIT_ATTR_OP, req->op);
	mnl_attr_put_u32(nlh, WRIT_ATTR_DIGEST_KIND, req->kind);
	mnl_attr_put(nlh, WRIT_ATTR_DIGEST, WRIT_DIGEST_SIZE, req->digest);
	if (req->has_uid)
		mnl_attr_put_u32(nlh, WRIT_ATTR_UID, req->uid);
	put_bytes(nlh, WRIT_ATTR_PATH, req->path);
	put_bytes(nlh, WRIT_ATTR_FILESYSTEM, req->fstype);
	put_bytes(nlh, WRIT_ATTR_ARGV, req->argv);
	result = writ_nl_exchange(nl, nlh, "explain", explain_message, &e, msg);
	if (result == WRIT_NL_OK && !e.answered) {
		nl->error = EPROTO;
		writ_msgf(msg, "the module's explanation holds no verdict");
		result = WRIT_NL_FAILED;
	}
	return result;
}

/* ---- the log */

/**
 * struct reading - records on their way to the caller
 * @each: the caller's
 * @arg: for @each
 * @last: number of the last record that he was given
 * @given: he was given one at all
 * @hole: a number was missing after @last
 */
struct reading {
	writ_nl_record each;
	void *arg;
	u64 last;
	bool given;
	bool hole;
};

static bool record_message(void *arg, const struct nlmsghdr *nlh)
{
	struct reading *r = arg;
	struct writ_nl_attrs a;
	u8 hash[WRIT_DIGEST_SIZE];
	struct writ_bytes record;
	u64 seq;

	writ_nl_attrs(nlh, &a);
	seq = writ_nl_u64(&a, WRIT_ATTR_SEQ);
	record = writ_nl_bytes(&a, WRIT_ATTR_RECORD);
	r->hole = !writ_nl_exact(&a, WRIT_ATTR_HASH, hash, sizeof(hash)) ||
		  !record.len || record.len > WRIT_RECORD_MAX ||
		  (r->given ? seq != r->last + 1 : seq <= r->last);
	if (r->hole)
		return false;
	r->last = seq;
	r->given = true;
	return r->each(r->arg, seq, record, hash);
}

/*
 * A part of the answer may be lost for want of buffers; what the caller has been
 * given is then where the next question begins. Each round must bring something.
 */
enum writ_nl_result writ_nl_events(struct writ_nl *nl, u64 after, writ_nl_record each, void *arg,
				   struct writ_msg *msg)
{
	struct reading r = { .each = each, .arg = arg, .last = after };
	enum writ_nl_result result;
	struct nlmsghdr *nlh;
	u64 before;

	do {
		before = r.last;
		nlh = writ_nl_begin(nl, WRIT_CMD_EVENTS, NLM_F_DUMP);
		mnl_attr_put_u64(nlh, WRIT_ATTR_SEQ, r.last);
		result = writ_nl_exchange(nl, nlh, "hand over records", record_message, &r, msg);
	} while (result == WRIT_NL_FAILED && nl->lost && r.last > before);
	if (r.hole) {
		nl->error = EPROTO;
		writ_msgf(msg, "the record after number %llu is missing or malformed",
			  (unsigned long long)r.last);
		return WRIT_NL_FAILED;
	}
	return result;
}

enum writ_nl_result writ_nl_ack(struct writ_nl *nl, u64 seq, const u8 hash[WRIT_DIGEST_SIZE],
				struct writ_msg *msg)
{
	struct nlmsghdr *nlh = writ_nl_begin(nl, WRIT_CMD_ACK, 0);

	mnl_attr_put_u64(nlh, WRIT_ATTR_SEQ, seq);
	mnl_attr_put(nlh, WRIT_ATTR_HASH, WRIT_DIGEST_SIZE, hash);
	return writ_nl_exchange(nl, nlh, "take the acknowledgement", NULL, NULL, msg);
}

enum writ_nl_result writ_nl_register(struct writ_nl *nl, struct writ_msg *msg)
{
	return writ_nl_exchange(nl, writ_nl_begin(nl, WRIT_CMD_REGISTER, 0),
				"register an owner of the log", NULL, NULL, msg);
}

enum writ_nl_result writ_nl_resume(struct writ_nl *nl, const u8 boot[WRIT_BOOT_SIZE], u64 seq,
				   const u8 hash[WRIT_DIGEST_SIZE], struct writ_msg *msg)
{
	struct nlmsghdr *nlh = writ_nl_begin(nl, WRIT_CMD_RESUME, 0);

	mnl_attr_put(nlh, WRIT_ATTR_BOOT, WRIT_BOOT_SIZE, boot);
	mnl_attr_put_u64(nlh, WRIT_ATTR_SEQ, seq);
	mnl_attr_put(nlh, WRIT_ATTR_HASH, WRIT_DIGEST_SIZE, hash);
	return writ_nl_exchange(nl, nlh, "resume from the boot before", NULL, NULL, msg);
}
