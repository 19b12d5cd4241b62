/* SPDX-License-Identifier: MIT
 * tests/talk/dhcp_peer.h - the DHCP client under test on a virtual clock, and the servers that
 * answer it.
 */
#ifndef TESTS_TALK_DHCP_PEER_H
#define TESTS_TALK_DHCP_PEER_H

#include "dhcp/client.h"
#include "tests/unit/dhcp_aid.h"

#define SERVER2 IP(10, 0, 0, 2)

/** struct dhcp_talk - the client, its clock and what it did since us_begin() */
struct dhcp_talk {
	struct dhcp_client c;
	uint64_t now;
	unsigned sent, bound, better, renewed, lost, said;
	struct dhcp_action last; /* the latest DHCP_SEND, its bytes in packet */
	uint8_t packet[DHCP_REQUEST_MAX];
	uint64_t sent_at[4000], said_at;
	struct reply r; /* the reply that is being written */
};

extern struct dhcp_talk us;

/** us_conf() - the machine that aid_match() answers, seed 42 */
struct dhcp_conf us_conf(void);

/** us_begin() - start the client at 1000 ms; us_begin_with() as another machine */
void us_begin(void);
void us_begin_with(const struct dhcp_conf *conf);

/** us_drain() - carry out what the client wants; the script calls it through the others */
void us_drain(void);

/** us_step() - let the next timer fire; us_run_until() - all up to @until */
void us_step(void);
void us_run_until(uint64_t until);

/** us_sent_type(), us_sent_xid() - of the last packet, which must begin with option 53 */
uint8_t us_sent_type(void);
uint32_t us_sent_xid(void);

/** us_sent_opt() - the value of option @code in the last packet; empty, p NULL, if absent */
struct rd us_sent_opt(uint8_t code);
uint32_t us_sent_opt32(uint8_t code);

/** peer_feed() - a reply from SERVER arrives; peer_feed_from() from another address. Returns what
 * dhcp_client_input() says. */
int peer_feed(struct rd payload);
int peer_feed_from(struct rd payload, uint32_t from);

/** peer_offer(), peer_ack(), peer_nak() - the usual replies; @bootfile NULL: without boot data */
int peer_offer(uint32_t server, uint32_t addr, const char *bootfile);
int peer_ack(uint32_t server, uint32_t addr, uint32_t lease_s, const char *bootfile);
int peer_nak(uint32_t server);

/** us_to_requesting(), us_to_bound() - start, and come so far with SERVER, ADDR and "pxelinux.0" */
void us_to_requesting(void);
void us_to_bound(uint32_t lease_s);

#endif
