/* SPDX-License-Identifier: MIT
 * Which options a server is asked for, and what is left out after a failure.
 */
#include "pxe/tftp/options.h"
#include "tests/unit/check.h"

static const struct tftp_path near = {.mtu = 1500, .direct = true, .room = 8 << 20};
static const struct tftp_path far = {.mtu = 1500, .direct = false, .room = 8 << 20};

static struct tftp_opts ask(unsigned shun, struct tftp_path path)
{
	struct tftp_peer peer = {.shun = shun};

	return tftp_options_choose(&peer, &path, 0, 0);
}

TEST(blocks_as_large_as_they_get_where_no_router_is)
{
	static const struct {
		uint16_t mtu;
		bool direct;
		unsigned shun, want;
	} cases[] = {
		{1500, true, 0, 65464},
		{0, true, 0, 65464},
		{9000, true, 0, 65464},
		{1500, false, 0, 1468},
		{0, false, 0, 1468},
		{9000, false, 0, 8968},
		{65535, false, 0, 65464},
		{576, false, 0, 544},
		{543, false, 0, 0},
		{68, false, 0, 0},
		{1500, true, TFTP_SHUN_FRAGMENTS, 1468},
		{9000, true, TFTP_SHUN_FRAGMENTS, 8968},
		{1500, true, TFTP_SHUN_HUGE, 5872},
		{9000, true, TFTP_SHUN_HUGE, 35872},
		{65535, true, TFTP_SHUN_HUGE, 65464},
		{1500, false, TFTP_SHUN_HUGE, 1468},
		{1500, true, TFTP_SHUN_HUGE | TFTP_SHUN_FRAGMENTS, 1468},
		{1500, true, TFTP_SHUN_LARGE, 0},
		{1500, true, TFTP_SHUN_OPTIONS, 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct tftp_path path = {cases[i].mtu, cases[i].direct, 8 << 20, false};

		CHECK_INT(ask(cases[i].shun, path).blksize, cases[i].want);
	}
}

TEST(head_of_ip6_leaves_less_for_a_block)
{
	struct tftp_path path = {.mtu = 1500, .room = 8 << 20, .ip6 = true};

	CHECK_INT(tftp_options_whole(&path), 1448);
	CHECK_INT(ask(0, path).blksize, 1448);
	path.mtu = 1280;
	CHECK_INT(tftp_options_whole(&path), 1228);
}

TEST(window_fits_the_receive_buffer)
{
	struct tftp_path path = far;

	CHECK_INT(ask(0, path).windowsize, 64);
	path.room = 425984; /* the kernel's default limit, doubled */
	CHECK_INT(ask(0, path).windowsize, 64);
	path.room = 65536;
	CHECK_INT(ask(0, path).windowsize, 16);
	path.room = 0;
	CHECK_INT(ask(0, path).windowsize, 0);
	path = near;
	CHECK_INT(ask(0, path).windowsize, 16);
	path.room = 425984;
	CHECK_INT(ask(0, path).windowsize, 2);
	path.room = 180000;
	CHECK_INT(ask(0, path).windowsize, 0);
	CHECK_INT(ask(TFTP_SHUN_WINDOW, far).windowsize, 0);
	CHECK_INT(ask(0, far).utimeout_us, 120000);
	CHECK_INT(ask(0, near).utimeout_us, 400000);
	CHECK_INT(ask(TFTP_SHUN_OPTIONS, far).utimeout_us, 0);
}

TEST(what_the_user_wants_is_asked)
{
	struct tftp_peer peer = {0};
	struct tftp_opts o = tftp_options_choose(&peer, &far, 512, 1);

	CHECK_INT(o.blksize, 0); /* the default of the protocol */
	CHECK_INT(o.windowsize, 0);
	o = tftp_options_choose(&peer, &far, 60000, 256);
	CHECK_INT(o.blksize, 60000);
	CHECK_INT(o.windowsize, 256);
	o = tftp_options_choose(&peer, &far, 7, 1000);
	CHECK_INT(o.blksize, 8);
	CHECK_INT(o.windowsize, 256);
	peer.shun = TFTP_SHUN_FRAGMENTS | TFTP_SHUN_WINDOW;
	o = tftp_options_choose(&peer, &far, 60000, 256);
	CHECK_INT(o.blksize, 1468);
	CHECK_INT(o.windowsize, 0);
	o = tftp_options_choose(&peer, &far, 1024, 256);
	CHECK_INT(o.blksize, 1024);
}

TEST(each_failure_gives_up_one_thing_once)
{
	static const struct {
		enum tftp_fail reason;
		uint16_t granted, window;
		unsigned want;
	} cases[] = {
		{TFTP_FAIL_OPTIONS, 512, 1, TFTP_SHUN_OPTIONS},
		{TFTP_FAIL_BLACKHOLE, 65464, 1, TFTP_SHUN_HUGE},
		{TFTP_FAIL_BLACKHOLE, 65464, 16, TFTP_SHUN_FRAGMENTS},
		{TFTP_FAIL_BLACKHOLE, 5872, 1, TFTP_SHUN_FRAGMENTS},
		{TFTP_FAIL_BLACKHOLE, 1468, 1, TFTP_SHUN_LARGE},
		{TFTP_FAIL_LOSSY, 65464, 1, TFTP_SHUN_HUGE},
		{TFTP_FAIL_LOSSY, 65464, 16, TFTP_SHUN_FRAGMENTS},
		{TFTP_FAIL_LOSSY, 5872, 1, TFTP_SHUN_FRAGMENTS},
		{TFTP_FAIL_STALLED, 65464, 1, 0},
		{TFTP_FAIL_SERVER, 512, 1, 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct tftp_peer peer = {0};
		struct tftp_xfer x = {
			.grant = {.blksize = cases[i].granted, .windowsize = cases[i].window},
			.wait_us = 1000000};

		CHECK_INT(tftp_options_give_up(&peer, cases[i].reason, &x, 1468),
			  cases[i].want != 0);
		CHECK_INT(peer.shun, cases[i].want);
		CHECK(!tftp_options_give_up(&peer, cases[i].reason, &x, 1468));
	}
}

/* A short wait for lost blocks is asked for, and a longer one when a server ends its transfer. */
TEST(wait_that_suits_the_way)
{
	struct tftp_peer peer = {.shun = TFTP_SHUN_FRAGMENTS};
	struct tftp_xfer x = {.wait_us = 20000};

	CHECK_INT(tftp_options_tardy(&peer), 1);
	CHECK(tftp_options_give_up(&peer, TFTP_FAIL_TARDY, &x, 1468));
	CHECK_INT(tftp_options_choose(&peer, &far, 0, 0).utimeout_us, 20000);
	CHECK_INT(tftp_options_tardy(&peer), 0);
	CHECK(!tftp_options_give_up(&peer, TFTP_FAIL_TARDY, &x, 1468));
	CHECK(tftp_options_give_up(&peer, TFTP_FAIL_UNREACHABLE, &x, 1468));
	CHECK_INT(tftp_options_choose(&peer, &far, 0, 0).utimeout_us, 80000);
	CHECK(tftp_options_give_up(&peer, TFTP_FAIL_ENDED, &x, 1468));
	CHECK(!tftp_options_give_up(&peer, TFTP_FAIL_ENDED, &x, 1468));
	CHECK_INT(tftp_options_choose(&peer, &far, 0, 0).utimeout_us, 120000);
	CHECK_INT(tftp_options_tardy(&peer), 0);

	/* a way on which the usual wait is short enough */
	peer = (struct tftp_peer){0};
	x = (struct tftp_xfer){.wait_us = 200000, .grant = {.blksize = 5872, .windowsize = 1}};
	CHECK(tftp_options_give_up(&peer, TFTP_FAIL_LOSSY, &x, 1468));
	CHECK_INT(tftp_options_choose(&peer, &far, 0, 0).utimeout_us, 120000);
	CHECK_INT(tftp_options_tardy(&peer), 1);
	peer.shun = 0;
	CHECK_INT(tftp_options_tardy(&peer), 2);
}

/* Large blocks, a few fragments, the same with a shorter wait, no fragments. */
TEST(losses_near_a_server_that_waits_as_asked)
{
	struct tftp_peer peer = {0};
	struct tftp_xfer x = {.wait_us = 400000, .grant = {.blksize = 65464, .windowsize = 1}};

	CHECK(tftp_options_give_up(&peer, TFTP_FAIL_BLACKHOLE, &x, 1468));
	CHECK_INT(tftp_options_choose(&peer, &near, 0, 0).blksize, 5872);
	CHECK_INT(tftp_options_choose(&peer, &near, 0, 0).utimeout_us, 400000);
	CHECK_INT(tftp_options_tardy(&peer), 1);
	x = (struct tftp_xfer){.wait_us = 10000, .grant = {.blksize = 5872, .windowsize = 1}};
	CHECK(tftp_options_give_up(&peer, TFTP_FAIL_LOSSY, &x, 1468));
	CHECK_INT(tftp_options_choose(&peer, &near, 0, 0).blksize, 5872);
	CHECK_INT(tftp_options_choose(&peer, &near, 0, 0).utimeout_us, 10000);
	/* six losses in a row end the transfer */
	CHECK(tftp_options_give_up(&peer, TFTP_FAIL_ENDED, &x, 1468));
	CHECK_INT(tftp_options_choose(&peer, &near, 0, 0).blksize, 1468);
	CHECK_INT(tftp_options_choose(&peer, &near, 0, 0).utimeout_us, 10000);
}
