/* SPDX-License-Identifier: MIT
 * The sums against Python's hashlib, at the lengths where the padding changes. */
#include "tests/unit/check.h"

#include "lib/hash.h"
#include "lib/text.h"

struct row {
	unsigned len;	 /* bytes 0, 1, 2 ... */
	char sum[6][20]; /* first 8 bytes of MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512 */
};

static const struct row rows[] = {
	{0,
	 {"d41d8cd98f00b204", "da39a3ee5e6b4b0d", "d14a028c2a3a2bc9", "e3b0c44298fc1c14",
	  "38b060a751ac9638", "cf83e1357eefb8bd"}},
	{1,
	 {"93b885adfe0da089", "5ba93c9db0cff93f", "fff9292b4201617b", "6e340b9cffb37a98",
	  "bec021b4f368e306", "b8244d028981d693"}},
	{55,
	 {"6912ee65fff2d9f9", "8ae2d46729cfe68f", "8991dfba74284e04", "463eb28e72f82e0a",
	  "dcedb6b590edb4ef", "6856647f269c2ee3"}},
	{56,
	 {"51fdd1acda72405d", "636e2ec698dac903", "2b2cd637c16ad729", "da2ae4d6b36748f2",
	  "7b9132d597b8873a", "8b12b2f6fe400a51"}},
	{63,
	 {"48a6295221902e8e", "6d942da0c4392b12", "049e8dd7eab3378c", "29af2686fd53374a",
	  "dd66b519f51a9258", "9dc9c5598e55dc42"}},
	{64,
	 {"b2d3f56bc197fd98", "c6138d514ffa2135", "c37b88a3522dbf7a", "fdeab9acf3710362",
	  "9f2c9eb7116b3d7a", "ee4320ebaf3fdb4f"}},
	{111,
	 {"4fad3ab7d8546851", "bc544e24573d5922", "1aeef583c448a9ae", "60780e9451bdc43c",
	  "f5f9fe110d809d34", "a1a111449b198d9b"}},
	{112,
	 {"d1fec2ac3715e791", "e4ce142d09a84a86", "01e5abf50619b5c2", "09373f127d34e61d",
	  "33ba080ec0ccb378", "c5fbd731d19d2ae1"}},
	{113,
	 {"f62807c995735b44", "1c26461e26eb697c", "b7ff114ca77757ca", "13aaa9b5fb739cdb",
	  "f14fc73c4192759b", "61b2e77db697dfe5"}},
	{119,
	 {"1c772251899a7ff0", "41c89d06001bab4a", "762f18c0df65c3d0", "da18797ed7c3a777",
	  "0c8d3031d85cefa2", "43e497279c2ce805"}},
	{120,
	 {"b7ba1efc6022e9ed", "d3dbd653bd8597b7", "d022deb78772a77e", "f52b23db1fbb6ded",
	  "0577ad6090b2a39f", "9636708964c5ff66"}},
	{127,
	 {"8402b21e7bc79064", "89d7312a903f65cd", "554c9c3f7e92b80f", "92ca0fa6651ee2f9",
	  "d5fcfe2fcf6b3ef3", "eab89674feaa34e2"}},
	{128,
	 {"37eff01866ba3f53", "e6434bc401f98603", "67d88da33fd632d8", "471fb943aa23c511",
	  "ca23857733191245", "1dffd5e3adb71d45"}},
	{200,
	 {"fb7001d34b8e82c9", "54d11e99127d1597", "ab3e334a37953e18", "1901da1c9f699b48",
	  "7ea4bb2534c67036", "986058e9895e2c2a"}},
};

static void check_row(const struct row *r, unsigned step)
{
	uint8_t data[256], sum[HASH_MAX];

	for (unsigned i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)i;
	for (int kind = HASH_MD5; kind <= HASH_SHA512; kind++) {
		static const size_t lens[] = {16, 20, 28, 32, 48, 64};
		char hex[20];
		struct str s = str_of(hex, sizeof hex);
		struct hash h;

		hash_start(&h, (enum hash_kind)kind);
		for (unsigned at = 0; at < r->len; at += step)
			hash_add(&h, data + at, r->len - at < step ? r->len - at : step);
		CHECK_INT(hash_end(&h, sum), lens[kind]);
		str_hex(&s, sum, 8, 0);
		CHECK_STR(hex, r->sum[kind]);
	}
}

TEST(sums_at_every_edge)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		check_row(&rows[i], 256);
		check_row(&rows[i], 7);
	}
}
