/* SPDX-License-Identifier: MIT
 * mkimage/cpio.h - the "newc" cpio format, the one a kernel unpacks as initramfs. Layer: pure.
 *
 * An entry has a header of 110 characters (magic 070701 and 13 numbers of 8 hex digits), the name
 * with its NUL, and the data. Name and data are each padded with zeroes to a multiple of 4 bytes.
 * The entry TRAILER!!! ends the archive (Linux:
 * Documentation/driver-api/early-userspace/buffer-format.rst).
 */
#ifndef MKIMAGE_CPIO_H
#define MKIMAGE_CPIO_H

#include "lib/bytes.h"
#include "lib/text.h"

#define MKIMAGE_CPIO_NAME_MAX \
	4096u /* bytes of a name with its NUL, as in the kernel (PATH_MAX) \
	       */

#define MKIMAGE_CPIO_TRAILER "TRAILER!!!" /* the name that ends an archive */

/* File types in mode. The format fixes these numbers, which POSIX leaves open. */
#define MKIMAGE_CPIO_TYPE 0170000u
#define MKIMAGE_CPIO_DIR  0040000u
#define MKIMAGE_CPIO_FILE 0100000u
#define MKIMAGE_CPIO_LINK 0120000u
#define MKIMAGE_CPIO_CHR  0020000u
#define MKIMAGE_CPIO_BLK  0060000u

/** struct mkimage_cpio - one entry; its views point into the archive or to text of the caller */
struct mkimage_cpio {
	struct view name; /* without NUL: 1..MKIMAGE_CPIO_NAME_MAX - 1 bytes */
	struct rd data;	  /* contents of a file, target of a link; at most 4 GiB - 1 */
	uint32_t ino, mode, uid, gid, nlink;
	uint32_t mtime; /* seconds since 1970 */
	uint32_t major, minor;
};

enum mkimage_cpio_reason {
	MKIMAGE_CPIO_OK = 0,
	MKIMAGE_CPIO_END,	/* the trailer was read */
	MKIMAGE_CPIO_SHORT,	/* the archive ends inside an entry */
	MKIMAGE_CPIO_NO_END,	/* the archive ends without a trailer */
	MKIMAGE_CPIO_BAD_MAGIC, /* an entry begins with neither 070701 nor 070702 */
	MKIMAGE_CPIO_BAD_HEX,
	MKIMAGE_CPIO_BAD_NAME, /* size 0 or above the cap, no NUL at its end, or one before it */
	MKIMAGE_CPIO_REASONS
};

/** mkimage_cpio_len() - bytes that mkimage_cpio_put() writes for @e */
uint64_t mkimage_cpio_len(const struct mkimage_cpio *e);

/** mkimage_cpio_put() - append one entry; the archive must begin at a multiple of 4 bytes in @w */
void mkimage_cpio_put(struct wr *w, const struct mkimage_cpio *e);

/** mkimage_cpio_trailer() - the entry that ends an archive */
struct mkimage_cpio mkimage_cpio_trailer(void);

/**
 * mkimage_cpio_next() - read one entry and move past it
 * @r:   an archive, at its start or behind an entry
 * @ret: written only when 0 is returned
 *
 * The checksums of 070702 are not verified. Missing padding at the very end of @r is no error. At
 * MKIMAGE_CPIO_END @r is behind the trailer.
 * Return: 0 or an enum mkimage_cpio_reason.
 */
__attribute__((warn_unused_result)) int mkimage_cpio_next(struct rd *r, struct mkimage_cpio *ret);

/** mkimage_cpio_name_safe() - @name is relative and has no component "", "." or "..", so that its
 *  file lies inside the directory. A lone "." is safe as well. */
bool mkimage_cpio_name_safe(struct view name);

/** mkimage_cpio_unpackable() - @file begins like an initramfs that Linux can unpack: cpio, or one
 *  of Linux's compressions */
bool mkimage_cpio_unpackable(struct rd file);

/** mkimage_cpio_str() - a reason in words, never NULL */
const char *mkimage_cpio_str(int reason);

#endif
