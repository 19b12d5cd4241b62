/* SPDX-License-Identifier: MIT
 * lib/locale.h - whether the terminal of this process knows UTF-8. Layer: lib (leaf).
 */
#ifndef LIB_LOCALE_H
#define LIB_LOCALE_H

#include <stdbool.h>

/** locale_is_utf8() - the environment says so, as libc reads it: the first of LC_ALL, LC_CTYPE and
 *  LANG that is not empty names UTF-8 */
bool locale_is_utf8(void);

#endif
