/* SPDX-License-Identifier: MIT
 * dhcp/port.h - what the switch at the other end of the cable says of its port. Layer: pure.
 * Callers: pxe/worker/nic.c, cmd/dhcp.c, tests.
 *
 * A switch that looks for loops (spanning tree: IEEE 802.1D, RSTP and MSTP of 802.1Q, Cisco's PVST+)
 * passes nothing on for half a minute after the cable is in, but sends a BPDU every other second. A
 * switch whose port is part of a link aggregation (LACP, IEEE 802.1AX) sends LACPDUs, and passes
 * nothing on before the other end joins. Both are no part of DHCP; they tell why nobody answers.
 *
 * RSTP, MSTP and LACP say whether the port forwards. A configuration BPDU of plain STP does not: its
 * sender may be blocked or not. It blocks at most as long as its own timers say, counted from the
 * carrier, and does not block if anything that is asked for gets an answer.
 *
 * Frames come from anybody on the link. All they can do is to name a wrong cause and to make this
 * machine ask every other second.
 */
#ifndef DHCP_PORT_H
#define DHCP_PORT_H

#include "lib/bytes.h"
#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

/* Bytes that are read of a frame; what is behind them does not matter here. */
#define DHCP_PORT_FRAME_MAX 128

enum dhcp_port_kind {
	DHCP_PORT_STP = 1, /* 802.1D, or PVST+ that speaks it: the port's state is not told */
	DHCP_PORT_RSTP,	   /* RSTP or MSTP */
	DHCP_PORT_LACP,
};

/** struct dhcp_port_frame - one frame of the switch */
struct dhcp_port_frame {
	enum dhcp_port_kind kind;
	bool forwards;	      /* RSTP, LACP: the port passes packets on */
	uint32_t delay_ms;    /* STP, RSTP: the forward delay, 4..30 s */
	uint32_t patience_ms; /* STP, RSTP: the maximum age, 6..40 s */
};

enum dhcp_port_error {
	DHCP_PORT_SHORT = 1, /* the frame ends too early */
	DHCP_PORT_OTHER,     /* neither BPDU nor LACPDU, or one that says nothing of the port */
};

/** dhcp_port_decode_llc() - a BPDU
 *  @frame: from the LLC header on, which follows the length of an 802.3 frame
 *  @ret:   written on success only; times out of range become the nearest in range
 *  Return: 0 or an enum dhcp_port_error */
int dhcp_port_decode_llc(struct rd frame, struct dhcp_port_frame *ret);

/** dhcp_port_decode_slow() - likewise a LACPDU
 *  @frame: from the subtype on, which follows the type of an Ethernet frame */
int dhcp_port_decode_slow(struct rd frame, struct dhcp_port_frame *ret);

enum dhcp_port_state {
	DHCP_PORT_UNKNOWN, /* no switch said anything lately, or it passes packets on */
	DHCP_PORT_BLOCKED, /* by spanning tree */
	DHCP_PORT_UNBOUND, /* by a link aggregation that this end has not joined */
};

/** struct dhcp_port - what is known of one port; private */
struct dhcp_port {
	uint64_t carrier_at;		/* ms */
	uint64_t stp_until, lacp_until; /* ms: what was heard counts so long; 0 = nothing was */
	uint64_t tree_likely;		/* STP: ms at which the port usually forwards */
	uint64_t tree_end;		/* STP: ms at which the port forwards at the latest */
	uint64_t alive_until;		/* ms: a switch was heard, at its own pace */
	bool stp_tells;			/* the last BPDU said whether the port forwards */
	bool stp_forwards, lacp_forwards;
	bool passes; /* something that was asked for got an answer */
};

/** dhcp_port_carrier() - the cable is in since @now ms: nothing is known yet */
void dhcp_port_carrier(struct dhcp_port *p, uint64_t now);

/** dhcp_port_heard() - a frame of the switch arrived */
void dhcp_port_heard(struct dhcp_port *p, const struct dhcp_port_frame *f, uint64_t now);

/** dhcp_port_answered() - an answer to a packet of ours arrived: the port forwards */
void dhcp_port_answered(struct dhcp_port *p);

/** dhcp_port_state() - what keeps packets from passing at @now ms */
enum dhcp_port_state dhcp_port_state(const struct dhcp_port *p, uint64_t now);

/** dhcp_port_text() - append what dhcp_port_state() at @now means, as a sentence for the log, without what
 *  follows from it */
void dhcp_port_text(const struct dhcp_port *p, uint64_t now, struct str *out);

/** dhcp_port_alive() - the switch was heard as lately as it can be, so the link is not deaf */
bool dhcp_port_alive(const struct dhcp_port *p, uint64_t now);

/** dhcp_port_deadline() - ms at which dhcp_port_state() may change without a frame; CLOCK_NEVER */
uint64_t dhcp_port_deadline(const struct dhcp_port *p, uint64_t now);

#endif
