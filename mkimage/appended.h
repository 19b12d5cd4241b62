/* SPDX-License-Identifier: MIT
 * mkimage/appended.h - an ARM zImage, its device tree and its ramdisk as one block that runs where
 * it is loaded. Layer: adapter (heap, libfdt). Callers: mkimage/appended_cmd.c, tests.
 *
 * For firmware that can load one file and knows neither device trees nor ramdisks: the zImage
 * finds the tree right behind itself (Linux: CONFIG_ARM_APPENDED_DTB, Documentation/arm/booting),
 * and the tree names the addresses of the ramdisk, which are known because the load address is.
 */
#ifndef MKIMAGE_APPENDED_H
#define MKIMAGE_APPENDED_H

#include "mkimage/file.h"

/* Bytes behind the tree. The unpacking kernel has its stack and heap (64 KiB) there, and the tree
 * grows by half when the kernel merges the firmware's tags into it. */
#define MKIMAGE_APPENDED_GAP (256u << 10)

/** struct mkimage_appended - the parts of the block; @cmdline NULL = keep the tree's */
struct mkimage_appended {
	struct rd kernel, tree, initrd;
	const char *cmdline;
	uint32_t load; /* load address of the block; a multiple of 4 */
};

/** mkimage_appended_write() - build the block in @ret, which is written only on success
 *  Return: 0; -EINVAL = the tree is no device tree or damaged; -ENOEXEC = the kernel is no whole
 *  zImage; -EFBIG = the block would end above 4 GiB; or another -errno */
__attribute__((warn_unused_result)) int mkimage_appended_write(const struct mkimage_appended *a,
							       struct mkimage_file *ret);

#endif
