/* SPDX-License-Identifier: MIT
 * mkimage/manifest.h - one line of a manifest, the list of what an initramfs holds. Layer: pure.
 *
 *	dir  PATH MODE UID GID
 *	file PATH SOURCE MODE UID GID
 *	link PATH TARGET
 *	node PATH MODE UID GID c|b MAJOR MINOR
 *
 * Words are separated by blanks and cannot contain any; '#' where a word begins starts a comment.
 * MODE is octal. PATH begins with '/'. A manifest names everything: no globs, no defaults, so that
 * two builds cannot differ by what happened to lie in a directory.
 */
#ifndef MKIMAGE_MANIFEST_H
#define MKIMAGE_MANIFEST_H

#include "lib/text.h"

/** struct mkimage_manifest - one entry; its views point into the line */
struct mkimage_manifest {
	struct view path;   /* without the leading slash; "." for the root itself */
	struct view source; /* file: path of its data; link: its target */
	uint32_t mode;	    /* type and permissions, as in lib/image/newc.h */
	uint32_t uid, gid;
	uint32_t major, minor; /* node: device number */
};

enum mkimage_manifest_reason {
	MKIMAGE_MANIFEST_OK = 0,
	MKIMAGE_MANIFEST_NOTHING,   /* the line is blank or a comment */
	MKIMAGE_MANIFEST_BAD_KIND,  /* the first word is no kind */
	MKIMAGE_MANIFEST_BAD_COUNT, /* words are missing or left over */
	MKIMAGE_MANIFEST_BAD_PATH, /* not absolute, "", "." or ".." inside, too long, the trailer */
	MKIMAGE_MANIFEST_BAD_MODE, /* not octal or above 7777 */
	MKIMAGE_MANIFEST_BAD_OWNER,
	MKIMAGE_MANIFEST_BAD_NODE, /* not c or b, or a number out of range */
	MKIMAGE_MANIFEST_REASONS
};

/**
 * mkimage_manifest_line() - parse one line
 * @line: without its newline
 * @ret:  written only on success
 *
 * Return: 0 or an enum mkimage_manifest_reason.
 */
__attribute__((warn_unused_result)) int mkimage_manifest_line(struct view line,
							      struct mkimage_manifest *ret);

/** mkimage_manifest_str() - a reason in words, never NULL */
const char *mkimage_manifest_str(int reason);

#endif
