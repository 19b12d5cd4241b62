/* SPDX-License-Identifier: MIT */
#include "init/busid.h"

bool busid_parse(struct view v, char ret[static BUSID_MAX])
{
	char text[BUSID_MAX];
	struct str s = str_of(text, sizeof text);

	if (v.n == 4)
		str_puts(&s, "0.0.");
	for (size_t i = 0; i < v.n; i++)
		str_putc(&s, text_lower(v.p[i]));
	if (s.cut || s.n != BUSID_MAX - 1)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (i == 1 || i == 3 ? text[i] != '.' : text_hex_digit(text[i]) < 0)
			return false;
	return text_copy(ret, BUSID_MAX, view_of(text));
}

bool busid_hex(struct view v, uint64_t *ret)
{
	if (view_starts(v, "0x"))
		v = view_from(v, 2);
	return text_hex_u64(v, ret);
}
