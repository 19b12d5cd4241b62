/* SPDX-License-Identifier: MIT */
#include "tests/unit/zlib_aid.h"

#include <stdlib.h>

void *zlib_aid_take(void *opaque, unsigned count, unsigned size)
{
	(void)opaque;
	return calloc(count, size);
}

void zlib_aid_give(void *opaque, void *block)
{
	(void)opaque;
	free(block);
}
