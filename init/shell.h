/* SPDX-License-Identifier: MIT
 * init/shell.h - the rescue shell: offered, never forced. Layer: adapter.
 */
#ifndef INIT_SHELL_H
#define INIT_SHELL_H

#include <stdbool.h>
#include <sys/types.h>

/** shell_there() - 0, or -errno when this image has no shell */
int shell_there(void);

/** shell_start() - busybox's sh on the terminal @tty (a path), which knows UTF-8 or not, with a session
 * of its own
 *
 * The caller has lent the console (console_lend()) and reaps the child like any other; its exit
 * hangs up the terminal, so console_return() has to open it anew.
 * Return: its process id, or -errno.
 */
pid_t shell_start(const char *tty, bool utf8);

#endif
