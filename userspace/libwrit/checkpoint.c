// SPDX-License-Identifier: GPL-2.0-only
/* Signed notes and checkpoints. */
#include <ctype.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>

#include "checkpoint.h"

#include "base64.h"
#include "convert.h"
#include "evaluate.h"

#define ALG_ED25519	1
#define KEY_ID_SIZE	4
/* What a signature line begins with: an em dash and a space, in UTF-8. */
#define DASH		"\xe2\x80\x94 "

static void base64(const u8 *data, size_t len, char *out)
{
	writ_base64((struct writ_bytes){ data, len }, out);
}

/* Exactly @want bytes. */
static bool unbase64(const char *text, size_t len, u8 *out, size_t want)
{
	size_t got;

	return writ_unbase64((struct writ_bytes){ (const u8 *)text, len }, out, want, &got) &&
	       got == want;
}

/* ---- names and keys */

void writ_origin(struct writ_bytes host, char out[WRIT_ORIGIN_MAX])
{
	size_t i, at = (size_t)sprintf(out, "writ/");

	for (i = 0; i < host.len && at < WRIT_ORIGIN_MAX - 1; i++) {
		u8 c = host.data[i];

		out[at++] = isalnum(c) || c == '.' || c == '-' || c == '_' ? (char)c : '_';
	}
	if (!host.len)
		out[at++] = '-';
	out[at] = '\0';
}

static void key_id(const struct writ_verifier *v, u8 out[KEY_ID_SIZE])
{
	u8 text[WRIT_ORIGIN_MAX + 2 + WRIT_ED25519_KEY], hash[WRIT_DIGEST_SIZE];
	size_t len = strlen(v->name);

	memcpy(text, v->name, len);
	text[len++] = '\n';
	text[len++] = ALG_ED25519;
	memcpy(text + len, v->key, WRIT_ED25519_KEY);
	writ_sha256(text, len + WRIT_ED25519_KEY, hash);
	memcpy(out, hash, KEY_ID_SIZE);
}

bool writ_verifier_parse(const char *text, struct writ_verifier *out, struct writ_msg *msg)
{
	static const char form[] = "a log's key has the form NAME+ID+BASE64";
	u8 key[1 + WRIT_ED25519_KEY], id[KEY_ID_SIZE], want[KEY_ID_SIZE];
	const char *plus, *second;
	char hex[2 * KEY_ID_SIZE + 1];
	size_t len;

	while (isspace((u8)*text))
		text++;
	len = strlen(text);
	while (len && isspace((u8)text[len - 1]))
		len--;
	plus = memchr(text, '+', len);
	second = plus ? memchr(plus + 1, '+', len - (size_t)(plus + 1 - text)) : NULL;
	if (!second || plus == text || plus - text >= WRIT_ORIGIN_MAX ||
	    second - plus - 1 != 2 * KEY_ID_SIZE)
		return writ_msgf(msg, form);
	memcpy(out->name, text, (size_t)(plus - text));
	out->name[plus - text] = '\0';
	memcpy(hex, plus + 1, 2 * KEY_ID_SIZE);
	hex[2 * KEY_ID_SIZE] = '\0';
	if (!writ_unhex(hex, id, KEY_ID_SIZE) ||
	    !unbase64(second + 1, len - (size_t)(second + 1 - text), key, sizeof(key)) ||
	    key[0] != ALG_ED25519)
		return writ_msgf(msg, form);
	memcpy(out->key, key + 1, WRIT_ED25519_KEY);
	key_id(out, want);
	if (memcmp(id, want, KEY_ID_SIZE))
		return writ_msgf(msg, "the log's key and its id do not belong together");
	return true;
}

void writ_verifier_text(const struct writ_verifier *v, char *out)
{
	u8 key[1 + WRIT_ED25519_KEY] = { ALG_ED25519 }, id[KEY_ID_SIZE];
	char text[64];

	memcpy(key + 1, v->key, WRIT_ED25519_KEY);
	key_id(v, id);
	base64(key, sizeof(key), text);
	snprintf(out, WRIT_NOTE_MAX, "%s+%02x%02x%02x%02x+%s", v->name, id[0], id[1], id[2], id[3],
		 text);
}

