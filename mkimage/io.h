/* SPDX-License-Identifier: MIT
 * mkimage/io.h - inputs and outputs of the formats, with the words for what went wrong.
 * Layer: adapter (heap, files, log).
 */
#ifndef MKIMAGE_IO_H
#define MKIMAGE_IO_H

#include "mkimage/file.h"

/* Each logs a failure under the file's name; those with a result return whether all went well. */

/** mkimage_io_read() - all of @path into a new block at @ret, written only on success */
bool mkimage_io_read(const char *path, struct mkimage_file *ret);

/** mkimage_io_write() - make @path hold exactly @n bytes, or leave it as it was */
bool mkimage_io_write(const char *path, const void *data, size_t n);

/** mkimage_io_part() - the same for a part taken out of an image: @name below @dir. Says on
 *  standard output what was written */
bool mkimage_io_part(const char *dir, const char *name, const void *data, size_t n);

/** mkimage_io_check_initrd() - may it be packed for Linux? Refuses what lib/image/initrd.h finds cut off,
 *  damaged or nothing that Linux unpacks, and a U-Boot image around a ramdisk. @strict: what is only
 *  doubtful as well */
bool mkimage_io_check_initrd(const char *path, struct rd initrd, bool strict);

/** mkimage_io_doubt_initrd() - the same, but only warns */
void mkimage_io_doubt_initrd(const char *path, struct rd initrd);

/** mkimage_io_add_initrd() - check the ramdisk @path and append it to @all, on a multiple of 4 bytes */
bool mkimage_io_add_initrd(const char *path, struct mkimage_file *all);

/** mkimage_io_base_name() - what stands behind the last slash of @path; a part of it */
const char *mkimage_io_base_name(const char *path);

#endif
