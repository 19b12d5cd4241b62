/* SPDX-License-Identifier: MIT
 * mkimage/archive.h - every entry of an initramfs file, in the order of the kernel. Layer: adapter
 * (heap, log). Callers: mkimage/cpio_cmd.c, mkimage/unpack.c.
 *
 * An initramfs file is a row of cpio archives, plain or gzip, with zeroes between them.
 */
#ifndef MKIMAGE_ARCHIVE_H
#define MKIMAGE_ARCHIVE_H

#include "lib/image/newc.h"

/** mkimage_archive_fn - take one entry, which is valid during the call. Return: false = stop */
typedef bool mkimage_archive_fn(void *arg, const struct newc *entry);

/** mkimage_archive_walk() - call @fn for each entry of @file; errors are logged under @path. Other
 *  bytes behind the last archive are logged and are no error. Return: true = no error */
bool mkimage_archive_walk(const char *path, struct rd file, mkimage_archive_fn *fn, void *arg);

/** mkimage_archive_is() - @file begins like a cpio archive or gzip */
bool mkimage_archive_is(struct rd file);

/* Slots show and extract of struct mkimage_format. */
int mkimage_archive_show(const char *path, struct rd file);
int mkimage_archive_extract(const char *path, struct rd file, const char *dir);

#endif
