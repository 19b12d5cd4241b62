/* SPDX-License-Identifier: MIT
 * mkimage/gzip.h - gzip members in memory: packed by libdeflate, unpacked by zlib. Layer: adapter (heap).
 * No other file of mkimage includes zlib.h or libdeflate.h. Callers: mkimage/compress.c and cpio_cmd.c.
 */
#ifndef MKIMAGE_GZIP_H
#define MKIMAGE_GZIP_H

#include "mkimage/file.h"

/* Bytes that one member may unpack to. An initramfs is far smaller, a gzip bomb larger. */
#define MKIMAGE_GUNZIP_MAX (1u << 30)

enum mkimage_gzip_reason {
	MKIMAGE_GZIP_OK = 0,
	MKIMAGE_GZIP_BAD, /* the member is no gzip, damaged, or its checksum is wrong */
	MKIMAGE_GZIP_SHORT,
	MKIMAGE_GZIP_BOMB, /* the member unpacks to more than MKIMAGE_GUNZIP_MAX */
	MKIMAGE_GZIP_REASONS
};

/** mkimage_gzip_add() - append @in as one member to @out, at the best compression. The header has
 *  no time and "unknown" as operating system. @name: a name for the header, NULL = none. Return: 0;
 *  -errno, and @out is untouched */
__attribute__((warn_unused_result)) int mkimage_gzip_add(struct mkimage_file *out, struct rd in,
							 const char *name);

/** mkimage_gzip_take() - unpack the member at the start of @in and move @in behind it. @ret: a new
 *  block, written only on success. Return: 0, -errno or an enum mkimage_gzip_reason */
__attribute__((warn_unused_result)) int mkimage_gzip_take(struct rd *in, struct mkimage_file *ret);

/** mkimage_gzip_is() - @in begins like a gzip member */
bool mkimage_gzip_is(struct rd in);

/** mkimage_gzip_str() - a reason in words, never NULL */
const char *mkimage_gzip_str(int reason);

#endif
