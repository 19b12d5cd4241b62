/* SPDX-License-Identifier: MIT
 * lib/zlib_heap.h - the C library's heap for zlib. Layer: lib. Callers: init/kexec/decompress.c,
 * pxe/session/unpack.c.
 *
 * The target's zlib is built without calls of its own into the C library (deps/): a z_stream that names
 * no allocator is refused there, while the host's zlib takes its own.
 */
#ifndef LIB_ZLIB_HEAP_H
#define LIB_ZLIB_HEAP_H

#include <zlib.h>

/** zlib_heap_stream() - a stream at its beginning, for inflateInit2(), which allocates some 40 KiB */
z_stream zlib_heap_stream(void);

#endif
