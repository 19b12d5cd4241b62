/* SPDX-License-Identifier: MIT
 * mkimage/efi_show.h - what a UEFI program with a kernel inside holds. Layer: main.
 */
#ifndef MKIMAGE_EFI_SHOW_H
#define MKIMAGE_EFI_SHOW_H

#include "lib/bytes.h"

/* Names of sections, as systemd's stub looks for them. */
#define MKIMAGE_EFI_KERNEL  ".linux"
#define MKIMAGE_EFI_INITRD  ".initrd"
#define MKIMAGE_EFI_CMDLINE ".cmdline"
#define MKIMAGE_EFI_OSREL   ".osrel"

/* Three functions of struct mkimage_format. */
bool mkimage_efi_recognise(struct rd file);
int mkimage_efi_show(const char *path, struct rd file);
int mkimage_efi_extract(const char *path, struct rd file, const char *dir);

#endif
