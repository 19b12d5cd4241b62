/* SPDX-License-Identifier: MIT
 * init/signals.h - the signals of a child process. Layer: adapter. Callers: init/shell.c,
 * init/supervise.c.
 */
#ifndef INIT_SIGNALS_H
#define INIT_SIGNALS_H

/** signals_default() - in a child: block and ignore nothing. Both last through fork() and exec(). */
void signals_default(void);

#endif
