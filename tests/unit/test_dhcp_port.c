/* SPDX-License-Identifier: MIT
 * What switches say of their ports: frames of STP, RSTP, MSTP, PVST+ and LACP, and what follows from
 * them over time. */
#include "tests/unit/check.h"

#include "dhcp/port.h"
#include "lib/clock.h"

#include <stdio.h>
#include <string.h>

/* LLC, protocol, version, type, flags; root, cost, bridge, port; age 0, 20 s, 2 s, 15 s. */
#define BPDU(version, type, flags)                                                                 \
	0x42, 0x42, 0x03, 0, 0, version, type, flags, 0x80, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 4, 0x80, \
		0, 2, 0, 0, 0, 0, 2, 0x80, 1, 0, 0, 20, 0, 2, 0, 15, 0

static const uint8_t stp[] = {BPDU(0, 0, 0)};
static const uint8_t rstp_discarding[] = {BPDU(2, 2, 0x0e), 0};
static const uint8_t rstp_learning[] = {BPDU(2, 2, 0x1c), 0};
static const uint8_t rstp_forwarding[] = {BPDU(2, 2, 0x3c), 0};
static const uint8_t mstp_forwarding[] = {BPDU(3, 2, 0x7c), 0, 0, 64};
static const uint8_t topology_change[] = {0x42, 0x42, 0x03, 0, 0, 0, 0x80};
static const uint8_t pvst[] = {0xaa, 0xaa, 0x03, 0, 0, 0x0c, 0x01, 0x0b, 0, 0, 2, 2,  0x3c,
			       0x80, 5,	   2,	 0, 0, 0,    0,	   1,	 0, 0, 0, 4,  0x80,
			       5,    2,	   0,	 0, 0, 0,    2,	   0x80, 1, 0, 0, 20, 0,
			       2,    0,	   15,	 0, 0, 0,    0,	   0,	 2, 0, 5};

static int decode(const uint8_t *p, size_t n, struct dhcp_port_frame *f)
{
	memset(f, 0xee, sizeof *f);
	return dhcp_port_decode_llc(rd_of(p, n), f);
}

TEST(bpdus_tell_whether_the_port_forwards)
{
	static const struct {
		const uint8_t *p;
		size_t n;
		enum dhcp_port_kind kind;
		bool forwards;
	} rows[] = {
		{stp, sizeof stp, DHCP_PORT_STP, false},
		{rstp_discarding, sizeof rstp_discarding, DHCP_PORT_RSTP, false},
		{rstp_learning, sizeof rstp_learning, DHCP_PORT_RSTP, false},
		{rstp_forwarding, sizeof rstp_forwarding, DHCP_PORT_RSTP, true},
		{mstp_forwarding, sizeof mstp_forwarding, DHCP_PORT_RSTP, true},
		{pvst, sizeof pvst, DHCP_PORT_RSTP, true},
	};
	struct dhcp_port_frame f;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!CHECK_INT(decode(rows[i].p, rows[i].n, &f), 0))
			continue;
		CHECK_INT(f.kind, rows[i].kind);
		CHECK_INT(f.forwards, rows[i].forwards);
		CHECK_INT(f.delay_ms, 15000);
		CHECK_INT(f.patience_ms, 20000);
	}
}

TEST(frames_that_say_nothing_of_the_port)
{
	static const uint8_t ipx[] = {0xe0, 0xe0, 0x03, 0xff, 0xff, 0, 34, 0, 0, 0};
	static const uint8_t cdp[] = {0xaa, 0xaa, 0x03, 0, 0, 0x0c, 0x20, 0, 2, 180, 0, 0, 0};
	struct dhcp_port_frame f;

	CHECK_INT(decode(topology_change, sizeof topology_change, &f), DHCP_PORT_OTHER);
	CHECK_INT(decode(ipx, sizeof ipx, &f), DHCP_PORT_OTHER);
	CHECK_INT(decode(cdp, sizeof cdp, &f), DHCP_PORT_OTHER);
	CHECK_INT(decode(stp, 0, &f), DHCP_PORT_SHORT);
	CHECK(f.kind == (enum dhcp_port_kind)0xeeeeeeee);
}

