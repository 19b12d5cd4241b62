/* SPDX-License-Identifier: MIT */
#include "dhcp/port.h"

#include "lib/clock.h"

#include <string.h>

/* LLC of a BPDU, and LLC with SNAP of Cisco's, one for each VLAN. */
#define LLC_STP	     0x424203u
#define LLC_SNAP     0xaaaa03u
#define SNAP_CISCO   0x00000cu
#define SNAP_PVST    0x010bu
#define BPDU_CONFIG  0x00
#define BPDU_RAPID   0x02
#define RAPID_PASSES 0x20u /* the flag "forwarding" */

/* IEEE 802.1D-2004, table 17-1, ms. */
#define DELAY_MIN_MS 4000u
#define DELAY_MAX_MS 30000u
#define AGE_MIN_MS   6000u
#define AGE_MAX_MS   40000u

/* LACP (IEEE 802.1AX, 6.4.2.3): subtype, the sender's part, bits of its state. */
#define SLOW_LACP	  1
#define LACP_ACTOR	  1
#define LACP_ACTOR_LEN	  20
#define LACP_AGGREGATION  0x04u
#define LACP_DISTRIBUTING 0x20u
/* Three times the slow period. */
#define LACP_LIFE_MS 90000u
/* Five times the hello time. */
#define TREE_LIFE_MS 10000u
/* A machine that has asked so long without an answer may suspect a tree that tells nothing. */
#define SUSPECT_MS 2000u

/* --- frames ---------------------------------------------------------------------------------- */

static uint32_t rd_be24(struct rd *r)
{
	uint32_t high = rd_u8(r);

	return high << 16 | rd_be16(r);
}

/* A time in 1/256 s, as ms within bounds. */
static uint32_t rd_time(struct rd *r, uint32_t min, uint32_t max)
{
	uint32_t ms = (uint32_t)rd_be16(r) * 1000u / 256u;

	return ms < min ? min : ms > max ? max : ms;
}

static bool is_bpdu(struct rd *r)
{
	uint32_t llc = rd_be24(r);

	if (llc == LLC_STP)
		return true;
	return llc == LLC_SNAP && rd_be24(r) == SNAP_CISCO && rd_be16(r) == SNAP_PVST;
}

int dhcp_port_decode_llc(struct rd frame, struct dhcp_port_frame *ret)
{
	struct dhcp_port_frame f = {.kind = DHCP_PORT_STP};
	bool ours = is_bpdu(&frame) && rd_be16(&frame) == 0;
	uint8_t type, flags;

	rd_skip(&frame, 1); /* the version: the type tells as much */
	type = rd_u8(&frame);
	if (frame.bad)
		return DHCP_PORT_SHORT;
	if (!ours || (type != BPDU_CONFIG && type != BPDU_RAPID))
		return DHCP_PORT_OTHER;
	flags = rd_u8(&frame);
	rd_skip(&frame, 8 + 4 + 8 + 2); /* root, cost, bridge, port */
	rd_skip(&frame, 2);		/* message age */
	f.patience_ms = rd_time(&frame, AGE_MIN_MS, AGE_MAX_MS);
	rd_skip(&frame, 2); /* hello time */
	f.delay_ms = rd_time(&frame, DELAY_MIN_MS, DELAY_MAX_MS);
	if (frame.bad)
		return DHCP_PORT_SHORT;
	if (type == BPDU_RAPID) {
		f.kind = DHCP_PORT_RSTP;
		f.forwards = flags & RAPID_PASSES;
	}
	*ret = f;
	return 0;
}

int dhcp_port_decode_slow(struct rd frame, struct dhcp_port_frame *ret)
{
	uint8_t subtype = rd_u8(&frame), part, len, state;

	rd_skip(&frame, 1); /* the version */
	part = rd_u8(&frame);
	len = rd_u8(&frame);
	rd_skip(&frame, 2 + 6 + 2 + 2 + 2); /* system, key, port */
	state = rd_u8(&frame);
	if (frame.bad)
		return DHCP_PORT_SHORT;
	if (subtype != SLOW_LACP || part != LACP_ACTOR || len != LACP_ACTOR_LEN)
		return DHCP_PORT_OTHER;
	/* A port that is no candidate for aggregation passes packets on by itself. */
	*ret = (struct dhcp_port_frame){.kind = DHCP_PORT_LACP,
					.forwards = !(state & LACP_AGGREGATION) ||
						    state & LACP_DISTRIBUTING};
	return 0;
}

/* --- what they mean -------------------------------------------------------------------------- */

void dhcp_port_carrier(struct dhcp_port *p, uint64_t now)
{
	memset(p, 0, sizeof *p);
	p->carrier_at = now;
}

void dhcp_port_heard(struct dhcp_port *p, const struct dhcp_port_frame *f, uint64_t now)
{
	if (f->kind == DHCP_PORT_LACP) {
		p->lacp_until = p->alive_until = now + LACP_LIFE_MS;
		p->lacp_forwards = f->forwards;
		return;
	}
	p->stp_until = now + f->patience_ms;
	if (p->alive_until < now + TREE_LIFE_MS)
		p->alive_until = now + TREE_LIFE_MS;
	p->stp_tells = f->kind == DHCP_PORT_RSTP;
	p->stp_forwards = f->forwards;
	/* Listening and learning; before them, a root that is gone has to be missed. */
	p->tree_likely = p->carrier_at + 2 * (uint64_t)f->delay_ms;
	p->tree_end = p->tree_likely + f->patience_ms;
}

void dhcp_port_answered(struct dhcp_port *p)
{
	p->passes = true;
}

static bool tree_blocks(const struct dhcp_port *p, uint64_t now)
{
	if (now >= p->stp_until)
		return false;
	if (p->stp_tells)
		return !p->stp_forwards;
	return now >= p->carrier_at + SUSPECT_MS && now < p->tree_end;
}

enum dhcp_port_state dhcp_port_state(const struct dhcp_port *p, uint64_t now)
{
	if (p->passes)
		return DHCP_PORT_UNKNOWN;
	if (tree_blocks(p, now))
		return DHCP_PORT_BLOCKED;
	return now < p->lacp_until && !p->lacp_forwards ? DHCP_PORT_UNBOUND : DHCP_PORT_UNKNOWN;
}

void dhcp_port_text(const struct dhcp_port *p, uint64_t now, struct str *out)
{
	switch (dhcp_port_state(p, now)) {
	case DHCP_PORT_BLOCKED:
		str_puts(out, "the switch port is not forwarding yet (spanning tree)");
		if (now < p->tree_likely)
			str_fmt(out, ", it should within %u s",
				(unsigned)((p->tree_likely - now + 999) / 1000));
		break;
	case DHCP_PORT_UNBOUND:
		str_puts(out, "the switch port is not forwarding, it waits for a link aggregation "
			      "(LACP)");
		break;
	case DHCP_PORT_UNKNOWN:
	default: str_puts(out, "the switch port should forward by now"); break;
	}
}

bool dhcp_port_alive(const struct dhcp_port *p, uint64_t now)
{
	return now < p->alive_until;
}

uint64_t dhcp_port_deadline(const struct dhcp_port *p, uint64_t now)
{
	const uint64_t times[] = {p->carrier_at + SUSPECT_MS, p->tree_end, p->stp_until,
				  p->lacp_until, p->alive_until};
	uint64_t at = CLOCK_NEVER;

	for (unsigned i = 0; i < sizeof times / sizeof *times; i++)
		if (times[i] > now)
			at = clock_min(at, times[i]);
	return at;
}
