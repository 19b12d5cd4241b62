/* SPDX-License-Identifier: MIT
 * lib/sha256.h - SHA-256 as FIPS 180-4 section 6.2 defines it. Layer: lib (leaf), pure.
 *
 * Sums name downloaded files in reports, and are compared with pinned sums. The data is public:
 * nothing is cleared afterwards.
 */
#ifndef LIB_SHA256_H
#define LIB_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_LEN   32u
#define SHA256_BLOCK 64u

/** struct sha256 - a sum in progress; plain data, may be copied to branch off */
struct sha256 {
	uint32_t h[8];
	uint64_t len; /* bytes so far; the standard's limit of 2^61 - 1 is not checked */
	uint8_t block[SHA256_BLOCK];
};

void sha256_start(struct sha256 *s);

/** sha256_add() - add @n bytes; @data may be NULL when @n is 0 */
void sha256_add(struct sha256 *s, const void *data, size_t n);

/** sha256_end() - write the sum to @ret; @s must be started again */
void sha256_end(struct sha256 *s, uint8_t ret[SHA256_LEN]);

/** sha256_of() - write the sum of @n bytes to @ret; @data may be NULL when @n is 0 */
void sha256_of(const void *data, size_t n, uint8_t ret[SHA256_LEN]);

#endif
