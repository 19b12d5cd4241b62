/* SPDX-License-Identifier: MIT
 * mkimage/tree.h - the entries of all manifests with their contents, checked and in order.
 * Layer: adapter (heap, files, log).
 */
#ifndef MKIMAGE_TREE_H
#define MKIMAGE_TREE_H

#include "mkimage/file.h"
#include "mkimage/manifest.h"

/** struct mkimage_tree_entry - one line of a manifest and where it stands */
struct mkimage_tree_entry {
	struct mkimage_manifest m;
	const char *manifest; /* file name, the caller's */
	unsigned line;
	struct mkimage_file data; /* of a file */
};

/** struct mkimage_tree - {0} is empty; give back with mkimage_tree_free() */
struct mkimage_tree {
	struct mkimage_tree_entry *entries;
	size_t n, room;
	struct mkimage_file *texts; /* the manifests, which the entries point into */
	size_t n_texts;
};

/* Each logs what is wrong, with file and line, and returns whether all is well. */

/** mkimage_tree_add() - read the manifest @path, which must stay valid as long as @t */
bool mkimage_tree_add(struct mkimage_tree *t, const char *path);

/** mkimage_tree_order() - sort by path; a directory may be named twice if both lines agree, all
 *  else only once, and every entry needs its parent directory */
bool mkimage_tree_order(struct mkimage_tree *t);

/** mkimage_tree_load() - read the sources of all files; relative ones from the first of the
 *  @n_from directories that has them, or from the current one if @n_from is 0 */
bool mkimage_tree_load(struct mkimage_tree *t, const char *const *from, size_t n_from);

/** mkimage_tree_pack() - the whole as one archive into a new block; files dated @mtime.
 *  Return: 0 or -errno */
__attribute__((warn_unused_result)) int mkimage_tree_pack(const struct mkimage_tree *t,
							  uint32_t mtime, struct mkimage_file *ret);

void mkimage_tree_free(struct mkimage_tree *t);

#endif
