/* SPDX-License-Identifier: MIT
 * init/busid.h - numbers as s390's command-line words and sysfs write them. Layer: pure. Callers:
 * init/reipl.c, init/options_s390.c, tests.
 */
#ifndef INIT_BUSID_H
#define INIT_BUSID_H

#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

#define BUSID_MAX 9 /* "0.0.1234" and its NUL */

/** busid_parse() - the bus id of a channel device, in either case; a device number alone ("1234")
 *  is one of channel subsystem 0.0. @ret gets it in lower case, on success only. */
bool busid_parse(struct view v, char ret[static BUSID_MAX]);

/** busid_hex() - hex digits with or without 0x in front */
bool busid_hex(struct view v, uint64_t *ret);

#endif
