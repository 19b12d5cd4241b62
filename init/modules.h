/* SPDX-License-Identifier: MIT
 * init/modules.h - drivers for the devices there are, and for those that come later.
 * Layer: adapter. One instance; for PID 1's loop.
 *
 * /lib/modules holds modules.dep, modules.alias (depmod's text files, paths relative to it) and the
 * modules. A module that cannot be loaded, crashes, or takes more than 30 s is one line; its device
 * stays without a driver, the machine goes on. All failures are logged here.
 */
#ifndef INIT_MODULES_H
#define INIT_MODULES_H

/** modules_start() - listen for devices, then load what the present ones want. Call once, after
 *  early_run(). */
void modules_start(void);

/** modules_fd() - poll this for POLLIN; -1 when there is nothing to poll */
int modules_fd(void);

/** modules_step() - load what newly come devices want */
void modules_step(void);

/** modules_load() - a module by its name, with what it needs (8021q before link_vlan_add()).
 *  0 when it is in the kernel now, built in included; else -errno, or an enum modalias_err;
 *  not logged when the image simply has no such module (MODALIAS_NOT_LISTED). */
int modules_load(const char *name);

#endif
