/* SPDX-License-Identifier: MIT
 * pxe/worker/sandbox.h - what the worker gives up before it reads its first packet. Layer: adapter.
 */
#ifndef PXE_WORKER_SANDBOX_H
#define PXE_WORKER_SANDBOX_H

#include "lib/cage.h"

/** sandbox_enter() - empty root directory @root, user and group nobody, no capabilities, no new
 *  privileges, no core files, no children, and a seccomp filter that knows the worker's calls.
 *  Without root it does what an ordinary user may: no new privileges and the filter.
 *  Descriptors that are open stay open.
 *  Return: 0, or a negative errno and in @what the step that failed; the process must then end */
int sandbox_enter(const char *root, const char **what);

/** sandbox_calls() - the system calls that are left, for tests. socket() makes UDP, TCP and ping sockets
 *  over IPv4 alone, setsockopt() changes nothing of packet sockets, mmap() maps nothing executable (what remains on
 *  s390x, lib/cage.h says). Return: how many */
size_t sandbox_calls(struct cage_call ret[static CAGE_CALLS_MAX]);

#endif
