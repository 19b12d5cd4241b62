/* SPDX-License-Identifier: MIT
 * tests/fuzz/uimage_mend.h - sums of a U-Boot image made right, so that what lies behind them is
 * reached. */
#ifndef TESTS_FUZZ_UIMAGE_MEND_H
#define TESTS_FUZZ_UIMAGE_MEND_H

#include "lib/crc32.h"
#include "lib/image/uimage.h"

/** uimage_mend() - put magic number and the header's sum into @file, and its data's sum if the
 *  data is there */
static inline void uimage_mend(uint8_t *file, size_t len)
{
	struct rd r = rd_of(file, len);
	struct wr w;
	uint32_t size;

	if (len < UIMAGE_HEADER)
		return;
	rd_skip(&r, 12);
	size = rd_be32(&r);
	if (size <= len - UIMAGE_HEADER) {
		w = wr_of(file + 24, 4);
		wr_be32(&w, crc32_add(0, file + UIMAGE_HEADER, size));
	}
	w = wr_of(file, 8);
	wr_be32(&w, UIMAGE_MAGIC);
	wr_be32(&w, 0);
	w = wr_of(file + 4, 4);
	wr_be32(&w, crc32_add(0, file, UIMAGE_HEADER));
}

#endif
