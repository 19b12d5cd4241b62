/* SPDX-License-Identifier: MIT */
#include "lib/image/initrd_walk.h"

#include "lib/crc32.h"

#include <string.h>

#define STREAM_HEADER 12u
#define FLAGS_AT      6u
#define STREAM_FOOTER 12u
#define SUM_LEN	      4u
#define NUMBER_BITS   63u /* bits of the longest number, in groups of seven */
#define ALIGN	      4u
#define CHECK_NONE    0
#define CHECK_CRC32   1 /* Linux knows no check but this and none */

#define FILTER_LZMA2	 0x21
#define FILTER_DELTA	 0x03
#define FILTERS_MAX	 2u /* in Linux: one for machine code, then LZMA2 */
#define BLOCK_FILTERS	 0x03
#define BLOCK_RESERVED	 0x3c
#define BLOCK_PACKED	 0x40
#define BLOCK_UNPACKED	 0x80
#define SIZE_UNKNOWN	 UINT64_MAX
#define CHUNK_END	 0x00
#define CHUNK_RAW_RESET	 0x01
#define CHUNK_RAW	 0x02
#define CHUNK_LZMA	 0x80
#define CHUNK_PROPERTIES 0xc0
#define CHUNK_RESET	 0xe0

enum {
	XZ_STREAM_HEADER,
	XZ_BLOCK_SIZE,
	XZ_BLOCK_HEADER,
	XZ_CHUNK,
	XZ_CHUNK_LZMA,
	XZ_CHUNK_RAW,
	XZ_INDEX_COUNT,
	XZ_INDEX_UNPADDED,
	XZ_INDEX_UNPACKED,
	XZ_INDEX_SUM,
	XZ_FOOTER,
};

void initrd_xz_start(void *of, struct initrd_walk *w)
{
	struct initrd_xz *x = of;

	*x = (struct initrd_xz){.state = XZ_STREAM_HEADER};
	w->want = STREAM_HEADER;
}

static enum initrd_step xz_damaged(struct initrd_walk *w)
{
	return initrd_walk_bad(w, INITRD_IS_DAMAGED);
}

static enum initrd_step xz_next(struct initrd_xz *x, struct initrd_walk *w, uint8_t state,
				unsigned want)
{
	x->state = state;
	w->want = want;
	return INITRD_STEP_ON;
}

static enum initrd_step stream_header(struct initrd_xz *x, struct initrd_walk *w, struct rd r)
{
	uint8_t flags[2];

	rd_skip(&r, FLAGS_AT); /* the caller has checked the magic */
	rd_copy(&r, flags, sizeof flags);
	if (rd_le32(&r) != crc32_add(0, flags, sizeof flags) || flags[0] || flags[1] & 0xf0)
		return xz_damaged(w);
	x->check = flags[1];
	if (x->check > CHECK_CRC32)
		return initrd_walk_bad(w, INITRD_XZ_CHECK);
	return xz_next(x, w, XZ_BLOCK_SIZE, 1);
}

/* Read a number of the xz format inside a field. */
static uint64_t get_xz_number(struct rd *r)
{
	uint64_t v = 0;

	for (unsigned bits = 0; bits < NUMBER_BITS; bits += 7) {
		uint8_t b = rd_u8(r);

		v |= (uint64_t)(b & 0x7f) << bits;
		if (!(b & 0x80))
			return v;
	}
	rd_fail(r);
	return 0;
}

/* Filters for machine code (BCJ) may stand before LZMA2, without a start offset. */
static enum initrd_step get_filters(struct initrd_walk *w, struct rd r, unsigned n)
{
	if (n > FILTERS_MAX)
		return initrd_walk_bad(w, INITRD_XZ_FILTER);
	for (unsigned i = 0; i < n; i++) {
		uint64_t id = get_xz_number(&r), len = get_xz_number(&r);
		bool last = i + 1 == n;

		if (r.bad || len > rd_left(&r))
			return xz_damaged(w);
		rd_skip(&r, (size_t)len);
		if (last ? id != FILTER_LZMA2 || len != 1
			 : id <= FILTER_DELTA || id >= FILTER_LZMA2 || len)
			return initrd_walk_bad(w, INITRD_XZ_FILTER);
	}
	return INITRD_STEP_ON;
}

