/* SPDX-License-Identifier: MIT
 * A FIT from the network: whatever its tree says, what comes out lies inside of the file. The first
 * byte chooses how the configuration is named; the rest begins where a mapped file would. */
#include "init/kexec/fit.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_inside(const uint8_t *file, size_t len, struct rd part)
{
	if (part.bad)
		abort();
	if (rd_left(&part) && (part.p < file || part.end > file + len))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const names[] = {"", "conf-1", "conf-2", "c"};
	struct fit fit;
	uint8_t *file;
	int r;

	if (!len)
		return 0;
	file = malloc(len); /* aligned to 8, and not a byte too long */
	if (!file)
		abort();
	memcpy(file, data + 1, len - 1);
	r = fit_read(rd_of(file, len - 1), view_of(names[data[0] % 4]), rd_of(file, len - 1), &fit);
	if (r < 0 || r >= FIT_REASONS)
		abort();
	if (!r) {
		check_inside(file, len - 1, fit.kernel);
		check_inside(file, len - 1, fit.initrd);
		check_inside(file, len - 1, fit.dtb);
		if (!rd_left(&fit.kernel))
			abort();
	}
	free(file);
	return 0;
}
