// SPDX-License-Identifier: GPL-2.0-only
/*
 * make KEY ISSUER PROGRAM SEED COUNT CORPUS...: artifacts with a valid signature and
 * hostile content, to standard output, each after its length (32 bits, little endian).
 *
 * The payloads of the CORPUS, which name PROGRAM instead of what they name there,
 * are changed by mutation, most of them along the structure of CBOR. Who may sign
 * anything is the worst that can happen short of losing the root key: whatever is
 * put before the kernel behind such a signature must not hurt it.
 */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../chance.h"
#include "cbor_write.h"
#include "crypto.h"
#include "evaluate.h"

#define PAYLOAD_MAX	12000	/* with the envelope it fits into an attribute */
#define SEEDS_MAX	64
#define ITEMS_MAX	2048

struct buffer {
	u8 data[PAYLOAD_MAX];
	size_t len;
};

/* Where an item begins, where its head ends, and where it ends with all that it holds. */
struct item {
	size_t at;
	size_t content;
	size_t end;
};

static struct buffer seeds[SEEDS_MAX], payload;
static size_t nseeds;
static struct item items[ITEMS_MAX];
static size_t nitems;

static void __attribute__((noreturn)) broken(const char *what)
{
	fprintf(stderr, "hostile: %s\n", what);
	exit(1);
}

/* ---- the structure */

/* The head at @at of @b; returns where it ends, or 0. Lengths are not believed. */
static size_t head_at(const struct buffer *b, size_t at, u32 *major, u64 *value)
{
	u32 info = b->data[at] & 31, size, i;

	*major = b->data[at] >> 5;
	*value = info;
	if (info < 24)
		return at + 1;
	if (info > 27)
		return 0;
	size = 1 << (info - 24);
	if (at + 1 + size > b->len)
		return 0;
	for (*value = 0, i = 0; i < size; i++)
		*value = *value << 8 | b->data[at + 1 + i];
	return at + 1 + size;
}

/* Notes the item at @at and what it holds; returns its end. A broken one ends with the buffer. */
static size_t note_items(const struct buffer *b, size_t at, int depth)
{
	size_t mine = nitems, end;
	u32 major;
	u64 value;

	if (at >= b->len || nitems == ITEMS_MAX || depth > 32)
		return b->len;
	nitems++;
	items[mine].at = at;
	end = head_at(b, at, &major, &value);
	items[mine].content = end ? end : b->len;
	if (!end)
		end = b->len;
	else if (major == 2 || major == 3)
		end = value < b->len - end ? end + value : b->len;
	else if (major == 4 || major == 5)
		for (value *= major - 3; value-- && end < b->len;)
			end = note_items(b, end, depth + 1);
	else if (major == 6)
		end = note_items(b, end, depth + 1);
	items[mine].end = end;
	return end;
}

/* Puts @len bytes in the place of those from @at to @end. */
static void replace(size_t at, size_t end, const u8 *with, size_t len)
{
	static struct buffer old;

	if (at + len + payload.len - end > PAYLOAD_MAX)
		return;
	old = payload;
	memcpy(payload.data + at, with, len);
	memcpy(payload.data + at + len, old.data + end, old.len - end);
	payload.len = at + len + old.len - end;
}

/* ---- mutations */

static const struct item *any(void)
{
	return &items[chance(nitems)];
}

static void flip(void)
{
	for (u32 n = 1 + chance(4); n--;)
		payload.data[chance(payload.len)] ^= 1 << chance(8);
}

/* Another number, length, count or tag, of the same or of another kind. */
static void other_head(void)
{
	static const u64 edges[] = {
		0, 1, 23, 24, 255, 256, 65535, 65536, 0x7fffffff, 0xffffffff, 1ull << 32,
		0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff,
	};
	const struct item *it = any();
	u64 value = chance(2) ? edges[chance(sizeof(edges) / sizeof(*edges))] : chance(40);
	u32 major = payload.data[it->at] >> 5, i, size;
	u8 head[9];

	if (!chance(4))
		major = chance(8);
	if (!chance(8)) {	/* also such as nobody may use */
		head[0] = major << 5 | (28 + chance(4));
		replace(it->at, it->content, head, 1);
		return;
	}
	if (value < 24 && chance(8)) {
		head[0] = major << 5 | value;
		replace(it->at, it->content, head, 1);
		return;
	}
	size = value < 256 ? 0 : value < 65536 ? 1 : value >> 32 ? 3 : 2;
	if (size < 3 && !chance(8))
		size++;
	head[0] = major << 5 | (24 + size);
	for (i = 0; i < 1u << size; i++)
		head[1 + i] = value >> (8 * ((1u << size) - 1 - i));
	replace(it->at, it->content, head, 1 + (1u << size));
}

