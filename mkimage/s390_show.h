/* SPDX-License-Identifier: MIT
 * mkimage/s390_show.h - show and extract an s390 image. Layer: main. Caller: mkimage/s390_cmd.c.
 */
#ifndef MKIMAGE_S390_SHOW_H
#define MKIMAGE_S390_SHOW_H

#include "lib/bytes.h"

/* Slots recognise, show and extract of struct mkimage_format. A broken file with the s390 magic is
 * recognised as well, so that show can name the fault. */
bool mkimage_s390_recognise(struct rd file);
int mkimage_s390_show(const char *path, struct rd file);

/* Write kernel, initrd and cmdline into @dir. The kernel keeps its command line and the padding
 * behind it, and no longer names a ramdisk. Packing kernel and initrd again without -c gives the
 * same bytes. */
int mkimage_s390_extract(const char *path, struct rd file, const char *dir);

#endif
