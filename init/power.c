/* SPDX-License-Identifier: MIT */
#include "init/power.h"

#include <errno.h>
#include <sys/reboot.h>
#include <unistd.h>

int power_end(enum power_end how)
{
	int cmd = how == POWER_REBOOT ? RB_AUTOBOOT
		  : how == POWER_OFF  ? RB_POWER_OFF
				      : RB_HALT_SYSTEM;

	sync();
	return reboot(cmd) < 0 ? -errno : 0;
}
