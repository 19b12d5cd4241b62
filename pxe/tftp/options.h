/* SPDX-License-Identifier: MIT
 * pxe/tftp/options.h - the options that a request asks for, and those given up after a failure.
 * Layer: pure. Callers: pxe/tftp/get.c, pxe/fetch/tftp.c, tests.
 *
 * The first request asks for the best case. On a link without router blocks are as large as TFTP
 * allows, else as large as the MTU; the window is as large as the receive buffer. An option that
 * the server or the path cannot carry fails within a second or two, and is not requested again.
 */
#ifndef PXE_TFTP_OPTIONS_H
#define PXE_TFTP_OPTIONS_H

#include "pxe/tftp/xfer.h"

/** struct tftp_path - the path to a server, as the kernel knows it */
struct tftp_path {
	uint16_t mtu;  /* bytes; 0 = unknown */
	bool direct;   /* no router is in between */
	uint32_t room; /* bytes of a socket's receive buffer, kernel overhead included */
	bool ip6;
};

enum tftp_shun {
	TFTP_SHUN_FRAGMENTS = 1, /* blocks larger than the MTU */
	TFTP_SHUN_LARGE = 2,	 /* blocks larger than 512 bytes */
	TFTP_SHUN_WINDOW = 4,
	TFTP_SHUN_OPTIONS = 8,
	TFTP_SHUN_HUGE = 16, /* blocks of more than a few fragments */
};

/** struct tftp_peer - what is known of a server; all 0 but @addr to begin with */
struct tftp_peer {
	struct netaddr addr;
	unsigned shun;	    /* enum tftp_shun */
	uint16_t answer_ms; /* longest time in which a request was answered; 0 = unknown */
	uint32_t wait_us;   /* utimeout for blocks that are lost often; 0 = by blksize */
	uint32_t fits;	    /* bytes of a window that the line carries well; 0 = any */
};

/** tftp_options_choose() - the options of the next request to @peer
 *  @blksize, @window: the user's choice in bytes and blocks; 0 = none. @peer->shun overrides it */
struct tftp_opts tftp_options_choose(const struct tftp_peer *peer, const struct tftp_path *path,
				     unsigned blksize, unsigned window);

/** tftp_options_whole() - bytes of the largest block that travels without IP fragments */
uint16_t tftp_options_whole(const struct tftp_path *path);

/** tftp_options_give_up() - @x failed for @reason: note in @peer what to avoid
 *  @whole: from tftp_options_whole()
 *  Return: true = @peer changed, so that another request may succeed at once */
bool tftp_options_give_up(struct tftp_peer *peer, enum tftp_fail reason, const struct tftp_xfer *x,
			  uint16_t whole);

/** tftp_options_tardy() - blocks that come late until a shorter utimeout is asked for; 0 = it is not.
 *  Where fragments got lost before, the first block says that all packets do. */
unsigned tftp_options_tardy(const struct tftp_peer *peer);

#endif
