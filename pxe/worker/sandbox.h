/* SPDX-License-Identifier: MIT
 * pxe/worker/sandbox.h - what the worker gives up before it reads its first packet. Layer: adapter.
 */
#ifndef PXE_WORKER_SANDBOX_H
#define PXE_WORKER_SANDBOX_H

#include <stddef.h>

/** sandbox_enter() - empty root directory @root, user and group nobody, no capabilities, no new
 *  privileges, no core files, no children, and a seccomp filter that knows the worker's calls.
 *  Without root it does what an ordinary user may: no new privileges and the filter.
 *  Descriptors that are open stay open.
 *  Return: 0, or a negative errno and in @what the step that failed; the process must then end */
int sandbox_enter(const char *root, const char **what);

#define SANDBOX_CALLS_MAX 35

/** sandbox_calls() - the numbers of the system calls that are left, for tests. socket() makes UDP and
 *  TCP over IPv4 alone, setsockopt() changes nothing of packet sockets, mmap() maps nothing
 *  executable (on s390x, whose mmap() has its arguments in memory, it may). Return: how many */
size_t sandbox_calls(unsigned short ret[static SANDBOX_CALLS_MAX]);

#endif
