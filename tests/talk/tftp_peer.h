/* SPDX-License-Identifier: MIT
 * tests/talk/tftp_peer.h - a TFTP client under test on a virtual clock, with a server and a network
 * that misbehave as told, the same way for the same seed.
 */
#ifndef TESTS_TALK_TFTP_PEER_H
#define TESTS_TALK_TFTP_PEER_H

#include "pxe/tftp_team.h"

#define CLIENT_ADDR 0x0a090002u
#define SERVER_ADDR 0x0a090001u
#define TID	    40001
#define SENT_MAX    64

struct sent {
	uint64_t at;
	uint32_t addr;
	uint16_t port;
	size_t len;
	uint8_t bytes[TFTP_REQUEST_MAX];
};

/** struct talk - one client and what it did */
struct talk {
	struct tftp_xfer x;
	struct tftp_xfer_conf conf;
	uint64_t now;
	uint8_t *file; /* what was stored */
	size_t room;
	uint64_t stored;	    /* bytes in all STORE actions */
	struct sent sent[SENT_MAX]; /* the latest at sent[(n_sent - 1) % SENT_MAX] */
	unsigned n_sent;
	bool done, failed;
	uint64_t total;
	enum tftp_fail reason;
};

/** talk_open() - start the client; @room bytes of file at most; talk_open_whole() with blocks
 * larger than @whole in fragments. talk_close() frees. */
void talk_open(struct talk *t, struct tftp_opts ask, size_t room);
void talk_open_whole(struct talk *t, struct tftp_opts ask, size_t room, uint16_t whole);
void talk_close(struct talk *t);

/** talk_drain() - carry out what the machine wants; the script calls it through the others */
void talk_drain(struct talk *t);

/** talk_feed() - a datagram arrives, in a heap block of exactly its size */
void talk_feed(struct talk *t, uint32_t addr, uint16_t port, const void *bytes, size_t len);

/** talk_data() - DATA with @len bytes of the file's pattern at @at, from the server's port */
void talk_data(struct talk *t, uint16_t wire, uint64_t at, size_t len);

/** talk_oack() - an OACK of "name", "value" pairs up to a NULL */
void talk_oack(struct talk *t, const char *const *pairs);

void talk_error(struct talk *t, uint16_t code, const char *text);

/** talk_wait() - @ms pass; deadlines on the way are served */
void talk_wait(struct talk *t, uint64_t ms);

/** talk_last() - the latest packet sent; NULL if none */
const struct sent *talk_last(const struct talk *t);

/** talk_acked() - the latest packet is an ACK: its block; -1 if it is none */
int talk_acked(const struct talk *t);

/** talk_errored() - the latest packet is an ERROR: its code; -1 if it is none */
int talk_errored(const struct talk *t);

/** talk_byte() - the pattern of all files here */
uint8_t talk_byte(uint64_t at);

/** talk_intact() - the file holds exactly @size bytes of the pattern */
bool talk_intact(const struct talk *t, uint64_t size);

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
	unsigned helpers; /* begun, in all runs of this soup */
};

/** soup_run() - to the end of the transfer; the talk must be open, with what it asked for */
void soup_run(struct talk *t, struct soup *s);

/** soup_run_helped() - the same; further transfers of the same file help (pxe/tftp_team.h), from
 * the start if @known. Any of them may bring the file; @t tells how it ended. */
void soup_run_helped(struct talk *t, struct soup *s, bool known);

#define SOUP_FILES 2

/** soup_run_beside() - SOUP_FILES downloads over one line, to the end of all; @again starts one of
 * them anew after a failure, or returns false to give up. Nobody helps. Returns true when all came
 * to their end, and counts in s->helpers how often one would have been begun. */
bool soup_run_beside(struct talk *talks, struct soup *s, bool (*again)(struct talk *t));

#endif
