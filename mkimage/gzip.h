/* SPDX-License-Identifier: MIT
 * mkimage/gzip.h - gzip members in memory, through zlib. Layer: adapter (heap).
 * Nothing else in the tree includes zlib.h.
 */
#ifndef MKIMAGE_GZIP_H
#define MKIMAGE_GZIP_H

#include "mkimage/file.h"

/* What one member may unpack to: an initramfs is far below, a bomb above. */
#define MKIMAGE_GUNZIP_MAX (1u << 30)

enum mkimage_gzip_reason {
	MKIMAGE_GZIP_OK = 0,
	MKIMAGE_GZIP_BAD, /* not gzip, damaged, or its checksum is wrong */
	MKIMAGE_GZIP_SHORT,
	MKIMAGE_GZIP_BOMB, /* more than MKIMAGE_GUNZIP_MAX */
	MKIMAGE_GZIP_REASONS
};

/** mkimage_gzip_add() - append @in as one member to @out, at the best compression. The header has
 *  no name, no time and "unknown" as operating system. Return: 0 or -errno; @out is then as it was
 */
__attribute__((warn_unused_result)) int mkimage_gzip_add(struct mkimage_file *out, struct rd in);

/** mkimage_gzip_take() - unpack the member at the start of @in and move behind it.
 *  Return: 0, -errno or an enum mkimage_gzip_reason; @ret is a new block, written only on success
 */
__attribute__((warn_unused_result)) int mkimage_gzip_take(struct rd *in, struct mkimage_file *ret);

/** mkimage_gzip_is() - begins like a gzip member */
bool mkimage_gzip_is(struct rd in);

/** mkimage_gzip_str() - a reason in words, never NULL */
const char *mkimage_gzip_str(int reason);

#endif
