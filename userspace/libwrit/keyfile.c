// SPDX-License-Identifier: GPL-2.0-only
/* Keys from PEM files and OpenSSL stores. */
#include "keyfile.h"

#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/store.h>
#include <openssl/ui.h>
#include <openssl/x509.h>

#include "engine.h"
#include "passphrase.h"

#define PEM_MAX		65536
#define KDF_ROUNDS	600000

static bool is_uri(const char *name)
{
	const char *p = name;

	if (!isalpha((unsigned char)*p))
		return false;
	while (isalnum((unsigned char)*p) || *p == '+' || *p == '-' || *p == '.')
		p++;
	return *p == ':' && access(name, F_OK) != 0;
}

static EVP_PKEY *from_store(struct writ_passphrase *p, UI_METHOD *ui, bool private_key)
{
	OSSL_STORE_CTX *store = OSSL_STORE_open(p->ref->name, ui, p, NULL, NULL);
	EVP_PKEY *pkey = NULL;
	OSSL_STORE_INFO *info;

	if (!store)
		return NULL;
	while (!pkey && !OSSL_STORE_eof(store)) {
		info = OSSL_STORE_load(store);
		if (!info) {
			if (OSSL_STORE_error(store))
				break;
			continue;
		}
		if (OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_PKEY)
			pkey = OSSL_STORE_INFO_get1_PKEY(info);
		else if (!private_key && OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_PUBKEY)
			pkey = OSSL_STORE_INFO_get1_PUBKEY(info);
		OSSL_STORE_INFO_free(info);
	}
	OSSL_STORE_close(store);
	return pkey;
}

static EVP_PKEY *load_uri(const struct writ_keyref *ref, bool private_key, struct writ_msg *msg)
{
	UI_METHOD *ui = UI_UTIL_wrap_read_pem_callback(writ_passphrase_cb, 0);
	struct writ_passphrase p = { .ref = ref };
	struct writ_msg engine_msg = { "" };
	EVP_PKEY *pkey;

	if (!ui) {
		writ_msg_openssl(msg, "cannot open %s", ref->name);
		return NULL;
	}
	pkey = from_store(&p, ui, private_key);
	if (!pkey && !p.asked && !strncmp(ref->name, "pkcs11:", 7))
		pkey = writ_engine_load(&p, ui, private_key, &engine_msg);
	UI_destroy_method(ui);
	if (pkey)
		return pkey;
	if (p.unanswered)
		*msg = p.msg;
	else if (*engine_msg.text)
		*msg = engine_msg;
	else
		writ_msg_openssl(msg, "no key could be loaded from %s", ref->name);
	return NULL;
}

static EVP_PKEY *pem_private(const struct writ_keyref *ref, const struct writ_blob *pem,
			     struct writ_msg *msg)
{
	BIO *bio = BIO_new_mem_buf(pem->data, (int)pem->len);
	struct writ_passphrase p = { .ref = ref };
	EVP_PKEY *pkey;

	pkey = bio ? PEM_read_bio_PrivateKey(bio, NULL, writ_passphrase_cb, &p) : NULL;
	BIO_free(bio);
	if (pkey)
		return pkey;
	if (p.unanswered)
		*msg = p.msg;
	else if (p.asked)
		writ_msg_openssl(msg, "the passphrase for %s is wrong", ref->name);
	else if (strstr((const char *)pem->data, "-----BEGIN PUBLIC KEY-----"))
		writ_msgf(msg, "%s holds a public key; the private key is needed", ref->name);
	else
		writ_msg_openssl(msg, "%s holds no private key in PEM form", ref->name);
	return NULL;
}

static EVP_PKEY *pem_public(const struct writ_blob *pem)
{
	BIO *bio = BIO_new_mem_buf(pem->data, (int)pem->len);
	EVP_PKEY *pkey = bio ? PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL) : NULL;

	BIO_free(bio);
	return pkey;
}

