/* SPDX-License-Identifier: MIT
 * pxe/worker/worker.h - the unprivileged process that talks to the network. Layer: worker.
 */
#ifndef PXE_WORKER_WORKER_H
#define PXE_WORKER_WORKER_H

#include <stdbool.h>

struct nic_ops;
struct session_ops;

/** worker_main() - confine this process to @root, then obey PID 1 on the channel @fd until it hangs
 *  up. Return: the exit status, 0 = PID 1 hung up, 1 = something of our own failed */
int worker_main(int fd, const char *root, bool sandbox);

/** worker_nic_ops, worker_session_ops - what the worker does for its NICs and for its session; for
 *  tests */
extern const struct nic_ops worker_nic_ops;
extern const struct session_ops worker_session_ops;

#endif
