/* SPDX-License-Identifier: MIT
 * init/zdev.h - the devices that an operator gave this machine at the HMC (DPM), as the firmware
 * tells in /sys/firmware/sclp_sd/config/data. Layer: pure. Caller: init/znets.c, tests.
 *
 * The format is binary, big endian: a header of 32 bytes ("zdev", version, header and file length,
 * sequence, count of entries), then entries with type, length and sequence, the device, and a list
 * of settings. s390-tools' zdev reads the same.
 */
#ifndef INIT_ZDEV_H
#define INIT_ZDEV_H

#include "init/reipl.h"
#include "init/znet.h"

#define ZDEV_NETS  8 /* OPTIONS_ZNETS */
#define ZDEV_DISKS 8

/** struct zdev - what of it can be used here; more than there is room for is left out */
struct zdev {
	struct znet net[ZDEV_NETS];
	unsigned n_net;
	struct reipl_disk disk[ZDEV_DISKS]; /* LUNs behind zfcp */
	unsigned n_disk;
};

/** zdev_read() - read the firmware's @data. Entries of other types, and what is wrong with one of
 *  them, are passed over.
 *  Return: false: no such file, or cut off; @ret has what stood before that */
bool zdev_read(struct rd data, struct zdev *ret);

#endif
