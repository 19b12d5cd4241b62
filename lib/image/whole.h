/* SPDX-License-Identifier: MIT
 * lib/image/whole.h - is a kernel's file whole? Layer: pure. Callers: pxe/plan/check.c, mkimage.
 *
 * A file that lost its tail on the server begins like a good one, and its kernel halts the machine after
 * the jump. What the file says to be in it, or carries compressed, then does not end.
 */
#ifndef LIB_IMAGE_WHOLE_H
#define LIB_IMAGE_WHOLE_H

#include "lib/bytes.h"
#include "lib/image/initrd.h"

#include <stdbool.h>

enum whole_state {
	WHOLE_UNKNOWN, /* nothing in the file tells */
	WHOLE_YES,
	WHOLE_CUT,
	WHOLE_DAMAGED,
	WHOLE_CONTENT_CUT, /* the file is whole, but the kernel was cut off before it was compressed */
	WHOLE_NO_TREE,	   /* a FIT whose tree is none */
	WHOLE_STATES
};

/* @file is all of the file. @walk is room for a walk, started. */

/** whole_s390() - the raw image of s390x; its stream begins somewhere behind the decompressor */
enum whole_state whole_s390(struct rd file, struct initrd_check *walk);

/** whole_arm() - any file that lib/image/arm.h knows, and a vmlinux of arm64. Where whole_arm_walks()
 *  says so, @walk may have been fed with the beginning of the file. */
enum whole_state whole_arm(struct rd file, struct initrd_check *walk);

/** whole_arm_walks() - the file that begins with @head is one gzip stream. Whether that is whole only
 *  inflating tells, which can go on while the file arrives. */
bool whole_arm_walks(struct rd head);

/** whole_x86() - a bzImage */
enum whole_state whole_x86(struct rd file);

/** whole_str() - what is wrong, and its cure; never NULL */
const char *whole_str(int state);

#endif
