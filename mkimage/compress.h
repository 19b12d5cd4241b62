/* SPDX-License-Identifier: MIT
 * mkimage/compress.h - compression of a whole part at once. Layer: adapter (heap).
 * Nothing else in the tree includes lzma.h or, on the host, zstd.h.
 */
#ifndef MKIMAGE_COMPRESS_H
#define MKIMAGE_COMPRESS_H

#include "lib/text.h"
#include "mkimage/file.h"

enum mkimage_compress_kind {
	MKIMAGE_COMPRESS_NONE,
	MKIMAGE_COMPRESS_GZIP,
	MKIMAGE_COMPRESS_ZSTD,
	MKIMAGE_COMPRESS_XZ,   /* with CRC-32, the only check that kernels know */
	MKIMAGE_COMPRESS_LZMA, /* the older framing, .lzma */
	MKIMAGE_COMPRESS_KINDS
};

/** mkimage_compress_kind_of() - by its name; false if it is none, @ret is then as it was */
bool mkimage_compress_kind_of(struct view name, enum mkimage_compress_kind *ret);

/** mkimage_compress_name() - the name of a kind */
const char *mkimage_compress_name(enum mkimage_compress_kind kind);

/** mkimage_compress() - @in into a new block, at a high level and in one thread, so that the bytes
 *  depend on nothing but the input and the library's version. Return: 0 or -errno; @ret is written
 *  only on success */
__attribute__((warn_unused_result)) int mkimage_compress(enum mkimage_compress_kind kind,
							 struct rd in, struct mkimage_file *ret);

#endif
