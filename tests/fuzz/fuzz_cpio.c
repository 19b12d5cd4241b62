/* SPDX-License-Identifier: MIT
 * An archive as the kernel would read it: every entry lies inside the input, the walk ends, and
 * what was read writes back to the length it announces. */
#include "lib/image/newc.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void write_back(const struct newc *e)
{
	uint64_t want = newc_len(e);
	uint8_t *buf = malloc(want);
	struct newc again;
	struct wr w;
	struct rd r;

	if (!buf)
		return;
	w = wr_of(buf, want);
	newc_put(&w, e);
	if (w.full || wr_len(&w) != want)
		abort();
	r = rd_of(buf, want);
	if (newc_next(&r, &again) != 0 || !rd_done(&r) || again.mode != e->mode ||
	    again.minor != e->minor || !view_eq(again.name, e->name))
		abort();
	free(buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct rd r = rd_of(data, len);
	struct newc e;

	while (newc_next(&r, &e) == 0) {
		const uint8_t *name = (const uint8_t *)e.name.p;

		if (name < data || name + e.name.n > data + len || e.data.end > data + len)
			abort();
		newc_name_safe(e.name);
		write_back(&e);
	}
	return 0;
}
