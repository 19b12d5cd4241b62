/* SPDX-License-Identifier: MIT
 * mkimage/fit.h - U-Boot's FIT: a device tree whose properties are a kernel, ramdisks and device
 * trees, with sums, and the configurations they are started in (U-Boot: doc/usage/fit). Layer:
 * adapter (heap, libfdt). Nothing else in mkimage includes libfdt.h.
 */
#ifndef MKIMAGE_FIT_H
#define MKIMAGE_FIT_H

#include "mkimage/file.h"

/** struct mkimage_fit_part - one node below /images */
struct mkimage_fit_part {
	const char *type, *comp; /* U-Boot's words */
	const char *description;
	struct rd data;
	bool placed; /* load and entry mean something */
	uint32_t load, entry;
};

/** struct mkimage_fit - with one configuration per device tree, or one without any */
struct mkimage_fit {
	const char *description, *arch;
	uint32_t time; /* seconds since 1970 */
	struct mkimage_fit_part kernel;
	const struct mkimage_fit_part *ramdisk; /* NULL = none */
	const struct mkimage_fit_part *trees;
	size_t n_trees;
};

/** mkimage_fit_write() - the whole as one device tree in a new block. Each part begins on a page of
 * the file, and none shares a page with another: U-Boot may use them where they lie. Return: 0 or
 * -errno; -EINVAL if something given as device tree is none; *@ret is written only on success */
__attribute__((warn_unused_result)) int mkimage_fit_write(const struct mkimage_fit *fit,
							  struct mkimage_file *ret);

/** mkimage_fit_is_tree() - @data is a device tree that fits into itself */
bool mkimage_fit_is_tree(struct rd data);

/** mkimage_fit_is() - @file begins like a device tree */
bool mkimage_fit_is(struct rd file);

/* Two functions of struct mkimage_format. */
int mkimage_fit_show(const char *path, struct rd file);
int mkimage_fit_extract(const char *path, struct rd file, const char *dir);

#endif
