/* SPDX-License-Identifier: MIT
 * lib/image/packed.h - does a compressed stream end inside the file that carries it? Layer: lib (leaf),
 * pure. Caller: pxe/plan/check.c.
 *
 * A kernel file that lost its tail on the server still begins like a good one; its decompressor
 * would halt the machine after the jump, where nobody tries again. xz and zstd carry the length of
 * every piece in front of it, so their whole length shows without decompressing. gzip does not.
 */
#ifndef LIB_IMAGE_PACKED_H
#define LIB_IMAGE_PACKED_H

#include "lib/bytes.h"

enum packed_state {
	PACKED_UNKNOWN, /* no stream of a kind that shows its end, or none we are sure of */
	PACKED_WHOLE,
	PACKED_CUT, /* the file ends before the stream does, or the stream is broken off in it */
};

/** packed_xz() - @r begins at an xz stream (magic and its checksum are verified) */
enum packed_state packed_xz(struct rd r);

/** packed_zstd() - @r begins at a zstd frame (RFC 8878). Its magic is only four bytes, so CUT is
 *  said only after several blocks that follow one another as they should, and then whatever the
 *  next one looks like: so a file full of magics costs no more than a few blocks for each. */
enum packed_state packed_zstd(struct rd r);

/** packed_find() - look for a stream that begins in the first @within bytes of @r, and judge it */
enum packed_state packed_find(struct rd r, size_t within);

#endif
