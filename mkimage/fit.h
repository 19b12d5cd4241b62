/* SPDX-License-Identifier: MIT
 * mkimage/fit.h - U-Boot's FIT: a device tree whose properties are a kernel, ramdisks and device
 * trees, with sums, and the configurations they are started in (U-Boot: doc/usage/fit). Layer:
 * adapter (heap, libfdt). Callers: mkimage/fit_cmd.c, appended.c and rpi_cmd.c.
 */
#ifndef MKIMAGE_FIT_H
#define MKIMAGE_FIT_H

#include "mkimage/file.h"

/** struct mkimage_fit_part - one node below /images */
struct mkimage_fit_part {
	const char *type, *comp; /* U-Boot's words */
	const char *description;
	struct rd data;
	bool placed; /* load and entry are set */
	uint32_t load, entry;
};

/** struct mkimage_fit - the parts of a FIT: one configuration for each device tree, or a single one
 *  without device tree */
struct mkimage_fit {
	const char *description, *arch;
	uint32_t time; /* seconds since 1970 */
	struct mkimage_fit_part kernel;
	const struct mkimage_fit_part *ramdisk; /* NULL = none */
	const struct mkimage_fit_part *trees;
	size_t n_trees;
};

/** mkimage_fit_write() - write the FIT into a new block @ret, written only on success. Each part
 *  begins on a page of the file and shares no page with another, because U-Boot may use the parts
 *  where they lie. Return: 0 or -errno; -EINVAL = a part is no device tree */
__attribute__((warn_unused_result)) int mkimage_fit_write(const struct mkimage_fit *fit,
							  struct mkimage_file *ret);

/** mkimage_fit_is_tree() - @data is a whole and well-formed device tree */
bool mkimage_fit_is_tree(struct rd data);

#endif
