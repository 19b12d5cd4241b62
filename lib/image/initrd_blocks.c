/* SPDX-License-Identifier: MIT
 * Walks through zstd, lz4 and lzop, whose blocks state their length. */
#include "lib/image/initrd_walk.h"

#include "lib/crc32.h"

#include <string.h>

/* --- zstd ----------------------------------------------------------------------------------- */

#define ZSTD_MAGIC	0xfd2fb528u
#define ZSTD_BLOCK_MAX	131072u
#define ZSTD_WINDOW_MAX (128ull << 20) /* Linux 5.9 to 5.15: ZSTD_WINDOWLOG_MAX is 27 */
#define ZSTD_SUM	4u

enum { ZSTD_DESCRIPTOR, ZSTD_HEADER, ZSTD_BLOCK };
enum { ZSTD_RAW, ZSTD_RLE, ZSTD_COMPRESSED, ZSTD_RESERVED };

void initrd_zstd_start(void *of, struct initrd_walk *w)
{
	struct initrd_zstd *z = of;

	*z = (struct initrd_zstd){.state = ZSTD_DESCRIPTOR};
	w->want = 4 + 1;
}

static bool zstd_single_segment(const struct initrd_zstd *z)
{
	return z->descriptor >> 5 & 1;
}

static unsigned zstd_dictionary_len(const struct initrd_zstd *z)
{
	static const uint8_t len[4] = {0, 1, 2, 4};

	return len[z->descriptor & 3];
}

static enum initrd_step zstd_descriptor(struct initrd_zstd *z, struct initrd_walk *w, struct rd r)
{
	static const uint8_t content[4] = {0, 2, 4, 8};
	bool single;

	if (rd_le32(&r) != ZSTD_MAGIC)
		return INITRD_STEP_ALIEN;
	z->descriptor = rd_u8(&r);
	if (z->descriptor & 0x08)
		return initrd_walk_bad(w, INITRD_IS_DAMAGED);
	single = zstd_single_segment(z);
	z->state = ZSTD_HEADER;
	w->want = !single + zstd_dictionary_len(z) +
		  (z->descriptor >> 6 ? content[z->descriptor >> 6] : single);
	return INITRD_STEP_ON;
}

static enum initrd_step zstd_header(struct initrd_zstd *z, struct initrd_walk *w, struct rd r)
{
	unsigned dictionary = zstd_dictionary_len(z);

	if (!zstd_single_segment(z)) {
		uint8_t b = rd_u8(&r);
		uint64_t base = 1ull << (10 + (b >> 3));

		if (base + base / 8 * (b & 7) > ZSTD_WINDOW_MAX)
			w->reason = INITRD_ZSTD_WINDOW;
	}
	while (dictionary--)
		if (rd_u8(&r))
			return initrd_walk_bad(w, INITRD_ZSTD_DICTIONARY);
	z->state = ZSTD_BLOCK;
	w->want = 3;
	return INITRD_STEP_ON;
}

static enum initrd_step zstd_block(struct initrd_zstd *z, struct initrd_walk *w, struct rd r)
{
	uint32_t head = rd_le16(&r), size, type;

	head |= (uint32_t)rd_u8(&r) << 16;
	type = head >> 1 & 3;
	size = head >> 3;
	if (type == ZSTD_RESERVED || size > ZSTD_BLOCK_MAX)
		return initrd_walk_bad(w, INITRD_IS_DAMAGED);
	z->any = z->any || size;
	w->skip = type == ZSTD_RLE ? 1 : size;
	if (head & 1) { /* the last one; a sum may follow */
		w->skip += z->descriptor & 0x04 ? ZSTD_SUM : 0;
		w->want = 0;
		w->hollow = !z->any;
	}
	return INITRD_STEP_ON;
}

enum initrd_step initrd_zstd_field(struct initrd_walk *w, void *of, struct rd bytes)
{
	struct initrd_zstd *z = of;

	switch (z->state) {
	case ZSTD_DESCRIPTOR: return zstd_descriptor(z, w, bytes);
	case ZSTD_HEADER: return zstd_header(z, w, bytes);
	default: return zstd_block(z, w, bytes);
	}
}

/* --- lz4, legacy frames --------------------------------------------------------------------- */

#define LZ4_LEGACY_MAGIC 0x184c2102u
#define LZ4_UNPACKED	 (8u << 20) /* unpacked bytes of every block but the last */
#define LZ4_BLOCK_MAX	 (LZ4_UNPACKED + LZ4_UNPACKED / 255 + 16)
#define GZIP_MAGIC_LE	 0x088b1fu /* magic and method of gzip */

void initrd_lz4_start(void *of, struct initrd_walk *w)
{
	struct initrd_lz4 *l = of;

	*l = (struct initrd_lz4){.begun = false};
	w->want = 4;
}

enum initrd_step initrd_lz4_field(struct initrd_walk *w, void *of, struct rd bytes)
{
	struct initrd_lz4 *l = of;
	uint32_t size = rd_le32(&bytes);

	if (!l->begun || size == LZ4_LEGACY_MAGIC) { /* frames may follow each other */
		l->begun = true;
		return INITRD_STEP_ON;
	}
	if (!size) {
		w->hollow = !l->blocks;
		return INITRD_STEP_DONE;
	}
	if (size > LZ4_BLOCK_MAX)
		return INITRD_STEP_ALIEN;
	if ((size & 0xffffff) == GZIP_MAGIC_LE)
		l->doubtful = true;
	l->blocks++;
	w->skip = size;
	return INITRD_STEP_ON;
}

