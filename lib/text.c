/* SPDX-License-Identifier: MIT */
#include "lib/text.h"

#include "lib/format.h"
#include "lib/utf8.h"

#include <stdarg.h>
#include <string.h>

struct view view_of(const char *s)
{
	return (struct view){.p = s, .n = s ? strlen(s) : 0};
}

bool view_eq(struct view a, struct view b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

char text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool view_ieq(struct view a, struct view b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (text_lower(a.p[i]) != text_lower(b.p[i]))
			return false;
	return true;
}

bool view_is(struct view v, const char *s)
{
	return view_eq(v, view_of(s));
}

bool view_starts(struct view v, const char *s)
{
	size_t n = strlen(s);

	return v.n >= n && (n == 0 || memcmp(v.p, s, n) == 0);
}

struct view view_from(struct view v, size_t n)
{
	return n ? (struct view){.p = v.p + n, .n = v.n - n} : v;
}

bool view_ends(struct view v, const char *s)
{
	size_t n = strlen(s);

	return v.n >= n && view_is(view_from(v, v.n - n), s);
}

bool view_iends(struct view v, const char *s)
{
	size_t n = strlen(s);

	return v.n >= n && view_ieq(view_from(v, v.n - n), view_of(s));
}

static bool is_blank_char(char c)
{
	return (unsigned char)c <= 0x20;
}

struct view view_skip_blanks(struct view v)
{
	while (v.n && is_blank_char(v.p[0])) {
		v.p++;
		v.n--;
	}
	return v;
}

struct view view_trim(struct view v)
{
	v = view_skip_blanks(v);
	while (v.n && is_blank_char(v.p[v.n - 1]))
		v.n--;
	return v;
}

struct view view_word(struct view *v)
{
	struct view word;

	*v = view_skip_blanks(*v);
	word = (struct view){.p = v->p, .n = 0};
	while (v->n && !is_blank_char(v->p[0])) {
		v->p++;
		v->n--;
		word.n++;
	}
	return word;
}

bool view_until(struct view *v, char c, struct view *ret)
{
	const char *hit;
	size_t n;

	if (!v->p)
		return false;
	hit = v->n ? memchr(v->p, c, v->n) : NULL;
	n = hit ? (size_t)(hit - v->p) : v->n;
	*ret = (struct view){.p = v->p, .n = n};
	if (hit)
		*v = (struct view){.p = hit + 1, .n = v->n - n - 1};
	else
		*v = (struct view){.p = NULL, .n = 0};
	return true;
}

struct view view_field(struct view text, const char *key)
{
	struct view line, name;

	while (view_until(&text, '\n', &line))
		if (view_starts(line, key) && view_until(&line, ':', &name) &&
		    view_is(view_trim(name), key))
			return view_trim(line);
	return (struct view){0};
}

struct str str_of(char *buf, size_t size)
{
	buf[0] = '\0';
	return (struct str){.p = buf, .n = 0, .size = size, .cut = false};
}

void str_put(struct str *s, struct view v)
{
	if (s->cut || v.n >= s->size - s->n) {
		s->cut = true;
		return;
	}
	if (v.n)
		memcpy(s->p + s->n, v.p, v.n);
	s->n += v.n;
	s->p[s->n] = '\0';
}

void str_puts(struct str *s, const char *text)
{
	str_put(s, view_of(text));
}

void str_putc(struct str *s, char c)
{
	str_put(s, (struct view){.p = &c, .n = 1});
}

void str_fmt(struct str *s, const char *fmt, ...)
{
	size_t left = s->size - s->n;
	va_list ap;
	int n;

	if (s->cut)
		return;
	va_start(ap, fmt);
	n = format_text(s->p + s->n, left, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= left) {
		s->p[s->n] = '\0';
		s->cut = true;
		return;
	}
	s->n += (size_t)n;
}

void str_ip4(struct str *s, uint32_t addr)
{
	str_fmt(s, "%u.%u.%u.%u", addr >> 24, addr >> 16 & 0xff, addr >> 8 & 0xff, addr & 0xff);
}

void str_hex(struct str *s, const uint8_t *bytes, size_t n, char sep)
{
	for (size_t i = 0; i < n; i++) {
		if (i && sep)
			str_putc(s, sep);
		str_fmt(s, "%02x", bytes[i]);
	}
}

struct view view_char(struct view *v)
{
	struct view one = {.p = v->p};
	uint32_t code;

	one.n = utf8_take(v->p, v->n, &code);
	v->p += one.n;
	v->n -= one.n;
	return one;
}

struct view view_front(struct view v, size_t max)
{
	size_t n = 0;

	if (v.n <= max)
		return v;
	for (struct view rest = v; rest.n;) {
		size_t more = view_char(&rest).n;

		if (more > max - n)
			break;
		n += more;
	}
	return (struct view){.p = v.p, .n = n};
}

/* Whether all of @one, a character or a byte that is none, may reach a terminal as it is. */
static bool is_shown(struct view one, bool utf8)
{
	uint32_t code;

	utf8_take(one.p, one.n, &code);
	return utf8_columns(code) >= 0 && (utf8 || code < 0x80);
}

bool view_printable(struct view v)
{
	while (v.n)
		if (!is_shown(view_char(&v), true))
			return false;
	return true;
}

static void put_gated(struct str *s, struct view one, bool plain)
{
	if (plain) {
		str_put(s, one);
		return;
	}
	for (size_t i = 0; i < one.n; i++)
		str_fmt(s, "\\x%02x", (unsigned char)one.p[i]);
}

/* Bytes of "user:password@" at the front of @v, which follows "://"; 0 = none. The last '@' before
 * the path ends it, as pxe/url.c reads it. */
static size_t login_length(struct view v)
{
	size_t n = 0;

	for (size_t i = 0; i < v.n && v.p[i] != '/' && (unsigned char)v.p[i] > ' '; i++)
		if (v.p[i] == '@')
			n = i + 1;
	return n;
}

struct view view_public(struct view *v)
{
	struct view one;
	size_t n;

	if (!view_starts(*v, "://"))
		return view_char(v);
	one = (struct view){.p = v->p, .n = 3};
	v->p += 3;
	v->n -= 3;
	n = login_length(*v);
	v->p += n;
	v->n -= n;
	return one;
}

void str_public(struct str *s, struct view v)
{
	while (v.n)
		str_put(s, view_public(&v));
}

static void put_from_outside(struct str *s, struct view v, size_t max, bool utf8)
{
	size_t used = 0;

	while (v.n) {
		struct view one = view_public(&v);
		bool plain = is_shown(one, utf8) && one.p[0] != '\\';

		used += plain ? one.n : 4 * one.n;
		if (used > max) {
			str_puts(s, "...");
			return;
		}
		put_gated(s, one, plain);
	}
}

void str_printable(struct str *s, struct view v, size_t max)
{
	put_from_outside(s, v, max, true);
}

bool str_printable_next(struct str *s, struct view *v, size_t max)
{
	struct str before = *s;
	struct view one = view_public(v);

	put_gated(s, one, is_shown(one, true) && one.p[0] != '\\');
	if (!s->cut && s->n <= max)
		return true;
	*s = before;
	s->p[s->n] = '\0';
	str_puts(s, "...");
	return false;
}

void str_ascii(struct str *s, struct view v, size_t max)
{
	put_from_outside(s, v, max, false);
}

void str_shown(struct str *s, struct view v, bool utf8)
{
	while (v.n && !s->cut) {
		struct view one = view_char(&v);

		put_gated(s, one, is_shown(one, utf8));
	}
}

bool text_u64(struct view v, uint64_t min, uint64_t max, uint64_t *ret)
{
	uint64_t n = 0;

	if (!v.n)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		unsigned digit = (unsigned)(unsigned char)v.p[i] - '0';

		if (digit > 9 || n > (UINT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	if (n < min || n > max)
		return false;
	*ret = n;
	return true;
}

bool text_u32(struct view v, uint32_t min, uint32_t max, uint32_t *ret)
{
	uint64_t n;

	if (!text_u64(v, min, max, &n))
		return false;
	*ret = (uint32_t)n;
	return true;
}

bool text_ip4(struct view v, uint32_t *ret)
{
	uint32_t addr = 0, part;
	struct view field;
	int fields = 0;

	while (view_until(&v, '.', &field)) {
		if (field.n > 3 || (field.n > 1 && field.p[0] == '0'))
			return false;
		if (!text_u32(field, 0, 255, &part) || ++fields > 4)
			return false;
		addr = addr << 8 | part;
	}
	if (fields != 4)
		return false;
	*ret = addr;
	return true;
}

int text_hex_digit(char c)
{
	c = text_lower(c);
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool text_hex_u64(struct view v, uint64_t *ret)
{
	uint64_t n = 0;

	if (!v.n || v.n > 16)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		int digit = text_hex_digit(v.p[i]);

		if (digit < 0)
			return false;
		n = n << 4 | (uint64_t)digit;
	}
	*ret = n;
	return true;
}

bool text_hex(struct view v, uint8_t *ret, size_t n)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		int hi, lo;

		if (i && at < v.n && (v.p[at] == ':' || v.p[at] == '-'))
			at++;
		if (v.n < 2 || at > v.n - 2)
			return false;
		hi = text_hex_digit(v.p[at]);
		lo = text_hex_digit(v.p[at + 1]);
		if (hi < 0 || lo < 0)
			return false;
		ret[i] = (uint8_t)(hi << 4 | lo);
		at += 2;
	}
	return at == v.n;
}

bool text_copy(char *dst, size_t size, struct view v)
{
	dst[0] = '\0';
	if (v.n >= size || (v.n && memchr(v.p, 0, v.n)))
		return false;
	if (v.n)
		memcpy(dst, v.p, v.n);
	dst[v.n] = '\0';
	return true;
}

bool text_is_setting(struct view v)
{
	struct view name;

	if (!view_until(&v, '=', &name) || !name.n || !v.p)
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!(name.p[i] >= 'a' && name.p[i] <= 'z') && name.p[i] != '_' &&
		    !(name.p[i] >= '0' && name.p[i] <= '9'))
			return false;
	return true;
}
