/* SPDX-License-Identifier: MIT
 * init/kexec/s390x_patch.h - the bytes that the loader changes on s390x: the kernel's parameter
 * area and the table of the entry code. Layer: pure. Callers: init/kexec/s390x.c, tests.
 */
#ifndef INIT_KEXEC_S390X_PATCH_H
#define INIT_KEXEC_S390X_PATCH_H

#include "init/kexec/layout.h"
#include "lib/image/s390.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * s390x_patch_kernel() - write initrd and command line into an image
 * @file:    the image from file offset 0; only what changes is written to, so that of a private
 *	     mapping just those pages are copied
 * @len:     bytes of @file
 * @image:   what s390_image_read() said about it
 * @initrd:  where the initrd will lie; NULL leaves the fields alone, so that an embedded ramdisk
 *	     stays
 * @cmdline: NUL-terminated; NULL keeps the one in the image
 *
 * The whole room for the command line is cleared, and only then filled: nothing of a longer old
 * one is left. Pages of it that are zero already are not touched.
 * Return: false, with nothing changed, when the room ends beyond the file or @cmdline needs more.
 */
bool s390x_patch_kernel(uint8_t *file, size_t len, const struct s390_image *image,
			const struct kexec_place *initrd, const char *cmdline);

/* The entry page: code from s390x_entry.S with this table at offset 8, six BE64 numbers. */
#define S390X_TABLE_AT 8u

/** struct s390x_params - ranges of physical addresses, start and end, whole pages; equal = nothing to
 *  do, and nothing at all where @area is empty */
struct s390x_params {
	struct ram_range image; /* stored onto itself */
	struct ram_range area;	/* zeroed, after the image; its first page holds others meanwhile */
	struct ram_range old;	/* the old kernel's code, stored onto itself */
};

/** s390x_params_of() - the ranges for a layout; the old kernel's code only as far as it is RAM */
struct s390x_params s390x_params_of(const struct s390x_layout *layout, const struct ram *ram);

/**
 * s390x_patch_entry() - build the entry page
 * @page: KEXEC_PAGE bytes, replaced as a whole
 * @code: from s390x_entry to s390x_entry_end
 *
 * Return: false when the code is too short for the table or too long for the page.
 */
bool s390x_patch_entry(uint8_t *page, const uint8_t *code, size_t code_len,
		       const struct s390x_params *params);

#endif
