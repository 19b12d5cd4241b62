/* SPDX-License-Identifier: MIT
 * lib/image/x86.h - what a bzImage, the kernel file of x86, says about itself. Layer: lib (leaf),
 * pure. Callers: pxe/plan/check.c (refuses early), init/kexec/x86.c (loads).
 *
 * Numbers: Linux, Documentation/arch/x86/boot.rst, all little endian. The head is the boot sector
 * and part of the second; the 64-bit kernel lies behind the setup sectors.
 */
#ifndef LIB_IMAGE_X86_H
#define LIB_IMAGE_X86_H

#include "lib/bytes.h"

#define X86_IMAGE_HEAD_LEN 1024u  /* bytes of a file that x86_image_read() needs */
#define X86_CMDLINE_MAX	   65536u /* no kernel takes more; the kernel's own call refuses it too */

/** struct x86_image - the fields of a file that passed */
struct x86_image {
	uint16_t protocol;	/* version of the boot protocol, 0x020c or newer */
	uint32_t max_cmdline;	/* bytes with the NUL */
	uint32_t init_len;	/* bytes of memory that the kernel needs to unpack itself */
	uint64_t len;		/* bytes of the kernel in the file; a signature may follow */
	uint64_t payload_start; /* offset of the compressed kernel; 0 bytes = not stated */
	uint32_t payload_len;
};

/** enum x86_image_reason - why a file is no kernel for kexec on x86_64 */
enum x86_image_reason {
	X86_IMAGE_OK = 0,
	X86_IMAGE_SHORT,    /* the file ends inside its head */
	X86_IMAGE_CUT,	    /* the head announces more bytes than the file has */
	X86_IMAGE_BAD_HEAD, /* the head has impossible fields */
	X86_IMAGE_OLD,	    /* the boot protocol is older than Linux 3.8's */
	X86_IMAGE_32_BIT,   /* the kernel has no 64-bit entry point */
	X86_IMAGE_LOW,	    /* the kernel must lie below 1 MiB or 4 GiB */
	X86_IMAGE_UNKNOWN,  /* the file is no bzImage; s390_image_instead() may know it */
	X86_IMAGE_REASONS
};

/**
 * x86_image_read() - judge a file from its first bytes, by the rules of kexec_file_load
 * @head:     the first X86_IMAGE_HEAD_LEN bytes or more, or the whole file if it is shorter
 * @file_len: bytes of the whole file; 0 = unknown, and X86_IMAGE_CUT is then not found
 * @ret:      written only on success
 *
 * Return: 0 or an enum x86_image_reason.
 */
__attribute__((warn_unused_result)) int x86_image_read(struct rd head, uint64_t file_len,
						       struct x86_image *ret);

/** x86_image_str() - a reason in words that fit behind "FILE: "; never NULL */
const char *x86_image_str(int reason);

#endif
