/* SPDX-License-Identifier: MIT
 * lib/outfile.h - output that is complete or absent: a file is written beside @path and renamed.
 * Layer: lib; needs heap, files and signals. Callers: cmd/get.c, mkimage/file.c.
 */
#ifndef LIB_OUTFILE_H
#define LIB_OUTFILE_H

/** struct outfile - an unfinished output; a process has one at a time */
struct outfile {
	int fd;		     /* callers write here */
	char *path, *beside; /* final and temporary name, on the heap; private */
};

/**
 * outfile_open() - begin a file that will be @path
 *
 * @path shows the old file until outfile_keep() succeeds. If @path is a symbolic link, its target
 * is replaced, or created. Until outfile_keep() or outfile_drop() the signals SIGINT, SIGTERM and
 * SIGHUP remove the unfinished file before they end the process.
 * Return: 0 or negative errno; -EISDIR for a directory; -EINVAL for a device or pipe, which no
 * rename may replace.
 */
__attribute__((warn_unused_result)) int outfile_open(struct outfile *o, const char *path);

/** outfile_keep() - bring the data to the disk, then rename the file to its path; @o is released.
 *  On failure the unfinished file is removed. Return: 0 or negative errno */
__attribute__((warn_unused_result)) int outfile_keep(struct outfile *o);

/** outfile_drop() - remove the unfinished file; @o is released */
void outfile_drop(struct outfile *o);

#endif
