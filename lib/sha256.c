/* SPDX-License-Identifier: MIT */
#include "lib/sha256.h"

#include "lib/bytes.h"

#include <string.h>

#define LENGTH_LEN 8u /* the bit count that ends the last block */

/* FIPS 180-4 4.2.2: first 32 bits of the fractional parts of the cube roots of 64 primes. */
static const uint32_t round_constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};

static uint32_t rotate_right(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

/* FIPS 180-4 6.2.2 step 1: the words of the block, and 48 words derived from them. */
static void message_schedule(uint32_t w[64], const uint8_t *block)
{
	struct rd r = rd_of(block, SHA256_BLOCK);

	for (unsigned i = 0; i < 16; i++)
		w[i] = rd_be32(&r);
	for (unsigned i = 16; i < 64; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		a = rotate_right(a, 7) ^ rotate_right(a, 18) ^ a >> 3;
		b = rotate_right(b, 17) ^ rotate_right(b, 19) ^ b >> 10;
		w[i] = w[i - 16] + a + w[i - 7] + b;
	}
}

static void mix_block(uint32_t h[8], const uint8_t *block)
{
	uint32_t w[64], v[8];

	message_schedule(w, block);
	memcpy(v, h, sizeof v);
	for (unsigned i = 0; i < 64; i++) {
		uint32_t sum1 =
			rotate_right(v[4], 6) ^ rotate_right(v[4], 11) ^ rotate_right(v[4], 25);
		uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
		uint32_t sum0 =
			rotate_right(v[0], 2) ^ rotate_right(v[0], 13) ^ rotate_right(v[0], 22);
		uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
		uint32_t t = v[7] + sum1 + choice + round_constants[i] + w[i];

		memmove(v + 1, v, 7 * sizeof v[0]);
		v[4] += t;
		v[0] = t + sum0 + majority;
	}
	for (unsigned i = 0; i < 8; i++)
		h[i] += v[i];
}

void sha256_start(struct sha256 *s)
{
	/* FIPS 180-4 5.3.3: the fractional parts of the square roots of the first 8 primes. */
	*s = (struct sha256){.h = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
				   0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

void sha256_add(struct sha256 *s, const void *data, size_t n)
{
	size_t used = (size_t)(s->len % SHA256_BLOCK);
	const uint8_t *p = data;

	s->len += n;
	while (n) {
		size_t take = SHA256_BLOCK - used;

		/* A whole block is hashed where it lies. */
		if (used == 0 && n >= SHA256_BLOCK) {
			mix_block(s->h, p);
		} else {
			if (take > n)
				take = n;
			memcpy(s->block + used, p, take);
			used += take;
			if (used == SHA256_BLOCK)
				mix_block(s->h, s->block);
		}
		used %= SHA256_BLOCK;
		p += take;
		n -= take;
	}
}

/* FIPS 180-4 5.1.1: a one bit, zeroes, and the length in bits at the end of a block. */
void sha256_end(struct sha256 *s, uint8_t ret[SHA256_LEN])
{
	static const uint8_t padding[SHA256_BLOCK] = {0x80};
	size_t used = (size_t)(s->len % SHA256_BLOCK);
	size_t room = used < SHA256_BLOCK - LENGTH_LEN ? SHA256_BLOCK : 2 * SHA256_BLOCK;
	uint8_t length[LENGTH_LEN];
	struct wr w = wr_of(length, sizeof length);

	wr_be64(&w, s->len * 8);
	sha256_add(s, padding, room - LENGTH_LEN - used);
	sha256_add(s, length, sizeof length);
	w = wr_of(ret, SHA256_LEN);
	for (unsigned i = 0; i < 8; i++)
		wr_be32(&w, s->h[i]);
}

void sha256_of(const void *data, size_t n, uint8_t ret[SHA256_LEN])
{
	struct sha256 s;

	sha256_start(&s);
	sha256_add(&s, data, n);
	sha256_end(&s, ret);
}
