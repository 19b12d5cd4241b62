/* SPDX-License-Identifier: MIT
 * init/power.h - the ends of this machine's run other than kexec. Layer: adapter. For PID 1.
 */
#ifndef INIT_POWER_H
#define INIT_POWER_H

enum power_end { POWER_REBOOT, POWER_OFF, POWER_HALT };

/** power_end() - write out what is dirty and end the run. Returns only if the kernel refused:
 *  -errno, and the caller goes on. Let the consoles take their last lines before. */
int power_end(enum power_end how);

#endif
