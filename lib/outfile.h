/* SPDX-License-Identifier: MIT
 * lib/outfile.h - output that is complete or not there: written beside the file and renamed.
 * Layer: lib. Needs heap, files and signals.
 */
#ifndef LIB_OUTFILE_H
#define LIB_OUTFILE_H

/** struct outfile - a file on its way; one at a time in a process */
struct outfile {
	int fd;		     /* to be written to */
	char *path, *beside; /* on the heap */
};

/**
 * outfile_open() - start a file that will be @path
 *
 * Whoever reads @path before outfile_keep(), or after a failure, sees the old file. A symbolic link
 * is written through, one that points to nothing as well. Until outfile_keep() or outfile_drop()
 * SIGINT, SIGTERM and SIGHUP remove what was begun before they end the process.
 * Return: 0 or negative errno; -EISDIR, and -EINVAL for a device or pipe, which cannot be renamed.
 */
__attribute__((warn_unused_result)) int outfile_open(struct outfile *o, const char *path);

/** outfile_keep() - bring the bytes to the disk, then the name to the bytes. Everything of @o is
 *  released, and on failure what was begun is removed. Return: 0 or negative errno */
__attribute__((warn_unused_result)) int outfile_keep(struct outfile *o);

/** outfile_drop() - remove what was begun; @o is released */
void outfile_drop(struct outfile *o);

#endif
