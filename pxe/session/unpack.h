/* SPDX-License-Identifier: MIT
 * pxe/session/unpack.h - a file in gzip or zlib format, unpacked into another one. Layer: adapter. Caller:
 * pxe/session/ipxe.c.
 */
#ifndef PXE_SESSION_UNPACK_H
#define PXE_SESSION_UNPACK_H

#include "lib/text.h"

#include <stdint.h>

/**
 * unpack() - write what @file holds to @fd, from its start
 * @max:     bytes that it may become
 * @ret_len: bytes that it became
 * @why:     gets a sentence without the name of the file when it fails
 *
 * gzip members one behind the other become one file, as gzip(1) has it; what follows them is left out.
 * Uses the heap. Return: false = it is not packed, or damaged, or too large.
 */
bool unpack(struct view file, int fd, uint64_t max, uint64_t *ret_len, struct str *why);

#endif
