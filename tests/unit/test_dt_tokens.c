/* SPDX-License-Identifier: MIT
 * Flattened device trees whose structure block is none, before libfdt sees them. */
#include "tests/unit/check.h"

#include "lib/image/dt_tokens.h"

#include <string.h>

#define STRUCTURE 16u /* where the block begins here */

enum { BEGIN_NODE = 1, END_NODE = 2, PROP = 3, NOP = 4, END = 9 };

static bool structure(const uint32_t *words, size_t n)
{
	uint8_t tree[256];
	struct wr w = wr_of(tree, sizeof tree);

	wr_be32(&w, 0xd00dfeed);
	wr_be32(&w, (uint32_t)(STRUCTURE + 4 * n));
	wr_be32(&w, STRUCTURE);
	wr_be32(&w, 0);
	for (size_t i = 0; i < n; i++)
		wr_be32(&w, words[i]);
	return dt_tokens(rd_of(tree, wr_len(&w)));
}
#define STRUCTURE_OF(...)                          \
	structure((const uint32_t[]){__VA_ARGS__}, \
		  sizeof(const uint32_t[]){__VA_ARGS__} / sizeof(uint32_t))

TEST(tokens_to_the_end)
{
	CHECK(STRUCTURE_OF(BEGIN_NODE, 0, END_NODE, END));
	CHECK(STRUCTURE_OF(BEGIN_NODE, 0x61620000, PROP, 0, 0, NOP, END_NODE, END));
	CHECK(STRUCTURE_OF(BEGIN_NODE, 0x61626364, 0, PROP, 5, 0, 0x31323334, 0x35000000, END_NODE,
			   END));
	CHECK(STRUCTURE_OF(BEGIN_NODE, 0, END_NODE, END, 0xffffffff)); /* padding of the blob */
}

/* The tree of one node with @words, the names of properties behind it. */
static uint64_t data_end(const uint32_t *words, size_t n, uint32_t file_len)
{
	static const char names[] = "data-size\0data-offset\0data-position\0data";
	static uint8_t file[4096];
	struct wr w = wr_of(file, sizeof file);

	memset(file, 0, sizeof file);
	wr_be32(&w, 0xd00dfeed);
	wr_be32(&w, (uint32_t)(STRUCTURE + 4 * n + sizeof names));
	wr_be32(&w, STRUCTURE);
	wr_be32(&w, (uint32_t)(STRUCTURE + 4 * n));
	for (size_t i = 0; i < n; i++)
		wr_be32(&w, words[i]);
	wr_bytes(&w, names, sizeof names);
	return dt_tokens_data_end(rd_of(file, file_len));
}
#define DATA_END(...)                             \
	data_end((const uint32_t[]){__VA_ARGS__}, \
		 sizeof(const uint32_t[]){__VA_ARGS__} / sizeof(uint32_t), 4096)

TEST(real_11_data_behind_the_tree)
{
	enum { SIZE = 0, OFFSET = 10, POSITION = 22, DATA = 36 };
	/* what is before the names: 16 bytes, and the words; 41 for the names */
	const uint32_t tree = (16 + 13 * 4 + 41 + 3) & ~3u;

	CHECK_INT(
		DATA_END(BEGIN_NODE, 0, PROP, 4, SIZE, 700, PROP, 4, OFFSET, 8, END_NODE, END, END),
		tree + 708);
	CHECK_INT(DATA_END(BEGIN_NODE, 0, PROP, 4, POSITION, 500, PROP, 4, SIZE, 9, END_NODE, END),
		  509);
	CHECK_INT(DATA_END(BEGIN_NODE, 0, PROP, 4, POSITION, 500, PROP, 4, OFFSET, 8, PROP, 4, SIZE,
			   9, END_NODE, END),
		  509);
	/* the farthest of several nodes; what lies in the tree does not count */
	CHECK_INT(DATA_END(BEGIN_NODE, 0, BEGIN_NODE, 0, PROP, 4, POSITION, 900, PROP, 4, SIZE, 1,
			   END_NODE, BEGIN_NODE, 0, PROP, 4, POSITION, 800, PROP, 4, SIZE, 2,
			   END_NODE, END_NODE, END),
		  901);
	CHECK_INT(DATA_END(BEGIN_NODE, 0, PROP, 1, DATA, 0, PROP, 4, POSITION, 500, PROP, 4, SIZE,
			   9, END_NODE, END),
		  0);
	CHECK_INT(DATA_END(BEGIN_NODE, 0, PROP, 4, SIZE, 9, END_NODE, END), 0);
	CHECK_INT(DATA_END(BEGIN_NODE, 0, PROP, 4, SIZE, 9), 0);
}

/* libfdt 1.6: start + 12 + 0xfffffff4 is the start again, and fdt_check_full() goes round for ever. */
TEST(lengths_that_lead_back)
{
	CHECK(!STRUCTURE_OF(BEGIN_NODE, 0, PROP, 0xfffffff4, 0, 0, END_NODE, END));
	CHECK(!STRUCTURE_OF(BEGIN_NODE, 0, PROP, 0xfffffff0, 0, 0, END_NODE, END));
	CHECK(!STRUCTURE_OF(BEGIN_NODE, 0, PROP, 0xffffffff, 0, 0, END_NODE, END));
	CHECK(!STRUCTURE_OF(BEGIN_NODE, 0, PROP, 0x80000000, 0, 0, END_NODE, END));
}

TEST(blocks_that_are_none)
{
	CHECK(!STRUCTURE_OF(BEGIN_NODE, 0, END_NODE));
	CHECK(!STRUCTURE_OF(BEGIN_NODE, 0x61626364));
	CHECK(!STRUCTURE_OF(BEGIN_NODE, 0, PROP, 4, 0, END));
	CHECK(!STRUCTURE_OF(BEGIN_NODE, 0, PROP));
	/* nodes that do not close, or close twice */
	CHECK(!STRUCTURE_OF(BEGIN_NODE, 0, END));
	CHECK(!STRUCTURE_OF(BEGIN_NODE, 0, BEGIN_NODE, 0, END_NODE, END));
	CHECK(!STRUCTURE_OF(BEGIN_NODE, 0, END_NODE, END_NODE, END));
	/* a name beyond the end */
	CHECK(!STRUCTURE_OF(BEGIN_NODE, 0, PROP, 0, 1000, END_NODE, END));
	CHECK(!STRUCTURE_OF(5, END));
	CHECK(!STRUCTURE_OF(0));
	CHECK(!dt_tokens(rd_of(NULL, 0)));
	CHECK(!dt_tokens(
		rd_of("\xd0\x0d\xfe\xed\x00\x00\x00\x10\xff\xff\xff\xff\x00\x00\x00\x09", 16)));
}

static void any(const uint8_t *data, size_t len)
{
	dt_tokens(rd_of(data, len));
	dt_tokens_data_end(rd_of(data, len));
}

TEST(dt_tokens_mutations)
{
	static const uint8_t tree[] = {0xd0, 0x0d, 0xfe, 0xed, 0, 0, 0, 44, 0, 0, 0, 12, 0, 0, 0,
				       1,    0,	   0,	 0,    0, 0, 0, 0,  3, 0, 0, 0,	 4, 0, 0,
				       0,    0,	   1,	 2,    3, 4, 0, 0,  0, 2, 0, 0,	 0, 9};

	CHECK(dt_tokens(rd_of(tree, sizeof tree)));
	check_mutations(tree, sizeof tree, any);
}