/* Whoever lies about the timers keeps nobody waiting longer than the standard allows. */
TEST(timers_out_of_range_become_the_nearest_in_range)
{
	uint8_t odd[sizeof stp];
	struct dhcp_port_frame f;

	memcpy(odd, stp, sizeof odd);
	memset(odd + sizeof odd - 6, 0xff, 6);
	CHECK_INT(decode(odd, sizeof odd, &f), 0);
	CHECK_INT(f.delay_ms, 30000);
	CHECK_INT(f.patience_ms, 40000);
	memset(odd + sizeof odd - 6, 0, 6);
	CHECK_INT(decode(odd, sizeof odd, &f), 0);
	CHECK_INT(f.delay_ms, 4000);
	CHECK_INT(f.patience_ms, 6000);
}

static void any_bpdu(const uint8_t *data, size_t len)
{
	struct dhcp_port_frame f;

	if (dhcp_port_decode_llc(rd_of(data, len), &f))
		return;
	CHECK(f.kind == DHCP_PORT_STP || f.kind == DHCP_PORT_RSTP);
	CHECK(f.delay_ms >= 4000 && f.delay_ms <= 30000);
	CHECK(f.patience_ms >= 6000 && f.patience_ms <= 40000);
}

TEST(bpdus_cut_and_flipped)
{
	check_mutations(stp, sizeof stp, any_bpdu);
	check_mutations(mstp_forwarding, sizeof mstp_forwarding, any_bpdu);
	check_mutations(pvst, sizeof pvst, any_bpdu);
}

/* Subtype, version, the sender with its state, and the other end. */
#define LACPDU(state)                                                                             \
	1, 1, 1, 20, 0x80, 0, 2, 0, 0, 0, 0, 1, 0, 7, 0x80, 0, 0, 3, state, 0, 0, 0, 2, 20, 0, 0, \
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0

static int decode_slow(uint8_t state, struct dhcp_port_frame *f)
{
	const uint8_t pdu[] = {LACPDU(state)};

	memset(f, 0xee, sizeof *f);
	return dhcp_port_decode_slow(rd_of(pdu, sizeof pdu), f);
}

TEST(lacpdus_tell_whether_the_port_distributes)
{
	static const struct {
		uint8_t state;
		bool forwards;
	} rows[] = {
		{0x45, false},		     /* active, aggregation, defaulted: nobody answers */
		{0x4d, false},		     /* in sync, not collecting */
		{0x1d, false},		     /* collecting, not distributing */
		{0x3d, true},  {0x7d, true}, /* defaulted, and passes on nevertheless */
		{0x41, true},		     /* an individual port */
	};
	struct dhcp_port_frame f;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!CHECK_INT(decode_slow(rows[i].state, &f), 0))
			continue;
		CHECK_INT(f.kind, DHCP_PORT_LACP);
		CHECK_INT(f.forwards, rows[i].forwards);
	}
}

static void any_lacpdu(const uint8_t *data, size_t len)
{
	struct dhcp_port_frame f;

	if (!dhcp_port_decode_slow(rd_of(data, len), &f))
		CHECK_INT(f.kind, DHCP_PORT_LACP);
}

TEST(lacpdus_cut_and_flipped_and_other_slow_protocols)
{
	static const uint8_t pdu[] = {LACPDU(0x45)};
	uint8_t oam[sizeof pdu] = {3};
	struct dhcp_port_frame f;

	check_mutations(pdu, sizeof pdu, any_lacpdu);
	CHECK_INT(dhcp_port_decode_slow(rd_of(oam, sizeof oam), &f), DHCP_PORT_OTHER);
	CHECK_INT(dhcp_port_decode_slow(rd_of(pdu, 18), &f), DHCP_PORT_SHORT);
	CHECK_INT(dhcp_port_decode_slow(rd_of(pdu, 19), &f), 0);
}

/* --- over time ------------------------------------------------------------------------------- */

static struct dhcp_port port;
static uint64_t now;

static void begin(void)
{
	now = 100000;
	dhcp_port_carrier(&port, now);
}

static void hear(const uint8_t *p, size_t n)
{
	struct dhcp_port_frame f;

	CHECK_INT(dhcp_port_decode_llc(rd_of(p, n), &f), 0);
	dhcp_port_heard(&port, &f, now);
}

