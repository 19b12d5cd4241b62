/* SPDX-License-Identifier: MIT */
#include "dhcp/dname.h"

#include <string.h>

#define LABEL_MAX 63

/* Bytes of the longest search list as text. */
#define LIST_MAX 512

static bool name_byte(char c)
{
	c = text_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static bool label_ok(struct view v)
{
	if (!v.n || v.n > LABEL_MAX)
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (!name_byte(v.p[i]))
			return false;
	return true;
}

bool dhcp_dname_ok(struct view v)
{
	struct view label;

	if (v.n && v.p[v.n - 1] == '.')
		v.n--;
	if (!v.n || v.n > DHCP_DNAME_MAX)
		return false;
	while (view_until(&v, '.', &label))
		if (!label_ok(label))
			return false;
	return true;
}

/* Follow the compression pointer whose first byte was @first. @r and @limit move to its target,
 * which must lie in front of @limit. */
static bool follow_pointer(struct rd all, struct rd *r, uint8_t first, size_t *limit)
{
	size_t target = (size_t)(first & 0x3f) << 8 | rd_u8(r);

	if (r->bad || target >= *limit)
		return false;
	*limit = target;
	rd_skip(&all, target);
	*r = all;
	return !all.bad;
}

/* Read one name at @r, and move @r behind it. @name has room for DHCP_DNAME_MAX + 1 bytes. */
static bool one_name(struct rd all, struct rd *r, struct str *name)
{
	size_t limit = rd_left(&all) - rd_left(r);
	struct rd at = *r;
	bool away = false;

	for (;;) {
		uint8_t n = rd_u8(&at);
		struct rd label;

		if (n >= 0xc0) {
			if (!away)
				rd_skip(r, rd_left(r) - rd_left(&at) + 1);
			away = true;
			if (!follow_pointer(all, &at, n, &limit))
				return false;
			continue;
		}
		label = rd_sub(&at, n);
		if (at.bad || n > LABEL_MAX)
			return false;
		if (!n)
			break;
		if (!label_ok((struct view){.p = (const char *)label.p, .n = n}))
			return false;
		if (name->n)
			str_putc(name, '.');
		str_put(name, (struct view){.p = (const char *)label.p, .n = n});
	}
	if (!away)
		*r = at;
	return name->n && !name->cut && !r->bad;
}

bool dhcp_dname_list(struct rd r, char *ret, size_t size)
{
	char text[LIST_MAX], one[DHCP_DNAME_MAX + 1];
	struct str list = str_of(text, size < sizeof text ? size : sizeof text);
	struct rd all = r;

	while (rd_left(&r)) {
		struct str name = str_of(one, sizeof one);

		if (!one_name(all, &r, &name))
			return false;
		if (list.size - list.n > name.n + 1) {
			str_puts(&list, list.n ? " " : "");
			str_puts(&list, one);
		}
	}
	if (r.bad || !list.n)
		return false;
	memcpy(ret, text, list.n + 1);
	return true;
}
