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
#include "record.h"

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
	{ "policy-binding", PAY3, "07 82 64'main' 07" },
	{ "governance", PAY3, "09 82 82 6161 6162 82 6163 63'why'" },
	{ "scope", PAYLOAD,
	  "5878 a3 01 81 82005820 01*32 02 8101 03 a3 01 85 8100 82 01 42'-v' 82 02"
	  " 42'a*' 82 03 82 41'a' 41'b' 82 06 5820 09*32 02 f5 03 82 82 41'V' 83 04 20 05"
	  " 82 41'W' 82 05 62'/a'" },
	{ "initiator", PAYLOAD,
	  "58bc a3 01 81 82005820 01*32 02 8101 04 a6 01 82 820009 820b"
	  " 1afffffffe 02 81 820808 03 81 820709 04 82 61'/' 62'/s' 05 82 5820 02*32 5820 03*32 06 82 48"
	  " 03*8 5820 02*32" },
	{ "environment", PAYLOAD,
	  "5897 a3 01 81 82005820 01*32 02 8101 05 a6 01 50 bb*16 02 82 62'6*'"
	  " 63'5.?' 03 02 04 f5 05 f5 06 82 82 00 5820 07*32 82 17 5820 09*32" },
	{ "uses", PAYLOAD, "582c a3 01 81 82005820 01*32 02 8101 06 03" },
	{ "all-terms", PAYLOAD,
	  "5901cd aa 01 81 82005820 01*32 02 8101 03 a3 01 85 8100 82 01 42'-v'"
	  " 82 02 42'a*' 82 03 82 41'a' 41'b' 82 06 5820 09*32 02 f5 03 82 82 41'V' 83 04 20 05"
	  " 82 41'W' 82 05 62'/a' 04 a6 01 82 820009 820b 1afffffffe 02 81 820808 03 81"
	  " 820709 04 82 61'/' 62'/s' 05 82 5820 02*32 5820 03*32 06 82 48 03*8 5820 02*32"
	  " 05 a6 01 50 bb*16 02 82 62'6*' 63'5.?' 03 02 04 f5 05 f5 06 82 82 00 5820"
	  " 07*32 82 17 5820 09*32 06 03 07 82 64'main' 07 08 1840 09 82 82 6161 6162 82"
	  " 6163 63'why' 0a 84 64'host' 50 bb*16 05 5820 06*32" },
};

static const struct seed policies[] = {
	{ "plain", TAG, "d2" },
	{ "issuers", PAY4, "04 82 " ISSUER("6161", "11") ISSUER("6162", "12") },
	{ "rsa-issuer", PAY4, "04 81 a7 01 6161 02 390100 03 59010c " RSA_KEY("80")
	  " 04 8101 05 01 06 01 07 81 64'/opt'" },
	{ "rules", PAY5, "05 82 a5 01 8102 02 82 820000 820118ff 03 8162'/a' 04 8164'ext4' 06 02"
	  " a1 06 01" },
	{ "options", PAY7, "07 a3 01 f5 02 81 63'xfs' 03 f4" },
	{ "scope-options", PAY7, "07 a4 05 82 64'LD_*' 61'?' 06 82 5820 07*32 67'/bin/sh' 07 f5"
	  " 08 f5" },
	{ "bound-issuer", PAY4, "04 81 a8 01 63'ops' 02 28 03 " EC_KEY_BYTES("11", "22")
	  " 04 8101 05 01 09 81 820009 0a 82 612f 62'/s' 0b 03" },
	{ "rule-cgroups", PAY5, "05 81 a2 05 82 62'/s' 62'/u' 06 00" },
	{ "for-ever", EXP, "" },
};

static const struct seed delegations[] = {
	{ "plain", TAG, "d2" },
	{ "subjects", PAY6, "06 0a" },
	{ "paths", PAY7, "07 82 64'/opt' 64'/srv'" },
	{ "deeper", PAYLOAD_MORE, "08 03" },
	{ "one-host", AUD, "03 64 'host'" },
	{ "uids", PAYLOAD_MORE, "09 82 820009 820b0b" },
	{ "cgroups", PAYLOAD_MORE, "0a 82 612f 62'/s'" },
	{ "uses", PAYLOAD_MORE, "0b 1903e8" },
	{ "rsa", PAYLOAD, "590131 a8 01 62'ci' 02 390100 03 59010c " RSA_KEY("80")
	  " 04 83010203 05 1a00093a80 06 191000 07 81 64'/opt' 08 01" },
};

