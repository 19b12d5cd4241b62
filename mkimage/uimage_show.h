/* SPDX-License-Identifier: MIT
 * mkimage/uimage_show.h - what a U-Boot image holds, in the words of U-Boot's own tools. Layer:
 * main.
 */
#ifndef MKIMAGE_UIMAGE_SHOW_H
#define MKIMAGE_UIMAGE_SHOW_H

#include "lib/bytes.h"

/* Two functions of struct mkimage_format. */
int mkimage_uimage_show(const char *path, struct rd file);
int mkimage_uimage_extract(const char *path, struct rd file, const char *dir);

#endif
