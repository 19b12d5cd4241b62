/* SPDX-License-Identifier: MIT
 * mkimage/uimage_show.h - show a U-Boot image in the words of U-Boot's own tools, and extract its
 * parts. Layer: main.
 */
#ifndef MKIMAGE_UIMAGE_SHOW_H
#define MKIMAGE_UIMAGE_SHOW_H

#include "lib/bytes.h"

/** mkimage_uimage_print_time() - print a line with @title and a date in local time, as U-Boot's
 *  tools do; TZ=UTC0 makes the line the same everywhere */
void mkimage_uimage_print_time(const char *title, uint32_t seconds);

/** mkimage_uimage_print_size() - print a line with @title and a number of bytes */
void mkimage_uimage_print_size(const char *title, uint32_t n);

/* Slots show and extract of struct mkimage_format. */
int mkimage_uimage_show(const char *path, struct rd file);
int mkimage_uimage_extract(const char *path, struct rd file, const char *dir);

#endif
