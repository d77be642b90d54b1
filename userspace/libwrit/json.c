// SPDX-License-Identifier: GPL-2.0-only
/* Writing JSON. */
#include "json.h"

#include <inttypes.h>

#include "convert.h"

static void new_line(const struct writ_json *j)
{
	if (!j->line)
		fprintf(j->f, "\n%*s", 2 * j->depth, "");
}

static void begin(struct writ_json *j, const char *key)
{
	if (j->comma)
		fputs(j->line ? ", " : ",", j->f);
	if (j->depth)
		new_line(j);
	if (key)
		fprintf(j->f, "\"%s\": ", key);
	j->comma = true;
}

static void open_level(struct writ_json *j, const char *key, char c)
{
	begin(j, key);
	fputc(c, j->f);
	j->depth++;
	j->comma = false;
}

static void close_level(struct writ_json *j, char c)
{
	j->depth--;
	if (j->comma)
		new_line(j);
	fputc(c, j->f);
	j->comma = true;
	if (!j->depth)
		fputc('\n', j->f);
}

void writ_json_object(struct writ_json *j, const char *key)
{
	open_level(j, key, '{');
}

void writ_json_object_end(struct writ_json *j)
{
	close_level(j, '}');
}

void writ_json_array(struct writ_json *j, const char *key)
{
	open_level(j, key, '[');
}

void writ_json_array_end(struct writ_json *j)
{
	close_level(j, ']');
}

void writ_json_bool(struct writ_json *j, const char *key, bool v)
{
	begin(j, key);
	fputs(v ? "true" : "false", j->f);
}

void writ_json_uint(struct writ_json *j, const char *key, u64 v)
{
	begin(j, key);
	fprintf(j->f, "%" PRIu64, v);
}

void writ_json_text(struct writ_json *j, const char *key, const char *text)
{
	writ_json_bytes(j, key, writ_bytes_of(text));
}

void writ_json_bytes(struct writ_json *j, const char *key, struct writ_bytes text)
{
	begin(j, key);
	fputc('"', j->f);
	for (size_t i = 0; i < text.len;) {
		u32 c = 0;
		size_t n = writ_utf8(text.data + i, text.len - i, &c);

		if (!n) {
			fputs("\\ufffd", j->f);
			i++;
			continue;
		}
		/* All that are not safe have four digits. */
		if (!writ_char_safe(c))
			fprintf(j->f, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			fprintf(j->f, "\\%c", (char)c);
		else
			fwrite(text.data + i, 1, n, j->f);
		i += n;
	}
	fputc('"', j->f);
}

void writ_json_hex(struct writ_json *j, const char *key, struct writ_bytes data)
{
	begin(j, key);
	fputc('"', j->f);
	for (size_t i = 0; i < data.len; i++)
		fprintf(j->f, "%02x", data.data[i]);
	fputc('"', j->f);
}
