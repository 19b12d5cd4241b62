/* SPDX-License-Identifier: MIT
 * mkimage/compress.h - compression of a whole part at once. Layer: adapter (heap).
 * No other file of mkimage includes lzma.h or zstd.h.
 */
#ifndef MKIMAGE_COMPRESS_H
#define MKIMAGE_COMPRESS_H

#include "lib/text.h"
#include "mkimage/file.h"

enum mkimage_compress_kind {
	MKIMAGE_COMPRESS_NONE,
	MKIMAGE_COMPRESS_GZIP,
	MKIMAGE_COMPRESS_ZSTD,
	MKIMAGE_COMPRESS_XZ,   /* with CRC32, the only check that Linux knows */
	MKIMAGE_COMPRESS_LZMA, /* the older file format, .lzma */
	MKIMAGE_COMPRESS_KINDS
};

/** mkimage_compress_kind_of() - the kind called @name. Return: false = there is none, and @ret is
 *  untouched */
bool mkimage_compress_kind_of(struct view name, enum mkimage_compress_kind *ret);

/** mkimage_compress_name() - the name of @kind */
const char *mkimage_compress_name(enum mkimage_compress_kind kind);

/** mkimage_compress() - compress @in into a new block, at a high level. One thread does the work,
 *  so that the output depends on the input and the library's version alone. @ret: written only on
 *  success. Return: 0 or -errno */
__attribute__((warn_unused_result)) int mkimage_compress(enum mkimage_compress_kind kind,
							 struct rd in, struct mkimage_file *ret);

#endif
