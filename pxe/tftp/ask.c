/* SPDX-License-Identifier: MIT */
#include "pxe/tftp/ask.h"

#include "pxe/tftp/signs.h"

enum {
	HEADERS = 32, /* IPv4, UDP and TFTP, with room for a tag */
	MTU_STD = 1500,
	/* Some servers break above 64; 16 blocks of 64 KiB are what 10 ms at 100 MB/s hold. */
	WINDOW_WHOLE = 64,
	WINDOW_FRAGMENTS = 16,
	WINDOW_SLOW = 4, /* two files at once, and a queue of 16 KB */
	/* What a packet costs in the receive buffer where cards fill a page each. */
	PACKET_COST = 4096,
	TIMEOUT_S = 1, /* a lock-step server resends a lost block no sooner */
	/* Unless it knows microseconds. A block that takes longer than this on a slow line would be
	 * sent twice; a server gives up after 63 times as long. */
	UTIMEOUT_US = 100 * 1000,
	UTIMEOUT_FRAGMENTS_US = 200 * 1000,
	UTIMEOUT_LOSSY_US = 10 * 1000,
	/* Where large blocks take longer, it may be their own number that overflows a queue. */
	LOSSY_TRIP_MS = 20,
};

uint16_t tftp_ask_whole(const struct tftp_path *path)
{
	unsigned mtu = path->mtu ? path->mtu : MTU_STD;

	if (mtu < HEADERS + TFTP_BLKSIZE_STD)
		return TFTP_BLKSIZE_STD;
	return (uint16_t)(mtu - HEADERS < TFTP_BLKSIZE_MAX ? mtu - HEADERS : TFTP_BLKSIZE_MAX);
}

static unsigned choose_blksize(unsigned shun, const struct tftp_path *path)
{
	if (shun & TFTP_SHUN_LARGE)
		return TFTP_BLKSIZE_STD;
	if (path->direct && !(shun & TFTP_SHUN_FRAGMENTS))
		return TFTP_BLKSIZE_MAX;
	return tftp_ask_whole(path);
}

static unsigned choose_window(const struct tftp_path *path, unsigned blksize)
{
	unsigned whole = tftp_ask_whole(path), packets = (blksize + whole - 1) / whole;
	unsigned fits = path->room / (packets * PACKET_COST);
	unsigned most = packets > 1 ? WINDOW_FRAGMENTS : WINDOW_WHOLE;

	return fits < most ? fits : most;
}

static unsigned within(unsigned n, unsigned min, unsigned max)
{
	return n < min ? min : n > max ? max : n;
}

struct tftp_opts tftp_ask(const struct tftp_peer *peer, const struct tftp_path *path,
			  unsigned blksize, unsigned window)
{
	if (peer->shun & TFTP_SHUN_OPTIONS)
		return (struct tftp_opts){0};
	if (!blksize || peer->shun & TFTP_SHUN_LARGE)
		blksize = choose_blksize(peer->shun, path);
	if (peer->shun & TFTP_SHUN_FRAGMENTS && blksize > tftp_ask_whole(path))
		blksize = tftp_ask_whole(path);
	blksize = within(blksize, TFTP_BLKSIZE_MIN, TFTP_BLKSIZE_MAX);
	if (!window)
		window = peer->shun & TFTP_SLOW ? WINDOW_SLOW : choose_window(path, blksize);
	if (peer->shun & TFTP_SHUN_WINDOW)
		window = 1;
	window = within(window, 1, TFTP_WINDOW_MAX);
	return (struct tftp_opts){
		.blksize = (uint16_t)(blksize == TFTP_BLKSIZE_STD ? 0 : blksize),
		.windowsize = (uint16_t)(window > 1 ? window : 0),
		.timeout_s = TIMEOUT_S,
		.utimeout_us = peer->shun & TFTP_SHUN_UTIMEOUT	? 0
			       : blksize > tftp_ask_whole(path) ? UTIMEOUT_FRAGMENTS_US
			       : peer->shun & TFTP_LOSSY	? UTIMEOUT_LOSSY_US
								: UTIMEOUT_US,
		.tsize = true,
	};
}

/* Fragments make each loss worse. Of whole blocks, where small packets get lost too, that none
 * arrived may be bad luck, once. */
static unsigned blackhole(const struct tftp_peer *peer, const struct tftp_xfer *x, uint16_t whole)
{
	unsigned lossy = x->asked_twice ? TFTP_LOSSY : 0;

	if (x->grant.blksize > whole)
		return TFTP_SHUN_FRAGMENTS | lossy;
	return lossy & ~peer->shun ? lossy : TFTP_SHUN_LARGE;
}

bool tftp_ask_learn(struct tftp_peer *peer, const struct tftp_xfer *x, enum tftp_fail reason,
		    uint16_t whole)
{
	unsigned before = peer->shun;

	if (reason == TFTP_FAIL_OPTIONS)
		peer->shun |= TFTP_SHUN_OPTIONS;
	else if (reason == TFTP_FAIL_HASTY)
		peer->shun |= TFTP_SHUN_UTIMEOUT;
	else if (reason == TFTP_FAIL_BLACKHOLE && x->slow)
		peer->shun |= TFTP_SHUN_FRAGMENTS | TFTP_SLOW;
	else if (reason == TFTP_FAIL_BLACKHOLE)
		peer->shun |= blackhole(peer, x, whole);
	else if (reason == TFTP_FAIL_LOSSY)
		peer->shun |= TFTP_SHUN_FRAGMENTS;
	if ((reason == TFTP_FAIL_STALLED || reason == TFTP_FAIL_UNREACHABLE) && tftp_signs_worn(x))
		peer->shun |= TFTP_LOSSY;
	if (reason == TFTP_FAIL_LOSSY && tftp_rtt_timeout(&x->rtt) < LOSSY_TRIP_MS)
		peer->shun |= TFTP_LOSSY;
	return peer->shun != before;
}