/* Read the block header behind its first byte, the size. */
static enum initrd_step block_header(struct initrd_xz *x, struct initrd_walk *w, struct rd r)
{
	uint32_t sum = crc32_add(0, &x->header_size, 1);
	struct rd fields = rd_sub(&r, rd_left(&r) - SUM_LEN);
	uint8_t flags;

	sum = crc32_add(sum, fields.p, rd_left(&fields));
	if (rd_le32(&r) != sum)
		return xz_damaged(w);
	flags = rd_u8(&fields);
	x->packed_want = flags & BLOCK_PACKED ? get_xz_number(&fields) : SIZE_UNKNOWN;
	x->unpacked_want = flags & BLOCK_UNPACKED ? get_xz_number(&fields) : SIZE_UNKNOWN;
	if (fields.bad || flags & BLOCK_RESERVED)
		return xz_damaged(w);
	x->packed = x->unpacked = 0;
	x->reset = false;
	xz_next(x, w, XZ_CHUNK, 1);
	return get_filters(w, fields, (flags & BLOCK_FILTERS) + 1u);
}

static enum initrd_step block_end(struct initrd_xz *x, struct initrd_walk *w)
{
	uint64_t check = x->check == CHECK_CRC32 ? SUM_LEN : 0;

	if ((x->packed_want != SIZE_UNKNOWN && x->packed_want != x->packed) ||
	    (x->unpacked_want != SIZE_UNKNOWN && x->unpacked_want != x->unpacked))
		return xz_damaged(w);
	x->blocks++;
	x->unpadded_sum += x->header_len + x->packed + check;
	x->unpacked_sum += x->unpacked;
	w->skip = (ALIGN - x->packed % ALIGN) % ALIGN + check;
	return xz_next(x, w, XZ_BLOCK_SIZE, 1);
}

/* Read the control byte of a chunk. The first chunk of a block must reset the dictionary. */
static enum initrd_step xz_chunk(struct initrd_xz *x, struct initrd_walk *w, uint8_t control)
{
	x->packed++;
	if (control == CHUNK_END)
		return block_end(x, w);
	if (control == CHUNK_RAW_RESET || control >= CHUNK_RESET)
		x->reset = true;
	if (!x->reset || (control > CHUNK_RAW && control < CHUNK_LZMA))
		return xz_damaged(w);
	if (control < CHUNK_LZMA)
		return xz_next(x, w, XZ_CHUNK_RAW, 2);
	x->unpacked += (uint64_t)(control & 0x1f) << 16;
	return xz_next(x, w, XZ_CHUNK_LZMA, control >= CHUNK_PROPERTIES ? 5 : 4);
}

static enum initrd_step chunk_sizes(struct initrd_xz *x, struct initrd_walk *w, struct rd r)
{
	x->packed += rd_left(&r);
	if (x->state == XZ_CHUNK_LZMA)
		x->unpacked += rd_be16(&r) + 1u;
	w->skip = rd_be16(&r) + 1u;
	if (x->state == XZ_CHUNK_RAW)
		x->unpacked += w->skip;
	x->packed += w->skip;
	return xz_next(x, w, XZ_CHUNK, 1);
}

static enum initrd_step block_size(struct initrd_xz *x, struct initrd_walk *w, uint8_t size)
{
	if (size) {
		x->header_size = size;
		x->header_len = (size + 1ull) * ALIGN;
		return xz_next(x, w, XZ_BLOCK_HEADER, (unsigned)x->header_len - 1);
	}
	x->index_crc = crc32_add(0, &size, 1);
	x->index_len = 1;
	x->number = 0;
	x->number_bits = 0;
	return xz_next(x, w, XZ_INDEX_COUNT, 1);
}

