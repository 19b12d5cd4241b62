/* SPDX-License-Identifier: MIT
 * The cursors: every number at the edge of its block, errors that stick, children that cannot
 * read their neighbours. */
#include "tests/unit/check.h"

#include "lib/bytes.h"

#include <string.h>

static const uint8_t eight[8] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08};

TEST(reads_both_byte_orders)
{
	struct rd r = rd_of(eight, 8);

	CHECK_INT(rd_be16(&r), 0x0102);
	CHECK_INT(rd_le16(&r), 0x0403);
	CHECK_INT(rd_be32(&r), 0x05060708);
	CHECK(rd_done(&r));
	r = rd_of(eight, 8);
	CHECK(rd_be64(&r) == 0x0102030405060708u);
	r = rd_of(eight, 8);
	CHECK(rd_le64(&r) == 0x0807060504030201u);
}

TEST(short_read_poisons_for_good)
{
	struct rd r = rd_of(eight, 3);

	CHECK_INT(rd_be32(&r), 0);
	CHECK(r.bad);
	CHECK_INT(rd_u8(&r), 0);
	CHECK_INT(rd_left(&r), 0);
	CHECK(!rd_done(&r));
}

TEST(empty_and_null_blocks)
{
	struct rd r = rd_of(NULL, 5);

	CHECK_INT(rd_left(&r), 0);
	CHECK(rd_done(&r));
	rd_u8(&r);
	CHECK(r.bad);
}

TEST(child_cannot_read_its_neighbour)
{
	struct rd r = rd_of(eight, 8);
	struct rd child = rd_sub(&r, 2);

	CHECK_INT(rd_be16(&child), 0x0102);
	CHECK_INT(rd_u8(&child), 0);
	CHECK(child.bad);
	CHECK_INT(rd_u8(&r), 3);
	CHECK(!r.bad);
	child = rd_sub(&r, 6);
	CHECK(child.bad);
	CHECK(r.bad);
}

TEST(cstr_needs_its_nul)
{
	struct rd r = rd_of("ab\0cd", 5);
	struct rd s = rd_cstr(&r);

	CHECK_INT(rd_left(&s), 2);
	s = rd_cstr(&r);
	CHECK(s.bad);
	CHECK(r.bad);
}

TEST(copy_is_all_or_nothing)
{
	struct rd r = rd_of(eight, 4);
	uint8_t out[5] = {9, 9, 9, 9, 9};

	CHECK(!rd_copy(&r, out, 5));
	CHECK_INT(out[0], 9);
	r = rd_of(eight, 4);
	CHECK(rd_copy(&r, out, 4));
	CHECK_MEM(out, eight, 4);
}

TEST(writer_stops_at_its_end)
{
	uint8_t buf[7];
	struct wr w = wr_of(buf, sizeof buf);

	wr_be32(&w, 0x01020304);
	wr_be16(&w, 0x0506);
	CHECK(!w.full);
	wr_be16(&w, 0xffff);
	CHECK(w.full);
	CHECK_INT(wr_len(&w), 6);
	wr_u8(&w, 1);
	CHECK_INT(wr_len(&w), 6);
	CHECK_MEM(buf, eight, 6);
}

TEST(patch_only_what_was_written)
{
	uint8_t buf[8] = {0};
	struct wr w = wr_of(buf, sizeof buf), patch;

	wr_zero(&w, 4);
	patch = wr_at(&w, 2, 2);
	wr_le16(&patch, 0x0102);
	CHECK_INT(buf[2], 2);
	patch = wr_at(&w, 3, 2);
	CHECK(patch.full);
	patch = wr_at(&w, SIZE_MAX, 1);
	CHECK(patch.full);
}

TEST(has_looks_no_further_than_the_end)
{
	struct rd r = rd_of("abcd", 4), bad = r;

	rd_fail(&bad);
	CHECK(rd_has(r, 0, "abcd", 4) && rd_has(r, 2, "cd", 2) && rd_has(r, 4, "", 0));
	CHECK(!rd_has(r, 0, "abce", 4) && !rd_has(r, 1, "bcde", 4) && !rd_has(r, 5, "", 0));
	CHECK(!rd_has(r, SIZE_MAX, "a", 1) && !rd_has(bad, 0, "a", 1));
	CHECK_INT(rd_left(&r), 4);
}
