/* SPDX-License-Identifier: MIT
 * pxe/ipxe/cpio.h - an image with arguments becomes a file of the initramfs. Layer: pure. Callers:
 * pxe/session/ipxe.c, cmd/ipxe_dry.c.
 */
#ifndef PXE_IPXE_CPIO_H
#define PXE_IPXE_CPIO_H

#include "lib/bytes.h"
#include "lib/text.h"

/* Each image begins at a multiple of this in what the kernel gets; zeroes between. */
#define IPXE_ALIGN 4096u

#define IPXE_CPIO_MAX 16384u /* bytes of the longest head */

/**
 * ipxe_cpio_head() - write what stands in front of an image's bytes: a newc header with the file's name,
 *                    and one for each folder that is to be made; no trailer
 * @args: the image's arguments: its name in the initramfs up to the first blank, then "mode=" in octal
 *        (0644) and "mkdir=", how many of its folders, from the innermost on; -1 = all
 * @size: bytes of the image
 * Return: false = it does not fit into @w, or the file is too large for the format (4 GiB).
 */
bool ipxe_cpio_head(struct view args, uint64_t size, struct wr *w);

#endif
