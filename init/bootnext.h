/* SPDX-License-Identifier: MIT
 * init/bootnext.h - UEFI: let the next start be that of a disk. Layer: adapter; bootnext_is_disk()
 * is pure. Callers: init/local.c, tests.
 *
 * Firmware tries the entries of BootOrder one after the other; BootNext (UEFI 3.3) names one that it
 * tries first, once. The variables are files of efivarfs: 4 bytes of attributes, then the value.
 */
#ifndef INIT_BOOTNEXT_H
#define INIT_BOOTNEXT_H

#include "lib/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/** bootnext_is_disk() - is @option, a Boot#### variable without its attributes
 *  (EFI_LOAD_OPTION, UEFI 3.1.3), active, and its device neither a network card nor a part of the
 *  firmware, such as its setup or its shell? */
bool bootnext_is_disk(struct rd option);

/** bootnext_set() - name the first disk behind BootCurrent in BootOrder, or the first of all, as
 *  BootNext. @vars: directory of efivarfs
 *  Return: the entry's number 0..65535; -ENODEV: none is a disk; another negative errno */
int bootnext_set(const char *vars);

#endif
