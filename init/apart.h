/* SPDX-License-Identifier: MIT
 * init/apart.h - work that may hang or crash, in a process of its own. Layer: adapter. Caller:
 * init/modules.c.
 *
 * What the kernel does in a call of PID 1's happens to PID 1: a driver that waits for its device
 * for ever would keep the machine from booting over another one, and one that crashes would end it.
 */
#ifndef INIT_APART_H
#define INIT_APART_H

/**
 * apart_run() - call @work(@arg) in a child, and wait for it @wait_ms at most
 * @work: 0 or -errno. What it writes to memory is lost; descriptors are shared.
 *
 * Return: what @work returned; -ETIMEDOUT when it has not ended yet, and the child is left to
 * whoever reaps PID 1's children; -ECHILD when it ended without a word; -errno when no child could
 * be had.
 */
int apart_run(int (*work)(void *arg), void *arg, int wait_ms);

#endif
