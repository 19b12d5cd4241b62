/* SPDX-License-Identifier: MIT
 * mkimage/uimage.h - put a U-Boot image together: header, table, parts. Layer: pure.
 * lib/image/uimage.h has the format.
 */
#ifndef MKIMAGE_UIMAGE_H
#define MKIMAGE_UIMAGE_H

#include "lib/image/uimage.h"

/** struct mkimage_uimage - what goes into an image; the caller keeps the parts */
struct mkimage_uimage {
	struct uimage header;	/* size, data_sum and n_parts are found out */
	const struct rd *parts; /* one, or any number up to UIMAGE_PARTS_MAX with a table */
	size_t n_parts;
	bool in_place; /* the part begins with room for the header: UIMAGE_HEADER bytes 0xff */
};

enum mkimage_uimage_reason {
	MKIMAGE_UIMAGE_OK = 0,
	MKIMAGE_UIMAGE_EMPTY_PART, /* its size would end the table; U-Boot refuses it alone, too */
	MKIMAGE_UIMAGE_MANY_PARTS, /* more than UIMAGE_PARTS_MAX, or than one without a table */
	MKIMAGE_UIMAGE_NO_ROOM,	   /* in_place, but something else than 0xff is at the start */
	MKIMAGE_UIMAGE_TOO_BIG,	   /* more than @max */
	MKIMAGE_UIMAGE_REASONS
};

/** mkimage_uimage_plan() - check the parts and find the length of the image, at most @max bytes.
 *  Return: 0, with *@ret_len written, or an enum mkimage_uimage_reason */
__attribute__((warn_unused_result)) int mkimage_uimage_plan(const struct mkimage_uimage *u,
							    size_t max, size_t *ret_len);

/** mkimage_uimage_write() - write the image that was planned into @len bytes at @buf */
void mkimage_uimage_write(const struct mkimage_uimage *u, uint8_t *buf, size_t len);

/** mkimage_uimage_str() - a reason in words, never NULL */
const char *mkimage_uimage_str(int reason);

#endif
