/* SPDX-License-Identifier: MIT
 * init/reipl.h - s390: which disks a re-IPL could start, and letting it start one. Layer: adapter.
 * Callers: init/local.c, tests.
 *
 * On s390 a reboot starts what the last IPL started, the loader again, unless the kernel is told of
 * another device (/sys/firmware/reipl).
 */
#ifndef INIT_REIPL_H
#define INIT_REIPL_H

#include "init/busid.h"
#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

#define REIPL_DISKS 64

/* In the order in which disks are counted. */
enum reipl_kind { REIPL_CCW, REIPL_FCP, REIPL_NVME, REIPL_KINDS };

/** struct reipl_disk - one of them; what its kind does not have is 0 */
struct reipl_disk {
	enum reipl_kind kind;
	char device[BUSID_MAX]; /* bus id: of a DASD or virtio disk, or of the FCP adapter */
	uint64_t wwpn, lun;	/* FCP */
	uint32_t fid, nsid;	/* NVMe: function id and namespace */
};

/** reipl_find() - the disks that the kernel shows below @sys ("/sys"), and those of @more, without
 *  the one that the loader itself came from: DASDs and virtio disks by their bus ids, then SCSI
 *  disks by adapter, WWPN and LUN, then NVMe by function id and namespace.
 *  Return: how many; those beyond REIPL_DISKS are left out */
unsigned reipl_find(const char *sys, const struct reipl_disk *more, unsigned n_more,
		    struct reipl_disk ret[static REIPL_DISKS]);

/** reipl_set() - let the next reboot start @disk. Return: 0 or negative errno: -ENOENT where this
 *  machine's firmware does not start disks of its kind */
int reipl_set(const char *sys, const struct reipl_disk *disk);

/** reipl_put() - append what @disk is, for a person */
void reipl_put(const struct reipl_disk *disk, struct str *out);

#endif
