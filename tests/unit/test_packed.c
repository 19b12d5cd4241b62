/* SPDX-License-Identifier: MIT
 * Streams made by xz and zstd themselves, cut at every length: only the whole one is whole, and
 * none that is cut passes for it. */
#include "tests/unit/check.h"

#include "lib/image/packed.h"
#include "lib/random.h"

#include <stdlib.h>
#include <string.h>

/* printf 'pxehop pxehop pxehop\n' | xz --check=crc32 */
static const uint8_t xz[] = {
	0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x01, 0x69, 0x22, 0xde, 0x36, 0x02, 0x00, 0x21,
	0x01, 0x16, 0x00, 0x00, 0x00, 0x74, 0x2f, 0xe5, 0xa3, 0xe0, 0x00, 0x14, 0x00, 0x0e, 0x5d,
	0x00, 0x38, 0x1e, 0x08, 0xce, 0x1a, 0x91, 0xe4, 0x76, 0xd9, 0x40, 0x1c, 0xc4, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x56, 0x40, 0xf7, 0x2d, 0x00, 0x01, 0x26, 0x15, 0xe4, 0xd2, 0x85, 0x8e,
	0x90, 0x42, 0x99, 0x0d, 0x01, 0x00, 0x00, 0x00, 0x00, 0x01, 0x59, 0x5a};

/* printf 'pxehop pxehop pxehop\n' | zstd */
static const uint8_t zstd[] = {0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x75, 0x00, 0x00,
			       0x40, 0x70, 0x78, 0x65, 0x68, 0x6f, 0x70, 0x20, 0x0a,
			       0x01, 0x00, 0x3a, 0x8a, 0x11, 0x67, 0x2a, 0x25, 0x82};

/* A frame of @blocks raw blocks of 16 bytes without content size, the last one marked. */
static size_t frame(uint8_t *p, unsigned blocks)
{
	struct wr w = wr_of(p, 4096);

	wr_le32(&w, 0xfd2fb528);
	wr_u8(&w, 0x00);
	wr_u8(&w, 0x58);
	for (unsigned i = 0; i < blocks; i++) {
		wr_u8(&w, (uint8_t)(16 << 3 | (i + 1 == blocks)));
		wr_le16(&w, 0);
		wr_zero(&w, 16);
	}
	return wr_len(&w);
}

TEST(xz_is_whole_only_when_it_is)
{
	CHECK_INT(packed_xz(rd_of(xz, sizeof xz)), PACKED_WHOLE);
	for (size_t n = 12; n < sizeof xz; n++)
		CHECK_INT(packed_xz(rd_of(xz, n)), PACKED_CUT);
	for (size_t n = 0; n < 12; n++)
		CHECK_INT(packed_xz(rd_of(xz, n)), PACKED_UNKNOWN);
}

TEST(zstd_is_whole_only_when_it_is)
{
	CHECK_INT(packed_zstd(rd_of(zstd, sizeof zstd)), PACKED_WHOLE);
	/* one block is too little to be sure of */
	for (size_t n = 0; n + 5 < sizeof zstd; n++)
		CHECK_INT(packed_zstd(rd_of(zstd, n)), PACKED_UNKNOWN);
}

TEST(zstd_is_cut_only_when_it_is_sure)
{
	uint8_t p[4096];
	size_t n = frame(p, 20);

	CHECK_INT(packed_zstd(rd_of(p, n)), PACKED_WHOLE);
	CHECK_INT(packed_zstd(rd_of(p, n - 1)), PACKED_CUT);
	CHECK_INT(packed_zstd(rd_of(p, 6 + 3 * 19)), PACKED_UNKNOWN);
	p[6] |= 3 << 1; /* a block type that does not exist */
	CHECK_INT(packed_zstd(rd_of(p, n)), PACKED_UNKNOWN);
}

/* A file may hold a hundred thousand beginnings of frames that all lead to one long row of blocks.
 * What broke after several good blocks ends the search, or each of them would be followed. */
TEST(zstd_that_breaks_late_is_followed_once)
{
	uint8_t p[4096];
	size_t n = frame(p, 20);

	p[6 + 8 * 19] |= 3 << 1;
	CHECK_INT(packed_zstd(rd_of(p, n)), PACKED_CUT);
	CHECK_INT(packed_find(rd_of(p, n), n), PACKED_CUT);
}

TEST(found_behind_a_decompressor)
{
	static uint8_t file[65536];

	memcpy(file + 1000, xz, sizeof xz);
	CHECK_INT(packed_find(rd_of(file, sizeof file), 4096), PACKED_WHOLE);
	CHECK_INT(packed_find(rd_of(file, 1000 + sizeof xz - 1), 4096), PACKED_CUT);
	CHECK_INT(packed_find(rd_of(file, sizeof file), 1000), PACKED_UNKNOWN);
	CHECK_INT(packed_find(rd_of(file, 0), 4096), PACKED_UNKNOWN);
}

static void judge(const uint8_t *data, size_t len)
{
	(void)packed_find(rd_of(data, len), len);
}

TEST(mutations_stay_inside)
{
	check_mutations(xz, sizeof xz, judge);
	check_mutations(zstd, sizeof zstd, judge);
}
