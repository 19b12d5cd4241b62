/* SPDX-License-Identifier: MIT */
#include "pxe/ipxe/lex.h"

#include <string.h>

bool ipxe_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool ipxe_is_script(struct view text)
{
	return text.n >= 7 && (view_starts(text, "#!ipxe") || view_starts(text, "#!gpxe")) &&
	       ipxe_is_space(text.p[6]);
}

/* Cut one physical line off @rest. Return: whether the next one continues it; the backslash is gone */
static bool physical(struct view *rest, struct view *ret)
{
	const char *end = memchr(rest->p, '\n', rest->n);
	size_t n = end ? (size_t)(end - rest->p) : rest->n;
	size_t all = end ? n + 1 : n;

	*ret = (struct view){.p = rest->p, .n = n};
	rest->p += all;
	rest->n -= all;
	if (ret->n && ret->p[ret->n - 1] == '\r')
		ret->n--;
	if (!ret->n || ret->p[ret->n - 1] != '\\')
		return false;
	ret->n--;
	return true;
}

static struct view before_nul(struct view v)
{
	const char *nul = v.n ? memchr(v.p, '\0', v.n) : NULL;

	if (nul)
		v.n = (size_t)(nul - v.p);
	return v;
}

enum ipxe_line ipxe_lex_line(struct view *rest, char buf[IPXE_LINE_MAX], struct view *ret)
{
	struct view piece;
	bool too_long = false;
	size_t n = 0;

	if (!rest->n)
		return IPXE_LINE_NONE;
	if (!physical(rest, &piece)) {
		if (piece.n > IPXE_LINE_MAX)
			return IPXE_LINE_TOO_LONG;
		*ret = before_nul(piece);
		return IPXE_LINE_OK;
	}
	for (bool more = true;; more = physical(rest, &piece)) {
		if (piece.n > IPXE_LINE_MAX - n)
			too_long = true;
		if (!too_long && piece.n)
			memcpy(buf + n, piece.p, piece.n);
		n += too_long ? 0 : piece.n;
		if (!more)
			break;
		if (!rest->n)
			return IPXE_LINE_CUT;
	}
	if (too_long)
		return IPXE_LINE_TOO_LONG;
	*ret = before_nul((struct view){.p = buf, .n = n});
	return IPXE_LINE_OK;
}

static struct view skip_space(struct view v)
{
	while (v.n && ipxe_is_space(v.p[0])) {
		v.p++;
		v.n--;
	}
	return v;
}

static struct view cut_word(struct view *v)
{
	struct view word = {.p = v->p, .n = 0};

	while (word.n < v->n && !ipxe_is_space(word.p[word.n]))
		word.n++;
	v->p += word.n;
	v->n -= word.n;
	return word;
}

bool ipxe_lex_label(struct view *line, struct view *ret)
{
	struct view v = skip_space(*line);

	if (!v.n || v.p[0] != ':')
		return false;
	v.p++;
	v.n--;
	*ret = cut_word(&v);
	*line = v;
	return true;
}

enum ipxe_token ipxe_lex_token(struct view *line, struct view *ret)
{
	*line = skip_space(*line);
	if (!line->n || line->p[0] == '#') {
		*ret = (struct view){.p = "", .n = 0};
		return IPXE_END;
	}
	*ret = cut_word(line);
	if (view_is(*ret, "&&"))
		return IPXE_AND;
	if (view_is(*ret, "||"))
		return IPXE_OR;
	if (view_is(*ret, ";"))
		return IPXE_SEMICOLON;
	return IPXE_WORD;
}

bool ipxe_lex_number(struct view v, uint64_t *ret)
{
	bool minus = v.n && v.p[0] == '-';
	unsigned base = 10;
	uint64_t n = 0;

	if (v.n && (v.p[0] == '-' || v.p[0] == '+')) {
		v.p++;
		v.n--;
	}
	if (v.n > 2 && v.p[0] == '0' && (v.p[1] | 0x20) == 'x') {
		base = 16;
		v.p += 2;
		v.n -= 2;
	} else if (v.n > 1 && v.p[0] == '0') {
		base = 8;
	}
	if (!v.n)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		int digit = text_hex_digit(v.p[i]);

		if (digit < 0 || (unsigned)digit >= base)
			return false;
		n = n * base + (unsigned)digit;
	}
	*ret = minus ? 0 - n : n;
	return true;
}

bool ipxe_lex_key(struct view v, uint32_t *ret)
{
	uint64_t n;

	if (v.n == 1) {
		*ret = (uint8_t)v.p[0];
		return true;
	}
	if (!ipxe_lex_number(v, &n) || n > UINT32_MAX)
		return false;
	*ret = (uint32_t)n;
	return true;
}

/* ESC [ number final, the number being 0 where it is left out. */
bool ipxe_lex_pressed(struct view bytes, uint32_t *ret)
{
	uint32_t n = 0;

	if (!bytes.n)
		return false;
	*ret = (uint8_t)bytes.p[0] == '\n' ? '\r' : (uint8_t)bytes.p[0];
	if (bytes.p[0] != '\x1b')
		return true;
	if (bytes.n < 2 || (bytes.p[1] == '[' && bytes.n < 3))
		return false;
	if (bytes.p[1] != '[')
		return true;
	for (size_t i = 2; i < bytes.n; i++) {
		char c = bytes.p[i];

		if (c < '0' || c > '9') {
			*ret = (n + 1) << 8 | (uint8_t)c;
			return true;
		}
		n = n < 100 ? n * 10 + (uint32_t)(c - '0') : n;
	}
	return false;
}
