/* SPDX-License-Identifier: MIT
 * lib/image/loader.h - whether a file is this loader's own image. Layer: lib (leaf), pure. Callers:
 * pxe/session (never jumps into itself), cmd/lint_own.c.
 *
 * One tree may serve a firmware and this loader: what the firmware's configuration starts is the
 * loader, which must not start itself again when it reads the same file. The kernel in the image is a
 * distribution's, the ramdisk is what tells: its gzip header (RFC 1952) has the name LOADER_NAME, which
 * `mkimage cpio --name` writes. Linux skips that name, and takes no other field there.
 *
 * A ramdisk that was packed again, by gzip under another name or by another compressor, is not known.
 */
#ifndef LIB_IMAGE_LOADER_H
#define LIB_IMAGE_LOADER_H

#include "lib/bytes.h"

#include <stdbool.h>
#include <stdint.h>

#define LOADER_NAME	"pxehop-loader.cpio"
#define LOADER_MARK_LEN 29u /* bytes of a ramdisk that loader_is_ramdisk() needs */
#define LOADER_HEAD_LEN \
	2048u /* bytes of a file that loader_ramdisk_at() needs; s390: all of S390_HEAD_LEN */

/** loader_is_ramdisk() - @head begins the loader's ramdisk */
bool loader_is_ramdisk(struct rd head);

/**
 * loader_ramdisk_at() - where a file with kernel and ramdisk has its ramdisk
 * @head: the file's beginning
 *
 * Known are an s390 image, U-Boot's uImage (the second of its parts, or a ramdisk alone) and a UEFI
 * program (section .initrd). Return: offset in the file; 0 = the head does not tell
 */
uint64_t loader_ramdisk_at(struct rd head);

/** loader_is_image() - the whole @file is the loader: its ramdisk alone, in one of the forms above, or
 *  anywhere within a FIT or a uImage */
bool loader_is_image(struct rd file);

#endif
