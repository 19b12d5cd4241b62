/* SPDX-License-Identifier: MIT
 * lib/crc32.h - the CRC-32 of gzip, xz, PNG and U-Boot (ISO 3309, polynomial 0x04c11db7 with its
 * bits reversed). Layer: lib (leaf), pure.
 *
 * It finds damage, not tampering.
 */
#ifndef LIB_CRC32_H
#define LIB_CRC32_H

#include <stddef.h>
#include <stdint.h>

/** crc32_add() - the sum of what @crc covers and of @n bytes behind it; @crc is 0 to begin with.
 *  @data may be NULL when @n is 0 */
uint32_t crc32_add(uint32_t crc, const void *data, size_t n);

#endif