/* The index is padded with zeroes to a multiple of four bytes. Its CRC32 follows. */
static enum initrd_step index_end(struct initrd_xz *x, struct initrd_walk *w)
{
	unsigned padding = (unsigned)(-x->index_len % ALIGN);

	if (x->records || x->unpadded_sum || x->unpacked_sum)
		return xz_damaged(w);
	return xz_next(x, w, XZ_INDEX_SUM, padding + SUM_LEN);
}

static enum initrd_step index_number(struct initrd_xz *x, struct initrd_walk *w, uint64_t number)
{
	switch (x->state) {
	case XZ_INDEX_COUNT:
		if (number != x->blocks)
			return xz_damaged(w);
		x->records = number;
		break;
	case XZ_INDEX_UNPADDED:
		x->unpadded_sum -= number;
		return xz_next(x, w, XZ_INDEX_UNPACKED, 1);
	default:
		x->unpacked_sum -= number;
		x->records--;
		break;
	}
	return x->records ? xz_next(x, w, XZ_INDEX_UNPADDED, 1) : index_end(x, w);
}

static enum initrd_step index_byte(struct initrd_xz *x, struct initrd_walk *w, uint8_t b)
{
	uint64_t number;

	x->index_crc = crc32_add(x->index_crc, &b, 1);
	x->index_len++;
	x->number |= (uint64_t)(b & 0x7f) << x->number_bits;
	x->number_bits += 7;
	if (b & 0x80)
		return x->number_bits < NUMBER_BITS ? INITRD_STEP_ON : xz_damaged(w);
	number = x->number;
	x->number = 0;
	x->number_bits = 0;
	return index_number(x, w, number);
}

static enum initrd_step index_sum(struct initrd_xz *x, struct initrd_walk *w, struct rd r)
{
	struct rd padding = rd_sub(&r, rd_left(&r) - SUM_LEN);

	x->index_crc = crc32_add(x->index_crc, padding.p, rd_left(&padding));
	x->index_len += rd_left(&padding) + SUM_LEN;
	if (rd_le32(&r) != x->index_crc)
		return xz_damaged(w);
	return xz_next(x, w, XZ_FOOTER, STREAM_FOOTER);
}

static enum initrd_step xz_footer(struct initrd_xz *x, struct initrd_walk *w, struct rd r)
{
	uint32_t sum = rd_le32(&r), backward;
	bool right = sum == crc32_add(0, r.p, 4 + 2);

	backward = rd_le32(&r);
	right = right && (backward + 1ull) * ALIGN == x->index_len;
	right = right && rd_u8(&r) == 0 && rd_u8(&r) == x->check;
	right = right && rd_u8(&r) == 'Y' && rd_u8(&r) == 'Z';
	w->hollow = !x->blocks;
	return right ? INITRD_STEP_DONE : xz_damaged(w);
}

enum initrd_step initrd_xz_field(struct initrd_walk *w, void *of, struct rd bytes)
{
	struct initrd_xz *x = of;

	switch (x->state) {
	case XZ_STREAM_HEADER: return stream_header(x, w, bytes);
	case XZ_BLOCK_SIZE: return block_size(x, w, rd_u8(&bytes));
	case XZ_BLOCK_HEADER: return block_header(x, w, bytes);
	case XZ_CHUNK: return xz_chunk(x, w, rd_u8(&bytes));
	case XZ_CHUNK_LZMA:
	case XZ_CHUNK_RAW: return chunk_sizes(x, w, bytes);
	case XZ_INDEX_SUM: return index_sum(x, w, bytes);
	case XZ_FOOTER: return xz_footer(x, w, bytes);
	default: return index_byte(x, w, rd_u8(&bytes));
	}
}
