/* SPDX-License-Identifier: MIT
 * An archive as the kernel would read it: every entry lies inside the input, the walk ends, and
 * what was read writes back to the length it announces. */
#include "mkimage/cpio.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void write_back(const struct mkimage_cpio *e)
{
	uint64_t want = mkimage_cpio_len(e);
	uint8_t *buf = malloc(want);
	struct mkimage_cpio again;
	struct wr w;
	struct rd r;

	if (!buf)
		return;
	w = wr_of(buf, want);
	mkimage_cpio_put(&w, e);
	if (w.full || wr_len(&w) != want)
		abort();
	r = rd_of(buf, want);
	if (mkimage_cpio_next(&r, &again) != 0 || !rd_done(&r) || again.mode != e->mode ||
	    again.minor != e->minor || !view_eq(again.name, e->name))
		abort();
	free(buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct rd r = rd_of(data, len);
	struct mkimage_cpio e;

	while (mkimage_cpio_next(&r, &e) == 0) {
		const uint8_t *name = (const uint8_t *)e.name.p;

		if (name < data || name + e.name.n > data + len || e.data.end > data + len)
			abort();
		mkimage_cpio_name_safe(e.name);
		write_back(&e);
	}
	return 0;
}
