/* SPDX-License-Identifier: MIT
 * lib/sysfile.h - the small files of /proc and /sys. Layer: adapter.
 */
#ifndef LIB_SYSFILE_H
#define LIB_SYSFILE_H

#include <stddef.h>

/** sysfile_read() - read the first @size - 1 bytes of @path into @buf as a C string, without the
 *  newline at its end. Return: bytes of the string; -errno, and @buf is "" */
int sysfile_read(const char *path, char *buf, size_t size);

/** sysfile_write() - write @text to @path with one write(). Return: 0 or -errno */
int sysfile_write(const char *path, const char *text);

/** struct dirents - a walk through a directory without heap; private */
struct dirents {
	int fd;
	size_t at, len;
	char buf[2048] __attribute__((aligned(8)));
};

/** dirents_open() - begin the walk at @path; @at: descriptor of a directory, or AT_FDCWD. Return: 0
 *  or -errno */
int dirents_open(struct dirents *d, int at, const char *path);

/** dirents_next() - the next name, without "." and ".."; it is valid until the next call. Return:
 *  NULL = end or error */
const char *dirents_next(struct dirents *d);

void dirents_close(struct dirents *d);

#endif
