/* SPDX-License-Identifier: MIT */
#include "mkimage/gzip.h"

#include <errno.h>
#include <limits.h>
#include <zlib.h>

#define WINDOW_GZIP (MAX_WBITS + 16) /* + 16 = gzip format instead of zlib's */
#define MEM_LEVEL   8
#define OS_UNKNOWN  255 /* RFC 1952; zlib would write the system that it was built for */
#define CHUNK	    (1u << 20)

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

/* deflateBound() covers header and trailer, so one call is enough for any input. */
static int compress_all(z_stream *z, struct mkimage_file *out, struct rd in)
{
	size_t start = out->len, bound = deflateBound(z, rd_left(&in));
	int err;

	if (rd_left(&in) > UINT_MAX || bound > UINT_MAX)
		return -EFBIG;
	err = mkimage_file_grow(out, start + bound);
	if (err)
		return err;
	z->next_in = input_of(in);
	z->avail_in = clamp_to_uint(rd_left(&in));
	z->next_out = out->data + start;
	z->avail_out = clamp_to_uint(bound);
	if (deflate(z, Z_FINISH) != Z_STREAM_END) {
		out->len = start;
		return -EIO;
	}
	out->len = start + bound - z->avail_out;
	return 0;
}

int mkimage_gzip_add(struct mkimage_file *out, struct rd in, const char *name)
{
	gz_header header = {.os = OS_UNKNOWN, .name = not_const(name)};
	z_stream z = {.zalloc = NULL};
	int err;

	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, WINDOW_GZIP, MEM_LEVEL,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return -ENOMEM;
	err = deflateSetHeader(&z, &header) == Z_OK ? compress_all(&z, out, in) : -EIO;
	deflateEnd(&z);
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
	return rd_be16(&in) == 0x1f8b;
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
