/* SPDX-License-Identifier: MIT */
#include "lib/json.h"

#include "lib/utf8.h"

static void into_text(void *ctx, struct view v)
{
	str_put(ctx, v);
}

struct json json_into(struct str *s)
{
	return (struct json){.put = into_text, .ctx = s, .first = true};
}

static void put_text(struct json *j, const char *text)
{
	j->put(j->ctx, view_of(text));
}

static void put_char(struct json *j, char c)
{
	j->put(j->ctx, (struct view){.p = &c, .n = 1});
}

static void new_line(struct json *j)
{
	put_char(j, '\n');
	for (unsigned i = 0; i < j->depth; i++)
		put_text(j, "  ");
}

/* Write what precedes each value and key: a comma, a line break, the indentation. */
static void json_lead(struct json *j)
{
	if (!j->keyed && j->depth) {
		if (!j->first)
			put_char(j, ',');
		new_line(j);
	}
	j->first = false;
	j->keyed = false;
}

static void json_begin(struct json *j, char c)
{
	json_lead(j);
	put_char(j, c);
	j->depth++;
	j->first = true;
}

static void json_end(struct json *j, char c)
{
	j->depth--;
	if (!j->first)
		new_line(j);
	put_char(j, c);
	j->first = false;
	if (!j->depth)
		put_char(j, '\n');
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

/* Whether the character @code may stand in a string as it is: terminals obey C0, DEL and C1. */
static bool stands_as_it_is(uint32_t code)
{
	return code != UTF8_BAD && code >= 0x20 && (code < 0x7f || code >= 0xa0);
}

static void json_quoted(struct json *j, struct view v)
{
	put_char(j, '"');
	while (v.n) {
		unsigned char c = (unsigned char)v.p[0];
		uint32_t code;
		size_t n = utf8_take(v.p, v.n, &code);

		if (stands_as_it_is(code) && c != '"' && c != '\\') {
			j->put(j->ctx, (struct view){.p = v.p, .n = n});
		} else if (c == '"' || c == '\\') {
			put_char(j, '\\');
			put_char(j, (char)c);
		} else {
			char text[8];
			struct str escape = str_of(text, sizeof text);

			str_fmt(&escape, "\\u%04x", c);
			put_text(j, text);
			n = 1;
		}
		v.p += n;
		v.n -= n;
	}
	put_char(j, '"');
}

struct json *json_key(struct json *j, const char *name)
{
	json_lead(j);
	json_quoted(j, view_of(name));
	put_text(j, ": ");
	j->keyed = true;
	return j;
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
	char text[24];
	struct str s = str_of(text, sizeof text);

	str_fmt(&s, "%llu", (unsigned long long)n);
	json_lead(j);
	put_text(j, text);
}

void json_i64(struct json *j, int64_t n)
{
	char text[24];
	struct str s = str_of(text, sizeof text);

	str_fmt(&s, "%lld", (long long)n);
	json_lead(j);
	put_text(j, text);
}

void json_bool(struct json *j, bool b)
{
	json_lead(j);
	put_text(j, b ? "true" : "false");
}

void json_null(struct json *j)
{
	json_lead(j);
	put_text(j, "null");
}

void json_text_or_null(struct json *j, const char *s)
{
	json_str(j, s[0] ? s : NULL);
}

void json_ip4(struct json *j, uint32_t addr)
{
	char text[sizeof "255.255.255.255"] = "";
	struct str s = str_of(text, sizeof text);

	if (addr)
		str_ip4(&s, addr);
	json_text_or_null(j, text);
}

void json_netaddr(struct json *j, const struct netaddr *addr)
{
	char text[NETADDR_TEXT] = "";
	struct str s = str_of(text, sizeof text);

	if (netaddr_is_set(addr))
		str_netaddr(&s, addr);
	json_text_or_null(j, text);
}

void json_words(struct json *j, struct view words)
{
	json_array(j);
	for (struct view w = view_word(&words); w.n; w = view_word(&words))
		json_view(j, w);
	json_array_end(j);
}
