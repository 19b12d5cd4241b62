/* SPDX-License-Identifier: MIT
 * lib/image/packed.h - does a compressed stream end inside its file? Layer: lib (leaf), pure.
 * Callers: lib/image/whole.c, tests.
 *
 * A kernel file that lost its tail on the server still begins like a good one. Its decompressor
 * would halt the machine after the jump, where no loader can try again. xz and zstd state the
 * length of every block in front of it, so their end is found without decompressing. gzip does not.
 */
#ifndef LIB_IMAGE_PACKED_H
#define LIB_IMAGE_PACKED_H

#include "lib/bytes.h"

enum packed_state {
	PACKED_UNKNOWN, /* there is no xz or zstd stream, or the bytes may be none */
	PACKED_WHOLE,
	PACKED_CUT, /* the stream ends behind the end of the file, or is broken */
};

/** packed_xz() - judge an xz stream at the start of @r; magic and header CRC are verified */
enum packed_state packed_xz(struct rd r);

/** packed_zstd() - judge a zstd frame (RFC 8878) at the start of @r. The magic has only four bytes,
 *  so PACKED_CUT needs several valid blocks in a row before it. A file full of magics therefore
 *  costs a few blocks for each. */
enum packed_state packed_zstd(struct rd r);

/** packed_find() - judge the first stream that begins in the first @within bytes of @r; a zstd frame
 *  counts from several blocks on, since decompressors have its magic in their code */
enum packed_state packed_find(struct rd r, size_t within);

#endif
