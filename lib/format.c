/* SPDX-License-Identifier: MIT */
#include "lib/format.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The digits of 2^64 - 1 in octal, and a sign. */
#define DIGITS_MAX 24

struct out {
	char *buf;
	size_t size, len; /* @len counts all characters, even behind @size */
};

/* A conversion specification: flags, width, precision and length between '%' and the letter. */
struct spec {
	bool left, zero;
	int width, precision; /* precision -1 = none */
	int longs;	      /* number of 'l'; -1 = h, -2 = hh, 9 = z */
};

#define IS_SIZE 9

static void put_char(struct out *o, char c)
{
	if (o->len + 1 < o->size)
		o->buf[o->len] = c;
	o->len++;
}

static void put_fill(struct out *o, char c, int n)
{
	for (; n > 0; n--)
		put_char(o, c);
}

/* Append sign and text within the width. Filling zeroes go between @sign and @text. */
static void put_field(struct out *o, const struct spec *s, const char *sign, const char *text,
		      size_t n)
{
	int fill = s->width - (int)(n + strlen(sign));

	if (!s->left && !s->zero)
		put_fill(o, ' ', fill);
	while (*sign)
		put_char(o, *sign++);
	if (!s->left && s->zero)
		put_fill(o, '0', fill);
	for (size_t i = 0; i < n; i++)
		put_char(o, text[i]);
	if (s->left)
		put_fill(o, ' ', fill);
}

static void format_number(struct out *o, const struct spec *s, uint64_t v, unsigned base,
			  const char *digits, const char *sign)
{
	char text[DIGITS_MAX];
	size_t at = sizeof text;

	do {
		text[--at] = digits[v % base];
		v /= base;
	} while (v);
	put_field(o, s, sign, text + at, sizeof text - at);
}

static int number_or_star(const char **p, va_list *ap)
{
	int n = 0;

	if (**p == '*') {
		(*p)++;
		return va_arg(*ap, int);
	}
	while (**p >= '0' && **p <= '9' && n < INT_MAX / 100)
		n = n * 10 + (*(*p)++ - '0');
	return n;
}

static const char *read_spec(const char *p, struct spec *s, va_list *ap)
{
	*s = (struct spec){.precision = -1};
	for (; *p == '-' || *p == '0'; p++) {
		s->left |= *p == '-';
		s->zero |= *p == '0';
	}
	s->width = number_or_star(&p, ap);
	if (*p == '.') {
		p++;
		s->precision = number_or_star(&p, ap);
	}
	for (; *p == 'l'; p++)
		s->longs++;
	for (; *p == 'h'; p++)
		s->longs--;
	if (*p == 'z') {
		s->longs = IS_SIZE;
		p++;
	}
	return p;
}

static uint64_t take_unsigned(const struct spec *s, va_list *ap)
{
	switch (s->longs) {
	case -2: return (unsigned char)va_arg(*ap, unsigned);
	case -1: return (unsigned short)va_arg(*ap, unsigned);
	case 1: return va_arg(*ap, unsigned long);
	case 2: return va_arg(*ap, unsigned long long);
	case IS_SIZE: return va_arg(*ap, size_t);
	default: return va_arg(*ap, unsigned);
	}
}

static int64_t take_signed(const struct spec *s, va_list *ap)
{
	switch (s->longs) {
	case -2: return (signed char)va_arg(*ap, int);
	case -1: return (short)va_arg(*ap, int);
	case 1: return va_arg(*ap, long);
	case 2: return va_arg(*ap, long long);
	case IS_SIZE: return (int64_t)va_arg(*ap, size_t);
	default: return va_arg(*ap, int);
	}
}

static void put_string(struct out *o, struct spec s, const char *text)
{
	size_t max = s.precision < 0 ? SIZE_MAX : (size_t)s.precision, n = 0;

	if (!text)
		text = "(null)";
	while (n < max && text[n])
		n++;
	s.zero = false;
	put_field(o, &s, "", text, n);
}

static bool format_conversion(struct out *o, const struct spec *s, char letter, va_list *ap)
{
	static const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";
	int64_t v;
	char c;

	switch (letter) {
	case 'd':
	case 'i':
		v = take_signed(s, ap);
		format_number(o, s, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 10, lower,
			      v < 0 ? "-" : "");
		return true;
	case 'u': format_number(o, s, take_unsigned(s, ap), 10, lower, ""); return true;
	case 'x': format_number(o, s, take_unsigned(s, ap), 16, lower, ""); return true;
	case 'X': format_number(o, s, take_unsigned(s, ap), 16, upper, ""); return true;
	case 'o': format_number(o, s, take_unsigned(s, ap), 8, lower, ""); return true;
	case 's': put_string(o, *s, va_arg(*ap, const char *)); return true;
	case 'c':
		c = (char)va_arg(*ap, int);
		put_field(o, s, "", &c, 1);
		return true;
	case '%': put_char(o, '%'); return true;
	default: return false;
	}
}

int format_text(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out o = {.buf = buf, .size = size};
	struct spec s;
	bool ok = true;
	va_list ap;

	va_copy(ap, args);
	for (const char *p = fmt; ok && *p; p++) {
		if (*p != '%') {
			put_char(&o, *p);
			continue;
		}
		p = read_spec(p + 1, &s, &ap);
		ok = *p && format_conversion(&o, &s, *p, &ap);
	}
	va_end(ap);
	buf[o.len < size ? o.len : size - 1] = '\0';
	return ok && o.len <= INT_MAX ? (int)o.len : -1;
}
