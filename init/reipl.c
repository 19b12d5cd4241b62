/* SPDX-License-Identifier: MIT */
#include "init/reipl.h"

#include "init/busid.h"
#include "lib/sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define PATH	   160
#define NVME_CLASS "0x010802" /* PCI: mass storage, non-volatile memory, NVM Express */
/* A namespace's number where its driver is not there to tell: the only one of most disks. */
#define NVME_FIRST 1

struct list {
	struct reipl_disk *disk;
	unsigned n;
	struct reipl_disk from; /* the loader's own */
	bool has_from;
};

/* --- values ----------------------------------------------------------------------------------- */

/* The file @sys/@dir/@name/@attr without blanks at its ends; "" when it is not there. */
static struct view attr(const char *dir, const char *name, const char *attr, char buf[static 40])
{
	char path[PATH];
	struct str s = str_of(path, sizeof path);

	str_fmt(&s, "%s/%s/%s", dir, name, attr);
	if (s.cut || sysfile_read(path, buf, 40) <= 0)
		return (struct view){0};
	return view_trim(view_of(buf));
}

static bool hex32(struct view v, uint32_t *ret)
{
	uint64_t n;

	if (!busid_hex(v, &n) || n > UINT32_MAX)
		return false;
	*ret = (uint32_t)n;
	return true;
}

/* --- the list --------------------------------------------------------------------------------- */

