/* SPDX-License-Identifier: MIT
 * SHA-256 against the examples of FIPS 180-4 and NIST's CAVS vectors (SHA256ShortMsg.rsp), and the
 * same bytes in pieces of every size. */
#include "tests/unit/check.h"

#include "lib/hash.h"
#include "lib/text.h"

#include <string.h>

static void check_sum(const void *data, size_t n, const char *want)
{
	uint8_t sum[SHA256_LEN];
	char text[2 * SHA256_LEN + 1];
	struct str s = str_of(text, sizeof text);

	hash_of(HASH_SHA256, data, n, sum);
	str_hex(&s, sum, sizeof sum, 0);
	CHECK_STR(text, want);
}

TEST(nist_examples)
{
	check_sum(NULL, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	check_sum("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	check_sum("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	check_sum("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
		  "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
		  112, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
	check_sum("\xbd", 1, "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b");
	check_sum("\xd3", 1, "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1");
}

TEST(million_a)
{
	static const uint8_t want[4] = {0xcd, 0xc7, 0x6e, 0x5c};
	struct hash s;
	uint8_t sum[SHA256_LEN];
	char a[1000];

	memset(a, 'a', sizeof a);
	hash_start(&s, HASH_SHA256);
	for (int i = 0; i < 1000; i++)
		hash_add(&s, a, sizeof a);
	hash_end(&s, sum);
	CHECK_MEM(sum, want, sizeof want);
}

/* Zeroes around the lengths where the padding needs one block more (NIST's additional vectors). */
TEST(padding_at_the_block_edge)
{
	static const uint8_t zeroes[64];

	check_sum(zeroes, 55, "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7");
	check_sum(zeroes, 56, "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb");
	check_sum(zeroes, 57, "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785");
	check_sum(zeroes, 64, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b");
}

TEST(pieces_of_every_size_give_the_same_sum)
{
	uint8_t data[200], whole[SHA256_LEN], sum[SHA256_LEN];
	struct hash s;

	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)(i * 7);
	hash_of(HASH_SHA256, data, sizeof data, whole);
	for (size_t step = 1; step <= sizeof data; step++) {
		hash_start(&s, HASH_SHA256);
		for (size_t at = 0; at < sizeof data; at += step)
			hash_add(&s, data + at, at + step > sizeof data ? sizeof data - at : step);
		hash_end(&s, sum);
		if (!CHECK_MEM(sum, whole, sizeof whole))
			return;
	}
}
