/* SPDX-License-Identifier: MIT
 * lib/image/arm.h - what a kernel file for ARM says about itself, layer by layer. Layer: lib
 * (leaf), pure. Callers: pxe/plan/check.c (refuses early), init/kexec (unpacks and loads), mkimage.
 *
 * The bytes of a file decide its form, not its name. A file is a kernel that can be started (arm64
 * Image, arm zImage), or a wrapping around one: U-Boot's uImage or FIT, the EFI stub's zboot, arm64's
 * vmlinux in ELF, or a bare gzip, xz or zstd stream. A caller that unwraps a layer calls again with its content.
 * Sources: Linux, Documentation/arm64/booting.rst, arch/arm/boot/compressed/head.S,
 * drivers/firmware/efi/libstub/zboot-header.S.
 */
#ifndef LIB_IMAGE_ARM_H
#define LIB_IMAGE_ARM_H

#include "lib/bytes.h"

#include <stdbool.h>
#include <stdint.h>

#define ARM_IMAGE_HEAD_LEN 4096u /* bytes of a file that arm_image_read() needs */
#define ARM_IMAGE_LAYERS   4u	 /* most layers of a file: uImage, zboot, compression, kernel */
#define ARM64_IMAGE_STEP   (2u << 20) /* an Image lies text_offset above a multiple of this */
#define ARM_ZIMAGE_AT	   0x8000u    /* a zImage lies this far above the start of memory */
#define ARM64_CMDLINE	   2048u      /* bytes with the NUL, fixed in the kernel's source */
#define ARM_CMDLINE	   1024u

/** enum arm_form - the outermost layer of a file */
enum arm_form {
	ARM_FORM_IMAGE,
	ARM_FORM_ZIMAGE,
	ARM_FORM_UIMAGE,
	ARM_FORM_FIT, /* a FIT or another device tree; init/kexec/fit.h tells them apart */
	ARM_FORM_ZBOOT,
	ARM_FORM_ELF, /* arm64's vmlinux; lib/image/arm_elf.h takes the Image out */
	ARM_FORM_GZIP,
	ARM_FORM_XZ,
	ARM_FORM_ZSTD,
	ARM_FORMS
};

/** struct arm_image - one layer */
struct arm_image {
	enum arm_form form;
	bool anywhere;	      /* Image: may be loaded anywhere, not only in the lowest memory */
	uint64_t need;	      /* Image, zImage: bytes of memory from its load address on; ELF: bytes
				 of the Image in it */
	uint64_t text_offset; /* Image */
	uint64_t start, len;  /* offset and bytes of the content; len 0 = up to the end of the
				 file */
};

/** enum arm_image_reason - why a file is not for us */
enum arm_image_reason {
	ARM_IMAGE_OK = 0,
	ARM_IMAGE_SHORT,      /* the file ends inside its head */
	ARM_IMAGE_CUT,	      /* the head announces more bytes than the file has */
	ARM_IMAGE_BAD_HEAD,   /* the head has impossible fields */
	ARM_IMAGE_BIG_ENDIAN, /* the kernel is for a CPU in big-endian mode */
	ARM_IMAGE_NOT_KERNEL, /* the uImage holds a ramdisk, a script or the like */
	ARM_IMAGE_PACKED,     /* the compression has no decompressor here: lzma, lz4, bzip2, lzo */
	ARM_IMAGE_UNKNOWN,    /* the form is unknown; s390_image_instead() may know it */
	ARM_IMAGE_REASONS
};

/**
 * arm_image_read() - judge a file, or the content of a layer, by its first bytes
 * @head:     the first ARM_IMAGE_HEAD_LEN bytes or more, or the whole file if it is shorter
 * @file_len: bytes of the whole file; 0 = unknown, and ARM_IMAGE_CUT is then not found
 * @ret:      written only on success
 *
 * Return: 0 or an enum arm_image_reason.
 */
__attribute__((warn_unused_result)) int arm_image_read(struct rd head, uint64_t file_len,
						       struct arm_image *ret);

/**
 * arm_zimage_need() - bytes of memory that a zImage takes while it unpacks, from ARM_ZIMAGE_AT on
 * @file: the whole zImage
 *
 * Newer kernels have a tag with the size, text offset included (many boards have 0x208000 in place
 * of ARM_ZIMAGE_AT). Without the tag the answer is five times the file, as kexec-tools assumes.
 */
uint64_t arm_zimage_need(struct rd file);

/** arm_form_str() - "an arm64 Image" and such; never NULL */
const char *arm_form_str(int form);

/** arm_image_str() - a reason in words that fit behind "FILE: "; never NULL */
const char *arm_image_str(int reason);

#endif
