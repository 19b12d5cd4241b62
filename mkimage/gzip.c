/* SPDX-License-Identifier: MIT */
#include "mkimage/gzip.h"

#include <errno.h>
#include <libdeflate.h>
#include <limits.h>
#include <string.h>
#include <zlib.h>

#define WINDOW_GZIP (MAX_WBITS + 16) /* + 16 = gzip format instead of zlib's */
#define CHUNK	    (1u << 20)

/* The header and the trailer of RFC 1952 */
enum {
	MAGIC = 0x1f8b,
	DEFLATE = 8,
	HAS_NAME = 0x08,
	SLOWEST = 2,	  /* XFL: packed as well as could be */
	OS_UNKNOWN = 255, /* not the system that this was built for */
	HEADER_SIZE = 10,
	TRAILER_SIZE = 8,
	LEVEL = 12 /* libdeflate's best; 3 % smaller than zlib's 9 */
};

/* Pointers are not const unless ZLIB_CONST is defined; zlib never writes to what it is given. */
static Bytef *not_const(const void *p)
{
	return (Bytef *)(uintptr_t)p;
}

static Bytef *input_of(struct rd in)
{
	return not_const(in.p);
}

static uInt clamp_to_uint(size_t n)
{
	return n > UINT_MAX ? UINT_MAX : (uInt)n;
}

static void put_header(struct wr *w, const char *name)
{
	wr_be16(w, MAGIC);
	wr_u8(w, DEFLATE);
	wr_u8(w, name ? HAS_NAME : 0);
	wr_le32(w, 0); /* no time */
	wr_u8(w, SLOWEST);
	wr_u8(w, OS_UNKNOWN);
	if (name)
		wr_cstr(w, name);
}

/* deflate's bound is that of any input, so one call is enough. */
static int add_member(struct libdeflate_compressor *z, struct mkimage_file *out, struct rd in,
		      const char *name)
{
	size_t n = rd_left(&in), start = out->len, packed;
	size_t bound = libdeflate_deflate_compress_bound(z, n);
	size_t head = HEADER_SIZE + (name ? strlen(name) + 1 : 0);
	struct wr w;
	int err = mkimage_file_grow(out, start + head + bound + TRAILER_SIZE);

	if (err)
		return err;
	packed = libdeflate_deflate_compress(z, in.p, n, out->data + start + head, bound);
	w = wr_of(out->data + start, head);
	put_header(&w, name);
	w = wr_of(out->data + start + head + packed, TRAILER_SIZE);
	wr_le32(&w, libdeflate_crc32(0, in.p, n));
	wr_le32(&w, (uint32_t)n);
	out->len = start + head + packed + TRAILER_SIZE;
	return 0;
}

int mkimage_gzip_add(struct mkimage_file *out, struct rd in, const char *name)
{
	struct libdeflate_compressor *z = libdeflate_alloc_compressor(LEVEL);
	int err;

	if (!z)
		return -ENOMEM;
	err = rd_left(&in) > UINT32_MAX ? -EFBIG : add_member(z, out, in, name);
	libdeflate_free_compressor(z);
	return err;
}

static int inflate_reason(int z)
{
	if (z == Z_BUF_ERROR || z == Z_OK)
		return MKIMAGE_GZIP_SHORT;
	return z == Z_MEM_ERROR ? -ENOMEM : MKIMAGE_GZIP_BAD;
}

/* Double the output until the member ends. The length field of gzip is not trusted. */
static int inflate_all(z_stream *z, struct mkimage_file *out)
{
	size_t done = 0, size = CHUNK;

	for (;;) {
		int err = mkimage_file_grow(out, size), rc;

		if (err)
			return err;
		z->next_out = out->data + done;
		z->avail_out = clamp_to_uint(size - done);
		rc = inflate(z, Z_NO_FLUSH);
		done = size - z->avail_out;
		if (rc == Z_STREAM_END) {
			out->len = done;
			return 0;
		}
		if (rc != Z_OK || z->avail_out)
			return inflate_reason(rc);
		if (size >= MKIMAGE_GUNZIP_MAX)
			return MKIMAGE_GZIP_BOMB;
		size *= 2;
	}
}

int mkimage_gzip_take(struct rd *in, struct mkimage_file *ret)
{
	struct mkimage_file out = {.data = NULL, .len = 0};
	z_stream z = {.next_in = input_of(*in), .avail_in = clamp_to_uint(rd_left(in))};
	int err;

	if (inflateInit2(&z, WINDOW_GZIP) != Z_OK)
		return -ENOMEM;
	err = inflate_all(&z, &out);
	inflateEnd(&z);
	if (err) {
		mkimage_file_free(&out);
		return err;
	}
	rd_skip(in, clamp_to_uint(rd_left(in)) - z.avail_in);
	*ret = out;
	return 0;
}

bool mkimage_gzip_is(struct rd in)
{
	return rd_be16(&in) == MAGIC;
}

const char *mkimage_gzip_str(int reason)
{
	static const char *const names[MKIMAGE_GZIP_REASONS] = {
		[MKIMAGE_GZIP_OK] = "gzip data",
		[MKIMAGE_GZIP_BAD] = "damaged gzip data",
		[MKIMAGE_GZIP_SHORT] = "gzip data cut short",
		[MKIMAGE_GZIP_BOMB] = "gzip data that unpacks to more than 1 GiB",
	};

	if (reason < 0 || reason >= MKIMAGE_GZIP_REASONS)
		return "unknown reason";
	return names[reason];
}
