/* SPDX-License-Identifier: MIT
 * init/local.h - from the network to a disk: LOCALBOOT, pxehop.fallback=. Layer: adapter. Caller:
 * init/pid1.c.
 */
#ifndef INIT_LOCAL_H
#define INIT_LOCAL_H

#include "init/reipl.h"

/**
 * local_prepare() - let the next reboot start a disk, and log which
 * @disk:  as hdN counts them, -1 = the first, or whatever firmware has next
 * @more:  disks that the command line names
 *
 * s390 re-IPLs, UEFI gets a BootNext. Other firmware has its own order, and a reboot is all that
 * can be done: then nothing is done here. Neither can @disk be followed there.
 * Return: NULL, or why there is no disk to be started
 */
const char *local_prepare(int disk, const struct reipl_disk *more, unsigned n_more);

#endif
