// SPDX-License-Identifier: GPL-2.0-only
/* Records of the lineage log: one table says what stands where. */
#include "cbor_write.h"
#include "fields.h"
#include "record.h"

#define NUMBER(member, text) \
	{ .name = text, .offset = offsetof(struct writ_record, member) }
#define BYTES(member, text, size) \
	{ .name = text, .offset = offsetof(struct writ_record, member), .max = size, .bytes = true }

const struct writ_record_field writ_record_fields[] = {
	NUMBER(seq, "seq"),
	NUMBER(real_ns, "real-ns"),
	NUMBER(mono_ns, "mono-ns"),
	NUMBER(kind, "kind"),
	NUMBER(reason, "reason"),
	BYTES(host, "host", WRIT_NAME_MAX),
	BYTES(boot, "boot", WRIT_BOOT_SIZE),
	NUMBER(pid, "pid"),
	NUMBER(start_ns, "start-ns"),
	NUMBER(uid, "uid"),
	NUMBER(login_uid, "login-uid"),
	BYTES(cgroup, "cgroup", WRIT_RECORD_CGROUP_MAX),
	BYTES(comm, "comm", 16),
	NUMBER(op, "operation"),
	BYTES(path, "path", WRIT_PATH_MAX),
	BYTES(digest, "digest", WRIT_DIGEST_SIZE),
	NUMBER(argc, "argc"),
	BYTES(argv, "argv", WRIT_RECORD_ARGV_MAX),
	BYTES(argv_digest, "argv-digest", WRIT_DIGEST_SIZE),
	BYTES(artifact, "artifact", WRIT_CTI_MAX),
	BYTES(issuer, "issuer", WRIT_NAME_MAX),
	BYTES(key, "key", WRIT_KID_SIZE),
	BYTES(policy, "policy", WRIT_NAME_MAX),
	NUMBER(policy_version, "policy-version"),
	NUMBER(lineage, "lineage"),
	NUMBER(parent, "parent"),
	NUMBER(ancestor, "ancestor"),
	NUMBER(child, "child"),
	NUMBER(lost_allowed, "lost-allowed"),
	NUMBER(lost_denied, "lost-denied"),
	NUMBER(lost_other, "lost-other"),
	NUMBER(status, "status"),
	BYTES(object, "object", WRIT_DIGEST_SIZE),
	BYTES(detail, "detail", WRIT_RECORD_DETAIL_MAX),
	NUMBER(flags, "flags"),
	BYTES(governance, "governance", WRIT_GOVERNANCE_BYTES),
};

const u32 writ_record_nfields = ARRAY_SIZE(writ_record_fields);

enum key { KEY_SEQ = 1, KEY_REAL = 2, KEY_MONO = 3, KEY_KIND = 4, KEY_BOOT = 7 };

/*
 * Every number at its longest, every byte string at its longest with a head of
 * three bytes, a key of two bytes for each, and the map's head.
 */
#define WORST (3 + ARRAY_SIZE(writ_record_fields) * (2 + 9) + 3 * WRIT_NAME_MAX + \
	       WRIT_RECORD_CGROUP_MAX + WRIT_PATH_MAX + WRIT_RECORD_ARGV_MAX + \
	       WRIT_RECORD_DETAIL_MAX + WRIT_GOVERNANCE_BYTES + 6 * 32 + 2 * 16)

static_assert(WORST <= WRIT_RECORD_MAX, "the longest record fits");
static_assert(ARRAY_SIZE(writ_record_fields) < 64, "a bit for each field");

const char *writ_kind_name(u64 kind)
{
	static const char *const names[] = {
		[WRIT_KIND_LOAD] = "load",
		[WRIT_KIND_ATTACH] = "attach",
		[WRIT_KIND_CANARY] = "canary",
		[WRIT_KIND_POLICY] = "policy",
		[WRIT_KIND_KEY] = "key",
		[WRIT_KIND_ARTIFACT] = "artifact",
		[WRIT_KIND_REVOCATION] = "revocation",
		[WRIT_KIND_EXEC] = "exec",
		[WRIT_KIND_MAP] = "map",
		[WRIT_KIND_FORK] = "fork",
		[WRIT_KIND_EXIT] = "exit",
		[WRIT_KIND_GAP] = "gap",
		[WRIT_KIND_OWNER] = "owner",
		[WRIT_KIND_TAMPER] = "tamper",
		[WRIT_KIND_RESUME] = "resume",
		[WRIT_KIND_ROOT] = "root",
		[WRIT_KIND_END] = "end",
		[WRIT_KIND_KERNEL] = "kernel",
		[WRIT_KIND_PRIVILEGE] = "privilege",
	};

	if (kind >= ARRAY_SIZE(names) || !names[kind])
		return "unknown";
	return names[kind];
}