static void drop_item(void)
{
	const struct item *it = any();

	if (it->at)
		replace(it->at, it->end, NULL, 0);
}

static void repeat_item(void)
{
	static u8 copy[PAYLOAD_MAX];
	const struct item *it = any();
	size_t len = it->end - it->at;

	memcpy(copy, payload.data + it->at, len);
	replace(it->end, it->end, copy, len);
}

/* An item of this or of another seed stands where another stood. */
static void transplant(void)
{
	const struct item it = *any();
	const struct buffer *from = &seeds[chance(nseeds)];
	static struct item mine[ITEMS_MAX];
	const size_t n = nitems;
	struct item donor;

	memcpy(mine, items, sizeof(mine));
	nitems = 0;
	note_items(from, 0, 0);
	donor = *any();
	memcpy(items, mine, sizeof(items));
	nitems = n;
	replace(it.at, it.end, from->data + donor.at, donor.end - donor.at);
}

/* The content of a string: longer, shorter, or of bytes that mean something elsewhere. */
static void other_string(void)
{
	static const char bytes[] = "/\0.*?:,=-[]\\\xff\x80%\n ";
	const struct item *it = any();
	u32 major = payload.data[it->at] >> 5, len;
	static u8 made[4200];
	struct writ_cbor_out out;
	u8 text[4096];

	if (major != 2 && major != 3)
		return;
	len = chance(8) ? chance(80) : chance(sizeof(text));
	for (u32 i = 0; i < len; i++)
		text[i] = chance(3) ? 'a' + chance(26) : (u8)bytes[chance(sizeof(bytes) - 1)];
	writ_cbor_out_init(&out, made, sizeof(made));
	if (major == 2)
		writ_cbor_put_bytes(&out, text, len);
	else
		writ_cbor_put_text(&out, (const char *)text, len);
	replace(it->at, it->end, made, out.len);
}

/* Deeper than any decoder should follow. */
static void nest(void)
{
	const struct item it = *any();
	u8 heads[300];
	u32 n = 1 + chance(chance(4) ? 10 : sizeof(heads));

	memset(heads, chance(2) ? 0x81 : 0xa1, n);
	replace(it.at, it.at, heads, n);
}

static void cut(void)
{
	payload.len = 1 + chance(payload.len);
}

static void mutate(void)
{
	static void (*const mutations[])(void) = {
		flip, other_head, other_head, drop_item, repeat_item, transplant, transplant,
		other_string, other_string, nest, cut,
	};

	payload = seeds[chance(nseeds)];
	/* One in sixteen stays what it was: beside the others, it must be admitted. */
	for (u32 n = chance(16) ? 1 + chance(3) : 0; n-- && payload.len;) {
		nitems = 0;
		note_items(&payload, 0, 0);
		mutations[chance(sizeof(mutations) / sizeof(*mutations))]();
	}
}

/* ---- reading and writing */

/* The item that follows item @i and is not within it. */
static size_t after(size_t i)
{
	size_t next = i + 1;

	while (next < nitems && items[next].at < items[i].end)
		next++;
	return next;
}

/* Mapping is all that the issuer may authorize: the seeds ask for no more. */
static void only_map(struct buffer *seed)
{
	static const u8 map[] = { 0x81, WRIT_OP_MAP };
	size_t key = 1;

	payload = *seed;
	nitems = 0;
	note_items(&payload, 0, 0);
	/* Item 0 is the map itself; its key 2 is the operations. */
	while (key < nitems && payload.data[items[key].at] != 2)
		key = after(after(key));
	key = after(key);
	if (key >= nitems)
		broken("a seed without operations");
	replace(items[key].at, items[key].end, map, sizeof(map));
	*seed = payload;
}

static void read_seed(const char *path, const u8 digest[WRIT_DIGEST_SIZE])
{
	static u8 object[4 * PAYLOAD_MAX];
	u8 placeholder[WRIT_DIGEST_SIZE];
	FILE *file = fopen(path, "rb");
	struct buffer *seed = &seeds[nseeds];
	struct writ_sign1 sign;
	struct writ_error err;
	size_t i;

	if (!file || nseeds == SEEDS_MAX)
		broken(path);
	i = fread(object, 1, sizeof(object), file);
	fclose(file);
	if (!writ_sign1_decode((struct writ_bytes){ object, i }, WRIT_TYPE_ARTIFACT, &sign, &err) ||
	    sign.payload.len > PAYLOAD_MAX)
		broken(path);
	seed->len = sign.payload.len;
	memcpy(seed->data, sign.payload.data, seed->len);
	/* What tests/fuzz/make_corpus.c names, in the subjects that come first. */
	memset(placeholder, 1, sizeof(placeholder));
	for (i = 0; i + WRIT_DIGEST_SIZE <= seed->len; i++)
		if (!memcmp(seed->data + i, placeholder, sizeof(placeholder)))
			memcpy(seed->data + i, digest, WRIT_DIGEST_SIZE);
	only_map(seed);
	nseeds++;
}

