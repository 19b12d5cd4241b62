/* SPDX-License-Identifier: MIT
 * lib/image/dt_tokens.h - flattened device trees, as far as libfdt trusts them. Layer: lib, pure.
 * Callers: init/kexec/dt.c, mkimage/fit.c, before libfdt reads what came from outside;
 * pxe/plan/check.c; tests.
 */
#ifndef LIB_IMAGE_DT_TOKENS_H
#define LIB_IMAGE_DT_TOKENS_H

#include "lib/bytes.h"

#include <stdbool.h>

/**
 * dt_tokens() - is the structure block a sequence of tokens that ends with FDT_END, each node closed and each
 *	property with a name?
 * @tree: the whole blob, any bytes
 *
 * Devicetree Specification 0.4, sections 5.2 (header) and 5.4 (structure block), version 16 and
 * later. libfdt 1.6 adds a property's length to its offset without a look at the sum: a length just
 * below 2^32 leads back to the same property, and fdt_check_full() never returns.
 */
bool dt_tokens(struct rd tree);

/**
 * dt_tokens_data_end() - where the data of a FIT that lies behind its tree (U-Boot's mkimage -E) ends
 * @file: from the tree's start on, any bytes
 *
 * Return: an offset in the file; 0 = there is no such data, or the tree is damaged
 */
uint64_t dt_tokens_data_end(struct rd file);

#endif
