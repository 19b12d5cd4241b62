/* SPDX-License-Identifier: MIT */
#include "init/zdev.h"

#include <string.h>

#define MAGIC	     0x7a646576u /* "zdev" */
#define VERSION	     0
#define HEADER	     32
#define ENTRY	     8 /* bytes of an entry's own header */
#define SETTING	     6
#define TYPE_LUN     3
#define TYPE_QETH    4
#define OTHER_CSS    1 /* flag: the ids are of another channel subsystem than this system's */
#define VALUE_TEXT   0
#define VALUE_NUMBER 1

static bool take_id(struct rd *r, char ret[static BUSID_MAX])
{
	uint8_t css = rd_u8(r), set = rd_u8(r);
	uint16_t number = rd_be16(r);
	struct str s = str_of(ret, BUSID_MAX);

	str_fmt(&s, "%x.%x.%04x", css, set, number);
	return !r->bad && !css && !s.cut;
}

/* --- settings --------------------------------------------------------------------------------- */

static bool put_number(struct str *s, struct rd value)
{
	size_t n = rd_left(&value);
	uint64_t number = 0;

	if (n != 1 && n != 2 && n != 4 && n != 8)
		return false;
	while (n--)
		number = number << 8 | rd_u8(&value);
	str_fmt(s, "%llu", (unsigned long long)number);
	return true;
}

/* A text with its NUL at the very end, of bytes that can stand in a list of settings. */
static bool put_text(struct str *s, struct rd text)
{
	size_t n = rd_left(&text);
	struct view v = {.p = (const char *)text.p, .n = n ? n - 1 : 0};

	if (!n || text.p[n - 1])
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] <= 0x20 || v.p[i] >= 0x7f || v.p[i] == ',' || v.p[i] == '=')
			return false;
	str_put(s, v);
	return true;
}

static void take_setting(struct rd r, struct str *out)
{
	char text[ZNET_SETTINGS];
	struct str s = str_of(text, sizeof text);
	uint8_t key_type = rd_u8(&r), key_len = rd_u8(&r), type = rd_u8(&r), len = rd_u8(&r);
	struct rd key = rd_sub(&r, key_len), value = rd_sub(&r, len);
	bool good = !r.bad && key_type == VALUE_TEXT && put_text(&s, key) && s.n;

	str_putc(&s, '=');
	if (type == VALUE_NUMBER)
		good = good && put_number(&s, value);
	else
		good = good && type == VALUE_TEXT && put_text(&s, value);
	if (!good || s.cut || !text_is_setting(view_of(text)))
		return;
	str_fmt(out, "%s%s", out->n ? "," : "", text);
}

static void take_settings(struct rd r, struct str *out)
{
	uint16_t len = rd_be16(&r);
	struct rd list = len >= 2 ? rd_sub(&r, len - 2u) : rd_of(NULL, 0);

	while (rd_left(&list) >= SETTING) {
		uint16_t n = rd_be16(&list);

		if (n < SETTING)
			return;
		take_setting(rd_sub(&list, n - 2u), out);
	}
}

/* --- entries ---------------------------------------------------------------------------------- */

static void take_qeth(struct rd r, struct zdev *ret)
{
	struct znet z = {.type = ZNET_QETH};
	struct str settings = str_of(z.settings, sizeof z.settings);
	bool good = !(rd_u8(&r) & OTHER_CSS);

	for (unsigned i = 0; i < ZNET_MEMBERS; i++)
		good = take_id(&r, z.id[i]) && good;
	take_settings(r, &settings);
	if (good && ret->n_net < ZDEV_NETS)
		ret->net[ret->n_net++] = z;
}

static void take_lun(struct rd r, struct zdev *ret)
{
	struct reipl_disk d = {.kind = REIPL_FCP};
	bool good = !(rd_u8(&r) & OTHER_CSS);

	good = take_id(&r, d.device) && good;
	d.wwpn = rd_be64(&r);
	d.lun = rd_be64(&r);
	if (good && !r.bad && ret->n_disk < ZDEV_DISKS)
		ret->disk[ret->n_disk++] = d;
}

bool zdev_read(struct rd data, struct zdev *ret)
{
	size_t whole = rd_left(&data);
	struct rd head = rd_sub(&data, HEADER);
	uint32_t magic = rd_be32(&head), length;
	uint16_t version = rd_be16(&head), head_len = rd_be16(&head);

	*ret = (struct zdev){.n_net = 0};
	length = rd_be32(&head);
	if (head.bad || magic != MAGIC || version != VERSION || head_len < HEADER)
		return false;
	rd_skip(&data, head_len - HEADER);
	if (length < whole && length >= head_len)
		data = rd_sub(&data, length - head_len);
	while (rd_left(&data)) {
		uint16_t type = rd_be16(&data), len = rd_be16(&data);
		struct rd entry;

		rd_skip(&data, 4);
		entry = rd_sub(&data, len >= ENTRY ? len - (size_t)ENTRY : SIZE_MAX);
		if (data.bad)
			return false;
		if (type == TYPE_QETH)
			take_qeth(entry, ret);
		else if (type == TYPE_LUN)
			take_lun(entry, ret);
	}
	return !data.bad && length <= whole;
}
