/* SPDX-License-Identifier: MIT
 * Any bytes as a boot entry of UEFI. */
#include "init/bootnext.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bootnext_is_disk(rd_of(data, size));
	return 0;
}
