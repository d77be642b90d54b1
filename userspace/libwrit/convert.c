// SPDX-License-Identifier: GPL-2.0-only
/* Between numbers and how people write them. */
#include "convert.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#define YEAR_MIN 2020

const char *writ_hex(const u8 *data, size_t len, char *out)
{
	for (size_t i = 0; i < len; i++)
		sprintf(out + 2 * i, "%02x", data[i]);
	out[2 * len] = 0;
	return out;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool writ_unhex(const char *text, u8 *out, size_t len)
{
	if (strlen(text) != 2 * len)
		return false;
	for (size_t i = 0; i < len; i++) {
		int hi = hex_digit(text[2 * i]);
		int lo = hex_digit(text[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		out[i] = (u8)(hi << 4 | lo);
	}
	return true;
}

/* @n digits at *p; -1 if there are other characters. */
static int digits(const char **p, int n)
{
	int v = 0;

	while (n--) {
		if (!isdigit((unsigned char)**p))
			return -1;
		v = v * 10 + (*(*p)++ - '0');
	}
	return v;
}

static bool parse_clock(const char **p, struct tm *tm, long *offset)
{
	int sign, h, m;

	if (**p != 'T' && **p != 't' && **p != ' ')
		return false;
	(*p)++;
	tm->tm_hour = digits(p, 2);
	if (*(*p)++ != ':')
		return false;
	tm->tm_min = digits(p, 2);
	if (*(*p)++ != ':')
		return false;
	tm->tm_sec = digits(p, 2);
	if (tm->tm_hour < 0 || tm->tm_hour > 23 || tm->tm_min < 0 || tm->tm_min > 59 ||
	    tm->tm_sec < 0 || tm->tm_sec > 59)
		return false;
	if (**p == 'Z' || **p == 'z') {
		(*p)++;
		return true;
	}
	if (**p != '+' && **p != '-')
		return false;
	sign = *(*p)++ == '-' ? -1 : 1;
	h = digits(p, 2);
	if (*(*p)++ != ':')
		return false;
	m = digits(p, 2);
	if (h < 0 || h > 23 || m < 0 || m > 59)
		return false;
	*offset = sign * (h * 3600L + m * 60L);
	return true;
}

const char *writ_time_parse(const char *text, u64 *out)
{
	static const char form[] = "is not a time such as 2026-12-31T18:00:00Z or 2026-12-31";
	struct tm tm = { 0 }, check;
	const char *p = text;
	long offset = 0;
	time_t t;

	tm.tm_year = digits(&p, 4) - 1900;
	if (tm.tm_year < -1900 || *p++ != '-')
		return form;
	tm.tm_mon = digits(&p, 2) - 1;
	if (tm.tm_mon < 0 || tm.tm_mon > 11 || *p++ != '-')
		return form;
	tm.tm_mday = digits(&p, 2);
	if (tm.tm_mday < 1 || (*p && !parse_clock(&p, &tm, &offset)) || *p)
		return form;
	check = tm;
	t = timegm(&check);
	if (check.tm_mday != tm.tm_mday || check.tm_mon != tm.tm_mon)
		return "is not a day of the calendar";
	if (tm.tm_year < YEAR_MIN - 1900)
		return "lies before 2020";
	*out = (u64)(t - offset);
	return NULL;
}

const char *writ_time_format(u64 t, char out[32])
{
	time_t tt = (time_t)t;
	struct tm tm;

	if (t == U64_MAX)
		return strcpy(out, "never");
	if (t >= WRIT_TIME_END || !gmtime_r(&tt, &tm) ||
	    !strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm))
		snprintf(out, 32, "%" PRIu64 " s", t);
	return out;
}

static const struct {
	char unit;
	u32 seconds;
	const char *name;
} spans[] = {
	{ 'w', 7 * 86400, "week" }, { 'd', 86400, "day" }, { 'h', 3600, "hour" },
	{ 'm', 60, "minute" }, { 's', 1, "second" },
};

const char *writ_span_parse(const char *text, u64 *out)
{
	static const char form[] = "is not a span of time such as 30d (units: s, m, h, d, w)";
	u64 v = 0;

	if (!isdigit((unsigned char)*text))
		return form;
	while (isdigit((unsigned char)*text)) {
		v = v * 10 + (u64)(*text++ - '0');
		if (v >= WRIT_TIME_END)
			return "is too long";
	}
	for (size_t i = 0; i < ARRAY_SIZE(spans); i++) {
		if (text[0] != spans[i].unit || text[1])
			continue;
		if (v == 0)
			return "is no time at all";
		if (v > (WRIT_TIME_END - 1) / spans[i].seconds)
			return "is too long";
		*out = v * spans[i].seconds;
		return NULL;
	}
	return form;
}

const char *writ_span_format(u64 seconds, char out[32])
{
	/* weeks are for input: people read "28 days" more easily than "4 weeks" */
	for (size_t i = 1; i < ARRAY_SIZE(spans); i++) {
		u64 n = seconds / spans[i].seconds;

		if (n && seconds % spans[i].seconds == 0) {
			snprintf(out, 32, "%" PRIu64 " %s%s", n, spans[i].name, n == 1 ? "" : "s");
			return out;
		}
	}
	return strcpy(out, "0 seconds");
}

const char *writ_ops_parse(const char *text, u32 *ops)
{
	*ops = 0;
	for (;;) {
		size_t len = strcspn(text, ",");
		u32 bit = 0;

		for (u32 op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
			const char *name = writ_op_name(op);

			if (strlen(name) == len && !memcmp(text, name, len))
				bit = WRIT_OP_BIT(op);
		}
		if (!bit)
			return "is not a list of operations; execute, map, script, administer, "
			       "recover, module, kexec, firmware, trace, generate-code and kernel-access are known";
		if (*ops & bit)
			return "names an operation twice";
		*ops |= bit;
		if (!text[len])
			return NULL;
		text += len + 1;
	}
}

const char *writ_ops_format(u32 ops, char out[WRIT_OPS_TEXT])
{
	*out = 0;
	for (u32 op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
		if (!(ops & WRIT_OP_BIT(op)))
			continue;
		if (*out)
			strcat(out, ", ");
		strcat(out, writ_op_name(op));
	}
	return out;
}

const char *writ_digest_parse(const char *text, enum writ_digest *kind, u8 out[WRIT_DIGEST_SIZE])
{
	for (int k = 0; k < __WRIT_DIGEST_COUNT; k++) {
		const char *name = writ_digest_name(k);
		size_t len = strlen(name);

		if (strncmp(text, name, len) || text[len] != ':')
			continue;
		*kind = k;
		return writ_unhex(text + len + 1, out, WRIT_DIGEST_SIZE) ? NULL :
		       "needs 64 hex digits after the colon";
	}
	return "is not sha256:HEX or fsverity:HEX";
}

size_t writ_utf8(const u8 *p, size_t len, u32 *out)
{
	static const u32 least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = p[0] < 0x80 ? 1 : p[0] >> 5 == 6 ? 2 : p[0] >> 4 == 14 ? 3 :
		   p[0] >> 3 == 30 ? 4 : 0;
	u32 cp;

	if (!n || n > len)
		return 0;
	cp = n == 1 ? p[0] : p[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if (p[i] >> 6 != 2)
			return 0;
		cp = cp << 6 | (p[i] & 0x3f);
	}
	if (cp < least[n] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return 0;
	if (out)
		*out = cp;
	return n;
}

bool writ_char_safe(u32 cp)
{
	return cp >= 0x20 && !(cp >= 0x7f && cp < 0xa0) && cp != 0x061c &&
	       !(cp >= 0x200e && cp <= 0x200f) && !(cp >= 0x2028 && cp <= 0x202e) &&
	       !(cp >= 0x2066 && cp <= 0x2069);
}

bool writ_name_valid(const char *text)
{
	struct writ_bytes name = writ_bytes_of(text);

	return name.len >= 1 && name.len <= WRIT_NAME_MAX && writ_text_valid(name) &&
	       writ_text_printable(name);
}

void writ_print_safe(FILE *f, const void *text, size_t len)
{
	const u8 *p = text;
	u32 cp = 0;

	while (len) {
		size_t n = writ_utf8(p, len, &cp);

		if (!n || !writ_char_safe(cp)) {
			n = n ? n : 1;
			for (size_t i = 0; i < n; i++)
				fprintf(f, "\\x%02x", p[i]);
		} else {
			fwrite(p, 1, n, f);
		}
		p += n;
		len -= n;
	}
}
