/* SPDX-License-Identifier: MIT
 * lib/image/arm.h - what a kernel file for ARM says about itself, layer by layer. Layer: lib
 * (leaf), pure. Callers: the download worker (refuses early), init/kexec (unpacks and loads).
 *
 * A file is known by its bytes, whatever its name. It is a kernel that can be started (arm64 Image,
 * arm zImage), or a wrapping around one: U-Boot's uImage or FIT, the EFI stub's zboot, or a bare
 * gzip, xz or zstd stream. Whoever takes a wrapping off calls again with what was inside. Numbers:
 * Linux, Documentation/arm64/booting.rst, arch/arm/boot/compressed/head.S,
 * drivers/firmware/efi/libstub/zboot-header.S.
 */
#ifndef LIB_IMAGE_ARM_H
#define LIB_IMAGE_ARM_H

#include "lib/bytes.h"

#include <stdbool.h>
#include <stdint.h>

#define ARM_IMAGE_HEAD_LEN 4096u /* judge with this much */
#define ARM_IMAGE_LAYERS   4u	 /* uImage, zboot, compression, kernel: nobody wraps deeper */

#define ARM64_IMAGE_STEP (2u << 20) /* an Image lies text_offset above a multiple of this */
#define ARM_ZIMAGE_AT	 0x8000u    /* a zImage lies this far above the start of memory */
#define ARM64_CMDLINE	 2048u	    /* bytes with the NUL, fixed in the kernel's source */
#define ARM_CMDLINE	 1024u

/** enum arm_form - the outermost layer of a file */
enum arm_form {
	ARM_FORM_IMAGE,
	ARM_FORM_ZIMAGE,
	ARM_FORM_UIMAGE,
	ARM_FORM_FIT, /* or any other device tree: init/kexec/fit.h knows */
	ARM_FORM_ZBOOT,
	ARM_FORM_GZIP,
	ARM_FORM_XZ,
	ARM_FORM_ZSTD,
	ARM_FORMS
};

/** struct arm_image - one layer */
struct arm_image {
	enum arm_form form;
	bool anywhere;	      /* Image: any place in memory will do, not only the lowest */
	uint64_t need;	      /* Image, zImage: bytes of memory from where it is loaded */
	uint64_t text_offset; /* Image */
	uint64_t start, len;  /* what the file is but for wrapping: offset and bytes; len 0 = up to
				 the end */
};

/** enum arm_image_reason - why a file is not for us */
enum arm_image_reason {
	ARM_IMAGE_OK = 0,
	ARM_IMAGE_SHORT,      /* it ends inside its head */
	ARM_IMAGE_CUT,	      /* the head announces more than there is */
	ARM_IMAGE_BAD_HEAD,   /* fields that cannot be */
	ARM_IMAGE_BIG_ENDIAN, /* for a CPU in the other byte order */
	ARM_IMAGE_NOT_KERNEL, /* a uImage of another kind: ramdisk, script, ... */
	ARM_IMAGE_PACKED,     /* compressed by something we cannot undo: lzma, lz4, bzip2, lzo */
	ARM_IMAGE_UNKNOWN,    /* nothing of the above; s390_image_instead() may know what it is */
	ARM_IMAGE_REASONS
};

/**
 * arm_image_read() - judge a file, or what a layer held, from its first bytes
 * @head:     its first ARM_IMAGE_HEAD_LEN bytes or more, or all if it is shorter
 * @file_len: bytes of the whole, 0 = not known yet; what depends on it is then not checked
 * @ret:      written only on success
 *
 * Return: 0 or an enum arm_image_reason.
 */
__attribute__((warn_unused_result)) int arm_image_read(struct rd head, uint64_t file_len,
						       struct arm_image *ret);

/**
 * arm_zimage_need() - memory that a zImage takes while it unpacks itself, from ARM_ZIMAGE_AT on
 * @file: all of it
 *
 * From the tag that newer kernels carry, text offset included (kernels for many boards have
 * 0x208000 in place of ARM_ZIMAGE_AT); without one five times the file, as kexec-tools guesses.
 */
uint64_t arm_zimage_need(struct rd file);

#define ARM_IMAGE_ELF_LEN 20u

/** arm_image_is_elf64() - @head, ARM_IMAGE_ELF_LEN bytes or more, begins an arm64 vmlinux. None of
 * the forms above: kexec-tools can load it. */
bool arm_image_is_elf64(struct rd head);

/** arm_form_str() - "an arm64 Image" and such; never NULL */
const char *arm_form_str(int form);

/** arm_image_str() - a reason in words that fit behind "FILE: "; never NULL */
const char *arm_image_str(int reason);

#endif
