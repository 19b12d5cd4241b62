/* SPDX-License-Identifier: MIT
 * mkimage/s390_show.h - say what an s390 image holds, and take it apart. Layer: main.
 */
#ifndef MKIMAGE_S390_SHOW_H
#define MKIMAGE_S390_SHOW_H

#include "lib/bytes.h"

/* The three functions of struct mkimage_format. A file with the s390 magic is recognised even if it
 * is broken: show then says what is wrong with it. */
bool mkimage_s390_recognise(struct rd file);
int mkimage_s390_show(const char *path, struct rd file);

/* Writes kernel, initrd and cmdline into @dir. The kernel keeps its command line and the padding
 * behind it, but no longer points to a ramdisk: packing kernel and initrd again without -c gives
 * the same bytes. */
int mkimage_s390_extract(const char *path, struct rd file, const char *dir);

#endif
