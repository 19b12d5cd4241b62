/* SPDX-License-Identifier: MIT */
#include "pxe/tftp_signs.h"

enum {
	STALLS_TELL = 3, /* fewer may be bad luck */
	STALLS_PART = 8, /* every eighth block lost is too much */
	/* Blocks of 64 KiB at 3 Mbit/s or less: two files at once overflow a small queue. */
	SLOW_MS = 150,
	SLOW_TELL = 2,	 /* fewer may be the server's disk */
	SLOW_LOOK = 4,	 /* among so many first blocks */
	SLOW_TRIPS = 22, /* a way so long that only large blocks fill it is none */
};

bool tftp_xfer_in_fragments(const struct tftp_xfer *x)
{
	return x->whole && x->grant.blksize > x->whole && x->state == TFTP_RECEIVING;
}

/* The line needs so long for a block that two files at once get into each other's way. */
bool tftp_signs_slow(struct tftp_xfer *x, uint64_t now)
{
	uint64_t ms = now - x->first_sent_at;

	if (tftp_xfer_in_fragments(x) && x->window.next <= SLOW_LOOK && ms >= SLOW_MS &&
	    ms >= SLOW_TRIPS * x->oack_ms)
		x->slow++;
	return x->slow >= SLOW_TELL;
}

/* Each lost fragment costs the whole block. */
bool tftp_signs_lossy(const struct tftp_xfer *x)
{
	return tftp_xfer_in_fragments(x) && x->stalls >= STALLS_TELL &&
	       x->stalls * (uint64_t)STALLS_PART > x->window.next - 1;
}
