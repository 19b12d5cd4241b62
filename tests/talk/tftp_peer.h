/* SPDX-License-Identifier: MIT
 * tests/talk/tftp_peer.h - a TFTP client under test on a virtual clock, and the server's packets
 * one by one.
 */
#ifndef TESTS_TALK_TFTP_PEER_H
#define TESTS_TALK_TFTP_PEER_H

#include "pxe/tftp/options.h"

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

/** talk_again() - the client asks once more, for @ask */
void talk_again(struct talk *t, struct tftp_opts ask);

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

/** peer_data(), peer_oack() - the bytes of talk_data() and talk_oack(); they return how many */
size_t peer_data(uint8_t *buf, size_t size, uint16_t wire, uint64_t at, size_t len);
size_t peer_oack(uint8_t *buf, size_t size, const char *const *pairs);

/* What most talks ask for and are granted. */
extern const struct tftp_opts ask_none, ask_full;
extern const char *const grant_1468[], *const grant_w4[];

/** talk_open_w4() - a client that was granted blocks of 8 bytes in windows of 4, as it asked */
void talk_open_w4(struct talk *t);

#endif