static const struct seed revocations[] = {
	{ "digest", TAG, "d2" },
	{ "artifact", PAY1, "01 81 83 00 5820 aa*32 50 01*16" },
	{ "key", PAY1, "01 81 82 01 5820 aa*32" },
	{ "before", PAY1, "01 81 83 03 5820 aa*32 1a 65000000" },
	{ "all-kinds", PAY1, "01 84 82 01 5820 02*32 82 02 5820 03*32 83 00 5820 01*32 48 09*8"
	  " 83 03 5820 04*32 1a 65000000" },
	{ "one-key", PAY1, "01 85 82 01 5820 05*32 83 00 5820 05*32 48 09*8"
	  " 83 00 5820 05*32 5820 09*32 83 03 5820 05*32 01 83 03 5820 05*32 1a 65000000" },
	{ "hosts", AUD, "03 82 6162 626161" },
	{ "begin", NBF, "05 1a 60000000" },
};

/* seq, both clocks, kind, and the boot; the latter after what comes between them */
#define RECORD(seq, kind) "01 " seq " 02 1b 18a0000000000000 03 1a 3b9aca00 04 " kind
#define BOOT " 07 50 bb*16 "
#define NUMBER "1b ff*8 "

static const struct seed records[] = {
	{ "load", 0, "a5 " RECORD("01", "01") BOOT },
	{ "policy", 0, "ab " RECORD("02", "04") "05 01" BOOT "14 48 cc*8 15 43'ops' 16 5820 aa*32"
	  " 17 44'main' 1818 01" },
	{ "exec", 0, "b818 " RECORD("1903e8", "08") "05 01 06 44'host'" BOOT "08 190123"
	  " 09 1a 3b9ac9ff 0a 01 0b 1903e9 0c 42'/a' 0d 44'true' 0e 01 0f 4d'/usr/bin/true'"
	  " 10 5820 11*32 11 02 12 48'true' 00 '-v' 00 14 50 cc*16 15 47'release' 16 5820 aa*32"
	  " 17 44'main' 1818 03 1819 07" },
	{ "denied", 0, "a9 " RECORD("05", "09") "05 03" BOOT "08 01 0e 02 0f 42'/x'" },
	{ "fork", 0, "a9 " RECORD("06", "0a") BOOT "1819 02 181a 01 181b 01 181c 190200" },
	{ "exit", 0, "a7 " RECORD("07", "0b") BOOT "08 190200 1820 01" },
	{ "gap", 0, "a8 " RECORD("08", "0c") BOOT "181d 01 181e 02 181f 03" },
	{ "tamper", 0, "a8 " RECORD("09", "0e") BOOT "1821 5820 22*32 1822 45'ptrac' 1823 01" },
	{ "longest", 0, "b823 01 " NUMBER "02 " NUMBER "03 " NUMBER "04 10 05 " NUMBER "06 58ff 61*255" BOOT
	  "08 " NUMBER "09 " NUMBER "0a " NUMBER "0b " NUMBER "0c 590400 61*1024 0d 50 61*16 0e " NUMBER
	  "0f 590fff 2f*4095 10 5820 11*32 11 " NUMBER "12 590400 00*1024 13 5820 12*32"
	  " 14 5820 cc*32 15 58ff 61*255 16 5820 aa*32 17 58ff 61*255 1818 " NUMBER "1819 " NUMBER
	  "181a " NUMBER "181b " NUMBER "181c " NUMBER "181d " NUMBER "181e " NUMBER "181f " NUMBER "1820 " NUMBER
	  "1821 5820 22*32 1822 590200 61*512 1823 " NUMBER },
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

/* @kind: of the object, as fuzz_admit tells them apart by their first byte */
static void write_objects(const char *root, const char *target, u8 kind,
			  const struct seed *seeds, size_t n, void (*valid)(struct object *o))
{
	static u8 room[1 + OBJECT_CAP], *buf = room + 1;
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
		room[0] = kind;
		write_seed(root, "fuzz_admit", name, room, 1 + len);
	}
}

static void write_items(const char *root, const char *target, const struct seed *seeds,
			size_t n)
{
	static u8 buf[WRIT_RECORD_MAX];
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
	write_objects(argv[1], "fuzz_artifact", 0, artifacts, ARRAY_SIZE(artifacts),
		      object_artifact);
	write_objects(argv[1], "fuzz_policy", 3, policies, ARRAY_SIZE(policies), object_policy);
	write_objects(argv[1], "fuzz_delegation", 1, delegations, ARRAY_SIZE(delegations),
		      object_delegation);
	write_objects(argv[1], "fuzz_revocation", 2, revocations, ARRAY_SIZE(revocations),
		      object_revocation);
	write_items(argv[1], "fuzz_record", records, ARRAY_SIZE(records));
	write_items(argv[1], "fuzz_key", keys, ARRAY_SIZE(keys));
	write_items(argv[1], "fuzz_cbor", items, ARRAY_SIZE(items));
	return 0;
}