static const char *said(void)
{
	static char text[256];
	struct str out = str_of(text, sizeof text);

	dhcp_port_text(&port, now, &out);
	return text;
}

TEST(nothing_heard_is_nothing_known)
{
	begin();
	CHECK_INT(dhcp_port_state(&port, now + 5000), DHCP_PORT_UNKNOWN);
	CHECK(!dhcp_port_alive(&port, now));
	CHECK(dhcp_port_deadline(&port, now + 2000) == CLOCK_NEVER);
}

/* STP tells nothing of the port: two seconds without an answer make it suspect, and twice the forward
 * delay with the maximum age is the end of that, however long BPDUs come. */
TEST(stp_is_suspected_for_as_long_as_its_timers_block)
{
	char want[64], line[256];

	begin();
	hear(stp, sizeof stp);
	CHECK_INT(dhcp_port_state(&port, now), DHCP_PORT_UNKNOWN);
	CHECK(dhcp_port_deadline(&port, now) == now + 2000);
	for (unsigned s = 2; s < 50; s += 2) {
		now = 100000 + s * 1000;
		hear(stp, sizeof stp);
		CHECK_INT(dhcp_port_state(&port, now), DHCP_PORT_BLOCKED);
		snprintf(want, sizeof want, ", it should within %u s", 30 - s);
		snprintf(line, sizeof line,
			 "the switch port is not forwarding yet (spanning tree)%s",
			 s < 30 ? want : "");
		CHECK_STR(said(), line);
	}
	now = 150000;
	hear(stp, sizeof stp);
	CHECK_INT(dhcp_port_state(&port, now), DHCP_PORT_UNKNOWN);
	CHECK_STR(said(), "the switch port should forward by now");
	CHECK(dhcp_port_alive(&port, now));
}

TEST(rstp_is_believed_at_once_and_for_as_long_as_it_is_heard)
{
	begin();
	hear(rstp_discarding, sizeof rstp_discarding);
	CHECK_INT(dhcp_port_state(&port, now), DHCP_PORT_BLOCKED);
	hear(rstp_learning, sizeof rstp_learning);
	CHECK_INT(dhcp_port_state(&port, now + 19999), DHCP_PORT_BLOCKED);
	CHECK_INT(dhcp_port_state(&port, now + 20000), DHCP_PORT_UNKNOWN);
	CHECK(!dhcp_port_alive(&port, now + 20000));
	now += 600000;
	CHECK(!dhcp_port_alive(&port, now));
	hear(rstp_discarding, sizeof rstp_discarding);
	CHECK_INT(dhcp_port_state(&port, now), DHCP_PORT_BLOCKED);
	hear(rstp_forwarding, sizeof rstp_forwarding);
	CHECK_INT(dhcp_port_state(&port, now), DHCP_PORT_UNKNOWN);
}

TEST(an_answer_shows_that_the_port_forwards)
{
	begin();
	now += 4000;
	hear(stp, sizeof stp);
	CHECK_INT(dhcp_port_state(&port, now), DHCP_PORT_BLOCKED);
	dhcp_port_answered(&port);
	hear(rstp_discarding, sizeof rstp_discarding);
	CHECK_INT(dhcp_port_state(&port, now), DHCP_PORT_UNKNOWN);
	dhcp_port_carrier(&port, now);
	hear(rstp_discarding, sizeof rstp_discarding);
	CHECK_INT(dhcp_port_state(&port, now), DHCP_PORT_BLOCKED);
}

/* A slow LACPDU comes every 30 s, and one or two may be lost. */
TEST(lacp_holds_for_three_slow_periods)
{
	struct dhcp_port_frame f;

	begin();
	CHECK_INT(decode_slow(0x45, &f), 0);
	dhcp_port_heard(&port, &f, now);
	CHECK_INT(dhcp_port_state(&port, now + 89999), DHCP_PORT_UNBOUND);
	CHECK(dhcp_port_alive(&port, now + 89999));
	CHECK_INT(dhcp_port_state(&port, now + 90000), DHCP_PORT_UNKNOWN);
	CHECK_INT(decode_slow(0x3d, &f), 0);
	dhcp_port_heard(&port, &f, now);
	CHECK_INT(dhcp_port_state(&port, now), DHCP_PORT_UNKNOWN);
}
