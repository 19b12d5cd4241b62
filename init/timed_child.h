/* SPDX-License-Identifier: MIT
 * init/timed_child.h - work that may hang or crash, in a child process with a deadline. Layer:
 * adapter. Caller: init/modules.c.
 *
 * What the kernel does in a system call of PID 1 happens to PID 1: a driver that waits for its
 * device for ever would keep the machine from booting over another one, and one that crashes would
 * end PID 1.
 */
#ifndef INIT_TIMED_CHILD_H
#define INIT_TIMED_CHILD_H

/**
 * timed_child_run() - call @work(@arg) in a child process, and wait for it @wait_ms at most
 * @work: not NULL; returns 0 or -errno. What it writes to memory is lost; descriptors are shared.
 *
 * Return: what @work returned; -ETIMEDOUT when it has not ended yet, and the child is left to
 * whoever reaps PID 1's children; -ECHILD when it ended without an answer; -errno when no child
 * could be had.
 */
int timed_child_run(int (*work)(void *arg), void *arg, int wait_ms);

#endif
