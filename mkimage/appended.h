/* SPDX-License-Identifier: MIT
 * mkimage/appended.h - an ARM zImage, its device tree and its ramdisk as one block that runs where
 * it is loaded. Layer: adapter (heap, libfdt).
 *
 * For firmware that can load one file and knows neither device trees nor ramdisks: the zImage
 * finds the tree right behind itself (Linux: CONFIG_ARM_APPENDED_DTB, Documentation/arm/booting),
 * and the tree names the addresses of the ramdisk, which are known because the load address is.
 */
#ifndef MKIMAGE_APPENDED_H
#define MKIMAGE_APPENDED_H

#include "mkimage/file.h"

/* Behind the tree the unpacking kernel has its stack and heap (64 KiB), and the tree grows by half
 * when it takes over what the firmware says in tags. */
#define MKIMAGE_APPENDED_GAP (256u << 10)

/** struct mkimage_appended - what is put together; @cmdline NULL = as the tree has it */
struct mkimage_appended {
	struct rd kernel, tree, initrd;
	const char *cmdline;
	uint32_t load; /* where firmware puts the block; a multiple of 4 */
};

/** mkimage_appended_write() - the block, new at @ret. Return: 0 or -errno: -EINVAL the tree is none
 *  or damaged, -ENOEXEC the kernel is no whole zImage, -EFBIG it would end above 4 GiB; *@ret is
 *  written only on success */
__attribute__((warn_unused_result)) int mkimage_appended_write(const struct mkimage_appended *a,
							       struct mkimage_file *ret);

#endif