static int compare_u64(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare(const struct reipl_disk *a, const struct reipl_disk *b)
{
	int by;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	by = strcmp(a->device, b->device);
	if (!by)
		by = compare_u64(a->wwpn, b->wwpn);
	if (!by)
		by = compare_u64(a->lun, b->lun);
	if (!by)
		by = compare_u64(a->fid, b->fid);
	return by ? by : compare_u64(a->nsid, b->nsid);
}

static void add(struct list *l, const struct reipl_disk *d)
{
	unsigned at = 0;

	if (l->has_from && compare(&l->from, d) == 0)
		return;
	while (at < l->n && compare(&l->disk[at], d) < 0)
		at++;
	if (l->n == REIPL_DISKS || (at < l->n && compare(&l->disk[at], d) == 0))
		return;
	memmove(&l->disk[at + 1], &l->disk[at], (l->n - at) * sizeof *d);
	l->disk[at] = *d;
	l->n++;
}

typedef void found_fn(struct list *l, const char *dir, const char *name);

static void each(struct list *l, const char *sys, const char *sub, found_fn *found)
{
	char path[PATH];
	struct str s = str_of(path, sizeof path);
	struct dirents dir;

	str_fmt(&s, "%s/%s", sys, sub);
	if (s.cut || dirents_open(&dir, AT_FDCWD, path))
		return;
	for (const char *name; (name = dirents_next(&dir));)
		found(l, path, name);
	dirents_close(&dir);
}

/* Control units: 3990, 3880 and 6310 are DASDs', 3832 is virtio's with the model as its device. */
static void found_ccw(struct list *l, const char *dir, const char *name)
{
	struct reipl_disk d = {.kind = REIPL_CCW};
	char buf[40];
	struct view type = attr(dir, name, "cutype", buf);

	if (!view_is(type, "3832/02") && !view_starts(type, "3990/") &&
	    !view_starts(type, "3880/") && !view_starts(type, "6310/"))
		return;
	if (busid_parse(view_of(name), d.device))
		add(l, &d);
}

/* The attributes are those of disks behind zfcp; other SCSI hosts have none. */
static void found_scsi(struct list *l, const char *dir, const char *name)
{
	struct reipl_disk d = {.kind = REIPL_FCP};
	char buf[40];

	if (busid_parse(attr(dir, name, "hba_id", buf), d.device) &&
	    busid_hex(attr(dir, name, "wwpn", buf), &d.wwpn) &&
	    busid_hex(attr(dir, name, "fcp_lun", buf), &d.lun))
		add(l, &d);
}

/* A disk whose driver is not in the image is one all the same: firmware has its own. */
static void found_pci(struct list *l, const char *dir, const char *name)
{
	struct reipl_disk d = {.kind = REIPL_NVME, .nsid = NVME_FIRST};
	char buf[40];

	if (view_is(attr(dir, name, "class", buf), NVME_CLASS) &&
	    hex32(attr(dir, name, "function_id", buf), &d.fid))
		add(l, &d);
}

/* What the last IPL was from. One from the network has a bus id too, which no disk has. */
static void read_from(const char *sys, struct list *l)
{
	struct reipl_disk d = {.kind = REIPL_CCW};
	char buf[40];
	struct view type = attr(sys, "firmware/ipl", "ipl_type", buf);
	bool fcp = view_starts(type, "fcp"), nvme = view_starts(type, "nvme");

	if (nvme) {
		d.kind = REIPL_NVME;
		l->has_from = hex32(attr(sys, "firmware/ipl", "fid", buf), &d.fid) &&
			      hex32(attr(sys, "firmware/ipl", "nsid", buf), &d.nsid);
	} else {
		l->has_from = busid_parse(attr(sys, "firmware/ipl", "device", buf), d.device);
	}
	if (fcp) {
		d.kind = REIPL_FCP;
		l->has_from = l->has_from &&
			      busid_hex(attr(sys, "firmware/ipl", "wwpn", buf), &d.wwpn) &&
			      busid_hex(attr(sys, "firmware/ipl", "lun", buf), &d.lun);
	}
	l->from = d;
}

unsigned reipl_find(const char *sys, const struct reipl_disk *more, unsigned n_more,
		    struct reipl_disk ret[static REIPL_DISKS])
{
	struct list l = {.disk = ret};

	read_from(sys, &l);
	each(&l, sys, "bus/ccw/devices", found_ccw);
	each(&l, sys, "bus/scsi/devices", found_scsi);
	each(&l, sys, "bus/pci/devices", found_pci);
	for (unsigned i = 0; i < n_more; i++)
		add(&l, &more[i]);
	return l.n;
}

/* --- the next IPL ----------------------------------------------------------------------------- */

static const char *const kinds[] = {
	[REIPL_CCW] = "ccw", [REIPL_FCP] = "fcp", [REIPL_NVME] = "nvme"};

_Static_assert(sizeof kinds / sizeof *kinds == REIPL_KINDS, "a name for each kind");

static int set(const char *sys, enum reipl_kind kind, const char *name, const char *value)
{
	char path[PATH];
	struct str s = str_of(path, sizeof path);

	str_fmt(&s, "%s/firmware/reipl/%s/%s", sys, kinds[kind], name);
	return s.cut ? -ENAMETOOLONG : sysfile_write(path, value);
}

static int set_hex(const char *sys, enum reipl_kind kind, const char *name, uint64_t value)
{
	char text[24];
	struct str s = str_of(text, sizeof text);

	str_fmt(&s, "0x%llx", (unsigned long long)value);
	return set(sys, kind, name, text);
}

static int set_place(const char *sys, const struct reipl_disk *d)
{
	int err;

	if (d->kind == REIPL_NVME) {
		err = set_hex(sys, d->kind, "fid", d->fid);
		return err ? err : set_hex(sys, d->kind, "nsid", d->nsid);
	}
	err = set(sys, d->kind, "device", d->device);
	if (!err && d->kind == REIPL_FCP)
		err = set_hex(sys, d->kind, "wwpn", d->wwpn);
	if (!err && d->kind == REIPL_FCP)
		err = set_hex(sys, d->kind, "lun", d->lun);
	return err;
}

int reipl_set(const char *sys, const struct reipl_disk *disk)
{
	char path[PATH];
	struct str s = str_of(path, sizeof path);
	int err = set_place(sys, disk);

	if (err)
		return err;
	/* LOADPARM and the number of a program were meant for the loader: the disk's own boot menu
	 * must not see them. Not all kernels have all of these. */
	set(sys, disk->kind, "loadparm", "\n");
	if (disk->kind != REIPL_CCW) {
		set(sys, disk->kind, "bootprog", "0");
		set(sys, disk->kind, "br_lba", "0");
	}
	str_fmt(&s, "%s/firmware/reipl/reipl_type", sys);
	return s.cut ? -ENAMETOOLONG : sysfile_write(path, kinds[disk->kind]);
}

void reipl_put(const struct reipl_disk *disk, struct str *out)
{
	switch (disk->kind) {
	case REIPL_FCP:
		str_fmt(out, "%s, WWPN 0x%016llx, LUN 0x%016llx", disk->device,
			(unsigned long long)disk->wwpn, (unsigned long long)disk->lun);
		break;
	case REIPL_NVME:
		str_fmt(out, "NVMe %08x, namespace %u", (unsigned)disk->fid, (unsigned)disk->nsid);
		break;
	default: str_puts(out, disk->device); break;
	}
}
