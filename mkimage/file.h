/* SPDX-License-Identifier: MIT
 * mkimage/file.h - whole files in memory, and output that is complete or not there.
 * Layer: adapter (heap, files).
 */
#ifndef MKIMAGE_FILE_H
#define MKIMAGE_FILE_H

#include "lib/bytes.h"

/* No input is larger: nothing that boots over a network is, and the sum still fits everywhere. */
#define MKIMAGE_FILE_MAX (2047u << 20)

/** struct mkimage_file - bytes on the heap; {0} is empty and may be freed */
struct mkimage_file {
	uint8_t *data;
	size_t len;
};

/** mkimage_file_read() - all of @path into a new block at @ret, written only on success.
 *  Return: 0 or -errno; -EFBIG above MKIMAGE_FILE_MAX. */
__attribute__((warn_unused_result)) int mkimage_file_read(const char *path,
							  struct mkimage_file *ret);

/** mkimage_file_grow() - make @f hold @len bytes, new ones zero. Return: 0 or -ENOMEM */
__attribute__((warn_unused_result)) int mkimage_file_grow(struct mkimage_file *f, size_t len);

/** mkimage_file_free() - give the block back; @f is empty afterwards */
void mkimage_file_free(struct mkimage_file *f);

/** mkimage_file_rd() - a reader over all of @f */
struct rd mkimage_file_rd(const struct mkimage_file *f);

/**
 * mkimage_file_write() - make @path hold exactly @n bytes
 *
 * As outfile_open() and outfile_keep() do it; a device or pipe is written to directly.
 * Return: 0 or -errno.
 */
__attribute__((warn_unused_result)) int mkimage_file_write(const char *path, const void *data,
							   size_t n);

#endif
