/* SPDX-License-Identifier: MIT
 * init/reipl.h - LOCALBOOT: from the network to a disk. Layer: adapter. Caller: init/pid1.c.
 *
 * On s390 a reboot starts what the last IPL started, the loader again, unless the kernel is told of
 * another device (/sys/firmware/reipl). Elsewhere the firmware has its own order, and a reboot is
 * all that can be done.
 */
#ifndef INIT_REIPL_H
#define INIT_REIPL_H

#include <stddef.h>

#define REIPL_NAME 16 /* "0.0.1234" and its NUL */

/** reipl_find() - the disk with the lowest number among the channel devices below @devices: a DASD
 *  or a virtio disk. @except: bus id of one that is none, for the loader came from there.
 *  Return: 0, or -ENODEV when there is none, or another -errno */
int reipl_find(const char *devices, const char *except, char ret[static REIPL_NAME]);

/** reipl_disk() - let the next reboot start a disk, and say which; nothing where the firmware
 *  chooses. Return: NULL, or why not */
const char *reipl_disk(void);

#endif
