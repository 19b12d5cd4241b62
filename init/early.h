/* SPDX-License-Identifier: MIT
 * init/early.h - PID 1's first steps, in boot order. Layer: adapter.
 */
#ifndef INIT_EARLY_H
#define INIT_EARLY_H

#include <stdbool.h>

/** early_run() - descriptors 0 to 2, /proc, kernel.panic, /sys, /dev, /run, umask, working
 *  directory, session, Ctrl-Alt-Del. Problems are logged and left behind: a machine without /sys
 *  still says so on its console. Set the log sink before. For PID 1 only. */
void early_run(void);

/** early_printk() - how much the kernel prints over our lines: errors only, or all with @debug */
void early_printk(bool debug);

/** early_fds() - descriptors 0, 1 and 2 exist afterwards; any that did not are /dev/null, or a pipe
 *  where there is no such device. Without it a socket could become standard error. */
void early_fds(void);

#endif
