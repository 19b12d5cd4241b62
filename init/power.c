/* SPDX-License-Identifier: MIT */
#include "init/power.h"

#include "lib/sysfile.h"

#include <errno.h>
#include <sys/reboot.h>
#include <unistd.h>

int power_end(enum power_end how)
{
	int cmd = how == POWER_REBOOT ? RB_AUTOBOOT
		  : how == POWER_OFF  ? RB_POWER_OFF
				      : RB_HALT_SYSTEM;

	sync();
	/* QEMU's s390 machine knows "load clear" only: without it the kernel stops for good */
	if (how == POWER_REBOOT)
		sysfile_write("/sys/firmware/reipl/ccw/clear", "1");
	return reboot(cmd) < 0 ? -errno : 0;
}
