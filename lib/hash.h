/* SPDX-License-Identifier: MIT
 * lib/hash.h - MD5 (RFC 1321), SHA-1, SHA-256 and SHA-512 (FIPS 180-4) behind one interface.
 * Layer: lib, pure. Caller: pxe/session/passwd.c.
 *
 * For the password forms of configurations, which name their hash. Code that wants SHA-256 alone
 * calls lib/sha256.h, which does it here as well.
 */
#ifndef LIB_HASH_H
#define LIB_HASH_H

#include "lib/sha256.h"

#include <stddef.h>
#include <stdint.h>

#define HASH_MAX   64u /* bytes of the longest sum */
#define HASH_BLOCK 128u

enum hash_kind { HASH_MD5, HASH_SHA1, HASH_SHA256, HASH_SHA512 };

/** struct hash - a sum in progress; plain data */
struct hash {
	enum hash_kind kind;
	union {
		struct sha256 sha256;  /* HASH_SHA256 */
		struct {	       /* the others */
			uint64_t h[8]; /* the lower half of each where words have 32 bits */
			uint64_t len;  /* bytes so far */
			uint8_t block[HASH_BLOCK];
		};
	};
};

/** hash_len() - bytes of a sum of this kind */
size_t hash_len(enum hash_kind kind);

void hash_start(struct hash *s, enum hash_kind kind);

/** hash_add() - @n more bytes; @data may be NULL when @n is 0 */
void hash_add(struct hash *s, const void *data, size_t n);

/** hash_end() - the sum; @s is used up. Return: its length, at most HASH_MAX */
size_t hash_end(struct hash *s, uint8_t ret[HASH_MAX]);

#endif
