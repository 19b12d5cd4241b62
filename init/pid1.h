/* SPDX-License-Identifier: MIT
 * init/pid1.h - the loader's first process. Layer: main.
 */
#ifndef INIT_PID1_H
#define INIT_PID1_H

#include "init/supervise.h"

/** init_main() - as PID 1: bring the machine up, supervise the worker, boot; never returns.
 *  As anything else: say what this is. Return: exit status */
int init_main(void);

/** pid1_ops - what the worker may ask of PID 1 (struct supervise_ops); for tests */
extern const struct supervise_ops pid1_ops;

#endif
