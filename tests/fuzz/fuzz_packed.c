/* SPDX-License-Identifier: MIT
 * Any bytes as a compressed stream: bounded time, nothing read outside. */
#include "lib/image/packed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)packed_xz(rd_of(data, size));
	(void)packed_zstd(rd_of(data, size));
	(void)packed_find(rd_of(data, size), size);
	return 0;
}
