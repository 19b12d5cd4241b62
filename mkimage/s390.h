/* SPDX-License-Identifier: MIT
 * mkimage/s390.h - pack an s390 kernel, its ramdisk and its command line into one file.
 * Layer: pure. Callers: mkimage/s390_cmd.c, mkimage/ins_cmd.c, tests.
 *
 * The firmware loads one file to address 0 and jumps. The ramdisk therefore stands behind the
 * kernel, on a page of its own, and the kernel's parameter area (lib/image/s390.h) names its
 * address.
 */
#ifndef MKIMAGE_S390_H
#define MKIMAGE_S390_H

#include "lib/image/s390.h"

/* QEMU up to 9.1 runs its network loader at 120 MiB. The file must end below it, with some room. */
#define MKIMAGE_S390_QEMU_MAX (119u << 20)
/* Newer versions of QEMU keep 3 MiB for their loader below 2 GiB. */
#define MKIMAGE_S390_MAX     (2045u << 20)
#define MKIMAGE_S390_INITRDS 64 /* parts one ramdisk may be made of */

/** struct mkimage_s390 - the parts to pack */
struct mkimage_s390 {
	struct rd kernel;
	struct s390_image image;   /* what s390_image_read() said about @kernel */
	const struct rd *initrds;  /* joined in this order, each on a multiple of 4 bytes */
	size_t n_initrds;	   /* 0 = the kernel keeps the ramdisk it has, if any */
	struct view cmdline;	   /* without NUL; used if @set_cmdline */
	bool set_cmdline, replace; /* @replace: drop the ramdisk that @kernel already has */
};

/** struct mkimage_s390_layout - places of the parts; bytes from the start of the file */
struct mkimage_s390_layout {
	uint64_t kernel_len; /* bytes taken from the kernel file */
	uint64_t initrd_start, initrd_size;
	uint64_t total_len;
};

enum mkimage_s390_reason {
	MKIMAGE_S390_OK = 0,
	MKIMAGE_S390_PACKED,	   /* the kernel has a ramdisk already */
	MKIMAGE_S390_EMPTY_INITRD, /* a part of the ramdisk is empty */
	MKIMAGE_S390_CMDLINE_LONG, /* the command line with its NUL exceeds max_cmdline */
	MKIMAGE_S390_CMDLINE_TEXT, /* the command line has control characters */
	MKIMAGE_S390_CMDLINE_HIGH, /* see s390_cmdline_high() */
	MKIMAGE_S390_TOO_BIG,
	MKIMAGE_S390_REASONS
};

/**
 * mkimage_s390_plan() - check the parts against each other and lay them out
 * @ret: written only on success
 *
 * A page-sized pad follows the kernel only if a ramdisk follows as well. With @replace, what comes
 * behind the start of the old ramdisk is dropped.
 * Return: 0 or an enum mkimage_s390_reason.
 */
__attribute__((warn_unused_result)) int mkimage_s390_plan(const struct mkimage_s390 *parts,
							  struct mkimage_s390_layout *ret);

/** mkimage_s390_write() - build the file of @layout->total_len bytes in @out, which has room for
 *  exactly that; @layout comes from mkimage_s390_plan() with the same @parts */
void mkimage_s390_write(const struct mkimage_s390 *parts, const struct mkimage_s390_layout *layout,
			uint8_t *out);

/** mkimage_s390_put_initrds() - append the joined ramdisk, @layout->initrd_size bytes; @w is at a
 *  multiple of 4 */
void mkimage_s390_put_initrds(const struct mkimage_s390 *parts, struct wr *w);

/** mkimage_s390_str() - a reason in words, never NULL */
const char *mkimage_s390_str(int reason);

#endif
