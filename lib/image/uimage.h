/* SPDX-License-Identifier: MIT
 * lib/image/uimage.h - U-Boot's legacy image: 64 bytes of header in front of a kernel, a ramdisk, a
 * script or several of them. Layer: lib (leaf), pure. Callers: mkimage (makes, shows), init/kexec
 * (loads), lib/image/arm.c, lib/image/initrd.c.
 *
 * All numbers are big endian (U-Boot: include/image.h). A multi-file image and a script begin, in
 * their data, with a table of sizes that a zero ends; the parts follow, each but the last padded to
 * 4 bytes.
 */
#ifndef LIB_IMAGE_UIMAGE_H
#define LIB_IMAGE_UIMAGE_H

#include "lib/bytes.h"

#define UIMAGE_HEADER	 64u
#define UIMAGE_MAGIC	 0x27051956u
#define UIMAGE_NAME	 32u  /* bytes of the name; a name of all 32 has no NUL */
#define UIMAGE_PARTS_MAX 256u /* U-Boot looks at three */
/* Bytes of header and table, which uimage_read() needs. */
#define UIMAGE_HEAD_LEN (UIMAGE_HEADER + 4 * (UIMAGE_PARTS_MAX + 1))

/* The numbers of the header that this code depends on. mkimage/uimage_names.h has all of them. */
enum { UIMAGE_OS_LINUX = 5 };
enum {
	UIMAGE_ARCH_ARM = 2,
	UIMAGE_ARCH_S390 = 8,
	UIMAGE_ARCH_ARM64 = 22,
	UIMAGE_ARCH_X86_64 = 24,
};
enum {
	UIMAGE_KERNEL = 2,
	UIMAGE_RAMDISK = 3,
	UIMAGE_MULTI = 4,
	UIMAGE_SCRIPT = 6,
	UIMAGE_FLAT_DT = 8,
	UIMAGE_KERNEL_NOLOAD = 14, /* runs where it lies: load is unused, entry is an offset */
};
enum {
	UIMAGE_COMP_NONE = 0,
	UIMAGE_COMP_GZIP = 1,
	UIMAGE_COMP_LZMA = 3,
	UIMAGE_COMP_ZSTD = 6,
};

/** struct uimage - the header's fields; the magic and both sums are not part of it */
struct uimage {
	uint32_t time; /* seconds since 1970 */
	uint32_t size; /* bytes of data behind the header, a table included */
	uint32_t load, entry;
	uint8_t os, arch, type, comp;
	char name[UIMAGE_NAME + 1];
	uint32_t data_sum; /* CRC32 in the header; uimage_check_data() compares it */
	unsigned n_parts;  /* 1 without a table */
};

enum uimage_reason {
	UIMAGE_OK = 0,
	UIMAGE_NONE,	   /* the file does not begin with the magic */
	UIMAGE_SHORT,	   /* the file, or @head, ends in header or table */
	UIMAGE_BAD_HEADER, /* the sum of the header is wrong */
	UIMAGE_EMPTY,	   /* there is no data, or a table without parts */
	UIMAGE_CUT,	   /* the data ends behind the end of the file */
	UIMAGE_BAD_TABLE,  /* the table has no end, or a part ends behind the data */
	UIMAGE_MANY_PARTS, /* there are more than UIMAGE_PARTS_MAX parts */
	UIMAGE_BAD_DATA,   /* the sum of the data is wrong */
	UIMAGE_REASONS
};

/** uimage_is() - @file begins with the magic */
bool uimage_is(struct rd file);

/** uimage_has_table() - images of this type begin with a table of their parts */
bool uimage_has_table(uint8_t type);

/**
 * uimage_read() - judge a file by its beginning
 * @head:     the first UIMAGE_HEAD_LEN bytes, or the whole file if it is shorter
 * @file_len: bytes of the whole file; 0 = unknown, and UIMAGE_CUT is then not found
 * @ret:      written only when 0 is returned
 *
 * Bytes behind the data are allowed, as in U-Boot. The sum of the data is not checked.
 * Return: 0 or an enum uimage_reason.
 */
__attribute__((warn_unused_result)) int uimage_read(struct rd head, uint64_t file_len,
						    struct uimage *ret);

/**
 * uimage_part() - find a part
 * @image:     what uimage_read() made of @head
 * @n:         0..n_parts - 1; in a multi-file image U-Boot takes 0 for the kernel, 1 for the
 *             ramdisk, 2 for the device tree. Anything else gives an empty part.
 * @ret_start: offset in the file
 *
 * Return: bytes of the part.
 */
uint32_t uimage_part(struct rd head, const struct uimage *image, unsigned n, uint64_t *ret_start);

/** uimage_check_data() - compare the sum of the data. @file: the whole file that @image was read
 *  from. Return: 0, UIMAGE_CUT or UIMAGE_BAD_DATA */
__attribute__((warn_unused_result)) int uimage_check_data(struct rd file,
							  const struct uimage *image);

/** uimage_put_header() - write the UIMAGE_HEADER bytes of @image, its n_parts ignored */
void uimage_put_header(struct wr *w, const struct uimage *image);

/** uimage_str() - a reason in words, never NULL */
const char *uimage_str(int reason);

#endif
