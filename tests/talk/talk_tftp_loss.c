/* SPDX-License-Identifier: MIT
 * What losses cost on the way to three servers, against the time that lock-step with 1468-byte
 * blocks takes without any. Whole downloads as pxe/fetch/fetch.c makes them, attempts that come to
 * nothing included, on a virtual clock.
 */
#include "lib/clock.h"
#include "pxe/tftp/options.h"
#include "tests/talk/tftp_soup.h"
#include "tests/unit/check.h"

#include <stdio.h>

enum {
	SIZE = 10 << 20,
	WHOLE = 1468,
	TRIP_MS = 1,
	PAUSE_MS = 1500,
	ATTEMPTS = 40,
	SEEDS = 2,
	LOST_MAX = 2
};

static const struct tftp_path near = {.mtu = 1500, .direct = true, .room = 8 << 20};
static const struct tftp_path far = {.mtu = 1500, .direct = false, .room = 8 << 20};

static const struct soup hpa = {.blksize = 65464, .windowsize = 1, .hpa = true};
static const struct soup dnsmasq = {.blksize = 1468, .windowsize = 1, .server_wait_ms = 2000};
static const struct soup atftpd = {.blksize = 65464, .windowsize = 65535, .server_wait_ms = 1000};

/* Returns the milliseconds it took, in hundredths of those of lock-step without loss. */
static unsigned download(struct soup s, const struct tftp_path *path, unsigned tenths,
			 uint64_t seed)
{
	struct tftp_peer peer = {.addr = netaddr_ip4(SERVER_ADDR)};
	uint64_t took = 0, limit = SIZE / WHOLE * TRIP_MS;
	unsigned lost = 0;
	struct talk t;

	s.size = SIZE;
	s.delay_ms = TRIP_MS;
	s.one_way = true;
	s.fragment = 1480;
	s.loss_tenths = tenths;
	talk_open_whole(&t, tftp_options_choose(&peer, path, 0, 0), SIZE, WHOLE);
	for (unsigned attempts = 0; attempts < ATTEMPTS; attempts++) {
		t.conf.anew = lost < LOST_MAX;
		t.conf.tardy = tftp_options_tardy(&peer);
		talk_again(&t, tftp_options_choose(&peer, path, 0, 0));
		s.seed = seed * 100 + attempts;
		soup_run(&t, &s);
		took += s.took_ms;
		if (t.done)
			break;
		lost += t.reason == TFTP_FAIL_LOST;
		if (!tftp_options_give_up(&peer, t.reason, &t.x, WHOLE) &&
		    t.reason != TFTP_FAIL_LOST)
			took += PAUSE_MS;
	}
	CHECK(talk_intact(&t, SIZE));
	talk_close(&t);
	return (unsigned)(took * 100 / limit);
}

static void series(const struct soup *s, const struct tftp_path *path, unsigned tenths,
		   unsigned most, const char *name)
{
	unsigned sum = 0, worst = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		unsigned took = download(*s, path, tenths, seed);

		sum += took;
		worst = took > worst ? took : worst;
	}
	printf("  %s %s, %u.%u %%: %u.%02u of the time without loss, at worst %u.%02u\n", name,
	       path->direct ? "near" : "far", tenths / 10, tenths % 10, sum / SEEDS / 100,
	       sum / SEEDS % 100, worst / 100, worst % 100);
	CHECK(sum / SEEDS <= most);
}

/* A window is repeated as soon as a gap is reported. In lock-step the server's patience decides:
 * 10 ms with tftpd-hpa, which knows utimeout, once losses are seen, and 2 s with dnsmasq. Near, blocks of
 * four fragments are fewer than those of one. */
TEST(real_14_loss_of_a_half_per_cent)
{
	series(&hpa, &near, 5, 60, "tftpd-hpa");
	series(&hpa, &far, 5, 140, "tftpd-hpa");
	series(&dnsmasq, &near, 5, 1500, "dnsmasq");
	series(&atftpd, &near, 5, 10, "atftpd");
	series(&atftpd, &far, 5, 10, "atftpd");
}

TEST(real_14_loss_of_5_per_cent)
{
	series(&hpa, &near, 50, 140, "tftpd-hpa");
	series(&hpa, &far, 50, 280, "tftpd-hpa");
	series(&atftpd, &near, 50, 60, "atftpd");
	series(&atftpd, &far, 50, 60, "atftpd");
}

TEST(loss_of_20_per_cent)
{
	series(&atftpd, &near, 200, 150, "atftpd");
	series(&atftpd, &far, 200, 150, "atftpd");
}

/* It ends, however long it takes. */
TEST(loss_of_50_per_cent)
{
	series(&atftpd, &near, 500, 2000, "atftpd");
}
