/* SPDX-License-Identifier: MIT
 * lib/hash.h - MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4) behind one interface. Layer: lib, pure.
 * Callers: pxe/session, cmd.
 *
 * Password forms and the commands of scripts name their hash, so the kind is a value here. Code that
 * always wants SHA-256 calls lib/sha256.h, which lib/hash.c uses as well.
 */
#ifndef LIB_HASH_H
#define LIB_HASH_H

#include "lib/sha256.h"

#include <stddef.h>
#include <stdint.h>

#define HASH_MAX   64u /* bytes of the longest sum */
#define HASH_BLOCK 128u

enum hash_kind { HASH_MD5, HASH_SHA1, HASH_SHA224, HASH_SHA256, HASH_SHA384, HASH_SHA512 };

/** struct hash - a sum in progress; plain data, may be copied */
struct hash {
	enum hash_kind kind;
	union {
		struct sha256 sha256;  /* HASH_SHA224, HASH_SHA256 */
		struct {	       /* the others */
			uint64_t h[8]; /* MD5 and SHA-1 use the lower 32 bits of each */
			uint64_t len;  /* bytes so far */
			uint8_t block[HASH_BLOCK];
		};
	};
};

/** hash_len() - bytes of a sum of @kind */
size_t hash_len(enum hash_kind kind);

void hash_start(struct hash *s, enum hash_kind kind);

/** hash_add() - add @n bytes; @data may be NULL when @n is 0 */
void hash_add(struct hash *s, const void *data, size_t n);

/** hash_end() - write the sum to @ret; @s must be started again. Return: bytes of the sum */
size_t hash_end(struct hash *s, uint8_t ret[HASH_MAX]);

#endif
