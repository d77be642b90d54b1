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

/* The value of module-path in a PKCS #11 URI's query (RFC 7512 section 2.4), percent-decoded. */
static bool module_path(const char *uri, char *out, size_t size)
{
	static const char name[] = "module-path=";
	const char *p = strchr(uri, '?');
	unsigned int byte;
	size_t n = 0;

	for (; p; p = strchr(p, '&')) {
		p++;
		if (!strncmp(p, name, sizeof(name) - 1))
			break;
	}
	if (!p)
		return false;
	for (p += sizeof(name) - 1; *p && *p != '&' && n + 1 < size; n++) {
		if (*p == '%' && sscanf(p + 1, "%2x", &byte) == 1) {
			out[n] = (char)byte;
			p += 3;
		} else {
			out[n] = *p++;
		}
	}
	out[n] = 0;
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
	char module[PATH_MAX];
	ENGINE *engine;
	EVP_PKEY *pkey;

	ENGINE_load_dynamic();
	engine = ENGINE_by_id("pkcs11");
	if (!engine) {
		writ_msg_openssl(msg, "%s: neither a PKCS #11 provider nor the engine \"pkcs11\" is "
				 "there (Debian: libengine-pkcs11-openssl)", p->ref->name);
		return NULL;
	}
	if (module_path(p->ref->name, module, sizeof(module)) &&
	    ENGINE_ctrl_cmd_string(engine, "MODULE_PATH", module, 0) != 1) {
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
	pkey = private_key ? ENGINE_load_private_key(engine, p->ref->name, ui, p) :
			     ENGINE_load_public_key(engine, p->ref->name, ui, p);
	if (!pkey)
		writ_msg_openssl(msg, "no %s key could be loaded from %s",
				 private_key ? "private" : "public", p->ref->name);
	return pkey;
}
