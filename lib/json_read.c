/* SPDX-License-Identifier: MIT */
#include "lib/json_read.h"

#include <string.h>

struct reader {
	struct view rest;
	struct json_value *values;
	size_t max, n;
	size_t open[JSON_DEPTH]; /* arrays and objects that are not at their end */
	unsigned depth;
};

static void skip(struct reader *r, size_t n)
{
	r->rest.p += n;
	r->rest.n -= n;
}

static void skip_white(struct reader *r)
{
	while (r->rest.n && (r->rest.p[0] == ' ' || r->rest.p[0] == '\t' || r->rest.p[0] == '\n' ||
			     r->rest.p[0] == '\r'))
		skip(r, 1);
}

static char peek(struct reader *r)
{
	skip_white(r);
	return r->rest.n ? r->rest.p[0] : '\0';
}

static bool take(struct reader *r, char c)
{
	if (peek(r) != c || !r->rest.n)
		return false;
	skip(r, 1);
	return true;
}

static struct json_value *add(struct reader *r, enum json_kind kind)
{
	struct json_value *v = &r->values[r->n];

	if (r->n == r->max)
		return NULL;
	*v = (struct json_value){.kind = kind, .next = ++r->n};
	return v;
}

static bool read_escape(struct view *v)
{
	size_t n = 2;

	if (v->n < 2 || !v->p[1] || !strchr("\"\\/bfnrtu", v->p[1]))
		return false;
	if (v->p[1] == 'u')
		for (; n < 6; n++)
			if (v->n <= n || text_hex_digit(v->p[n]) < 0)
				return false;
	v->p += n;
	v->n -= n;
	return true;
}

static bool read_string(struct reader *r)
{
	struct json_value *v;
	struct view s;

	if (!take(r, '"'))
		return false;
	v = add(r, JSON_STRING);
	if (!v)
		return false;
	s = r->rest;
	while (s.n && s.p[0] != '"') {
		if ((unsigned char)s.p[0] < 0x20)
			return false;
		if (s.p[0] == '\\') {
			if (!read_escape(&s))
				return false;
			continue;
		}
		s.p++;
		s.n--;
	}
	if (!s.n)
		return false;
	v->text = (struct view){.p = r->rest.p, .n = r->rest.n - s.n};
	skip(r, v->text.n + 1);
	return true;
}

static size_t digits(struct view v, size_t at)
{
	size_t n = 0;

	while (at + n < v.n && v.p[at + n] >= '0' && v.p[at + n] <= '9')
		n++;
	return n;
}

static bool read_number(struct reader *r)
{
	struct json_value *v = add(r, JSON_NUMBER);
	struct view s = r->rest;
	size_t n = s.n && s.p[0] == '-' ? 1 : 0, d = digits(s, n);

	if (!v || !d || (d > 1 && s.p[n] == '0'))
		return false;
	n += d;
	if (n < s.n && s.p[n] == '.') {
		d = digits(s, ++n);
		if (!d)
			return false;
		n += d;
	}
	if (n < s.n && (s.p[n] == 'e' || s.p[n] == 'E')) {
		n++;
		n += n < s.n && (s.p[n] == '+' || s.p[n] == '-');
		d = digits(s, n);
		if (!d)
			return false;
		n += d;
	}
	v->text = (struct view){.p = s.p, .n = n};
	skip(r, n);
	return true;
}

static bool read_word(struct reader *r, const char *word, enum json_kind kind)
{
	if (!view_starts(r->rest, word) || !add(r, kind))
		return false;
	skip(r, strlen(word));
	return true;
}

static bool open_value(struct reader *r, enum json_kind kind)
{
	if (r->depth == JSON_DEPTH || !add(r, kind))
		return false;
	r->open[r->depth++] = r->n - 1;
	skip(r, 1);
	return true;
}

static bool read_value(struct reader *r)
{
	switch (peek(r)) {
	case '{': return open_value(r, JSON_OBJECT);
	case '[': return open_value(r, JSON_ARRAY);
	case '"': return read_string(r);
	case 't': return read_word(r, "true", JSON_TRUE);
	case 'f': return read_word(r, "false", JSON_FALSE);
	case 'n': return read_word(r, "null", JSON_NULL);
	default: return read_number(r);
	}
}

/* What comes next in the innermost array or object that is open. */
static bool read_inside(struct reader *r)
{
	size_t at = r->open[r->depth - 1];
	bool object = r->values[at].kind == JSON_OBJECT;
	bool first = r->n == at + 1;

	if (take(r, object ? '}' : ']')) {
		r->values[at].next = r->n;
		r->depth--;
		return true;
	}
	if (!first && !take(r, ','))
		return false;
	if (object && (!read_string(r) || !take(r, ':')))
		return false;
	return read_value(r);
}

size_t json_read(struct view text, struct json_value *values, size_t max)
{
	struct reader r = {.rest = text, .values = values, .max = max};

	if (!read_value(&r))
		return 0;
	while (r.depth)
		if (!read_inside(&r))
			return 0;
	skip_white(&r);
	return r.rest.n ? 0 : r.n;
}

size_t json_member(const struct json_value *values, size_t at, const char *name)
{
	if (values[at].kind != JSON_OBJECT)
		return 0;
	for (size_t i = at + 1; i < values[at].next; i = values[i + 1].next)
		if (view_is(values[i].text, name))
			return i + 1;
	return 0;
}

static void put_utf8(uint32_t c, struct str *out)
{
	if (c < 0x80) {
		str_putc(out, (char)c);
	} else if (c < 0x800) {
		str_putc(out, (char)(0xc0 | c >> 6));
		str_putc(out, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		str_putc(out, (char)(0xe0 | c >> 12));
		str_putc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		str_putc(out, (char)(0x80 | (c & 0x3f)));
	} else {
		str_putc(out, (char)(0xf0 | c >> 18));
		str_putc(out, (char)(0x80 | (c >> 12 & 0x3f)));
		str_putc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		str_putc(out, (char)(0x80 | (c & 0x3f)));
	}
}

static uint32_t hex4(const char *p)
{
	uint32_t n = 0;

	for (int i = 0; i < 4; i++)
		n = n << 4 | (uint32_t)text_hex_digit(p[i]);
	return n;
}

/* @v begins with "\u". Return: bytes that were used */
static size_t put_code(struct view v, struct str *out)
{
	uint32_t c = hex4(v.p + 2), low;

	if (c < 0xd800 || c > 0xdfff) {
		put_utf8(c, out);
		return 6;
	}
	if (c < 0xdc00 && v.n >= 12 && v.p[6] == '\\' && v.p[7] == 'u') {
		low = hex4(v.p + 8);
		if (low >= 0xdc00 && low <= 0xdfff) {
			put_utf8(0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00), out);
			return 12;
		}
	}
	put_utf8(0xfffd, out);
	return 6;
}

void json_text(const struct json_value *v, struct str *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	struct view s = v->text;

	while (s.n) {
		const char *escaped = strchr(from, s.n > 1 ? s.p[1] : 'x');
		size_t n = 1;

		if (s.p[0] != '\\') {
			str_putc(out, s.p[0]);
		} else if (s.p[1] == 'u') {
			n = put_code(s, out);
		} else {
			str_putc(out, escaped ? to[escaped - from] : s.p[1]);
			n = 2;
		}
		s.p += n;
		s.n -= n;
	}
}
