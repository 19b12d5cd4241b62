/* SPDX-License-Identifier: MIT
 * mkimage/uimage_show.h - what a U-Boot image holds, in the words of U-Boot's own tools. Layer:
 * main.
 */
#ifndef MKIMAGE_UIMAGE_SHOW_H
#define MKIMAGE_UIMAGE_SHOW_H

#include "lib/bytes.h"

/** mkimage_uimage_print_time() - a line with @title and a date in local time, as U-Boot's tools
 * have it; TZ=UTC0 makes it the same everywhere */
void mkimage_uimage_print_time(const char *title, uint32_t seconds);

/** mkimage_uimage_print_size() - a line with @title and a number of bytes */
void mkimage_uimage_print_size(const char *title, uint32_t n);

/* Two functions of struct mkimage_format. */
int mkimage_uimage_show(const char *path, struct rd file);
int mkimage_uimage_extract(const char *path, struct rd file, const char *dir);

#endif
