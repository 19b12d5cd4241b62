/* SPDX-License-Identifier: MIT
 * mkimage/payload.h - does a file fit what U-Boot is told of it? Layer: pure. Callers:
 * mkimage/uimage_cmd.c, mkimage/fit_cmd.c.
 *
 * U-Boot believes the header: it hands data that is called gzip to its inflater, and starts data that is
 * called uncompressed where it lies. What does not fit is found at the board's console, hours later.
 */
#ifndef MKIMAGE_PAYLOAD_H
#define MKIMAGE_PAYLOAD_H

#include "lib/bytes.h"
#include "lib/text.h"

/** struct mkimage_payload - numbers of lib/image/uimage.h */
struct mkimage_payload {
	uint8_t os, arch, type, comp;
	bool pack; /* mkimage compresses it itself, to @comp; @data is not compressed yet */
};

/** mkimage_payload_doubt() - @data is a file, or the first of several (of a script: any of them).
 *  Return: true: @why gets what is wrong, to be said as a warning; what is not known to be wrong is
 *  right */
bool mkimage_payload_doubt(const struct mkimage_payload *p, struct rd data, struct str *why);

#endif
