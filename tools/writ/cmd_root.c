// SPDX-License-Identifier: GPL-2.0-only
/* writ root: the fingerprint that a host trusts. */
#include <getopt.h>
#include <stdio.h>

#include <openssl/evp.h>

#include "cmd.h"
#include "convert.h"
#include "crypto.h"
#include "keyfile.h"
#include "ui.h"

static const char help[] =
"Usage: writ root [--json] [--passphrase-file F] KEY\n"
"\n"
"Prints the fingerprint of KEY: 64 hex digits, the SHA-256 COSE Key Thumbprint\n"
"(RFC 9679). It is what the kernel module's parameter root= and writ verify --root\n"
"want, and what names the key in everything it signs.\n"
"\n"
"KEY is a PEM file with a public or private key, or a URI.\n"
"\n"
"Examples:\n"
"  writ root root.pub\n"
"  insmod writ.ko root=$(writ root root.pub) policy=/etc/writ/policy.writ\n"
"  writ root 'pkcs11:token=authority;object=root'\n";

static int run(int argc, char **argv)
{
	enum { JSON = 1, PASSPHRASE };
	static const struct option options[] = {
		{ "json", no_argument, NULL, JSON },
		{ "passphrase-file", required_argument, NULL, PASSPHRASE },
		HELP_OPTION, { 0 },
	};
	struct writ_keyref ref = { 0 };
	char hex[2 * WRIT_KID_SIZE + 1];
	struct writ_pubkey key;
	struct writ_msg msg;
	bool json = false;
	EVP_PKEY *pkey;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case JSON:
			json = true;
			break;
		case PASSPHRASE:
			ref.passphrase_file = optarg;
			break;
		case OPT_HELP:
			return cmd_show_help(&cmd_root);
		default:
			return EXIT_USAGE;
		}
	}
	if (argc - optind != 1)
		return ui_usage("one KEY is needed");
	ref.name = argv[optind];
	pkey = writ_key_load_public(&ref, &msg);
	if (!pkey)
		return ui_fail_msg(&msg);
	if (!writ_pubkey_from(pkey, &key, &msg)) {
		EVP_PKEY_free(pkey);
		return ui_fail("%s: %s", ref.name, msg.text);
	}
	EVP_PKEY_free(pkey);
	writ_hex(key.kid, sizeof(key.kid), hex);
	if (json)
		printf("{\"fingerprint\": \"%s\", \"algorithm\": \"%s\"}\n", hex,
		       writ_alg_name(key.alg));
	else
		puts(hex);
	return EXIT_GOOD;
}

const struct cmd cmd_root = { "root", "print the fingerprint of a key", help, run };