EVP_PKEY *writ_host_key_new(struct writ_msg *msg)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

	if (!key)
		writ_msg_openssl(msg, "a key for the log could not be made");
	return key;
}

EVP_PKEY *writ_host_key_read(const char *path, struct writ_msg *msg)
{
	FILE *f = fopen(path, "re");
	EVP_PKEY *key;

	if (!f) {
		writ_msg_errno(msg, "%s", path);
		return NULL;
	}
	key = PEM_read_PrivateKey(f, NULL, NULL, NULL);
	fclose(f);
	if (!key) {
		writ_msg_openssl(msg, "%s: no private key", path);
	} else if (!EVP_PKEY_is_a(key, "ED25519")) {
		writ_msgf(msg, "%s: not an Ed25519 key", path);
		EVP_PKEY_free(key);
		key = NULL;
	}
	return key;
}

bool writ_host_key_write(const char *path, EVP_PKEY *key, struct writ_msg *msg)
{
	BIO *bio = BIO_new(BIO_s_mem());
	struct writ_bytes pem;
	char *data;
	bool ok;

	if (!bio || !PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL)) {
		BIO_free(bio);
		return writ_msg_openssl(msg, "%s", path);
	}
	pem.len = (size_t)BIO_get_mem_data(bio, &data);
	pem.data = (const u8 *)data;
	ok = writ_file_write(path, pem, WRIT_FILE_SECRET, msg);
	BIO_free(bio);
	return ok;
}

bool writ_host_key_verifier(EVP_PKEY *key, const char *origin, struct writ_verifier *out,
			    struct writ_msg *msg)
{
	size_t len = sizeof(out->key);

	snprintf(out->name, sizeof(out->name), "%s", origin);
	if (!EVP_PKEY_get_raw_public_key(key, out->key, &len) || len != sizeof(out->key))
		return writ_msg_openssl(msg, "the log's key has no public half");
	return true;
}

/* ---- notes */

static void put_hex(char *out, const u8 *data, size_t len)
{
	while (len--)
		out += sprintf(out, "%02x", *data++);
}

bool writ_checkpoint_sign(const struct writ_checkpoint *c, EVP_PKEY *key, char *out,
			  struct writ_msg *msg)
{
	char root[64], boot[2 * WRIT_BOOT_SIZE + 1], head[2 * WRIT_DIGEST_SIZE + 1], text[128];
	u8 signature[KEY_ID_SIZE + WRIT_ED25519_SIGNATURE];
	size_t len, siglen = WRIT_ED25519_SIGNATURE;
	struct writ_verifier v;
	EVP_MD_CTX *ctx;
	bool ok;

	if (!writ_host_key_verifier(key, c->origin, &v, msg))
		return false;
	base64(c->root, WRIT_DIGEST_SIZE, root);
	put_hex(boot, c->boot, WRIT_BOOT_SIZE);
	put_hex(head, c->head, WRIT_DIGEST_SIZE);
	len = (size_t)snprintf(out, WRIT_NOTE_MAX,
			       "%s\n%" PRIu64 "\n%s\nboot %s\nseq %" PRIu64 "\nhead %s\nlost %"
			       PRIu64 "\ntime %" PRIu64 "\n",
			       c->origin, c->size, root, boot, c->seq, head, c->lost, c->time);
	ctx = EVP_MD_CTX_new();
	ok = ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) &&
	     EVP_DigestSign(ctx, signature + KEY_ID_SIZE, &siglen, (u8 *)out, len);
	EVP_MD_CTX_free(ctx);
	if (!ok)
		return writ_msg_openssl(msg, "a checkpoint could not be signed");
	key_id(&v, signature);
	base64(signature, sizeof(signature), text);
	snprintf(out + len, WRIT_NOTE_MAX - len, "\n" DASH "%s %s\n", v.name, text);
	return true;
}

static bool verified(const struct writ_verifier *v, struct writ_bytes text, const u8 *signature)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, v->key,
						    WRIT_ED25519_KEY);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok;

	ok = key && ctx && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
	     EVP_DigestVerify(ctx, signature, WRIT_ED25519_SIGNATURE, text.data, text.len) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return ok;
}

