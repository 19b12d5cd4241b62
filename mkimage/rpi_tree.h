/* SPDX-License-Identifier: MIT
 * mkimage/rpi_tree.h - how a device tree says that CPUs are started. Layer: adapter (libfdt).
 * Caller: mkimage/rpi_cmd.c.
 */
#ifndef MKIMAGE_RPI_TREE_H
#define MKIMAGE_RPI_TREE_H

#include "lib/bytes.h"

/** mkimage_rpi_cpus_wait() - a CPU is started by other means than PSCI, so that no kernel can stop
 *  it again. @tree: must have passed mkimage_fit_is_tree() */
bool mkimage_rpi_cpus_wait(struct rd tree);

#endif
