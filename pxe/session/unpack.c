/* SPDX-License-Identifier: MIT */
#include "pxe/session/unpack.h"

#include "lib/error.h"
#include "lib/zlib_heap.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define GZIP_OR_ZLIB 32 /* to be added to zlib's window bits */

/* RFC 1952 2.3.1; RFC 1950 2.2: CM is 8, and the two bytes are a multiple of 31. */
static bool is_packed(struct view file)
{
	unsigned a = file.n > 1 ? (uint8_t)file.p[0] : 0, b = file.n > 1 ? (uint8_t)file.p[1] : 0;

	return (a == 0x1f && b == 0x8b) ||
	       ((a & 0xf) == 8 && a >> 4 <= 7 && (a << 8 | b) % 31 == 0);
}

static bool write_piece(int fd, const uint8_t *p, size_t n, uint64_t at, struct str *why)
{
	while (n) {
		ssize_t done = pwrite(fd, p, n, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			str_fmt(why, "cannot be unpacked: %s", error_str(done < 0 ? errno : EIO));
			return false;
		}
		p += done;
		at += (uint64_t)done;
		n -= (size_t)done;
	}
	return true;
}

static void give(z_stream *z, struct view *file)
{
	size_t n = file->n < UINT32_MAX ? file->n : UINT32_MAX;

	/* next_in is not const in old zlib headers */
	z->next_in = (void *)(uintptr_t)file->p;
	z->avail_in = (unsigned)n;
	file->p += n;
	file->n -= n;
}

/* Another gzip member, if what is left of @z and @file begins one. */
static bool next_member(z_stream *z)
{
	return z->avail_in > 2 && z->next_in[0] == 0x1f && z->next_in[1] == 0x8b &&
	       inflateReset(z) == Z_OK;
}

static bool inflate_all(z_stream *z, struct view file, int fd, uint64_t max, uint64_t *len,
			struct str *why)
{
	static uint8_t piece[65536];

	for (int r = Z_OK;;) {
		size_t n;

		if (!z->avail_in && file.n)
			give(z, &file);
		z->next_out = piece;
		z->avail_out = sizeof piece;
		r = inflate(z, Z_NO_FLUSH);
		n = sizeof piece - z->avail_out;
		if (n > max - *len) {
			str_fmt(why, "becomes more than %llu bytes, for which there is no memory",
				(unsigned long long)max);
			return false;
		}
		if (!write_piece(fd, piece, n, *len, why))
			return false;
		*len += n;
		if (r == Z_STREAM_END && !next_member(z))
			return true;
		if (r == Z_BUF_ERROR || (r == Z_OK && !z->avail_in && !file.n && z->avail_out)) {
			str_puts(why, "ends inside of its compressed data");
			return false;
		}
		if (r != Z_OK && r != Z_STREAM_END) {
			str_puts(why, "its compressed data are damaged");
			return false;
		}
	}
}

bool unpack(struct view file, int fd, uint64_t max, uint64_t *ret_len, struct str *why)
{
	z_stream z = zlib_heap_stream();
	bool ok;

	*ret_len = 0;
	if (!is_packed(file)) {
		str_puts(why, "is neither gzip nor zlib, there is nothing to unpack");
		return false;
	}
	if (inflateInit2(&z, MAX_WBITS + GZIP_OR_ZLIB) != Z_OK) {
		str_puts(why, "cannot be unpacked: no memory");
		return false;
	}
	ok = inflate_all(&z, file, fd, max, ret_len, why);
	inflateEnd(&z);
	return ok;
}
