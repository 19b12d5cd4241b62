/* SPDX-License-Identifier: MIT
 * init/pid1.h - the loader's first process. Layer: main.
 */
#ifndef INIT_PID1_H
#define INIT_PID1_H

/** init_main() - as PID 1: bring the machine up, supervise the worker, boot; never returns.
 *  As anything else: say what this is. Return: exit status */
int init_main(void);

#endif
