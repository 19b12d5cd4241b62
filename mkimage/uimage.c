/* SPDX-License-Identifier: MIT */
#include "mkimage/uimage.h"

#include "lib/crc32.h"

#define PART_ALIGN 4u

static bool has_table(const struct mkimage_uimage *u)
{
	return uimage_has_table(u->header.type);
}

static size_t uimage_padding(size_t n)
{
	return -n & (PART_ALIGN - 1);
}

static bool has_room(struct rd part)
{
	for (unsigned i = 0; i < UIMAGE_HEADER; i++)
		if (rd_u8(&part) != 0xff)
			return false;
	return rd_left(&part) > 0;
}

static int check_parts(const struct mkimage_uimage *u)
{
	if (!u->n_parts || u->n_parts > (has_table(u) ? UIMAGE_PARTS_MAX : 1))
		return MKIMAGE_UIMAGE_MANY_PARTS;
	for (size_t i = 0; i < u->n_parts; i++)
		if (!rd_left(&u->parts[i]))
			return MKIMAGE_UIMAGE_EMPTY_PART;
	if (u->in_place && (has_table(u) || !has_room(u->parts[0])))
		return MKIMAGE_UIMAGE_NO_ROOM;
	return 0;
}

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

int mkimage_uimage_plan(const struct mkimage_uimage *u, size_t max, size_t *ret_len)
{
	size_t len = UIMAGE_HEADER + (has_table(u) ? 4 * (u->n_parts + 1) : 0);
	int reason = check_parts(u);

	if (reason)
		return reason;
	if (u->in_place)
		len = 0; /* the part has the room for the header */
	max = min_size(max, UINT32_MAX);
	for (size_t i = 0; i < u->n_parts; i++) {
		size_t pad = i ? uimage_padding(len) : 0, size = rd_left(&u->parts[i]);

		if (len > max || pad > max - len || size > max - len - pad)
			return MKIMAGE_UIMAGE_TOO_BIG;
		len += pad + size;
	}
	*ret_len = len;
	return 0;
}

static void put_data(const struct mkimage_uimage *u, struct wr *w)
{
	if (has_table(u)) {
		for (size_t i = 0; i < u->n_parts; i++)
			wr_be32(w, (uint32_t)rd_left(&u->parts[i]));
		wr_be32(w, 0);
	}
	for (size_t i = 0; i < u->n_parts; i++) {
		struct rd part = u->parts[i];

		if (u->in_place)
			rd_skip(&part, UIMAGE_HEADER);
		wr_zero(w, uimage_padding(wr_len(w)));
		wr_bytes(w, part.p, rd_left(&part));
	}
}

void mkimage_uimage_write(const struct mkimage_uimage *u, uint8_t *buf, size_t len)
{
	struct wr header = wr_of(buf, UIMAGE_HEADER);
	struct wr data = wr_of(buf + UIMAGE_HEADER, len - UIMAGE_HEADER);
	struct uimage h = u->header;

	put_data(u, &data);
	h.size = (uint32_t)wr_len(&data);
	h.data_sum = crc32_add(0, buf + UIMAGE_HEADER, h.size);
	uimage_put_header(&header, &h);
}

const char *mkimage_uimage_str(int reason)
{
	static const char *const names[MKIMAGE_UIMAGE_REASONS] = {
		[MKIMAGE_UIMAGE_OK] = "a U-Boot image",
		[MKIMAGE_UIMAGE_EMPTY_PART] = "is empty",
		[MKIMAGE_UIMAGE_MANY_PARTS] = "takes one part, or up to 256 if multi or script",
		[MKIMAGE_UIMAGE_NO_ROOM] = "-x: needs one part that begins with 64 bytes 0xff",
		[MKIMAGE_UIMAGE_TOO_BIG] = "the image would be too large",
	};

	if (reason < 0 || reason >= MKIMAGE_UIMAGE_REASONS)
		return "unknown reason";
	return names[reason];
}
