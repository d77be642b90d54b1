// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes the seeds: make_corpus DIRECTORY. Objects are put together by the same
 * code as in tests/unit, and differ in what they make use of.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "notation.h"
#include "object.h"

struct seed {
	const char *name;
	enum part part;
	const char *text;
};

static const struct seed artifacts[] = {
	{ "plain", TAG, "d2" },
	{ "one-host", AUD, "03 64 'host'" },
	{ "hosts", AUD, "03 82 6162 626161" },
	{ "purpose", SUB, "02 65 'build'" },
	{ "issued-at", IAT, "06 1a 61000000" },
	{ "paths", PAY1, "01 82 83005820 01*32 68'/usr/bin' 83015820 02*32 61'/'" },
	{ "long-path", PAY1, "01 81 83005820 01*32 790100 2f 61*255" },
	{ "all-operations", PAY2, "02 83010203" },
	{ "kept-key", PAY3, "06 01" },
};

static const struct seed policies[] = {
	{ "plain", TAG, "d2" },
	{ "issuers", PAY4, "04 82 " ISSUER("6161", "11") ISSUER("6162", "12") },
	{ "rsa-issuer", PAY4, "04 81 a7 01 6161 02 390100 03 59010e " RSA_KEY("80")
	  " 04 8101 05 01 06 01 07 81 64'/opt'" },
	{ "rules", PAY5, "05 82 a5 01 8102 02 82 820000 820118ff 03 8162'/a' 04 8164'ext4' 06 02"
	  " a1 06 01" },
	{ "options", PAY7, "07 a3 01 f5 02 81 63'xfs' 03 f4" },
	{ "for-ever", EXP, "" },
};

static const struct seed keys[] = {
	{ "ec", 0, EC_KEY("11", "22") },
	{ "rsa", 0, RSA_KEY("80") },
	{ "rsa-4096", 0, "a3 0103 20590200 ff*512 2144 ff*4" },
};

static const struct seed items[] = {
	{ "integers", 0, "85 00 1818 190100 1a00010000 20" },
	{ "strings", 0, "82 43 010203 62 c3a9" },
	{ "map", 0, "a3 01 f5 17 f4 20 80" },
	{ "tag", 0, "d820 84 41a0 a0 40 40" },
	{ "deep", 0, "81*6 00" },
};

static void write_seed(const char *root, const char *target, const char *name, const u8 *data,
		       size_t len)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", root, target);
	if (mkdir(path, 0777) && errno != EEXIST) {
		perror(path);
		exit(1);
	}
	snprintf(path, sizeof(path), "%s/%s/%s", root, target, name);
	f = fopen(path, "wb");
	if (!f || fwrite(data, 1, len, f) != len || fclose(f)) {
		perror(path);
		exit(1);
	}
}

static void write_objects(const char *root, const char *target, const struct seed *seeds,
			  size_t n, void (*valid)(struct object *o))
{
	static u8 buf[OBJECT_CAP];
	char name[64];
	size_t len;
	size_t i;

	for (i = 0; i < n; i++) {
		struct object o;

		valid(&o);
		o.part[seeds[i].part] = seeds[i].text;
		len = object_build(&o, buf);
		write_seed(root, target, seeds[i].name, buf, len);
		snprintf(name, sizeof(name), "%s-%s", target + strlen("fuzz_"), seeds[i].name);
		write_seed(root, "fuzz_sign1", name, buf, len);
	}
}

static void write_items(const char *root, const char *target, const struct seed *seeds,
			size_t n)
{
	u8 buf[1024];
	size_t i;

	for (i = 0; i < n; i++)
		write_seed(root, target, seeds[i].name, buf,
			   notation(seeds[i].text, buf, sizeof(buf), 0));
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: make_corpus DIRECTORY\n");
		return 2;
	}
	write_objects(argv[1], "fuzz_artifact", artifacts, ARRAY_SIZE(artifacts),
		      object_artifact);
	write_objects(argv[1], "fuzz_policy", policies, ARRAY_SIZE(policies), object_policy);
	write_items(argv[1], "fuzz_key", keys, ARRAY_SIZE(keys));
	write_items(argv[1], "fuzz_cbor", items, ARRAY_SIZE(items));
	return 0;
}
