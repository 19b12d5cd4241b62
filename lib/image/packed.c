/* SPDX-License-Identifier: MIT */
#include "lib/image/packed.h"

#include "lib/crc32.h"

#include <string.h>

/* --- xz: the .xz file format 1.0.4, https://tukaani.org/xz/xz-file-format.txt ----------------- */

#define XZ_MAGIC \
	"\xfd"   \
	"7zXZ"
#define XZ_MAGIC_LEN 6
#define XZ_LZMA2     0x21

/* Read a number: little endian, in at most nine groups of seven bits. */
static uint64_t get_xz_varint(struct rd *r)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < 9; i++) {
		uint8_t b = rd_u8(r);

		v |= (uint64_t)(b & 0x7f) << (7 * i);
		if (!(b & 0x80))
			return v;
	}
	rd_fail(r);
	return 0;
}

/* Skip the chunks of LZMA2 up to the zero byte that ends them. */
static void skip_lzma2(struct rd *r)
{
	uint8_t control;

	while ((control = rd_u8(r)) != 0 && !r->bad) {
		uint16_t size;

		if (control >= 0x80) {
			rd_skip(r, 2);
			size = rd_be16(r);
			rd_skip(r, (size_t)size + 1 + (control >= 0xc0));
		} else if (control <= 2) {
			size = rd_be16(r);
			rd_skip(r, (size_t)size + 1);
		} else {
			rd_fail(r);
		}
	}
}

static void skip_xz_padding(struct rd *r, const uint8_t *from)
{
	if (!r->bad)
		rd_skip(r, (size_t)(from - r->p) & 3);
}

/* Skip a block behind @size, the first byte of its header. The check has @check bytes. */
static void skip_block(struct rd *r, uint8_t size, size_t check)
{
	const uint8_t *data;

	rd_skip(r, (size_t)(size + 1) * 4 - 1);
	data = r->p;
	skip_lzma2(r);
	skip_xz_padding(r, data);
	rd_skip(r, check);
}

/* Read the index behind its first byte, a zero, and the footer. */
static bool index_and_footer(struct rd *r, const uint8_t *index)
{
	uint64_t records = get_xz_varint(r);
	uint8_t y, z;

	for (uint64_t i = 0; i < records && !r->bad; i++) {
		get_xz_varint(r);
		get_xz_varint(r);
	}
	skip_xz_padding(r, index);
	rd_skip(r, 4 + 10);
	y = rd_u8(r);
	z = rd_u8(r);
	return !r->bad && y == 'Y' && z == 'Z';
}

static size_t check_size(uint8_t type)
{
	static const uint8_t sizes[16] = {0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64};

	return sizes[type & 15];
}

static bool xz_header(struct rd *r, uint8_t *check_type)
{
	uint8_t head[XZ_MAGIC_LEN + 2];

	if (!rd_copy(r, head, sizeof head) || memcmp(head, XZ_MAGIC, XZ_MAGIC_LEN) != 0)
		return false;
	*check_type = head[XZ_MAGIC_LEN + 1];
	return rd_le32(r) == crc32_add(0, head + XZ_MAGIC_LEN, 2) && !r->bad;
}

enum packed_state packed_xz(struct rd r)
{
	uint8_t type, size;

	if (!xz_header(&r, &type))
		return PACKED_UNKNOWN;
	for (;;) {
		const uint8_t *at = r.p;

		size = rd_u8(&r);
		if (r.bad)
			return PACKED_CUT;
		if (size == 0)
			return index_and_footer(&r, at) ? PACKED_WHOLE : PACKED_CUT;
		skip_block(&r, size, check_size(type));
	}
}

/* --- zstd: RFC 8878 section 3.1.1 ------------------------------------------------------------- */

#define ZSTD_MAGIC	0xfd2fb528u
#define ZSTD_BLOCK_MAX	131072
#define ZSTD_SURE_AFTER 8

static void skip_frame_header(struct rd *r)
{
	static const uint8_t content[4] = {0, 2, 4, 8}, dictionary[4] = {0, 1, 2, 4};
	uint8_t d = rd_u8(r);
	bool single = d >> 5 & 1;

	if (d & 0x08)
		rd_fail(r); /* reserved */
	rd_skip(r, !single);
	rd_skip(r, dictionary[d & 3]);
	rd_skip(r, d >> 6 ? content[d >> 6] : single);
}

/* @blocks: how many were walked */
static enum packed_state walk_zstd(struct rd r, unsigned *blocks)
{
	*blocks = 0;
	if (rd_le32(&r) != ZSTD_MAGIC)
		return PACKED_UNKNOWN;
	skip_frame_header(&r);
	while (!r.bad) {
		uint32_t head = rd_u8(&r);
		uint32_t type, size;

		head |= (uint32_t)rd_le16(&r) << 8;
		type = head >> 1 & 3;
		size = head >> 3;
		if (r.bad)
			break;
		if (type == 3 || size > ZSTD_BLOCK_MAX)
			break;
		rd_skip(&r, type == 1 ? 1 : size);
		if (head & 1 && !r.bad)
			return PACKED_WHOLE;
		++*blocks;
	}
	return *blocks >= ZSTD_SURE_AFTER ? PACKED_CUT : PACKED_UNKNOWN;
}

enum packed_state packed_zstd(struct rd r)
{
	unsigned blocks;

	return walk_zstd(r, &blocks);
}

/* The code of a decompressor has the magic in it, and what follows may pass for a few blocks. */
static enum packed_state find_zstd(struct rd r)
{
	unsigned blocks;
	enum packed_state state = walk_zstd(r, &blocks);

	return blocks >= ZSTD_SURE_AFTER ? state : PACKED_UNKNOWN;
}

enum packed_state packed_find(struct rd r, size_t within)
{
	for (size_t i = 0; i < within && rd_left(&r) >= XZ_MAGIC_LEN; i++) {
		enum packed_state state = PACKED_UNKNOWN;

		if (r.p[0] == 0xfd)
			state = packed_xz(r);
		else if (r.p[0] == 0x28)
			state = find_zstd(r);
		if (state != PACKED_UNKNOWN)
			return state;
		rd_skip(&r, 1);
	}
	return PACKED_UNKNOWN;
}
