/* SPDX-License-Identifier: MIT
 * mkimage/tree.h - the entries of all manifests with their contents, checked and in order.
 * Layer: adapter (heap, files, log). Caller: mkimage/cpio_cmd.c.
 */
#ifndef MKIMAGE_TREE_H
#define MKIMAGE_TREE_H

#include "mkimage/file.h"
#include "mkimage/manifest.h"

/** struct mkimage_tree_entry - one line of a manifest with its file name and line number */
struct mkimage_tree_entry {
	struct mkimage_manifest m;
	const char *manifest; /* file name, the caller's */
	unsigned line;
	struct mkimage_file data; /* contents of a file */
};

/** struct mkimage_tree - all entries; {0} is empty */
struct mkimage_tree {
	struct mkimage_tree_entry *entries;
	size_t n, room;
	struct mkimage_file *texts; /* the manifests, which the entries point into */
	size_t n_texts;
};

/* Each function logs errors with file and line. Return: true = no error */

/** mkimage_tree_add() - read the manifest @path, which must stay valid as long as @t */
bool mkimage_tree_add(struct mkimage_tree *t, const char *path);

/** mkimage_tree_order() - sort by path and check: two equal lines may name the same directory, any
 *  other path stands once, and every entry needs its parent directory */
bool mkimage_tree_order(struct mkimage_tree *t);

/** mkimage_tree_load() - read the sources of all files. A relative source comes from the first of
 *  the @n_from directories that has it, or from the current directory if @n_from is 0. */
bool mkimage_tree_load(struct mkimage_tree *t, const char *const *from, size_t n_from);

/** mkimage_tree_pack() - write all entries as one archive into a new block; @mtime dates the files
 *  Return: 0 or -errno */
__attribute__((warn_unused_result)) int mkimage_tree_pack(const struct mkimage_tree *t,
							  uint32_t mtime, struct mkimage_file *ret);

#endif
