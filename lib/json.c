/* SPDX-License-Identifier: MIT */
#include "lib/json.h"

#include <inttypes.h>

struct json json_open(FILE *out)
{
	return (struct json){.out = out, .depth = 0, .first = true, .keyed = false};
}

static void new_line(struct json *j)
{
	fputc('\n', j->out);
	for (unsigned i = 0; i < j->depth; i++)
		fputs("  ", j->out);
}

/* Write what precedes each value and key: a comma, a line break, the indentation. */
static void json_lead(struct json *j)
{
	if (!j->keyed && j->depth) {
		if (!j->first)
			fputc(',', j->out);
		new_line(j);
	}
	j->first = false;
	j->keyed = false;
}

static void json_begin(struct json *j, char c)
{
	json_lead(j);
	fputc(c, j->out);
	j->depth++;
	j->first = true;
}

static void json_end(struct json *j, char c)
{
	j->depth--;
	if (!j->first)
		new_line(j);
	fputc(c, j->out);
	j->first = false;
	if (!j->depth)
		fputc('\n', j->out);
}

void json_object(struct json *j)
{
	json_begin(j, '{');
}

void json_object_end(struct json *j)
{
	json_end(j, '}');
}

void json_array(struct json *j)
{
	json_begin(j, '[');
}

void json_array_end(struct json *j)
{
	json_end(j, ']');
}

/* Return: the bytes of the UTF-8 sequence at the start of @v (RFC 3629: no surrogates, no overlong
 * forms), 0 = there is none. C1 control characters give 0, because terminals obey them. */
static size_t utf8_len(struct view v)
{
	const unsigned char *p = (const unsigned char *)v.p;
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

	if (n > v.n || p[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f) ||
	    (p[0] == 0xc2 && p[1] < 0xa0))
		return 0;
	return n;
}

static void json_quoted(struct json *j, struct view v)
{
	fputc('"', j->out);
	while (v.n) {
		unsigned char c = (unsigned char)v.p[0];
		size_t n = utf8_len(v);

		if (n && c >= 0x20 && c != 0x7f && c != '"' && c != '\\') {
			fwrite(v.p, 1, n, j->out);
		} else if (c == '"' || c == '\\') {
			fprintf(j->out, "\\%c", c);
		} else {
			fprintf(j->out, "\\u%04x", c);
			n = 1;
		}
		v.p += n;
		v.n -= n;
	}
	fputc('"', j->out);
}

void json_key(struct json *j, const char *name)
{
	json_lead(j);
	json_quoted(j, view_of(name));
	fputs(": ", j->out);
	j->keyed = true;
}

void json_view(struct json *j, struct view v)
{
	json_lead(j);
	json_quoted(j, v);
}

void json_str(struct json *j, const char *s)
{
	if (s)
		json_view(j, view_of(s));
	else
		json_null(j);
}

void json_u64(struct json *j, uint64_t n)
{
	json_lead(j);
	fprintf(j->out, "%" PRIu64, n);
}

void json_i64(struct json *j, int64_t n)
{
	json_lead(j);
	fprintf(j->out, "%" PRId64, n);
}

void json_bool(struct json *j, bool b)
{
	json_lead(j);
	fputs(b ? "true" : "false", j->out);
}

void json_null(struct json *j)
{
	json_lead(j);
	fputs("null", j->out);
}
