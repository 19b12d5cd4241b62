/* SPDX-License-Identifier: MIT
 * init/kexec/cage.h - what the loader child gives up before it looks at a kernel. Layer: adapter.
 * Caller: init/boot.c.
 *
 * Before the cage it reads what this machine's kernel says of itself (/proc, /sys) and opens what it
 * reads later; afterwards it has descriptors and memory, and can load a kernel.
 */
#ifndef INIT_KEXEC_CAGE_H
#define INIT_KEXEC_CAGE_H

#include "lib/cage.h"

#include <stdbool.h>

/**
 * kexec_cage_enter() - a user of its own, no right but that to load a kernel, no new privileges; and
 *	where @root is not NULL that empty directory as root, no core files, no children, and a seccomp
 *	filter that knows the loader's calls
 * @what: the step that failed, when one did
 *
 * A process that is not root keeps its user and its root directory. Descriptors that are open stay open.
 * Return: 0 or negative errno; the process must end then.
 */
int kexec_cage_enter(const char *root, const char **what);

/** kexec_cage_calls() - the system calls that are left, for tests. Return: how many */
size_t kexec_cage_calls(struct cage_call ret[static CAGE_CALLS_MAX]);

#endif
