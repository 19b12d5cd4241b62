/* SPDX-License-Identifier: MIT
 * mkimage/file.h - whole files in memory, and output that is complete or absent.
 * Layer: adapter (heap, files).
 */
#ifndef MKIMAGE_FILE_H
#define MKIMAGE_FILE_H

#include "lib/bytes.h"

/* Bytes of the largest input. No file that boots over a network is larger. */
#define MKIMAGE_FILE_MAX (2047u << 20)

/** struct mkimage_file - a block on the heap; {0} is empty and may be freed */
struct mkimage_file {
	uint8_t *data;
	size_t len;
};

/** mkimage_file_read() - read all of @path into a new block @ret, written only on success
 *  Return: 0 or -errno; -EFBIG above MKIMAGE_FILE_MAX. */
__attribute__((warn_unused_result)) int mkimage_file_read(const char *path,
							  struct mkimage_file *ret);

/** mkimage_file_grow() - grow @f to @len bytes; new bytes are zero. Return: 0 or -ENOMEM */
__attribute__((warn_unused_result)) int mkimage_file_grow(struct mkimage_file *f, size_t len);

/** mkimage_file_free() - free the block; @f is empty afterwards */
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
