/* SPDX-License-Identifier: MIT
 * lib/image/fit_part.h - a part of a FIT, U-Boot's container (U-Boot: doc/usage/fit): where its
 * bytes are, and whether they have the sums that it says. Layer: pure, on top of libfdt. Callers:
 * init/kexec/fit.c, mkimage/fit_cmd.c.
 *
 * The tree has been checked as a whole (fdt_check_full()). Views point into it or into the file.
 */
#ifndef LIB_IMAGE_FIT_PART_H
#define LIB_IMAGE_FIT_PART_H

#include "lib/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/** fit_part_property() - the bytes of a property; empty where there is none */
struct rd fit_part_property(const void *fdt, int node, const char *name);

/** fit_part_cell() - a property of one cell. Return: false = it is missing or has another size */
bool fit_part_cell(const void *fdt, int node, const char *name, uint32_t *ret);

/**
 * fit_part_data() - the bytes of the part @node
 * @file: the tree, and what lies behind it
 *
 * The property "data", or "data-size" bytes of the file at "data-position", which counts from its
 * start, or at "data-offset", which counts from the tree's padded end.
 * Return: bad = they lie beyond the end of the file; empty = the part has none
 */
struct rd fit_part_data(struct rd file, int node);

/** fit_part_sums_right() - whether @data has each sum that @node says; one that is neither CRC-32
 *  nor SHA-256 counts as right */
bool fit_part_sums_right(const void *fdt, int node, struct rd data);

#endif
