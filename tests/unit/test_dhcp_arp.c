/* SPDX-License-Identifier: MIT
 * Another machine with the same address (RFC 5227): what is sent, and what counts as a claim. */
#include "tests/unit/check.h"

#include "dhcp/arp.h"
#include "lib/clock.h"

#include <stdio.h>
#include <string.h>

#define ADDR 0x0a09002a

static const uint8_t own[6] = {2, 0, 0, 0, 0, 5}, other[6] = {2, 0, 0, 0, 0, 9};
static struct dhcp_arp a;
static struct random dice;

static const uint8_t probe[DHCP_ARP_LEN] = {
	0, 1, 8, 0, 6, 4, 0,  1, /* a question for Ethernet and IPv4 */
	2, 0, 0, 0, 0, 5,	 /* from this machine, */
	0, 0, 0, 0,		 /* which has no address yet, */
	0, 0, 0, 0, 0, 0, 10, 9, 0, 42};

static void begin(void)
{
	a = (struct dhcp_arp){0};
	dice.state = 1;
	dhcp_arp_start(&a, ADDR, own, 1000);
}

TEST(arp_three_probes_at_growing_distances)
{
	uint8_t frame[DHCP_ARP_LEN];
	uint64_t at[3];

	begin();
	for (int i = 0; i < 3; i++) {
		at[i] = dhcp_arp_deadline(&a);
		CHECK(i == 0 || !dhcp_arp_tick(&a, &dice, at[i] - 1, frame));
		CHECK(dhcp_arp_tick(&a, &dice, at[i], frame));
		CHECK(memcmp(frame, probe, sizeof probe) == 0);
		/* the same DHCPREQUEST once more begins nothing anew */
		dhcp_arp_start(&a, ADDR, own, at[i]);
	}
	CHECK_INT(at[0], 1000);
	CHECK(at[1] >= 1300 && at[1] < 1600 && at[2] >= at[1] + 600 && at[2] < at[1] + 1200);
	CHECK_INT(dhcp_arp_deadline(&a), 1000 + DHCP_ARP_WATCH_MS);
	CHECK(!dhcp_arp_tick(&a, &dice, 1000 + DHCP_ARP_WATCH_MS, frame));
	CHECK(dhcp_arp_watches(&a, 999 + DHCP_ARP_WATCH_MS));
	CHECK(!dhcp_arp_watches(&a, 1000 + DHCP_ARP_WATCH_MS));
	dhcp_arp_stop(&a);
	CHECK(dhcp_arp_deadline(&a) == CLOCK_NEVER);
}

static struct rd packet(uint8_t buf[static DHCP_ARP_LEN], uint16_t op, const uint8_t *mac,
			uint32_t sender, uint32_t target)
{
	struct wr w = wr_of(buf, DHCP_ARP_LEN);

	wr_be32(&w, 0x00010800);
	wr_be16(&w, 0x0604);
	wr_be16(&w, op);
	wr_bytes(&w, mac, 6);
	wr_be32(&w, sender);
	wr_zero(&w, 6);
	wr_be32(&w, target);
	return rd_of(buf, DHCP_ARP_LEN);
}

TEST(arp_who_claims_the_address)
{
	static const struct {
		const char *what;
		uint16_t op;
		const uint8_t *mac;
		uint32_t sender, target;
		bool taken;
	} t[] = {
		{"an answer to the probe", 2, other, ADDR, 0, true},
		{"an announcement", 1, other, ADDR, ADDR, true},
		{"whoever has it asks for somebody", 1, other, ADDR, 0x0a090001, true},
		{"another one that probes it", 1, other, 0, ADDR, true},
		{"our own probe, echoed", 1, own, 0, ADDR, false},
		{"our own announcement, echoed", 1, own, ADDR, ADDR, false},
		{"somebody looks for whoever has it", 1, other, 0x0a090001, ADDR, false},
		{"others among themselves", 2, other, 0x0a090001, 0x0a090002, false},
		{"an answer to a probe of another", 2, other, 0, ADDR, false},
		{"RARP", 3, other, ADDR, ADDR, false},
	};
	uint8_t buf[DHCP_ARP_LEN];

	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		begin();
		if (!CHECK_INT(dhcp_arp_input(&a, packet(buf, t[i].op, t[i].mac, t[i].sender,
							 t[i].target)),
			       t[i].taken))
			printf("  %s\n", t[i].what);
		CHECK_INT(a.taken, t[i].taken);
		if (t[i].taken) {
			CHECK(memcmp(a.other, other, 6) == 0);
			CHECK(dhcp_arp_deadline(&a) == CLOCK_NEVER);
			CHECK(!dhcp_arp_input(&a, packet(buf, 2, other, ADDR, 0))); /* said once */
		}
	}
	dhcp_arp_stop(&a);
	CHECK(!dhcp_arp_input(&a, packet(buf, 2, other, 0, 0)));
}

TEST(arp_survives_any_packet)
{
	uint8_t good[DHCP_ARP_LEN], bad[DHCP_ARP_LEN];

	packet(good, 2, other, ADDR, 0);
	for (size_t cut = 0; cut < sizeof good; cut++) {
		begin();
		CHECK(!dhcp_arp_input(&a, rd_of(good, cut)));
	}
	for (size_t bit = 0; bit < 64; bit++) { /* of the header, every bit counts */
		begin();
		memcpy(bad, good, sizeof bad);
		bad[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (bad[6] == 0 && (bad[7] == 1 || bad[7] == 2))
			continue;
		CHECK(!dhcp_arp_input(&a, rd_of(bad, sizeof bad)));
	}
}
