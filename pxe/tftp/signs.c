/* SPDX-License-Identifier: MIT */
#include "pxe/tftp/signs.h"

enum {
	STALLS_TELL = 3, /* fewer may be bad luck */
	STALLS_PART = 8, /* every eighth block lost is too much */
	/* Blocks of 64 KiB at 3 Mbit/s or less: two files at once overflow a small queue. */
	SLOW_MS = 150,
	SLOW_TELL = 2,	 /* fewer may be the server's disk */
	SLOW_LOOK = 4,	 /* among so many first blocks */
	SLOW_GAP_MS = 8, /* blocks of the MTU at 1.4 Mbit/s */
	SLOW_LOOK_GAPS = 8,
	SLOW_WINDOW = 4, /* what is asked for then */
	SLOW_TELL_GAPS = 5,
	SLOW_TRIPS = 22, /* a way so long that only large blocks fill it is none */
};

bool tftp_xfer_in_fragments(const struct tftp_xfer *x)
{
	return x->whole && x->grant.blksize > x->whole && x->state == TFTP_RECEIVING;
}

/* Of a large block its time on the line counts, of a window's packets what lies between them. */
bool tftp_signs_slow(struct tftp_xfer *x, uint64_t now)
{
	uint64_t ms = now - x->first_sent_at;

	if (!tftp_xfer_in_fragments(x)) {
		x->slow += x->window.size > SLOW_WINDOW && !x->tries &&
			   !tftp_window_gap(&x->window) && x->window.next <= SLOW_LOOK_GAPS &&
			   now - x->heard_at >= SLOW_GAP_MS;
		return x->slow >= SLOW_TELL_GAPS;
	}
	x->slow += x->window.next <= SLOW_LOOK && ms >= SLOW_MS && ms >= SLOW_TRIPS * x->oack_ms;
	return x->slow >= SLOW_TELL;
}

bool tftp_signs_worn(const struct tftp_xfer *x)
{
	return x->stalls >= STALLS_TELL && x->stalls * (uint64_t)STALLS_PART > x->window.next - 1;
}

/* Each lost fragment costs the whole block. */
bool tftp_signs_lossy(const struct tftp_xfer *x)
{
	return tftp_xfer_in_fragments(x) && tftp_signs_worn(x);
}
