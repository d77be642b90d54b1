// SPDX-License-Identifier: GPL-2.0-only
/*
 * PKCS #11 by the engine of libp11. Engines are deprecated in OpenSSL 3.0, but
 * the provider that replaces them is not packaged everywhere that 3.0 is.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "engine.h"

#include <limits.h>
#include <stdio.h>

#include <openssl/engine.h>
#include <openssl/ui.h>

/*
 * Take module-path out of a PKCS #11 URI's query (RFC 7512 section 2.4), since
 * the engine does not know it. Percent-encoding is undone.
 */
static bool split_module(const char *from, char *uri, char *module, size_t size)
{
	static const char name[] = "module-path=";
	size_t len = sizeof(name) - 1, n = 0;
	unsigned int byte;
	char *p, *end;

	*module = 0;
	if (strlen(from) >= size)
		return false;
	strcpy(uri, from);
	p = strchr(uri, '?');
	while (p && strncmp(p + 1, name, len))
		p = strchr(p + 1, '&');
	if (!p)
		return true;
	end = p + 1 + strcspn(p + 1, "&");
	for (const char *v = p + 1 + len; v < end; n++) {
		if (*v == '%' && sscanf(v + 1, "%2x", &byte) == 1 && v + 3 <= end) {
			module[n] = (char)byte;
			v += 3;
		} else {
			module[n] = *v++;
		}
	}
	module[n] = 0;
	/* what follows moves to where the attribute stood, behind its '?' or '&' */
	if (*end)
		memmove(p + 1, end + 1, strlen(end + 1) + 1);
	else
		*p = 0;
	return true;
}

/* The engine takes a PIN by control command; the question is answered from the file first. */
static bool set_pin(ENGINE *engine, struct writ_passphrase *p)
{
	char pin[256];
	bool ok;

	if (!p->ref->passphrase_file)
		return true;
	if (writ_passphrase_cb(pin, sizeof(pin), 0, p) < 0)
		return false;
	ok = ENGINE_ctrl_cmd_string(engine, "PIN", pin, 0) == 1;
	OPENSSL_cleanse(pin, sizeof(pin));
	return ok;
}

EVP_PKEY *writ_engine_load(struct writ_passphrase *p, UI_METHOD *ui, bool private_key,
			   struct writ_msg *msg)
{
	char uri[PATH_MAX], module[PATH_MAX];
	ENGINE *engine;
	EVP_PKEY *pkey;

	if (!split_module(p->ref->name, uri, module, sizeof(module))) {
		writ_msgf(msg, "the URI is longer than %d characters", PATH_MAX - 1);
		return NULL;
	}
	ENGINE_load_dynamic();
	engine = ENGINE_by_id("pkcs11");
	if (!engine) {
		writ_msg_openssl(msg, "%s: neither a PKCS #11 provider nor the engine \"pkcs11\" is "
				 "there (Debian: libengine-pkcs11-openssl)", p->ref->name);
		return NULL;
	}
	if (*module && ENGINE_ctrl_cmd_string(engine, "MODULE_PATH", module, 0) != 1) {
		writ_msg_openssl(msg, "%s: the PKCS #11 module %s cannot be set", p->ref->name,
				 module);
		ENGINE_free(engine);
		return NULL;
	}
	if (ENGINE_init(engine) != 1) {
		writ_msg_openssl(msg, "%s: the PKCS #11 module cannot be loaded; name it with "
				 "PKCS11_MODULE_PATH or ?module-path= in the URI", p->ref->name);
		ENGINE_free(engine);
		return NULL;
	}
	ENGINE_free(engine);
	if (private_key && !set_pin(engine, p)) {
		writ_msg_openssl(msg, "%s: the PIN could not be set", p->ref->name);
		return NULL;
	}
	pkey = private_key ? ENGINE_load_private_key(engine, uri, ui, p) :
			     ENGINE_load_public_key(engine, uri, ui, p);
	if (!pkey)
		writ_msg_openssl(msg, "no %s key could be loaded from %s",
				 private_key ? "private" : "public", p->ref->name);
	return pkey;
}
