/* SPDX-License-Identifier: MIT */
#include "pxe/tftp/window.h"
#include "tests/unit/check.h"

static enum tftp_place place(struct tftp_window *w, uint16_t wire)
{
	uint64_t block;

	return tftp_window_place(w, wire, &block);
}

/* Receive and acknowledge everything up to block @n, as a server without habits would send it. */
static void receive_to(struct tftp_window *w, uint64_t n)
{
	uint64_t block;

	while (w->next <= n) {
		uint16_t wire = (uint16_t)w->next;

		if (w->wrap == TFTP_WRAP_TO_1)
			wire = (uint16_t)((w->next - 1) % 65535 + 1);
		if (!CHECK_INT(tftp_window_place(w, wire, &block), TFTP_PLACE_NEW))
			return;
		tftp_window_take(w, block, false);
		if (tftp_window_due(w))
			tftp_window_ack(w);
	}
}

TEST(window_is_full_when_its_last_block_is_there)
{
	struct tftp_window w;

	tftp_window_start(&w, 3);
	CHECK(tftp_window_take(&w, 1, false));
	CHECK(!tftp_window_due(&w));
	CHECK(!tftp_window_take(&w, 3, false));
	CHECK(tftp_window_gap(&w));
	CHECK(!tftp_window_due(&w));
	CHECK(tftp_window_take(&w, 2, false));
	CHECK(!tftp_window_gap(&w));
	CHECK(tftp_window_due(&w));
	CHECK_INT(tftp_window_ack(&w), 3);
	CHECK_INT(w.base, 3);
}

TEST(largest_window_has_256_blocks)
{
	struct tftp_window w;

	tftp_window_start(&w, 256);
	for (uint64_t b = 256; b >= 2; b--) {
		CHECK_INT(place(&w, (uint16_t)b), TFTP_PLACE_NEW);
		CHECK(!tftp_window_take(&w, b, false));
		CHECK_INT(place(&w, (uint16_t)b), TFTP_PLACE_REPEAT);
	}
	CHECK_INT(place(&w, 257), TFTP_PLACE_ALIEN);
	CHECK(tftp_window_spent(&w));
	CHECK(tftp_window_take(&w, 1, false));
	CHECK_INT(w.next, 257);
	CHECK(tftp_window_due(&w));
}

TEST(size_is_held_to_1_to_256)
{
	struct tftp_window w;

	tftp_window_start(&w, 0);
	CHECK_INT(w.size, 1);
	tftp_window_start(&w, 257);
	CHECK_INT(w.size, 256);
}

/* The marks of received blocks are used again and again. */
TEST(windows_follow_each_other_with_gaps)
{
	struct tftp_window w;
	uint64_t block;

	tftp_window_start(&w, 256);
	for (uint64_t base = 0; base < 2560; base += 256) {
		for (uint64_t b = base + 256; b > base; b--) {
			CHECK_INT(tftp_window_place(&w, (uint16_t)b, &block), TFTP_PLACE_NEW);
			CHECK_INT(block, b);
			CHECK(!tftp_window_due(&w));
			CHECK_INT(tftp_window_take(&w, b, false), b == base + 1);
			CHECK_INT(tftp_window_gap(&w), b != base + 1);
		}
		CHECK(tftp_window_due(&w));
		CHECK_INT(tftp_window_ack(&w), base + 256);
	}
	for (size_t i = 0; i < sizeof w.seen / sizeof w.seen[0]; i++)
		CHECK(!w.seen[i]);
}

TEST(roll_over_to_0_settles_at_once)
{
	struct tftp_window w;

	tftp_window_start(&w, 1);
	receive_to(&w, 65535);
	CHECK_INT(place(&w, 0), TFTP_PLACE_NEW);
	CHECK_INT(w.wrap, TFTP_WRAP_TO_0);
	receive_to(&w, 131072 + 5);
	CHECK_INT(tftp_window_ack(&w), 5);
}

TEST(roll_over_to_1_needs_a_second_sighting)
{
	struct tftp_window w;

	tftp_window_start(&w, 1);
	receive_to(&w, 65535);
	CHECK_INT(place(&w, 1), TFTP_PLACE_UNSURE);
	CHECK_INT(place(&w, 1), TFTP_PLACE_UNSURE); /* a repeat before our ACK proves nothing */
	CHECK_INT(tftp_window_ack(&w), 65535);
	CHECK_INT(place(&w, 1), TFTP_PLACE_NEW);
	CHECK_INT(w.wrap, TFTP_WRAP_TO_1);
	receive_to(&w, 131071);
	CHECK_INT(tftp_window_ack(&w), 1);
	CHECK_INT(place(&w, 0), TFTP_PLACE_ALIEN);
}

TEST(lost_block_0_in_a_window_is_no_roll_over_to_1)
{
	struct tftp_window w;
	uint64_t block;

	tftp_window_start(&w, 4);
	receive_to(&w, 65535);
	CHECK_INT(tftp_window_ack(&w), 65535);
	for (uint16_t b = 1; b < 4; b++)
		CHECK_INT(place(&w, b), TFTP_PLACE_UNSURE);
	tftp_window_ack(&w);
	for (uint16_t b = 1; b < 4; b++) /* lost again */
		CHECK_INT(place(&w, b), TFTP_PLACE_UNSURE);
	tftp_window_ack(&w);
	CHECK_INT(tftp_window_place(&w, 0, &block), TFTP_PLACE_NEW);
	CHECK_INT(block, 65536);
	CHECK_INT(tftp_window_place(&w, 1, &block), TFTP_PLACE_NEW);
	CHECK_INT(block, 65537);
}

TEST(short_block_behind_which_something_came_is_no_end)
{
	struct tftp_window w;

	tftp_window_start(&w, 8);
	tftp_window_take(&w, 5, false);
	CHECK(!tftp_window_final_ok(&w, 4));
	CHECK(!tftp_window_final_ok(&w, 1));
	CHECK(tftp_window_final_ok(&w, 6));
	tftp_window_take(&w, 6, true);
	CHECK(!tftp_window_final_ok(&w, 7));
	CHECK_INT(place(&w, 7), TFTP_PLACE_ALIEN);
	CHECK(!tftp_window_complete(&w));
	for (uint64_t b = 1; b <= 4; b++)
		tftp_window_take(&w, b, false);
	CHECK(tftp_window_complete(&w));
	CHECK(tftp_window_due(&w));
}
