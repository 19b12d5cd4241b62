/* SPDX-License-Identifier: MIT
 * mkimage/efi_show.h - show and extract a UEFI program with a kernel inside. Layer: main. Caller:
 * mkimage/efi_cmd.c.
 */
#ifndef MKIMAGE_EFI_SHOW_H
#define MKIMAGE_EFI_SHOW_H

#include "lib/bytes.h"

/* Names of the sections that systemd's stub looks for. */
#define MKIMAGE_EFI_KERNEL  ".linux"
#define MKIMAGE_EFI_INITRD  ".initrd"
#define MKIMAGE_EFI_CMDLINE ".cmdline"
#define MKIMAGE_EFI_OSREL   ".osrel"

/* Slots recognise, show and extract of struct mkimage_format. */
bool mkimage_efi_recognise(struct rd file);
int mkimage_efi_show(const char *path, struct rd file);
int mkimage_efi_extract(const char *path, struct rd file, const char *dir);

#endif
