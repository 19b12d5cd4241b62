/* SPDX-License-Identifier: MIT
 * mkimage/archive.h - every entry of an initramfs file, as the kernel would come across them.
 * Layer: adapter (heap, log).
 *
 * Such a file is a row of cpio archives, plain or gzip, with zeroes between them.
 */
#ifndef MKIMAGE_ARCHIVE_H
#define MKIMAGE_ARCHIVE_H

#include "mkimage/cpio.h"

/** mkimage_archive_fn - one entry, valid during the call; false stops the walk */
typedef bool mkimage_archive_fn(void *arg, const struct mkimage_cpio *entry);

/** mkimage_archive_walk() - call @fn for each entry of @file; what is wrong is logged under @path.
 *  Bytes of another kind behind the last archive are logged and let pass. Return: all went well */
bool mkimage_archive_walk(const char *path, struct rd file, mkimage_archive_fn *fn, void *arg);

/** mkimage_archive_is() - begins like a cpio archive, or like gzip */
bool mkimage_archive_is(struct rd file);

/* Two functions of struct mkimage_format. */
int mkimage_archive_show(const char *path, struct rd file);
int mkimage_archive_extract(const char *path, struct rd file, const char *dir);

#endif
