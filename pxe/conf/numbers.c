/* SPDX-License-Identifier: MIT
 * Numbers as PXELINUX reads them, which takes less for one than it should. */
#include "pxe/conf/internal.h"

/* Digits of @base off the front of @v, stopping at @max; false when there is none. */
static bool take_digits(struct view *v, int base, uint64_t max, uint64_t *ret)
{
	uint64_t n = 0;
	size_t used = 0;

	for (; used < v->n; used++) {
		int digit = text_hex_digit(v->p[used]);

		if (digit < 0 || digit >= base)
			break;
		n = n * (unsigned)base + (unsigned)digit;
		if (n > max)
			n = max;
	}
	v->p += used;
	v->n -= used;
	*ret = n;
	return used > 0;
}

struct conf_number conf_int(struct conf *c, struct view value)
{
	struct view rest = value;
	bool minus = rest.n && rest.p[0] == '-';
	uint64_t n = 0;
	bool ok;

	if (rest.n && (minus || rest.p[0] == '+')) {
		rest.p++;
		rest.n--;
	}
	ok = take_digits(&rest, 10, INT32_MAX, &n);
	if (!ok || n == INT32_MAX || view_trim(rest).n)
		conf_note(c, CONF_WARNING, value, "not a plain number, read as C's atoi() would");
	return (struct conf_number){.set = true, .value = minus ? -(int64_t)n : (int64_t)n};
}

struct conf_number conf_bits(struct conf *c, struct view value)
{
	struct view rest = value;
	int base = 10;
	uint64_t n = 0;
	bool ok;

	if (rest.n > 2 && rest.p[0] == '0' && text_lower(rest.p[1]) == 'x') {
		base = 16;
		rest.p += 2;
		rest.n -= 2;
	} else if (rest.n && rest.p[0] == '0') {
		base = 8;
	}
	ok = take_digits(&rest, base, UINT32_MAX, &n);
	if (!ok || view_trim(rest).n)
		conf_note(c, CONF_WARNING, value, "not a plain number, read as far as it is one");
	return (struct conf_number){.set = true, .value = (int64_t)n};
}

/* A wait of minus something would be one of years. */
struct conf_number conf_tenths(struct conf *c, struct view value)
{
	struct conf_number n = conf_int(c, value);

	if (n.value < 0) {
		conf_note(c, CONF_WARNING, value, "a negative time, taken as 0: no timeout");
		n.value = 0;
	}
	return n;
}
