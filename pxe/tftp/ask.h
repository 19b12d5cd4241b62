/* SPDX-License-Identifier: MIT
 * pxe/tftp/ask.h - which options to ask a TFTP server for, and what its failures teach. Layer:
 * pure. Callers: pxe/fetch/fetch.c, tests.
 *
 * The best case first: blocks as large as they get where no router is in between, else as large as
 * the MTU; a window as large as the receive buffer. What a server or the way to it cannot carry
 * shows within a second, and is not asked for again.
 */
#ifndef PXE_TFTP_ASK_H
#define PXE_TFTP_ASK_H

#include "pxe/tftp/xfer.h"

/** struct tftp_path - the way to a server, as the kernel knows it */
struct tftp_path {
	uint16_t mtu; /* 0 = unknown */
	bool direct;  /* no router in between */
	uint32_t
		room; /* bytes of packets, with the kernel's overhead, that a socket keeps for us */
};

enum tftp_shun {
	TFTP_SHUN_FRAGMENTS = 1, /* blocks larger than the MTU */
	TFTP_SHUN_LARGE = 2,	 /* blocks larger than 512 bytes */
	TFTP_SHUN_WINDOW = 4,
	TFTP_SHUN_OPTIONS = 8,
	TFTP_SHUN_UTIMEOUT = 32,
	TFTP_SLOW = 64,	 /* a window of a few blocks */
	TFTP_LOSSY = 16, /* nothing to shun: losses are to be expected, and lock-step needs help */
};

/** struct tftp_peer - what is known of a server; all 0 but addr at first */
struct tftp_peer {
	uint32_t addr; /* host byte order */
	unsigned shun; /* enum tftp_shun */
};

/** tftp_ask() - the options of the next request; @blksize and @window are the user's, 0 = choose */
struct tftp_opts tftp_ask(const struct tftp_peer *peer, const struct tftp_path *path,
			  unsigned blksize, unsigned window);

/** tftp_ask_whole() - the largest block that is not sent in fragments */
uint16_t tftp_ask_whole(const struct tftp_path *path);

/** tftp_ask_learn() - a transfer ended, well or badly; returns true when another one, with what
 *  tftp_ask() says now, may succeed at once */
bool tftp_ask_learn(struct tftp_peer *peer, const struct tftp_xfer *x, enum tftp_fail reason,
		    uint16_t whole);

#endif