static const u64 *number_in(const struct writ_record *r, const struct writ_record_field *f)
{
	return (const u64 *)((const u8 *)r + f->offset);
}

static const struct writ_bytes *bytes_in(const struct writ_record *r,
					 const struct writ_record_field *f)
{
	return (const struct writ_bytes *)((const u8 *)r + f->offset);
}

static bool is_there(const struct writ_record *r, const struct writ_record_field *f)
{
	return f->bytes ? bytes_in(r, f)->len > 0 : *number_in(r, f) > 0;
}

size_t writ_record_encode(const struct writ_record *r, u8 *buf, size_t cap)
{
	struct writ_cbor_out o;
	u32 i, n = 0;

	for (i = 0; i < writ_record_nfields; i++)
		n += is_there(r, &writ_record_fields[i]);
	writ_cbor_out_init(&o, buf, cap);
	writ_cbor_put_map(&o, n);
	for (i = 0; i < writ_record_nfields; i++) {
		const struct writ_record_field *f = &writ_record_fields[i];
		const struct writ_bytes *bytes = bytes_in(r, f);

		if (!is_there(r, f))
			continue;
		writ_cbor_put_uint(&o, i + 1);
		if (f->bytes)
			writ_cbor_put_bytes(&o, bytes->data, bytes->len < f->max ? bytes->len : f->max);
		else
			writ_cbor_put_uint(&o, *number_in(r, f));
	}
	return writ_cbor_out_ok(&o) ? o.len : 0;
}

/* Digests have one size; the rest is at most as long as the table says. */
static size_t least_of(const struct writ_record_field *f)
{
	switch (f->offset) {
	case offsetof(struct writ_record, boot):
		return WRIT_BOOT_SIZE;
	case offsetof(struct writ_record, digest):
	case offsetof(struct writ_record, argv_digest):
	case offsetof(struct writ_record, key):
	case offsetof(struct writ_record, object):
		return WRIT_DIGEST_SIZE;
	case offsetof(struct writ_record, artifact):
		return WRIT_CTI_MIN;
	default:
		return 1;
	}
}

bool writ_record_decode(struct writ_bytes in, struct writ_record *out, struct writ_error *err)
{
	static const unsigned int required[] = { KEY_SEQ, KEY_REAL, KEY_MONO, KEY_KIND, KEY_BOOT };
	struct writ_cbor c;
	u64 seen = 0;
	s64 key;
	u32 i;

	memset(out, 0, sizeof(*out));
	memset(err, 0, sizeof(*err));
	writ_cbor_init(&c, in, 0, err);
	if (in.len > WRIT_RECORD_MAX)
		writ_cbor_fail(&c, WRIT_ERR_LIMIT, 0, "record");
	writ_cbor_map(&c, "record");
	while (writ_cbor_key(&c, "record", &key)) {
		const struct writ_record_field *f;

		if (key < 1 || key > writ_record_nfields) {
			writ_cbor_key_unknown(&c, "record");
			break;
		}
		f = &writ_record_fields[key - 1];
		if (f->bytes)
			*(struct writ_bytes *)((u8 *)out + f->offset) =
				writ_cbor_bytes(&c, f->name, least_of(f), f->max);
		else
			*(u64 *)((u8 *)out + f->offset) =
				writ_cbor_uint(&c, f->name, 1, key == KEY_KIND ?
					       __WRIT_KIND_END - 1 : U64_MAX);
		seen |= 1ULL << key;
	}
	for (i = 0; i < ARRAY_SIZE(required); i++)
		if (writ_cbor_ok(&c) && !(seen >> required[i] & 1))
			writ_cbor_fail(&c, WRIT_ERR_MISSING, 0,
				       writ_record_fields[required[i] - 1].name);
	writ_cbor_end(&c, "record");
	return writ_cbor_ok(&c);
}
