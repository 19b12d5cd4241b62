/* SPDX-License-Identifier: MIT */
#include "init/reipl.h"

#include "lib/sysfile.h"
#include "lib/log.h"
#include "lib/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* Control units: 3990, 3880 and 6310 are DASDs', 3832 is virtio's with the model as its device. */
static bool is_disk(const char *devices, const char *name)
{
	char path[80], type[16];
	struct str s = str_of(path, sizeof path);
	struct view v;

	str_fmt(&s, "%s/%s/cutype", devices, name);
	if (s.cut || sysfile_read(path, type, sizeof type) <= 0)
		return false;
	v = view_of(type);
	return view_is(v, "3832/02") || view_starts(v, "3990/") || view_starts(v, "3880/") ||
	       view_starts(v, "6310/");
}

int reipl_find(const char *devices, const char *except, char ret[static REIPL_NAME])
{
	struct dirents dir;
	char best[REIPL_NAME] = "";
	int err = dirents_open(&dir, AT_FDCWD, devices);

	if (err)
		return err;
	for (const char *name; (name = dirents_next(&dir));) {
		if (strlen(name) >= sizeof best || strcmp(name, except) == 0)
			continue;
		if (best[0] && strcmp(name, best) > 0)
			continue;
		if (is_disk(devices, name))
			text_copy(best, sizeof best, view_of(name));
	}
	dirents_close(&dir);
	if (!best[0])
		return -ENODEV;
	memcpy(ret, best, sizeof best);
	return 0;
}

#ifdef __s390x__
#define FIRMWARE "/sys/firmware/"

const char *reipl_disk(void)
{
	char from[REIPL_NAME], disk[REIPL_NAME];
	int err;

	sysfile_read(FIRMWARE "ipl/device", from, sizeof from);
	err = reipl_find("/sys/bus/ccw/devices", from, disk);
	if (err)
		return "LOCALBOOT: no disk is known here";
	err = sysfile_write(FIRMWARE "reipl/ccw/device", disk);
	/* LOADPARM was meant for the loader: the disk's own boot menu must not see it */
	if (!err)
		sysfile_write(FIRMWARE "reipl/ccw/loadparm", "\n");
	if (!err)
		err = sysfile_write(FIRMWARE "reipl/reipl_type", "ccw");
	if (err)
		return "LOCALBOOT: the firmware takes no other device";
	log_info("re-IPL from disk %s", disk);
	return NULL;
}
#else
const char *reipl_disk(void)
{
	return NULL;
}
#endif
