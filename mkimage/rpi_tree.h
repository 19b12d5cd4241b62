/* SPDX-License-Identifier: MIT
 * mkimage/rpi_tree.h - what a device tree says of the CPUs. Layer: adapter (libfdt).
 */
#ifndef MKIMAGE_RPI_TREE_H
#define MKIMAGE_RPI_TREE_H

#include "lib/bytes.h"

/** mkimage_rpi_cpus_wait() - is there a CPU that is started by other means than PSCI, so that no
 *  kernel can stop it again? @tree has passed mkimage_fit_is_tree() */
bool mkimage_rpi_cpus_wait(struct rd tree);

#endif
