/* SPDX-License-Identifier: MIT
 * Is a file from anywhere the loader's own image? Only if it has the name somewhere. The sum of a
 * uImage's header is mended first. */
#include "tests/fuzz/uimage_mend.h"

#include "lib/image/loader.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t *file = malloc(len ? len : 1);
	bool own;

	if (!file)
		return 0;
	if (len)
		memcpy(file, data, len);
	uimage_mend(file, len);
	own = loader_is_image(rd_of(file, len));
	if (own && !memmem(file, len, LOADER_NAME, sizeof LOADER_NAME))
		abort();
	if (loader_is_ramdisk(rd_of(file, len)) && !own && !loader_ramdisk_at(rd_of(file, len)))
		abort();
	free(file);
	return 0;
}
