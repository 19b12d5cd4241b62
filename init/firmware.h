/* SPDX-License-Identifier: MIT
 * init/firmware.h - how long firmware took before it handed over. Layer: adapter. Caller:
 * init/pid1.c.
 */
#ifndef INIT_FIRMWARE_H
#define INIT_FIRMWARE_H

#include <stdint.h>

/** firmware_ms() - from the machine's reset to the start of this kernel. Return: ms; 0 = nothing in
 *  this machine tells */
uint64_t firmware_ms(void);

#endif
