/* SPDX-License-Identifier: MIT
 * mkimage/uimage.h - make a U-Boot image of header, table and parts. Layer: pure. Callers:
 * mkimage/uimage_cmd.c, tests. lib/image/uimage.h describes the format.
 */
#ifndef MKIMAGE_UIMAGE_H
#define MKIMAGE_UIMAGE_H

#include "lib/image/uimage.h"

/** struct mkimage_uimage - the input of an image; the parts stay the caller's */
struct mkimage_uimage {
	struct uimage header;	/* size, data_sum and n_parts are ignored and computed */
	const struct rd *parts; /* one part; with a table up to UIMAGE_PARTS_MAX */
	size_t n_parts;
	bool in_place; /* the part begins with room for the header: UIMAGE_HEADER bytes 0xff */
};

enum mkimage_uimage_reason {
	MKIMAGE_UIMAGE_OK = 0,
	MKIMAGE_UIMAGE_EMPTY_PART, /* a part is empty: its size would end the table */
	MKIMAGE_UIMAGE_MANY_PARTS, /* more parts than UIMAGE_PARTS_MAX, or than 1 without table */
	MKIMAGE_UIMAGE_NO_ROOM,	   /* in_place, and the part does not begin with bytes 0xff */
	MKIMAGE_UIMAGE_TOO_BIG,	   /* the image exceeds @max */
	MKIMAGE_UIMAGE_REASONS
};

/** mkimage_uimage_plan() - check the parts and find the length of the image, at most @max bytes.
 *  Return: 0, with *@ret_len written, or an enum mkimage_uimage_reason */
__attribute__((warn_unused_result)) int mkimage_uimage_plan(const struct mkimage_uimage *u,
							    size_t max, size_t *ret_len);

/** mkimage_uimage_write() - write the planned image into @len bytes at @buf */
void mkimage_uimage_write(const struct mkimage_uimage *u, uint8_t *buf, size_t len);

/** mkimage_uimage_str() - a reason in words, never NULL */
const char *mkimage_uimage_str(int reason);

#endif
