/* SPDX-License-Identifier: MIT */
#include "pxe/tftp/options.h"

enum {
	HEADERS = 32, /* bytes of IPv4, UDP and TFTP (20 + 8 + 4) */
	HEADERS_IP6 = 52,
	MTU_STD = 1500,
	/* Blocks in a window. Some servers break above 64. 16 blocks of 64 KiB are the 1 MB that a
	 * path with a 10 ms round trip holds at 100 MB/s. */
	WINDOW_WHOLE = 64,
	WINDOW_FRAGMENTS = 16,
	/* Bytes of the receive buffer that one packet uses. Many network drivers give each packet
	 * a page. */
	PACKET_COST = 4096,
	TIMEOUT_S = 1, /* the least that RFC 2349 allows; a lock-step server resends after it */
	/* A server that knows utimeout resends sooner. A block that takes longer than utimeout on
	 * a slow line is sent twice. tftpd-hpa doubles utimeout with each repeat and gives up after
	 * 63 times the first. */
	UTIMEOUT_US = 120 * 1000,
	UTIMEOUT_FRAGMENTS_US = TFTP_FRAGMENTS_MS * 1000,
	TARDY_TELL = 2, /* fewer late blocks may be pauses of the server */
};

uint16_t tftp_options_whole(const struct tftp_path *path)
{
	unsigned mtu = path->mtu ? path->mtu : MTU_STD;
	unsigned headers = path->ip6 ? HEADERS_IP6 : HEADERS;

	if (mtu < headers + TFTP_BLKSIZE_STD)
		return TFTP_BLKSIZE_STD;
	return (uint16_t)(mtu - headers < TFTP_BLKSIZE_MAX ? mtu - headers : TFTP_BLKSIZE_MAX);
}

/* Bytes of the largest block that @shun leaves. */
static unsigned largest_blksize(unsigned shun, unsigned whole)
{
	if (shun & TFTP_SHUN_LARGE)
		return TFTP_BLKSIZE_STD;
	if (shun & TFTP_SHUN_FRAGMENTS)
		return whole;
	if (shun & TFTP_SHUN_HUGE && TFTP_FEW_FRAGMENTS * whole < TFTP_BLKSIZE_MAX)
		return TFTP_FEW_FRAGMENTS * whole;
	return TFTP_BLKSIZE_MAX;
}

static unsigned choose_window(const struct tftp_path *path, uint32_t bytes, unsigned blksize)
{
	unsigned whole = tftp_options_whole(path), packets = (blksize + whole - 1) / whole;
	unsigned fits = path->room / (packets * PACKET_COST);
	unsigned most = packets > 1 ? WINDOW_FRAGMENTS : WINDOW_WHOLE;

	if (bytes && bytes / blksize < most)
		most = bytes / blksize;
	return fits < most ? fits : most;
}

static uint32_t choose_utimeout(const struct tftp_peer *peer, bool fragments)
{
	if (fragments && !(peer->shun & TFTP_SHUN_HUGE && peer->wait_us))
		return UTIMEOUT_FRAGMENTS_US;
	return peer->wait_us ? peer->wait_us : UTIMEOUT_US;
}

static unsigned clamp_option(unsigned n, unsigned min, unsigned max)
{
	return n < min ? min : n > max ? max : n;
}

struct tftp_opts tftp_options_choose(const struct tftp_peer *peer, const struct tftp_path *path,
				     unsigned blksize, unsigned window)
{
	unsigned whole = tftp_options_whole(path), largest = largest_blksize(peer->shun, whole);

	if (peer->shun & TFTP_SHUN_OPTIONS)
		return (struct tftp_opts){0};
	if (!blksize)
		blksize = path->direct ? TFTP_BLKSIZE_MAX : whole;
	if (blksize > largest)
		blksize = largest;
	blksize = clamp_option(blksize, TFTP_BLKSIZE_MIN, TFTP_BLKSIZE_MAX);
	if (!window)
		window = choose_window(path, peer->fits, blksize);
	if (peer->shun & TFTP_SHUN_WINDOW)
		window = 1;
	window = clamp_option(window, 1, TFTP_WINDOW_MAX);
	return (struct tftp_opts){
		.blksize = (uint16_t)(blksize == TFTP_BLKSIZE_STD ? 0 : blksize),
		.windowsize = (uint16_t)(window > 1 ? window : 0),
		.timeout_s = TIMEOUT_S,
		.utimeout_us = choose_utimeout(peer, blksize > whole),
		.tsize = true,
	};
}

/* A server that waits less for an answer ends its transfer sooner. Blocks in fragments may have used up its
 * repeats. */
static void give_up_wait(struct tftp_peer *peer, const struct tftp_xfer *x, uint16_t whole)
{
	if (x->grant.blksize > whole)
		peer->shun |= TFTP_SHUN_FRAGMENTS;
	else
		peer->wait_us = peer->wait_us < UTIMEOUT_US / 4 ? peer->wait_us * 4 : UTIMEOUT_US;
}

/* Blocks of a few fragments get lost less often than those of many, and carry more at a time than those of
 * one. A loss costs the server's wait, so that a shorter one comes before smaller blocks; how short it may
 * be is known once a block has come. With windows it is the window that carries much. */
static void give_up_fragments(struct tftp_peer *peer, enum tftp_fail reason,
			      const struct tftp_xfer *x, uint16_t whole)
{
	bool sooner = reason == TFTP_FAIL_LOSSY && !peer->wait_us && x->wait_us < UTIMEOUT_US;

	if (x->grant.windowsize > 1)
		peer->shun |= TFTP_SHUN_FRAGMENTS;
	else if (x->grant.blksize > TFTP_FEW_FRAGMENTS * whole)
		peer->shun |= TFTP_SHUN_HUGE;
	else if (!sooner)
		peer->shun |= TFTP_SHUN_FRAGMENTS;
	if (sooner)
		peer->wait_us = x->wait_us;
}

bool tftp_options_give_up(struct tftp_peer *peer, enum tftp_fail reason, const struct tftp_xfer *x,
			  uint16_t whole)
{
	struct tftp_peer before = *peer;

	if (reason == TFTP_FAIL_OPTIONS)
		peer->shun |= TFTP_SHUN_OPTIONS;
	else if (reason == TFTP_FAIL_BLACKHOLE && x->grant.blksize <= whole)
		peer->shun |= TFTP_SHUN_LARGE;
	else if (reason == TFTP_FAIL_CROWDED && (!peer->fits || x->fits < peer->fits))
		peer->fits = x->fits;
	else if ((reason == TFTP_FAIL_ENDED || reason == TFTP_FAIL_UNREACHABLE) && peer->wait_us)
		give_up_wait(peer, x, whole);
	else if (reason == TFTP_FAIL_TARDY)
		peer->wait_us = x->wait_us;
	else if (reason == TFTP_FAIL_LOSSY || reason == TFTP_FAIL_BLACKHOLE)
		give_up_fragments(peer, reason, x, whole);
	return peer->shun != before.shun || peer->fits != before.fits ||
	       peer->wait_us != before.wait_us;
}

unsigned tftp_options_tardy(const struct tftp_peer *peer)
{
	if (peer->wait_us)
		return 0;
	return peer->shun & (TFTP_SHUN_FRAGMENTS | TFTP_SHUN_HUGE) ? 1 : TARDY_TELL;
}
