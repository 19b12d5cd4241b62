/* SPDX-License-Identifier: MIT
 * lib/sysfile.h - the small files of /proc and /sys. Layer: adapter.
 */
#ifndef LIB_SYSFILE_H
#define LIB_SYSFILE_H

#include <stddef.h>

/** sysfile_read() - the beginning of @path as a C string in @buf, at most @size - 1 bytes; the
 *  newline at the end is taken off. Returns its length or -errno, @buf is "" then. */
int sysfile_read(const char *path, char *buf, size_t size);

/** sysfile_write() - write @text in one piece; 0 or -errno */
int sysfile_write(const char *path, const char *text);

/** struct dirents - walking a directory without heap; all zero but fd. The names it gives are valid
 *  until the next call. */
struct dirents {
	int fd;
	size_t at, len;
	char buf[2048] __attribute__((aligned(8)));
};

/** dirents_open() - 0 or -errno; @at is a directory's descriptor or AT_FDCWD */
int dirents_open(struct dirents *d, int at, const char *path);

/** dirents_next() - the next name, "." and ".." left out; NULL at the end or on an error */
const char *dirents_next(struct dirents *d);

void dirents_close(struct dirents *d);

#endif
