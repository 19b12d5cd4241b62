/* SPDX-License-Identifier: MIT
 * cmd/boot.h - `pxe boot --dry-run`: all of a boot but the jump. Layer: main.
 *
 * The worker is the loader's own, in the same sandbox; this program plays PID 1 for one interface.
 */
#ifndef CMD_BOOT_H
#define CMD_BOOT_H

#include "init/supervise.h"

/** cmd_boot() - exit status: 0 it would boot, 1 it would not, 2 wrong usage */
int cmd_boot(int argc, char **argv);

/** cmd_boot_ops - what the worker may ask of a dry run: no menu, no switching of links; for tests */
extern const struct supervise_ops cmd_boot_ops;

#endif