/* --- lzop ----------------------------------------------------------------------------------- */

#define LZOP_MAGIC_LEN	 9u
#define LZOP_VERSION_MIN 0x0940u /* older versions have a shorter header, which Linux cannot read */
#define LZOP_BLOCK_MAX	 (256u << 10)
#define LZOP_SUM	 4u
#define ADLER_MODULUS	 65521u

/* Flags of the header. */
#define LZOP_SUM_UNPACKED 0x00000101u /* Adler-32 or CRC-32; Linux passes over exactly one */
#define LZOP_SUM_PACKED	  0x00000202u
#define LZOP_EXTRA	  0x00000040u
#define LZOP_FILTER	  0x00000800u
#define LZOP_HEADER_CRC	  0x00001000u

enum { LZOP_VERSIONS, LZOP_FLAGS, LZOP_TIMES, LZOP_NAME, LZOP_UNPACKED, LZOP_PACKED };

void initrd_lzop_start(void *of, struct initrd_walk *w)
{
	struct initrd_lzop *l = of;

	*l = (struct initrd_lzop){.state = LZOP_VERSIONS, .adler = 1};
	w->want = LZOP_MAGIC_LEN + 2 + 2 + 2 + 1 + 1;
}

static void lzop_header_sum(struct initrd_lzop *l, struct rd r)
{
	uint32_t a = l->adler & 0xffff, b = l->adler >> 16;

	l->crc = crc32_add(l->crc, r.p, rd_left(&r));
	while (rd_left(&r)) {
		a = (a + rd_u8(&r)) % ADLER_MODULUS;
		b = (b + a) % ADLER_MODULUS;
	}
	l->adler = b << 16 | a;
}

static enum initrd_step lzop_versions(struct initrd_lzop *l, struct initrd_walk *w, struct rd r)
{
	static const uint8_t magic[LZOP_MAGIC_LEN] = {0x89, 'L',  'Z',	'O', 0x00,
						      0x0d, 0x0a, 0x1a, 0x0a};
	struct rd found = rd_sub(&r, sizeof magic);

	if (memcmp(found.p, magic, sizeof magic) != 0)
		return INITRD_STEP_ALIEN;
	lzop_header_sum(l, r);
	if (rd_be16(&r) < LZOP_VERSION_MIN)
		return initrd_walk_bad(w, INITRD_LZOP_OPTIONS);
	l->state = LZOP_FLAGS;
	w->want = 4;
	return INITRD_STEP_ON;
}

static enum initrd_step lzop_flags(struct initrd_lzop *l, struct initrd_walk *w, struct rd r)
{
	uint32_t unpacked;

	lzop_header_sum(l, r);
	l->flags = rd_be32(&r);
	unpacked = l->flags & LZOP_SUM_UNPACKED;
	if (!unpacked || unpacked == LZOP_SUM_UNPACKED ||
	    (l->flags & (LZOP_SUM_PACKED | LZOP_EXTRA)))
		return initrd_walk_bad(w, INITRD_LZOP_OPTIONS);
	l->state = LZOP_TIMES; /* filter, mode, time low and high, length of the name */
	w->want = (l->flags & LZOP_FILTER ? 4u : 0) + 4 + 4 + 4 + 1;
	return INITRD_STEP_ON;
}

static enum initrd_step lzop_times(struct initrd_lzop *l, struct initrd_walk *w, struct rd r)
{
	lzop_header_sum(l, r);
	rd_skip(&r, rd_left(&r) - 1);
	l->state = LZOP_NAME;
	w->want = rd_u8(&r) + LZOP_SUM;
	return INITRD_STEP_ON;
}

static enum initrd_step lzop_name(struct initrd_lzop *l, struct initrd_walk *w, struct rd r)
{
	lzop_header_sum(l, rd_sub(&r, rd_left(&r) - LZOP_SUM));
	if (rd_be32(&r) != (l->flags & LZOP_HEADER_CRC ? l->crc : l->adler))
		return initrd_walk_bad(w, INITRD_IS_DAMAGED);
	l->state = LZOP_UNPACKED;
	w->want = 4;
	return INITRD_STEP_ON;
}

enum initrd_step initrd_lzop_field(struct initrd_walk *w, void *of, struct rd bytes)
{
	struct initrd_lzop *l = of;
	uint32_t packed;

	switch (l->state) {
	case LZOP_VERSIONS: return lzop_versions(l, w, bytes);
	case LZOP_FLAGS: return lzop_flags(l, w, bytes);
	case LZOP_TIMES: return lzop_times(l, w, bytes);
	case LZOP_NAME: return lzop_name(l, w, bytes);
	case LZOP_UNPACKED:
		l->unpacked = rd_be32(&bytes);
		w->hollow = !l->any;
		l->any = true;
		if (!l->unpacked)
			return INITRD_STEP_DONE;
		if (l->unpacked > LZOP_BLOCK_MAX)
			return initrd_walk_bad(w, INITRD_IS_DAMAGED);
		l->state = LZOP_PACKED;
		return INITRD_STEP_ON;
	default:
		packed = rd_be32(&bytes);
		if (!packed || packed > l->unpacked)
			return initrd_walk_bad(w, INITRD_IS_DAMAGED);
		l->state = LZOP_UNPACKED;
		w->skip = LZOP_SUM + (uint64_t)packed;
		return INITRD_STEP_ON;
	}
}