/* A signature line of this verifier's name and key; others are not ours to judge. */
static bool signed_by(const struct writ_verifier *v, struct writ_bytes text, const char *lines)
{
	u8 signature[KEY_ID_SIZE + WRIT_ED25519_SIGNATURE], id[KEY_ID_SIZE];
	size_t name = strlen(v->name);
	const char *line, *end;

	key_id(v, id);
	for (line = lines; (end = strchr(line, '\n')); line = end + 1) {
		const char *at = line + strlen(DASH);

		if (strncmp(line, DASH, strlen(DASH)) || strncmp(at, v->name, name) ||
		    at[name] != ' ')
			continue;
		at += name + 1;
		if (unbase64(at, (size_t)(end - at), signature, sizeof(signature)) &&
		    !memcmp(signature, id, KEY_ID_SIZE) &&
		    verified(v, text, signature + KEY_ID_SIZE))
			return true;
	}
	return false;
}

static bool take_line(char **at, char **line)
{
	char *end = strchr(*at, '\n');

	if (!end)
		return false;
	*end = '\0';
	*line = *at;
	*at = end + 1;
	return true;
}

/* Decimal without a sign and without leading zeros. */
static bool number(const char *text, u64 *out)
{
	char again[24], *end;

	*out = strtoull(text, &end, 10);
	snprintf(again, sizeof(again), "%" PRIu64, *out);
	return !*end && !strcmp(again, text);
}

static bool named(char **at, const char *name, char **value)
{
	size_t len = strlen(name);
	char *line;

	if (!take_line(at, &line) || strncmp(line, name, len) || line[len] != ' ')
		return false;
	*value = line + len + 1;
	return true;
}

static bool read_text(char *at, struct writ_checkpoint *out)
{
	char *line;

	memset(out, 0, sizeof(*out));
	if (!take_line(&at, &line) || !*line || strlen(line) >= sizeof(out->origin))
		return false;
	strcpy(out->origin, line);
	return take_line(&at, &line) && number(line, &out->size) &&
	       take_line(&at, &line) &&
	       unbase64(line, strlen(line), out->root, sizeof(out->root)) &&
	       named(&at, "boot", &line) && writ_unhex(line, out->boot, sizeof(out->boot)) &&
	       named(&at, "seq", &line) && number(line, &out->seq) &&
	       named(&at, "head", &line) && writ_unhex(line, out->head, sizeof(out->head)) &&
	       named(&at, "lost", &line) && number(line, &out->lost) &&
	       named(&at, "time", &line) && number(line, &out->time) && !*at;
}

bool writ_checkpoint_read(struct writ_bytes note, const struct writ_verifier *v,
			  struct writ_checkpoint *out, struct writ_msg *msg)
{
	char copy[WRIT_NOTE_MAX + 1];
	struct writ_bytes text;
	char *blank;

	if (note.len > WRIT_NOTE_MAX || memchr(note.data, 0, note.len))
		return writ_msgf(msg, "this is no checkpoint");
	memcpy(copy, note.data, note.len);
	copy[note.len] = '\0';
	blank = strstr(copy, "\n\n");
	if (!blank)
		return writ_msgf(msg, "this checkpoint has no signature");
	text = (struct writ_bytes){ note.data, (size_t)(blank + 1 - copy) };
	if (v && !signed_by(v, text, blank + 2))
		return writ_msgf(msg, "this checkpoint is not signed by %s with the given key",
				 v->name);
	blank[1] = '\0';
	if (!read_text(copy, out))
		return writ_msgf(msg, "this is no checkpoint of a lineage log");
	if (v && strcmp(out->origin, v->name))
		return writ_msgf(msg, "this checkpoint is of another log");
	return true;
}

bool writ_checkpoint_next(struct writ_bytes *rest, struct writ_bytes *note)
{
	const u8 *text = memmem(rest->data, rest->len, "\n\n", 2);
	const u8 *end;

	if (!text)
		return false;
	text += 2;
	end = memmem(text, rest->len - (size_t)(text - rest->data), "\n\n", 2);
	if (!end)
		return false;
	note->data = rest->data;
	note->len = (size_t)(end + 1 - rest->data);
	rest->len -= note->len + 1;
	rest->data = end + 2;
	return true;
}