static EVP_PKEY *load(const struct writ_keyref *ref, bool private_key, struct writ_msg *msg)
{
	struct writ_blob pem;
	EVP_PKEY *pkey = NULL;

	if (is_uri(ref->name))
		return load_uri(ref, private_key, msg);
	if (!writ_file_read(ref->name, PEM_MAX, &pem, msg))
		return NULL;
	if (!private_key && !strstr((const char *)pem.data, "PRIVATE KEY-----")) {
		pkey = pem_public(&pem);
		if (!pkey)
			writ_msg_openssl(msg, "%s holds no key in PEM form", ref->name);
	} else {
		pkey = pem_private(ref, &pem, msg);
	}
	writ_blob_wipe(&pem);
	return pkey;
}

EVP_PKEY *writ_key_load_private(const struct writ_keyref *ref, struct writ_msg *msg)
{
	return load(ref, true, msg);
}

EVP_PKEY *writ_key_load_public(const struct writ_keyref *ref, struct writ_msg *msg)
{
	return load(ref, false, msg);
}

static bool from_bio(BIO *bio, struct writ_blob *out)
{
	char *data;
	long len = BIO_get_mem_data(bio, &data);

	if (len <= 0)
		return false;
	out->data = malloc((size_t)len);
	if (!out->data)
		return false;
	memcpy(out->data, data, (size_t)len);
	out->len = (size_t)len;
	return true;
}

/* PEM_write_bio_PKCS8PrivateKey() would use 2,048 rounds, which a thief can try quickly. */
static bool write_encrypted(BIO *bio, EVP_PKEY *pkey, const struct writ_keyref *ref,
			    struct writ_msg *msg)
{
	struct writ_passphrase p = { .ref = ref };
	PKCS8_PRIV_KEY_INFO *p8 = NULL;
	X509_SIG *enc = NULL;
	X509_ALGOR *pbe;
	char pass[512];
	bool ok = false;
	int len;

	len = writ_passphrase_cb(pass, sizeof(pass), 1, &p);
	if (len < 0) {
		*msg = p.msg;
		return false;
	}
	pbe = PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), KDF_ROUNDS, NULL, 16, NULL,
				NID_hmacWithSHA256);
	p8 = EVP_PKEY2PKCS8(pkey);
	if (pbe && p8)
		enc = PKCS8_set0_pbe(pass, len, p8, pbe);
	if (enc)
		pbe = NULL; /* owned by enc now */
	ok = enc && PEM_write_bio_PKCS8(bio, enc) == 1;
	if (!ok)
		writ_msg_openssl(msg, "cannot encrypt the private key");
	OPENSSL_cleanse(pass, sizeof(pass));
	X509_SIG_free(enc);
	X509_ALGOR_free(pbe);
	PKCS8_PRIV_KEY_INFO_free(p8);
	return ok;
}

bool writ_key_pem_private(EVP_PKEY *pkey, const struct writ_keyref *ref, bool encrypt,
			  struct writ_blob *out, struct writ_msg *msg)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	bool ok;

	if (!bio)
		return writ_msg_openssl(msg, "out of memory");
	if (encrypt)
		ok = write_encrypted(bio, pkey, ref, msg);
	else
		ok = PEM_write_bio_PKCS8PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL) == 1 ||
		     writ_msg_openssl(msg, "cannot encode the private key");
	if (ok && !from_bio(bio, out))
		ok = writ_msgf(msg, "out of memory");
	BIO_free(bio);
	return ok;
}

bool writ_key_pem_public(EVP_PKEY *pkey, struct writ_blob *out, struct writ_msg *msg)
{
	BIO *bio = BIO_new(BIO_s_mem());
	bool ok;

	ok = bio && PEM_write_bio_PUBKEY(bio, pkey) == 1 && from_bio(bio, out);
	BIO_free(bio);
	return ok || writ_msg_openssl(msg, "cannot encode the public key");
}
