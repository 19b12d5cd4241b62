/* SPDX-License-Identifier: MIT
 * Two files at once over a slow line with a small queue, as pxe/fetch/fetch.c gets them, on a virtual
 * clock. What is queued twice is sent twice: a client or a server that repeats itself before the
 * line has carried what waits makes the line carry nothing new at all.
 */
#include "pxe/tftp/options.h"
#include "tests/talk/tftp_soup.h"
#include "tests/unit/check.h"

#include <stdio.h>
#include <stdlib.h>

/* A window of 64 blocks overflows the smallest queue each time, and takes longer than the second
 * after which the server repeats it. */
enum { WHOLE = 1468, ATTEMPTS_MAX = 20, LEAST_PERCENT = 40, LEAST_PERCENT_WINDOWS = 50 };

static const struct soup hpa = {.blksize = 65464, .windowsize = 1, .hpa = true};
static const struct soup dnsmasq = {.blksize = 1468, .windowsize = 1, .server_wait_ms = 2000};
static const struct soup atftpd = {.blksize = 65464, .windowsize = 65535, .server_wait_ms = 1000};

/* Of the server at hand; the files of one boot share what is known of it. */
static struct tftp_peer peer;
static unsigned attempts;

static void begin(struct talk *t, uint64_t now, size_t room)
{
	static const struct tftp_path path = {.mtu = 1500, .direct = true, .room = 8 << 20};

	talk_open_whole(t, tftp_options_choose(&peer, &path, 0, 0), room, WHOLE);
	/* talk_open() begins at a time of its own */
	t->now = now;
	tftp_xfer_start(&t->x, &t->conf, now);
	talk_drain(t);
}

static bool again(struct talk *t)
{
	uint64_t now = t->now;
	size_t room = t->room;

	tftp_options_give_up(&peer, t->reason, &t->x, WHOLE);
	talk_close(t);
	begin(t, now, room);
	return ++attempts < ATTEMPTS_MAX;
}

/* What the line carries of the files, in per cent of all it could have. */
static unsigned share_of_line(struct soup *s)
{
	struct talk talks[SOUP_FILES];
	unsigned share = 0;

	peer = (struct tftp_peer){.addr = netaddr_ip4(SERVER_ADDR)};
	attempts = 0;
	for (unsigned i = 0; i < SOUP_FILES; i++)
		begin(&talks[i], 1000, s->size);
	if (CHECK(soup_run_beside(talks, s, again)))
		share = (unsigned)(SOUP_FILES * s->size * 8 * 100 / s->kbit / s->took_ms);
	for (unsigned i = 0; i < SOUP_FILES; i++) {
		CHECK(talk_intact(&talks[i], s->size));
		talk_close(&talks[i]);
	}
	return share;
}

/* Twenty seconds of the line's time. */
static void lines(const struct soup *server, const char *name, unsigned loss_tenths, unsigned least)
{
	static const unsigned kbit[] = {256, 1000, 10000}, queue[] = {16 << 10, 32 << 10, 64 << 10};

	for (unsigned i = 0; i < 9; i++) {
		struct soup s = *server;
		unsigned share;

		s.kbit = kbit[i / 3];
		s.queue = queue[i % 3];
		s.size = s.kbit * 1000 / 8 * 20 / SOUP_FILES;
		s.delay_ms = 1;
		s.one_way = true;
		s.fragment = 1480;
		s.loss_tenths = loss_tenths;
		s.seed = i + 1;
		share = share_of_line(&s);
		printf("  %s, %u.%u %% lost, %u kbit/s, %u KiB: %u %% in %u attempts\n", name,
		       loss_tenths / 10, loss_tenths % 10, s.kbit, s.queue >> 10, share,
		       attempts + SOUP_FILES);
		CHECK(share >= least);
	}
}

TEST(slow_line_is_filled_by_lock_step)
{
	lines(&hpa, "tftpd-hpa", 0, LEAST_PERCENT);
	lines(&dnsmasq, "dnsmasq", 0, LEAST_PERCENT);
}

TEST(real_14_slow_line_is_filled_by_windows)
{
	lines(&atftpd, "atftpd", 0, LEAST_PERCENT_WINDOWS);
}

TEST(real_14_slow_line_that_loses_a_little)
{
	lines(&hpa, "tftpd-hpa", 2, LEAST_PERCENT);
	lines(&atftpd, "atftpd", 2, LEAST_PERCENT_WINDOWS);
}
