/* SPDX-License-Identifier: MIT */
#include "mkimage/compress.h"

#include "mkimage/gzip.h"

#include <errno.h>
#include <lzma.h>
#include <string.h>
#include <zstd.h>

#define ZSTD_LEVEL  19 /* higher levels have windows too large for small machines */
#define LZMA_PRESET 6  /* unpacking takes 8 MiB; higher presets take more */
#define LZMA_ROOM   65536u

static const char names[MKIMAGE_COMPRESS_KINDS][5] = {"none", "gzip", "zstd", "xz", "lzma"};

bool mkimage_compress_kind_of(struct view name, enum mkimage_compress_kind *ret)
{
	for (unsigned i = 0; i < MKIMAGE_COMPRESS_KINDS; i++)
		if (view_is(name, names[i])) {
			*ret = (enum mkimage_compress_kind)i;
			return true;
		}
	return false;
}

const char *mkimage_compress_name(enum mkimage_compress_kind kind)
{
	return names[kind];
}

static int with_zstd(struct rd in, struct mkimage_file *out)
{
	size_t bound = ZSTD_compressBound(rd_left(&in)), n;
	int err = mkimage_file_grow(out, bound);

	if (err)
		return err;
	n = ZSTD_compress(out->data, bound, in.p, rd_left(&in), ZSTD_LEVEL);
	if (ZSTD_isError(n))
		return -EIO;
	out->len = n;
	return 0;
}

static int lzma_errno(lzma_ret rc)
{
	return rc == LZMA_MEM_ERROR ? -ENOMEM : -EIO;
}

static int with_xz(struct rd in, struct mkimage_file *out)
{
	size_t bound = lzma_stream_buffer_bound(rd_left(&in)), n = 0;
	int err = mkimage_file_grow(out, bound);
	lzma_ret rc;

	if (err)
		return err;
	rc = lzma_easy_buffer_encode(LZMA_PRESET, LZMA_CHECK_CRC32, NULL, in.p, rd_left(&in),
				     out->data, &n, bound);
	if (rc != LZMA_OK)
		return lzma_errno(rc);
	out->len = n;
	return 0;
}

/* liblzma states no bound for its output. Incompressible data grows by less than 1/64. */
static int run_lzma(lzma_stream *z, struct rd in, struct mkimage_file *out)
{
	size_t bound = rd_left(&in) + rd_left(&in) / 64 + LZMA_ROOM;
	int err = mkimage_file_grow(out, bound);
	lzma_ret rc;

	if (err)
		return err;
	z->next_in = in.p;
	z->avail_in = rd_left(&in);
	z->next_out = out->data;
	z->avail_out = bound;
	rc = lzma_code(z, LZMA_FINISH);
	if (rc != LZMA_STREAM_END)
		return lzma_errno(rc);
	out->len = bound - z->avail_out;
	return 0;
}

static int with_lzma(struct rd in, struct mkimage_file *out)
{
	lzma_stream z = LZMA_STREAM_INIT;
	lzma_options_lzma options;
	lzma_ret rc;
	int err;

	if (lzma_lzma_preset(&options, LZMA_PRESET))
		return -EIO;
	rc = lzma_alone_encoder(&z, &options);
	err = rc == LZMA_OK ? run_lzma(&z, in, out) : lzma_errno(rc);
	lzma_end(&z);
	return err;
}

static int plain_compress(struct rd in, struct mkimage_file *out)
{
	int err = mkimage_file_grow(out, rd_left(&in));

	if (!err && rd_left(&in))
		memcpy(out->data, in.p, rd_left(&in));
	return err;
}

static int run_compressor(enum mkimage_compress_kind kind, struct rd in, struct mkimage_file *out)
{
	switch (kind) {
	case MKIMAGE_COMPRESS_NONE: return plain_compress(in, out);
	case MKIMAGE_COMPRESS_GZIP: return mkimage_gzip_add(out, in, NULL);
	case MKIMAGE_COMPRESS_ZSTD: return with_zstd(in, out);
	case MKIMAGE_COMPRESS_XZ: return with_xz(in, out);
	case MKIMAGE_COMPRESS_LZMA: return with_lzma(in, out);
	default: return -EINVAL;
	}
}

int mkimage_compress(enum mkimage_compress_kind kind, struct rd in, struct mkimage_file *ret)
{
	struct mkimage_file out = {.data = NULL, .len = 0};
	int err = run_compressor(kind, in, &out);

	if (err)
		mkimage_file_free(&out);
	else
		*ret = out;
	return err;
}
