/* SPDX-License-Identifier: MIT
 * lib/nobody.h - become a user who owns nothing. Layer: lib, adapter. Callers: the worker's
 * sandbox, the loader child.
 */
#ifndef LIB_NOBODY_H
#define LIB_NOBODY_H

#define NOBODY_WORKER 65534u
#define NOBODY_LOADER 65533u /* another one, so that the worker can neither signal nor trace it */

/**
 * nobody_become() - user and group @id, no other groups; for a process of one thread
 *
 * Capabilities go with the user unless PR_SET_KEEPCAPS says otherwise.
 * Return: 0 or negative errno; what was changed before stays changed.
 */
int nobody_become(unsigned id);

#endif
