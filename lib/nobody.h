/* SPDX-License-Identifier: MIT
 * lib/nobody.h - become a user who owns nothing. Layer: lib, adapter. Callers:
 * pxe/worker/sandbox.c (the worker), init/boot.c (the loader child).
 */
#ifndef LIB_NOBODY_H
#define LIB_NOBODY_H

#define NOBODY_WORKER 65534u
#define NOBODY_LOADER 65533u /* the loader child, which the worker can neither signal nor trace */

/**
 * nobody_become() - take user and group @id and drop all other groups; for a process of one thread
 *
 * The process loses its capabilities unless PR_SET_KEEPCAPS is set.
 * Return: 0 or negative errno; ids that were changed before the error stay changed.
 */
int nobody_become(unsigned id);

#endif
