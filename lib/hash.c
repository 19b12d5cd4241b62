/* SPDX-License-Identifier: MIT */
#include "lib/hash.h"

#include "lib/bytes.h"

#include <string.h>

/* SHA-512: first 64 bits of the fractional parts of the cube roots of the first 80 primes (FIPS
 * 180-4 4.2.3). The upper halves of the first 64 are SHA-256's (4.2.2). */
static const uint64_t cube_roots[80] = {
	0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
	0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
	0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
	0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
	0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
	0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
	0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
	0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
	0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
	0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
	0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
	0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
	0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
	0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
	0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
	0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
	0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
	0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
	0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
	0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

/* SHA-512: first 64 bits of the fractional parts of the square roots of the first 8 primes (FIPS
 * 180-4 5.3.5). The upper halves begin SHA-256 (5.3.3). */
static const uint64_t square_roots[8] = {
	0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
	0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

/* SHA-384: the same of the 9th to the 16th prime (FIPS 180-4 5.3.4). The lower halves begin SHA-224
 * (5.3.2). */
static const uint64_t later_roots[8] = {
	0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
	0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
};

/* The integer part of 2^32 times abs(sin(i + 1)) (RFC 1321 3.4). */
static const uint32_t sines[64] = {
	0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613,
	0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193,
	0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d,
	0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
	0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122,
	0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
	0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244,
	0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
	0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
	0xeb86d391,
};

/* --- MD5, SHA-1 and SHA-256: words of 32 bits ------------------------------------------------ */

static uint32_t rotate_left(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

/* RFC 1321 3.4: rounds of 16 steps, each with its function, order of words and shifts. */
static void md5_block(uint32_t v[8], const uint32_t *w)
{
	static const uint8_t shifts[4][4] = {
		{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
	static const uint8_t order[4][2] = {{1, 0}, {5, 1}, {3, 5}, {7, 0}};

	for (unsigned i = 0; i < 64; i++) {
		unsigned r = i / 16;
		uint32_t b = v[1], c = v[2], d = v[3], f;

		f = r == 0   ? (b & c) | (~b & d)
		    : r == 1 ? (b & d) | (c & ~d)
		    : r == 2 ? b ^ c ^ d
			     : c ^ (b | ~d);
		f += v[0] + sines[i] + w[(i * order[r][0] + order[r][1]) % 16];
		v[0] = d;
		v[3] = c;
		v[2] = b;
		v[1] = b + rotate_left(f, shifts[r][i % 4]);
	}
}

/* SHA-1 of one block (FIPS 180-4 6.1.2). */
static void sha1_block(uint32_t v[8], const uint32_t *first)
{
	static const uint32_t k[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
	uint32_t w[80];

	memcpy(w, first, 16 * sizeof *w);
	for (unsigned i = 0; i < 80; i++) {
		uint32_t b = v[1], c = v[2], d = v[3], f;

		if (i >= 16)
			w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
		f = i < 20		? (b & c) | (~b & d)
		    : i < 40 || i >= 60 ? b ^ c ^ d
					: (b & c) | (b & d) | (c & d);
		f += rotate_left(v[0], 5) + v[4] + k[i / 20] + w[i];
		v[4] = d;
		v[3] = c;
		v[2] = rotate_left(b, 30);
		v[1] = v[0];
		v[0] = f;
	}
}

static uint32_t rotate_right(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

/* SHA-256 of one block (FIPS 180-4 6.2.2). */
static void sha256_block(uint32_t v[8], const uint32_t *first)
{
	uint32_t w[64];

	memcpy(w, first, 16 * sizeof *w);
	for (unsigned i = 0; i < 64; i++) {
		uint32_t e = v[4], a = v[0], t;

		if (i >= 16) {
			uint32_t x = w[i - 15], y = w[i - 2];

			w[i] = w[i - 16] + w[i - 7] +
			       (rotate_right(x, 7) ^ rotate_right(x, 18) ^ x >> 3) +
			       (rotate_right(y, 17) ^ rotate_right(y, 19) ^ y >> 10);
		}
		t = v[7] + (rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25)) +
		    ((e & v[5]) ^ (~e & v[6])) + (uint32_t)(cube_roots[i] >> 32) + w[i];
		memmove(v + 1, v, 7 * sizeof *v);
		v[4] += t;
		v[0] = t + (rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22)) +
		       ((a & v[2]) ^ (a & v[3]) ^ (v[2] & v[3]));
	}
}

static void block_32(struct hash *s, const uint8_t *block)
{
	struct rd r = rd_of(block, 64);
	uint32_t v[8], w[16];

	for (unsigned i = 0; i < 16; i++)
		w[i] = s->kind == HASH_MD5 ? rd_le32(&r) : rd_be32(&r);
	for (unsigned i = 0; i < 8; i++)
		v[i] = (uint32_t)s->h[i];
	if (s->kind == HASH_MD5)
		md5_block(v, w);
	else if (s->kind == HASH_SHA1)
		sha1_block(v, w);
	else
		sha256_block(v, w);
	for (unsigned i = 0; i < 8; i++)
		s->h[i] += v[i];
}

/* --- SHA-512: words of 64 bits --------------------------------------------------------------- */

static uint64_t rotate_right_64(uint64_t x, unsigned n)
{
	return x >> n | x << (64 - n);
}

/* SHA-512 of one block (FIPS 180-4 6.4.2). */
static void block_64(struct hash *s, const uint8_t *block)
{
	struct rd r = rd_of(block, 128);
	uint64_t w[80], v[8];

	memcpy(v, s->h, sizeof v);
	for (unsigned i = 0; i < 80; i++) {
		uint64_t e = v[4], a = v[0], t;

		if (i < 16) {
			w[i] = rd_be64(&r);
		} else {
			uint64_t x = w[i - 15], y = w[i - 2];

			w[i] = w[i - 16] + w[i - 7] +
			       (rotate_right_64(x, 1) ^ rotate_right_64(x, 8) ^ x >> 7) +
			       (rotate_right_64(y, 19) ^ rotate_right_64(y, 61) ^ y >> 6);
		}
		t = v[7] +
		    (rotate_right_64(e, 14) ^ rotate_right_64(e, 18) ^ rotate_right_64(e, 41)) +
		    ((e & v[5]) ^ (~e & v[6])) + cube_roots[i] + w[i];
		memmove(v + 1, v, 7 * sizeof *v);
		v[4] += t;
		v[0] = t +
		       (rotate_right_64(a, 28) ^ rotate_right_64(a, 34) ^ rotate_right_64(a, 39)) +
		       ((a & v[2]) ^ (a & v[3]) ^ (v[2] & v[3]));
	}
	for (unsigned i = 0; i < 8; i++)
		s->h[i] += v[i];
}

/* --- all kinds ------------------------------------------------------------------------------- */

size_t hash_len(enum hash_kind kind)
{
	switch (kind) {
	case HASH_MD5: return 16;
	case HASH_SHA1: return 20;
	case HASH_SHA224: return 28;
	case HASH_SHA256: return SHA256_LEN;
	case HASH_SHA384: return 48;
	default: return HASH_MAX;
	}
}

static bool is_sha512(const struct hash *s)
{
	return s->kind == HASH_SHA384 || s->kind == HASH_SHA512;
}

static size_t block_len(const struct hash *s)
{
	return is_sha512(s) ? 128 : 64;
}

void hash_start(struct hash *s, enum hash_kind kind)
{
	/* MD5 begins with the first four words (RFC 1321 3.3), SHA-1 with all five (FIPS 180-4
	 * 5.3.1). */
	static const uint32_t old[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

	*s = (struct hash){.kind = kind};
	for (unsigned i = 0; i < 8; i++)
		switch (kind) {
		case HASH_SHA224: s->h[i] = (uint32_t)later_roots[i]; break;
		case HASH_SHA256: s->h[i] = square_roots[i] >> 32; break;
		case HASH_SHA384: s->h[i] = later_roots[i]; break;
		case HASH_SHA512: s->h[i] = square_roots[i]; break;
		default: s->h[i] = i < 5 ? old[i] : 0;
		}
}

static void hash_block(struct hash *s, const uint8_t *block)
{
	if (is_sha512(s))
		block_64(s, block);
	else
		block_32(s, block);
}

void hash_add(struct hash *s, const void *data, size_t n)
{
	size_t size = block_len(s), used = (size_t)(s->len % size);
	const uint8_t *p = data;

	s->len += n;
	while (n) {
		size_t take = size - used;

		/* A whole block is hashed where it lies. */
		if (used == 0 && n >= size) {
			hash_block(s, p);
		} else {
			if (take > n)
				take = n;
			memcpy(s->block + used, p, take);
			used += take;
			if (used == size)
				hash_block(s, s->block);
		}
		used %= size;
		p += take;
		n -= take;
	}
}

/* The padding is a one bit, zeroes, and the length in bits at the end of a block (FIPS 180-4 5.1,
 * RFC 1321 3.1 and 3.2). SHA-512's length has 128 bits; its upper 64 are zeroes of the padding. */
size_t hash_end(struct hash *s, uint8_t *ret)
{
	static const uint8_t padding[HASH_BLOCK + 8] = {0x80}; /* at most, of SHA-512 */
	size_t size = block_len(s), used = (size_t)(s->len % size), len = hash_len(s->kind);
	size_t room = used < size - size / 8 ? size : 2 * size;
	uint8_t length[8];
	struct wr w = wr_of(length, sizeof length);

	if (s->kind == HASH_MD5)
		wr_le64(&w, s->len * 8);
	else
		wr_be64(&w, s->len * 8);
	hash_add(s, padding, room - used - sizeof length);
	hash_add(s, length, sizeof length);
	w = wr_of(ret, len);
	for (unsigned i = 0; wr_len(&w) < len; i++) {
		if (is_sha512(s))
			wr_be64(&w, s->h[i]);
		else if (s->kind == HASH_MD5)
			wr_le32(&w, (uint32_t)s->h[i]);
		else
			wr_be32(&w, (uint32_t)s->h[i]);
	}
	return len;
}

void hash_of(enum hash_kind kind, const void *data, size_t n, uint8_t *ret)
{
	struct hash s;

	hash_start(&s, kind);
	hash_add(&s, data, n);
	hash_end(&s, ret);
}
