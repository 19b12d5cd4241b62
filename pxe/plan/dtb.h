/* SPDX-License-Identifier: MIT
 * pxe/plan/dtb.h - which device trees FDTDIR may mean. Layer: pure. Caller: pxe/session/tree.c.
 *
 * U-Boot takes $fdtfile, or $soc-$board.dtb, from settings of its own build, which Linux does not
 * know. What it does know is "compatible" of the running tree: pairs of vendor and name, the board
 * first, the chip last. The trees that Linux ships are named after these.
 */
#ifndef PXE_PLAN_DTB_H
#define PXE_PLAN_DTB_H

#include "lib/text.h"

/** plan_dtb_is_tree() - do these first bytes of a file begin a device tree (or an overlay)? */
bool plan_dtb_is_tree(const uint8_t *head, size_t len);

/**
 * plan_dtb_name() - name number @n of the trees to ask for
 * @dir:        FDTDIR's value; a slash is put behind it unless it ends in one, as U-Boot does
 * @compatible: the strings of the running tree with blanks between them, most specific first
 * @ret:        an empty builder; receives the name
 *
 * For each board: chip's vendor/chip-board.dtb, board's vendor/board.dtb, and both without folder,
 * as the trees of arm64 and those of arm lie.
 * Return: false when there is no such name, or it does not fit.
 */
bool plan_dtb_name(struct view dir, struct view compatible, unsigned n, struct str *ret);

#endif
