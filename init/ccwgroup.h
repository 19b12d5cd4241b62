/* SPDX-License-Identifier: MIT
 * init/ccwgroup.h - make a network device of its channel devices, and switch it on. Layer: adapter,
 * over the files of /sys/bus/ccw and /sys/bus/ccwgroup. Callers: init/znets.c, tests.
 */
#ifndef INIT_CCWGROUP_H
#define INIT_CCWGROUP_H

#include "init/znet.h"

/** ccwgroup_there() - whether the kernel shows all of its channel devices.
 *  @sys: "/sys", as below */
bool ccwgroup_there(const char *sys, const struct znet *z);

/** ccwgroup_free() - take its channel devices off the kernel's list of ignored ones (cio_ignore=);
 *  they come later. @ignore: "/proc/cio_ignore" */
void ccwgroup_free(const char *ignore, const struct znet *z);

/** ccwgroup_make() - group the channel devices, which must be there and whose driver must be
 *  loaded, apply the settings and switch it on; one that is grouped already is only switched on. A
 *  setting that is refused is logged and left out. Return: 0 or negative errno */
int ccwgroup_make(const char *sys, const struct znet *z);

/** ccwgroup_first() - the first three channel devices that an OSA adapter could be made of, or else
 *  HiperSockets: free, with numbers in a row of which the first is even.
 *  Return: whether there are such */
bool ccwgroup_first(const char *sys, struct znet *ret);

#endif
