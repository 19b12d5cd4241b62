/* SPDX-License-Identifier: MIT */
#include "lib/netaddr.h"

#include <string.h>

enum { GROUPS = 8 };

static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

struct netaddr netaddr_ip4(uint32_t addr)
{
	struct netaddr a = {0};

	if (!addr)
		return a;
	memcpy(a.b, mapped, sizeof mapped);
	for (int i = 0; i < 4; i++)
		a.b[12 + i] = (uint8_t)(addr >> (24 - 8 * i));
	return a;
}

uint32_t netaddr_to_ip4(const struct netaddr *a)
{
	if (memcmp(a->b, mapped, sizeof mapped) != 0)
		return 0;
	return (uint32_t)a->b[12] << 24 | (uint32_t)a->b[13] << 16 | (uint32_t)a->b[14] << 8 |
	       a->b[15];
}

bool netaddr_is_set(const struct netaddr *a)
{
	static const struct netaddr none;

	return !netaddr_eq(a, &none);
}

bool netaddr_is_ip6(const struct netaddr *a)
{
	return netaddr_is_set(a) && memcmp(a->b, mapped, sizeof mapped) != 0;
}

bool netaddr_eq(const struct netaddr *a, const struct netaddr *b)
{
	return memcmp(a->b, b->b, sizeof a->b) == 0;
}

bool netaddr_is_host(const struct netaddr *a)
{
	static const uint8_t zero[12];
	uint32_t ip4 = netaddr_to_ip4(a);

	if (!netaddr_is_ip6(a))
		return ip4 >> 24 != 0 && ip4 >> 24 < 224;
	if (memcmp(a->b, zero, sizeof zero) == 0) /* "::a.b.c.d", but for ::1 */
		return a->b[12] == 0 && a->b[13] == 0 && a->b[14] == 0 && a->b[15] == 1;
	return a->b[0] != 0xff;
}

bool netaddr_is_link_local(const struct netaddr *a)
{
	return a->b[0] == 0xfe && (a->b[1] & 0xc0) == 0x80;
}

/* --- text to address ------------------------------------------------------------------------- */

/* The groups of a text before and behind "::". */
struct groups {
	uint16_t group[GROUPS];
	unsigned n;
};

static bool read_group(struct groups *g, struct view v)
{
	uint16_t value = 0;

	if (!v.n || v.n > 4 || g->n == GROUPS)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		int digit = text_hex_digit(v.p[i]);

		if (digit < 0)
			return false;
		value = (uint16_t)(value << 4 | digit);
	}
	g->group[g->n++] = value;
	return true;
}

/* The last 32 bits may be a dotted quad. */
static bool read_quad(struct groups *g, struct view v)
{
	uint32_t addr;

	if (!text_ip4(v, &addr) || g->n > GROUPS - 2)
		return false;
	g->group[g->n++] = (uint16_t)(addr >> 16);
	g->group[g->n++] = (uint16_t)addr;
	return true;
}

static bool read_groups(struct groups *g, struct view v)
{
	struct view part;

	*g = (struct groups){.n = 0};
	if (!v.n)
		return true;
	while (view_until(&v, ':', &part))
		if (v.p ? !read_group(g, part) : !read_group(g, part) && !read_quad(g, part))
			return false;
	return true;
}

/* Return: the place of the first "::" in @v; its end = there is none */
static size_t find_gap(struct view v)
{
	for (size_t i = 0; i + 1 < v.n; i++)
		if (v.p[i] == ':' && v.p[i + 1] == ':')
			return i;
	return v.n;
}

static bool text_ip6(struct view v, struct netaddr *ret)
{
	size_t gap = find_gap(v);
	struct groups front, back = {.n = 0};
	struct netaddr a = {0};

	if (!v.n || !read_groups(&front, (struct view){.p = v.p, .n = gap}))
		return false;
	if (gap < v.n &&
	    (memchr(v.p, '.', gap) ||
	     !read_groups(&back, (struct view){.p = v.p + gap + 2, .n = v.n - gap - 2})))
		return false;
	if (gap < v.n ? front.n + back.n >= GROUPS : front.n != GROUPS)
		return false;
	for (unsigned i = 0; i < front.n; i++) {
		a.b[2 * i] = (uint8_t)(front.group[i] >> 8);
		a.b[2 * i + 1] = (uint8_t)front.group[i];
	}
	for (unsigned i = 0; i < back.n; i++) {
		unsigned at = 2 * (GROUPS - back.n + i);

		a.b[at] = (uint8_t)(back.group[i] >> 8);
		a.b[at + 1] = (uint8_t)back.group[i];
	}
	if (memcmp(a.b, mapped, sizeof mapped) == 0)
		return false;
	*ret = a;
	return true;
}

bool netaddr_text(struct view v, struct netaddr *ret)
{
	uint32_t ip4;

	if (!text_ip4(v, &ip4))
		return text_ip6(v, ret);
	*ret = netaddr_ip4(ip4);
	return true;
}

/* --- address to text ------------------------------------------------------------------------- */

static unsigned group_of(const struct netaddr *a, unsigned i)
{
	return (unsigned)a->b[2 * i] << 8 | a->b[2 * i + 1];
}

/* The first of the longest runs of zero groups, of two at least. Return: its length, 0 = none */
static unsigned longest_zeroes(const struct netaddr *a, unsigned *ret_at)
{
	unsigned most = 1, n = 0;

	for (unsigned i = 0; i < GROUPS; i++) {
		n = group_of(a, i) ? 0 : n + 1;
		if (n > most) {
			most = n;
			*ret_at = i + 1 - n;
		}
	}
	return most > 1 ? most : 0;
}

void str_netaddr(struct str *s, const struct netaddr *a)
{
	unsigned at = GROUPS, n;

	if (netaddr_to_ip4(a)) {
		str_ip4(s, netaddr_to_ip4(a));
		return;
	}
	n = longest_zeroes(a, &at);
	for (unsigned i = 0; i < GROUPS; i++) {
		if (i == at) {
			str_puts(s, "::");
			i += n - 1;
			continue;
		}
		str_fmt(s, "%s%x", i && i != at + n ? ":" : "", group_of(a, i));
	}
}
