/* SPDX-License-Identifier: MIT
 * lib/nobody.h - become a user who owns nothing. Layer: lib, adapter. Callers: the worker's
 * sandbox, the loader child.
 */
#ifndef LIB_NOBODY_H
#define LIB_NOBODY_H

/**
 * nobody_become() - user and group 65534, no other groups; for a process of one thread
 *
 * Capabilities go with the user unless PR_SET_KEEPCAPS says otherwise.
 * Return: 0 or negative errno; what was changed before stays changed.
 */
int nobody_become(void);

#endif
