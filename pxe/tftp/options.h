/* SPDX-License-Identifier: MIT
 * pxe/tftp/options.h - which options to ask a TFTP server for, and which to give up after a failure.
 * Layer: pure. Callers: pxe/tftp/get.c, pxe/fetch/tftp.c, tests.
 *
 * The best case is asked for first: blocks as large as they get where no router is in between, else
 * as large as the MTU, and a window as large as the receive buffer. What a server or the way to it
 * cannot carry shows within a second or two, and is not asked for again.
 */
#ifndef PXE_TFTP_OPTIONS_H
#define PXE_TFTP_OPTIONS_H

#include "pxe/tftp/xfer.h"

/** struct tftp_path - the way to a server, as the kernel knows it */
struct tftp_path {
	uint16_t mtu;  /* 0 = unknown */
	bool direct;   /* no router in between */
	uint32_t room; /* of a socket's receive buffer, in bytes with the kernel's overhead */
};

enum tftp_shun {
	TFTP_SHUN_FRAGMENTS = 1, /* blocks larger than the MTU */
	TFTP_SHUN_LARGE = 2,	 /* blocks larger than 512 bytes */
	TFTP_SHUN_WINDOW = 4,
	TFTP_SHUN_OPTIONS = 8,
};

/** struct tftp_peer - what is known of a server; all 0 but addr at first */
struct tftp_peer {
	uint32_t addr; /* host byte order */
	unsigned shun; /* enum tftp_shun */
};

/** tftp_options_choose() - for the next request
 *  @blksize, @window: the user's wish; 0 = none. What @peer shuns has precedence. */
struct tftp_opts tftp_options_choose(const struct tftp_peer *peer, const struct tftp_path *path,
				     unsigned blksize, unsigned window);

/** tftp_options_whole() - bytes of the largest block that is not sent in fragments */
uint16_t tftp_options_whole(const struct tftp_path *path);

/** tftp_options_give_up() - a transfer failed for @reason: note in @peer what to shun
 *  @blksize: that was in force
 *  @whole:   see tftp_options_whole()
 *  Return: true when something was noted that @peer did not shun before, so that another request
 *  may succeed at once. */
bool tftp_options_give_up(struct tftp_peer *peer, enum tftp_fail reason, unsigned blksize,
			  uint16_t whole);

#endif
