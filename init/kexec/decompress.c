/* SPDX-License-Identifier: MIT */
#include "init/kexec/decompress.h"

#include "lib/zlib_heap.h"

#include <errno.h>
#include <limits.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#define GZIP_ONLY 16	      /* to be added to zlib's window bits */
#define XZ_MEMORY (96u << 20) /* dictionary of the strongest preset, and some more */
#define PIECE	  (64u << 20) /* zlib counts in 32 bits */

static unsigned piece(size_t n)
{
	return n < PIECE ? (unsigned)n : PIECE;
}

/* zlib's reading pointer is not const in old versions of its header. */
static int gzip_run(z_stream *z, struct rd in, uint8_t *out, size_t cap)
{
	int r = Z_OK;

	z->next_in = (void *)(uintptr_t)in.p;
	z->next_out = out;
	while (r == Z_OK) {
		z->avail_in = piece((size_t)(in.end - z->next_in));
		z->avail_out = piece((size_t)(out + cap - z->next_out));
		r = inflate(z, Z_NO_FLUSH);
		if (r == Z_OK && z->next_out == out + cap)
			return DECOMPRESS_BIG;
	}
	if (r == Z_BUF_ERROR)
		return z->next_out == out + cap ? DECOMPRESS_BIG : DECOMPRESS_CUT;
	if (r == Z_MEM_ERROR)
		return -ENOMEM;
	return r == Z_STREAM_END ? 0 : DECOMPRESS_DAMAGED;
}

static int gzip(struct rd in, uint8_t *out, size_t cap, size_t *ret_len)
{
	z_stream z = zlib_heap_stream();
	int r;

	if (inflateInit2(&z, MAX_WBITS + GZIP_ONLY) != Z_OK)
		return -ENOMEM;
	r = gzip_run(&z, in, out, cap);
	if (!r)
		*ret_len = (size_t)(z.next_out - out);
	inflateEnd(&z);
	return r;
}

static int xz(struct rd in, uint8_t *out, size_t cap, size_t *ret_len)
{
	uint64_t memory = XZ_MEMORY;
	size_t in_pos = 0, out_pos = 0;

	switch (lzma_stream_buffer_decode(&memory, 0, NULL, in.p, &in_pos, rd_left(&in), out,
					  &out_pos, cap)) {
	case LZMA_OK: *ret_len = out_pos; return 0;
	case LZMA_MEM_ERROR:
	case LZMA_MEMLIMIT_ERROR: return -ENOMEM;
	case LZMA_BUF_ERROR: return DECOMPRESS_BIG;
	case LZMA_DATA_ERROR:
	case LZMA_FORMAT_ERROR:
	case LZMA_OPTIONS_ERROR: return DECOMPRESS_DAMAGED;
	default: return DECOMPRESS_CUT;
	}
}

static int zstd(struct rd in, uint8_t *out, size_t cap, size_t *ret_len)
{
	size_t len = ZSTD_findFrameCompressedSize(in.p, rd_left(&in));
	unsigned long long size;

	if (ZSTD_isError(len))
		return DECOMPRESS_CUT;
	size = ZSTD_getFrameContentSize(in.p, len);
	if (size != ZSTD_CONTENTSIZE_UNKNOWN && size > cap)
		return DECOMPRESS_BIG;
	len = ZSTD_decompress(out, cap, in.p, len);
	if (!ZSTD_isError(len)) {
		*ret_len = len;
		return 0;
	}
	return ZSTD_getErrorCode(len) == ZSTD_error_dstSize_tooSmall ? DECOMPRESS_BIG
								     : DECOMPRESS_DAMAGED;
}

int decompress(enum decompress_kind kind, struct rd in, uint8_t *out, size_t cap, size_t *ret_len)
{
	switch (kind) {
	case DECOMPRESS_GZIP: return gzip(in, out, cap, ret_len);
	case DECOMPRESS_XZ: return xz(in, out, cap, ret_len);
	case DECOMPRESS_ZSTD: return zstd(in, out, cap, ret_len);
	default: return DECOMPRESS_DAMAGED;
	}
}

const char *decompress_str(int reason)
{
	static const char text[DECOMPRESS_REASONS][44] = {
		[DECOMPRESS_OK] = "unpacked",
		[DECOMPRESS_DAMAGED] = "its compressed data is damaged",
		[DECOMPRESS_CUT] = "its compressed data is cut off",
		[DECOMPRESS_BIG] = "unpacked, it is larger than memory allows",
	};

	return reason < 0 || reason >= DECOMPRESS_REASONS ? "unknown reason" : text[reason];
}
