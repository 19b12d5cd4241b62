/* SPDX-License-Identifier: MIT
 * mkimage/payload.h - does a file fit the type and compression in its header? Layer: pure. Callers:
 * mkimage/uimage_cmd.c, mkimage/fit_cmd.c, tests.
 *
 * U-Boot trusts the header: data called gzip goes to the inflater, and data called uncompressed is
 * started where it lies. Without this check a mistake shows only at the console of the board.
 */
#ifndef MKIMAGE_PAYLOAD_H
#define MKIMAGE_PAYLOAD_H

#include "lib/bytes.h"
#include "lib/text.h"

/** struct mkimage_payload - the header's fields, as numbers of lib/image/uimage.h */
struct mkimage_payload {
	uint8_t os, arch, type, comp;
	bool pack; /* mkimage compresses it itself, to @comp; @data is not compressed yet */
};

/** mkimage_payload_is_arm() - by its header the file is a Linux kernel for ARM, or several with one */
bool mkimage_payload_is_arm(const struct mkimage_payload *p);

/** mkimage_payload_doubt() - compare @data, a file or the first of several (of a script: any of
 *  them), with its header. @why: gets the text of a warning. Return: true = @data is known not to
 *  fit */
bool mkimage_payload_doubt(const struct mkimage_payload *p, struct rd data, struct str *why);

#endif
