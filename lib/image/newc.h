/* SPDX-License-Identifier: MIT
 * lib/image/newc.h - the "newc" cpio format, the one a kernel unpacks as initramfs. Layer: pure.
 * Callers: mkimage, pxe/session/handover.c.
 *
 * An entry has a header of 110 characters (magic 070701 and 13 numbers of 8 hex digits), the name
 * with its NUL, and the data. Name and data are each padded with zeroes to a multiple of 4 bytes.
 * The entry TRAILER!!! ends the archive (Linux:
 * Documentation/driver-api/early-userspace/buffer-format.rst).
 */
#ifndef LIB_IMAGE_NEWC_H
#define LIB_IMAGE_NEWC_H

#include "lib/bytes.h"
#include "lib/text.h"

#define NEWC_NAME_MAX 4096u /* bytes of a name with its NUL, as in the kernel (PATH_MAX) */

#define NEWC_TRAILER "TRAILER!!!" /* the name that ends an archive */

/* File types in mode. The format fixes these numbers, which POSIX leaves open. */
#define NEWC_TYPE 0170000u
#define NEWC_DIR  0040000u
#define NEWC_FILE 0100000u
#define NEWC_LINK 0120000u
#define NEWC_CHR  0020000u
#define NEWC_BLK  0060000u

/** struct newc - one entry; its views point into the archive or to text of the caller */
struct newc {
	struct view name; /* without NUL: 1..NEWC_NAME_MAX - 1 bytes */
	struct rd data;	  /* contents of a file, target of a link; at most 4 GiB - 1 */
	uint32_t ino, mode, uid, gid, nlink;
	uint32_t mtime; /* seconds since 1970 */
	uint32_t major, minor;
};

enum newc_reason {
	NEWC_OK = 0,
	NEWC_END,	/* the trailer was read */
	NEWC_SHORT,	/* the archive ends inside an entry */
	NEWC_NO_END,	/* the archive ends without a trailer */
	NEWC_BAD_MAGIC, /* an entry begins with neither 070701 nor 070702 */
	NEWC_BAD_HEX,
	NEWC_BAD_NAME, /* size 0 or above the cap, no NUL at its end, or one before it */
	NEWC_REASONS
};

/** newc_len() - bytes that newc_put() writes for @e */
uint64_t newc_len(const struct newc *e);

/** newc_put() - append one entry; the archive must begin at a multiple of 4 bytes in @w */
void newc_put(struct wr *w, const struct newc *e);

/** newc_trailer() - the entry that ends an archive */
struct newc newc_trailer(void);

/**
 * newc_next() - read one entry and move past it
 * @r:   an archive, at its start or behind an entry
 * @ret: written only when 0 is returned
 *
 * The checksums of 070702 are not verified. Missing padding at the very end of @r is no error. At
 * NEWC_END @r is behind the trailer.
 * Return: 0 or an enum newc_reason.
 */
__attribute__((warn_unused_result)) int newc_next(struct rd *r, struct newc *ret);

/** newc_name_safe() - @name is relative and has no component "", "." or "..", so that its
 *  file lies inside the directory. A lone "." is safe as well. */
bool newc_name_safe(struct view name);

/** newc_unpackable() - @file begins like an initramfs that Linux can unpack: cpio, or one
 *  of Linux's compressions */
bool newc_unpackable(struct rd file);

/** newc_str() - a reason in words, never NULL */
const char *newc_str(int reason);

#endif
