/* SPDX-License-Identifier: MIT
 * lib/hash.h - MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4) behind one interface. Layer: lib (leaf),
 * pure.
 *
 * Password forms and the commands of scripts name their hash, so the kind is a value here. The data is
 * public: nothing is cleared afterwards.
 */
#ifndef LIB_HASH_H
#define LIB_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_MAX   64u /* bytes of the longest sum */
#define HASH_BLOCK 128u
#define SHA256_LEN 32u

enum hash_kind { HASH_MD5, HASH_SHA1, HASH_SHA224, HASH_SHA256, HASH_SHA384, HASH_SHA512 };

/** struct hash - a sum in progress; plain data, may be copied to branch off */
struct hash {
	enum hash_kind kind;
	uint64_t h[8]; /* all but SHA-384 and SHA-512 use the lower 32 bits of each */
	uint64_t len;  /* bytes so far; the standards' limits are not checked */
	uint8_t block[HASH_BLOCK];
};

/** hash_len() - bytes of a sum of @kind */
size_t hash_len(enum hash_kind kind);

void hash_start(struct hash *s, enum hash_kind kind);

/** hash_add() - add @n bytes; @data may be NULL when @n is 0 */
void hash_add(struct hash *s, const void *data, size_t n);

/** hash_end() - write the sum to @ret, hash_len() bytes; @s must be started again. Return: bytes of the
 *  sum */
size_t hash_end(struct hash *s, uint8_t *ret);

/** hash_of() - write the sum of @n bytes to @ret, hash_len() bytes; @data may be NULL when @n is 0 */
void hash_of(enum hash_kind kind, const void *data, size_t n, uint8_t *ret);

#endif
