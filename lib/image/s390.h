/* SPDX-License-Identifier: MIT
 * lib/image/s390.h - what a raw s390 kernel image says about itself. Layer: lib (leaf), pure.
 * Callers: mkimage (packs, shows), pxe/plan/check.c (refuses early), init/kexec (loads).
 *
 * The file is the kernel as it lies in memory from physical address 0, big endian, so that every
 * file offset is a physical address. The numbers come from arch/s390: boot/head.S, include/asm/
 * setup.h (struct parmarea). Everything needed to judge a file lies in its first 68 KiB.
 */
#ifndef LIB_IMAGE_S390_H
#define LIB_IMAGE_S390_H

#include "lib/bytes.h"
#include "lib/text.h"

#include <stdint.h>

/* Offsets in the file, in bytes. */
#define S390_ENTRY	    0x10000u /* normal start and kexec entry; nothing below it is loaded */
#define S390_MAGIC_AT	    0x10008u /* "S390EP", then 0x00 0x01 */
#define S390_PARMAREA	    0x10400u
#define S390_INITRD_START   0x10408u /* BE64 physical address */
#define S390_INITRD_SIZE    0x10410u /* BE64 bytes, 0 = none */
#define S390_OLDMEM_BASE    0x10418u /* BE64, kdump only: 0 for a normal start */
#define S390_OLDMEM_SIZE    0x10420u /* BE64, likewise */
#define S390_KERNEL_VERSION 0x10428u /* BE64 address of the banner, 0 = none */
#define S390_MAX_CMDLINE    0x10430u /* BE64 bytes including the NUL; 0 = S390_OLD_CMDLINE */
#define S390_CMDLINE	    0x10480u /* ASCII, ends with a NUL */

#define S390_HEAD_LEN	 0x11000u /* bytes of a file that s390_image_read() needs */
#define S390_OLD_CMDLINE 896u /* limit of kernels that state none; the least that one may state */
#define S390_CMDLINE_CAP 1048576u /* the most that a kernel may state (its Kconfig range) */
#define S390_PAGE	 4096u	  /* an embedded ramdisk begins on a page */

/** struct s390_image - the fields of a file that passed */
struct s390_image {
	uint64_t file_len;	/* bytes of the file; 0 = unknown yet */
	uint64_t kernel_len;	/* bytes before the embedded ramdisk, else file_len (0 = unknown) */
	uint64_t initrd_start;	/* embedded ramdisk: offset = address; 0 = not packed */
	uint64_t initrd_size;	/* its bytes; 0 = not packed */
	uint64_t version_start; /* where the kernel's banner would be; unchecked, 0 = nowhere */
	uint32_t max_cmdline;	/* bytes including the NUL: S390_OLD_CMDLINE..S390_CMDLINE_CAP */
};

/** enum s390_image_reason - why a file is no s390 kernel image, and what it looks like instead */
enum s390_image_reason {
	S390_IMAGE_OK = 0,
	S390_IMAGE_EMPTY,	   /* no byte at all */
	S390_IMAGE_SHORT,	   /* the magic is there, but the file ends inside the head */
	S390_IMAGE_BAD_PARMAREA,   /* impossible command line size, ramdisk or kdump fields */
	S390_IMAGE_INITRD_OUTSIDE, /* the embedded ramdisk ends behind the file: cut off? */
	S390_IMAGE_UNKNOWN,	   /* no magic, and no other known format */
	S390_IMAGE_IS_ELF_S390,	   /* vmlinux: right machine, wrong form */
	S390_IMAGE_IS_ELF_X86,
	S390_IMAGE_IS_ELF_ARM,
	S390_IMAGE_IS_ELF_ARM64,
	S390_IMAGE_IS_ELF_PPC,
	S390_IMAGE_IS_ELF_RISCV,
	S390_IMAGE_IS_ELF_OTHER,
	S390_IMAGE_IS_ARM64,   /* arm64 Image */
	S390_IMAGE_IS_ZIMAGE,  /* arm zImage */
	S390_IMAGE_IS_BZIMAGE, /* x86 */
	S390_IMAGE_IS_PE,
	S390_IMAGE_IS_UIMAGE,
	S390_IMAGE_IS_FIT, /* or a device tree */
	S390_IMAGE_IS_GZIP,
	S390_IMAGE_IS_XZ,
	S390_IMAGE_IS_ZSTD,
	S390_IMAGE_IS_CPIO,
	S390_IMAGE_IS_HTML,
	S390_IMAGE_REASONS /* number of reasons */
};

/**
 * s390_image_read() - judge a file from its first bytes
 * @head:     the first S390_HEAD_LEN bytes or more, or the whole file if it is shorter
 * @file_len: bytes of the whole file; 0 = unknown, and INITRD_OUTSIDE is then not found: call again
 *            when the length is known
 * @ret:      written only on success
 *
 * A real kernel is never shorter than its head, so a short @head is refused whatever @file_len.
 * Return: 0 or an enum s390_image_reason.
 */
__attribute__((warn_unused_result)) int s390_image_read(struct rd head, uint64_t file_len,
							struct s390_image *ret);

/**
 * s390_image_cmdline() - the command line stored in an image
 * @file: the file from its start; at least S390_CMDLINE + @image->max_cmdline bytes
 * @ret:  a view into @file, without the NUL; written only on success
 *
 * Return: 0, or S390_IMAGE_SHORT, or S390_IMAGE_BAD_PARMAREA when no NUL ends the text.
 */
__attribute__((warn_unused_result)) int s390_image_cmdline(struct rd file,
							   const struct s390_image *image,
							   struct view *ret);

/* The words for a byte that s390_cmdline_high() found. */
#define S390_CMDLINE_NOT_ASCII \
	"with it the kernel reads all of the command line as EBCDIC; write it in ASCII"

/** s390_cmdline_high() - the offset of the first byte >= 0x80 in a command line; @text.n = none.
 *  The kernel takes the whole text for EBCDIC if it has such a byte. */
size_t s390_cmdline_high(struct view text);

/** s390_image_is_page() - whether a file begins like an HTML or XML page, but for blanks, comments and a
 *  byte order mark */
bool s390_image_is_page(struct rd head);

/** s390_image_instead() - name a file that is no kernel by its first bytes: "an HTML page". Return:
 *  NULL = the format is unknown */
const char *s390_image_instead(struct rd head);

/** s390_image_not() - the words in front of s390_image_str(): "not an s390 kernel image but ", or
 *  "". Never NULL */
const char *s390_image_not(int reason);

/** s390_image_str() - a reason in words that fit behind "FILE: " and s390_image_not(); never NULL
 */
const char *s390_image_str(int reason);

#endif
