/* SPDX-License-Identifier: MIT
 * mkimage/io.h - inputs and outputs of the formats, with log lines for errors. Layer: adapter
 * (heap, files, log).
 */
#ifndef MKIMAGE_IO_H
#define MKIMAGE_IO_H

#include "mkimage/file.h"

/* Each function logs a failure under the name of the file. Return: true = success */

/** mkimage_io_read() - read all of @path into a new block @ret, written only on success */
bool mkimage_io_read(const char *path, struct mkimage_file *ret);

/** mkimage_io_write() - make @path hold exactly @n bytes, or leave it as it was */
bool mkimage_io_write(const char *path, const void *data, size_t n);

/** mkimage_io_grow() - grow @f, which becomes the file @path, to @len bytes; new bytes are zero */
bool mkimage_io_grow(const char *path, struct mkimage_file *f, size_t len);

/** mkimage_io_part() - write an extracted part to the file @name in @dir, and print its name to
 *  standard output */
bool mkimage_io_part(const char *dir, const char *name, const void *data, size_t n);

/** mkimage_io_check_initrd() - refuse @initrd if lib/image/initrd.h finds it cut off, damaged or of
 *  no use to Linux, or if it is a U-Boot image around a ramdisk. @strict: refuse a doubtful one as
 *  well */
bool mkimage_io_check_initrd(const char *path, struct rd initrd, bool strict);

/** mkimage_io_doubt_initrd() - check @initrd in the same way, and only warn */
void mkimage_io_doubt_initrd(const char *path, struct rd initrd);

/** mkimage_io_check_arm() - refuse a kernel for ARM that lib/image/whole.h finds cut off or damaged.
 *  mkimage_io_doubt_arm() only warns. What is no such kernel is not their affair. */
bool mkimage_io_check_arm(const char *path, struct rd kernel);
void mkimage_io_doubt_arm(const char *path, struct rd kernel);

/** mkimage_io_add_initrd() - check the ramdisk @path and append it to @all at a multiple of 4 */
bool mkimage_io_add_initrd(const char *path, struct mkimage_file *all);

/** mkimage_io_print_sum() - print the line "  NAME SUM", SUM the SHA-256 of @part, for `mkimage
 *  show` */
void mkimage_io_print_sum(const char *name, struct rd part);

/** mkimage_io_print_time() - print a line with @title and a date in local time, as U-Boot's tools do;
 *  TZ=UTC0 makes the line the same everywhere */
void mkimage_io_print_time(const char *title, uint32_t seconds);

/** mkimage_io_print_size() - print a line with @title and a number of bytes, as U-Boot's tools do */
void mkimage_io_print_size(const char *title, uint32_t n);

/** mkimage_io_base_name() - the part of @path behind its last slash; lives as long as @path */
const char *mkimage_io_base_name(const char *path);

#endif
