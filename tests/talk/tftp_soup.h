/* SPDX-License-Identifier: MIT
 * tests/talk/tftp_soup.h - TFTP downloads on a virtual clock, with a server and a network that
 * misbehave as told, the same way for the same seed.
 */
#ifndef TESTS_TALK_TFTP_SOUP_H
#define TESTS_TALK_TFTP_SOUP_H

#include "tests/talk/tftp_peer.h"

/** struct soup - a whole download over a bad network */
struct soup {
	uint64_t size;
	uint16_t blksize, windowsize; /* the server grants up to these; 0 = it knows no options */
	enum tftp_wrap wrap;
	unsigned loss, dup;   /* per cent, each way */
	unsigned loss_tenths; /* and so many thousandths */
	unsigned fragment;    /* bytes of a packet: a longer one is lost with any of its parts */
	unsigned delay_ms, jitter_ms;
	bool one_way; /* the delay is in one direction only, for round trips of a millisecond */
	unsigned server_wait_ms; /* until the server repeats itself; 0 = never */
	bool hpa; /* waits as long as asked for, twice as long each time, and six times in all */
	bool apprentice;      /* the server answers a repeated ACK with the whole window again */
	bool dies;	      /* falls silent for ever ... */
	uint64_t silent_from; /* ... once this block was sent for the first time */
	unsigned kbit,
		queue;	/* to the client: the line's rate, 0 = none, and what waits in bytes */
	unsigned burst; /* no more than so many packets at a time get through; 0 = all */
	uint64_t seed;
	uint64_t free_us; /* when the line has sent all that waits */
	/* out */
	uint64_t data_sent, acks_sent, took_ms;
};

/** soup_run() - to the end of the transfer; the talk must be open, with what it asked for */
void soup_run(struct talk *t, struct soup *s);

#define SOUP_FILES 2

/** soup_run_beside() - SOUP_FILES downloads over one line, to the end of all; @again starts one of
 * them anew after a failure, or returns false to give up. Returns true when all came to their end. */
bool soup_run_beside(struct talk *talks, struct soup *s, bool (*again)(struct talk *t));

#endif
