/* SPDX-License-Identifier: MIT */
#include "pxe/tftp_signs.h"

enum {
	STALLS_TELL = 3, /* fewer may be bad luck */
	STALLS_PART = 8, /* every eighth block lost is too much */
	SILENCE_MS = 60, /* and many round trips: it was the server that repeated itself */
	SILENCE_TRIPS = 4,
	/* Blocks of 64 KiB at 3 Mbit/s or less: two files at once overflow a small queue. */
	SLOW_MS = 150,
	SLOW_TELL = 2,	   /* fewer may be the server's disk */
	SLOW_LOOK = 4,	   /* among so many first blocks */
	SLOW_TRIPS = 22,   /* a way so long that only large blocks fill it is none */
	SILENCES_MS = 150, /* fewer in all may be bad luck */
	SILENCES_PART = 5, /* of the time */
	/* Where round trips take long it may be the blocks' own time on the line, which a second
	 * transfer doubles. */
	LONG_TRIP_MS = 20,
	SILENCES_PART_LONG = 2,
};

bool tftp_xfer_in_fragments(const struct tftp_xfer *x)
{
	return x->whole && x->grant.blksize > x->whole && x->state == TFTP_RECEIVING;
}

/* Several in a row are no silences: the way has become so long. Nor is a first block's. */
void tftp_signs_silence(struct tftp_xfer *x, uint64_t now)
{
	uint64_t ms = now - x->first_sent_at;

	if (x->window.next > 2 && !x->rtt.backoff_ms && ms >= SILENCE_MS &&
	    ms >= SILENCE_TRIPS * tftp_rtt_timeout(&x->rtt))
		x->waited_ms += ms;
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

bool tftp_xfer_wants_help(const struct tftp_xfer *x, uint64_t now)
{
	unsigned part =
		tftp_rtt_patience(&x->rtt) > LONG_TRIP_MS ? SILENCES_PART_LONG : SILENCES_PART;

	return x->state == TFTP_RECEIVING && x->window.size == 1 && !tftp_xfer_in_fragments(x) &&
	       x->waited_ms >= SILENCES_MS && x->waited_ms * part >= now - x->began_at;
}
