/* SPDX-License-Identifier: MIT
 * Settings inside of a word. The first "}" that has a "${" somewhere before it ends the name, the last
 * "${" before it begins it, and then it all begins anew: so a name may be made of values. */
#include "pxe/ipxe/script.h"

#include "pxe/ipxe/setting.h"

#include <string.h>

/* Return: false = nothing in @v is to be replaced; else it is the bytes from @ret_at on, @ret_n of
 * them, "${" and "}" included. */
static bool next_setting(struct view v, size_t *ret_at, size_t *ret_n)
{
	bool open = false;

	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '$' && i + 1 < v.n && v.p[i + 1] == '{') {
			open = true;
			*ret_at = i;
		} else if (v.p[i] == '}' && open) {
			*ret_n = i + 1 - *ret_at;
			return true;
		}
	}
	return false;
}

int ipxe_expand(struct ipxe *x, struct view text, struct str *out)
{
	size_t start = out->n, at = 0, n = 0;

	str_put(out, text);
	for (unsigned rounds = 0;; rounds++) {
		struct view word = {.p = out->p + start, .n = out->n - start};
		size_t name, tail, from, room = out->size - 1;
		struct str value;

		if (out->cut)
			return IPXE_ENOMEM;
		if (!next_setting(word, &at, &n))
			return 0;
		if (rounds == IPXE_ROUNDS)
			return IPXE_ELOOP;
		ipxe_spend(x, 1 + word.n / 64);
		/* What stands behind the name goes to the end of the buffer, the name in front of
		 * that, and the value where the name was. */
		from = start + at;
		tail = word.n - at - n;
		if (room - out->n < n + 1)
			return IPXE_ENOMEM;
		name = room - tail - n;
		memmove(out->p + room - tail, out->p + from + n, tail);
		memmove(out->p + name, out->p + from, n);
		value = str_of(out->p + from, name - from);
		ipxe_value(x, (struct view){.p = out->p + name + 2, .n = n - 3}, &value);
		if (value.cut)
			return IPXE_ENOMEM;
		out->n = from + value.n;
		memmove(out->p + out->n, out->p + room - tail, tail);
		out->n += tail;
		out->p[out->n] = '\0';
	}
}