static size_t put_header(const struct writ_pubkey *key, const char *issuer, u8 *out, size_t cap)
{
	static const char typ[] = "application/writ-artifact+cose";
	u64 now = time(NULL), cti = (u64)chance(0) << 32 | chance_state;
	struct writ_cbor_out o;

	writ_cbor_out_init(&o, out, cap);
	writ_cbor_put_map(&o, 4);
	writ_cbor_put_uint(&o, 1);
	writ_cbor_put_int(&o, key->alg);
	writ_cbor_put_uint(&o, 4);
	writ_cbor_put_bytes(&o, key->kid, WRIT_KID_SIZE);
	writ_cbor_put_uint(&o, 15);
	writ_cbor_put_map(&o, 4);
	writ_cbor_put_uint(&o, 1);
	writ_cbor_put_text(&o, issuer, strlen(issuer));
	writ_cbor_put_uint(&o, 4);
	writ_cbor_put_uint(&o, now + 86400);
	writ_cbor_put_uint(&o, 5);
	writ_cbor_put_uint(&o, now - 3600);
	writ_cbor_put_uint(&o, 7);
	writ_cbor_put_bytes(&o, &cti, sizeof(cti));
	writ_cbor_put_uint(&o, 16);
	writ_cbor_put_text(&o, typ, sizeof(typ) - 1);
	return o.len;
}

static void put_signed(EVP_PKEY *pkey, const struct writ_pubkey *key, const char *issuer)
{
	static u8 object[2 * PAYLOAD_MAX], scratch[WRIT_TBS_HEAD_MAX];
	u8 header[WRIT_PROTECTED_MAX], signature[WRIT_SIGNATURE_MAX], length[4];
	struct writ_bytes protected_header = { header, 0 }, head = { scratch, 0 };
	struct writ_bytes body = { payload.data, payload.len };
	struct writ_cbor_out o;
	struct writ_msg msg;
	size_t n;

	protected_header.len = put_header(key, issuer, header, sizeof(header));
	head.len = writ_sign1_tbs_head(protected_header, body.len, scratch);
	if (!writ_sign(pkey, key->alg, head, body, signature, &n, &msg))
		broken("cannot sign");
	writ_cbor_out_init(&o, object, sizeof(object));
	writ_cbor_put_tag(&o, 18);
	writ_cbor_put_array(&o, 4);
	writ_cbor_put_bytes(&o, header, protected_header.len);
	writ_cbor_put_map(&o, 0);
	writ_cbor_put_bytes(&o, payload.data, payload.len);
	writ_cbor_put_bytes(&o, signature, n);
	for (n = 0; n < 4; n++)
		length[n] = o.len >> (8 * n);
	if (fwrite(length, 1, 4, stdout) != 4 || fwrite(object, 1, o.len, stdout) != o.len)
		broken("cannot write");
}

static void digest_of(const char *path, u8 digest[WRIT_DIGEST_SIZE])
{
	static u8 content[1 << 22];
	FILE *file = fopen(path, "rb");

	if (!file)
		broken(path);
	writ_sha256(content, fread(content, 1, sizeof(content), file), digest);
	fclose(file);
}

int main(int argc, char **argv)
{
	u8 digest[WRIT_DIGEST_SIZE];
	struct writ_pubkey key;
	struct writ_msg msg;
	EVP_PKEY *pkey;
	FILE *file;

	if (argc < 7)
		broken("usage: make KEY ISSUER PROGRAM SEED COUNT CORPUS...");
	file = fopen(argv[1], "r");
	pkey = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
	if (!pkey || !writ_pubkey_from(pkey, &key, &msg))
		broken(argv[1]);
	digest_of(argv[3], digest);
	chance_state = strtoull(argv[4], NULL, 10) | 1ull << 63;
	for (int i = 6; i < argc; i++)
		read_seed(argv[i], digest);
	for (long n = strtol(argv[5], NULL, 10); n > 0; n--) {
		mutate();
		put_signed(pkey, &key, argv[2]);
	}
	return fflush(stdout) != 0;
}
