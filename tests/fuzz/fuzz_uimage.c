/* SPDX-License-Identifier: MIT
 * A U-Boot image from anywhere: parts lie inside the file and behind one another, and the header
 * writes back. The header's sum is mended first, or nothing behind it would ever be reached. */
#include "tests/fuzz/uimage_mend.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_parts(struct rd file, const struct uimage *u)
{
	uint64_t end = UIMAGE_HEADER;

	if (!u->n_parts || u->n_parts > UIMAGE_PARTS_MAX)
		abort();
	for (unsigned i = 0; i < u->n_parts; i++) {
		uint64_t start;
		uint32_t size = uimage_part(file, u, i, &start);

		if (start < end || !size || start + size > UIMAGE_HEADER + (uint64_t)u->size)
			abort();
		end = start + size;
	}
}

static void check_header(const uint8_t *file, const struct uimage *u)
{
	uint8_t header[UIMAGE_HEADER];
	struct wr w = wr_of(header, sizeof header);
	struct uimage again;

	uimage_put_header(&w, u);
	if (w.full || memcmp(header, file, 4) != 0 || memcmp(header + 8, file + 8, 24) != 0)
		abort();
	if (u->type == UIMAGE_KERNEL && uimage_read(rd_of(header, sizeof header), 0, &again) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t *file = malloc(len ? len : 1);
	struct uimage u;

	if (!file)
		return 0;
	if (len)
		memcpy(file, data, len);
	uimage_mend(file, len);
	if (uimage_read(rd_of(file, len), len, &u) == 0) {
		check_parts(rd_of(file, len), &u);
		check_header(file, &u);
		if (uimage_check_data(rd_of(file, len), &u) == UIMAGE_CUT)
			abort();
	}
	free(file);
	return 0;
}
