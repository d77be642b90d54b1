// SPDX-License-Identifier: GPL-2.0-only
/* writ keygen: make a key pair, or the public half of one that is there. */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "cmd.h"
#include "convert.h"
#include "crypto.h"
#include "keyfile.h"
#include "ui.h"

static const char help[] =
"Usage: writ keygen [OPTION...] OUT\n"
"\n"
"Makes a key pair: OUT gets the private key (PKCS #8 PEM, readable by its owner\n"
"only), OUT.pub the public one. Neither replaces a file that is there. Prints the\n"
"key's thumbprint on standard output.\n"
"\n"
"  --type TYPE            rsa3072 (default), rsa2048, rsa4096 or p256; RSA keys are\n"
"                         verified by every supported kernel, P-256 keys only by\n"
"                         those that have ECDSA (Debian: 6.12 and later)\n"
"  --encrypt              protect the private key by a passphrase, asked for on the\n"
"                         terminal\n"
"  --passphrase-file F    the same, with the passphrase from the first line of F\n"
"  --from KEY             make no key, only OUT.pub for a key that is there: a PEM\n"
"                         file, or a URI such as pkcs11:token=T;object=O\n"
"\n"
"Examples:\n"
"  writ keygen root\n"
"  writ keygen --type p256 --encrypt release\n"
"  writ keygen --from 'pkcs11:token=authority;object=root' root\n";

static int write_pub(EVP_PKEY *pkey, const char *pub)
{
	struct writ_pubkey key;
	struct writ_blob pem;
	struct writ_msg msg;
	char hex[2 * WRIT_KID_SIZE + 1];
	bool ok;

	if (!writ_pubkey_from(pkey, &key, &msg) || !writ_key_pem_public(pkey, &pem, &msg))
		return ui_fail_msg(&msg);
	ok = writ_file_write(pub, writ_blob_bytes(&pem), WRIT_FILE_NEW, &msg);
	writ_blob_free(&pem);
	if (!ok)
		return ui_fail_msg(&msg);
	puts(writ_hex(key.kid, sizeof(key.kid), hex));
	return EXIT_GOOD;
}

static int generate(const char *type, const struct writ_keyref *ref, bool encrypt,
		    const char *pub)
{
	struct writ_blob pem = { 0 };
	struct writ_msg msg;
	EVP_PKEY *pkey;
	int ret;

	/* asked before the long work, and before the private half would stand alone */
	if (access(pub, F_OK) == 0)
		return ui_fail("%s exists already and is not overwritten", pub);
	if (access(ref->name, F_OK) == 0)
		return ui_fail("%s exists already and is not overwritten", ref->name);
	pkey = writ_key_generate(type, &msg);
	if (!pkey)
		return ui_fail_msg(&msg);
	if (!writ_key_pem_private(pkey, ref, encrypt, &pem, &msg) ||
	    !writ_file_write(ref->name, writ_blob_bytes(&pem), WRIT_FILE_SECRET, &msg))
		ret = ui_fail_msg(&msg);
	else
		ret = write_pub(pkey, pub);
	writ_blob_wipe(&pem);
	EVP_PKEY_free(pkey);
	return ret;
}

static int run(int argc, char **argv)
{
	enum { TYPE = 1, ENCRYPT, PASSPHRASE, FROM };
	static const struct option options[] = {
		{ "type", required_argument, NULL, TYPE },
		{ "encrypt", no_argument, NULL, ENCRYPT },
		{ "passphrase-file", required_argument, NULL, PASSPHRASE },
		{ "from", required_argument, NULL, FROM },
		HELP_OPTION, { 0 },
	};
	const char *type = NULL, *from = NULL;
	struct writ_keyref ref = { 0 };
	bool encrypt = false;
	struct writ_msg msg;
	char pub[PATH_MAX];
	EVP_PKEY *pkey;
	int opt, ret;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case TYPE:
			type = optarg;
			break;
		case ENCRYPT:
			encrypt = true;
			break;
		case PASSPHRASE:
			ref.passphrase_file = optarg;
			break;
		case FROM:
			from = optarg;
			break;
		case OPT_HELP:
			return cmd_show_help(&cmd_keygen);
		default:
			return EXIT_USAGE;
		}
	}
	if (argc - optind != 1)
		return ui_usage("one OUT is needed");
	/* A file called "-" could not be named as a key, and standard output is no place for one. */
	if (!*argv[optind] || !strcmp(argv[optind], "-"))
		return ui_usage("OUT: the name of a file is needed, not \"%s\"", argv[optind]);
	if (from && (type || encrypt))
		return ui_usage("--from makes no private key: no --type and no --encrypt");
	if ((size_t)snprintf(pub, sizeof(pub), "%s.pub", argv[optind]) >= sizeof(pub))
		return ui_fail("%s: the name is too long", argv[optind]);
	if (!from) {
		ref.name = argv[optind];
		return generate(type ? type : "rsa3072", &ref, encrypt || ref.passphrase_file, pub);
	}
	ref.name = from;
	pkey = writ_key_load_public(&ref, &msg);
	if (!pkey)
		return ui_fail_msg(&msg);
	ret = write_pub(pkey, pub);
	EVP_PKEY_free(pkey);
	return ret;
}

const struct cmd cmd_keygen = { "keygen", "make a key pair", help, run };
