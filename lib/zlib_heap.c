/* SPDX-License-Identifier: MIT */
#include "lib/zlib_heap.h"

#include <stdlib.h>

static void *heap_take(void *opaque, unsigned count, unsigned size)
{
	(void)opaque;
	return calloc(count, size);
}

static void heap_give(void *opaque, void *block)
{
	(void)opaque;
	free(block);
}

z_stream zlib_heap_stream(void)
{
	return (z_stream){.zalloc = heap_take, .zfree = heap_give};
}
