/* SPDX-License-Identifier: MIT
 * lib/crc32.h - the CRC-32 of gzip, xz, PNG and U-Boot (ISO 3309, polynomial 0x04c11db7 with its
 * bits reversed). Layer: lib (leaf), pure.
 *
 * A CRC finds damage, not tampering.
 */
#ifndef LIB_CRC32_H
#define LIB_CRC32_H

#include <stddef.h>
#include <stdint.h>

/** crc32_add() - extend @crc by @n bytes; @crc is 0 to begin with. @data may be NULL when @n is 0.
 *  Return: the CRC of all bytes so far */
uint32_t crc32_add(uint32_t crc, const void *data, size_t n);

#endif
