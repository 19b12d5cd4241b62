/* SPDX-License-Identifier: MIT */
#include "dhcp/arp.h"

#include "lib/clock.h"

#include <string.h>

#define PROBES	  3
#define PAUSE_MS  300 /* to the second probe, and as much again at random; then twice that */
#define ETHERNET  1
#define IPV4	  0x0800
#define OP_ASK	  1
#define OP_ANSWER 2

void dhcp_arp_start(struct dhcp_arp *a, uint32_t addr, const uint8_t mac[static 6], uint64_t now)
{
	if (a->addr == addr)
		return;
	*a = (struct dhcp_arp){.addr = addr, .probe_at = now, .until = now + DHCP_ARP_WATCH_MS};
	memcpy(a->mac, mac, sizeof a->mac);
}

void dhcp_arp_stop(struct dhcp_arp *a)
{
	*a = (struct dhcp_arp){.addr = 0};
}

static bool probes_left(const struct dhcp_arp *a)
{
	return a->addr && !a->taken && a->probes < PROBES;
}

/* A probe is a question that names no sender, so that nobody's table changes (section 2.1.1). */
bool dhcp_arp_tick(struct dhcp_arp *a, struct random *random, uint64_t now,
		   uint8_t frame[static DHCP_ARP_LEN])
{
	struct wr w = wr_of(frame, DHCP_ARP_LEN);
	uint32_t pause = PAUSE_MS << a->probes;

	if (!probes_left(a) || now < a->probe_at)
		return false;
	a->probes++;
	a->probe_at = now + pause + random_u64(random) % pause;
	wr_be16(&w, ETHERNET);
	wr_be16(&w, IPV4);
	wr_u8(&w, 6);
	wr_u8(&w, 4);
	wr_be16(&w, OP_ASK);
	wr_bytes(&w, a->mac, 6);
	wr_be32(&w, 0);
	wr_zero(&w, 6);
	wr_be32(&w, a->addr);
	return true;
}

bool dhcp_arp_input(struct dhcp_arp *a, struct rd packet)
{
	uint16_t hardware = rd_be16(&packet), protocol = rd_be16(&packet);
	uint8_t hlen = rd_u8(&packet), plen = rd_u8(&packet), mac[6] = {0};
	uint16_t op = rd_be16(&packet);
	uint32_t sender, target;

	rd_copy(&packet, mac, sizeof mac);
	sender = rd_be32(&packet);
	rd_skip(&packet, 6);
	target = rd_be32(&packet);
	if (packet.bad || hardware != ETHERNET || protocol != IPV4 || hlen != 6 || plen != 4 ||
	    (op != OP_ASK && op != OP_ANSWER) || !a->addr || a->taken)
		return false;
	if (memcmp(mac, a->mac, sizeof mac) == 0)
		return false;
	/* whoever sends from it has it; whoever probes it wants it at the same time */
	if (sender != a->addr && (sender || op != OP_ASK || target != a->addr))
		return false;
	memcpy(a->other, mac, sizeof a->other);
	return a->taken = true;
}

bool dhcp_arp_watches(const struct dhcp_arp *a, uint64_t now)
{
	return a->addr && !a->taken && now < a->until;
}

uint64_t dhcp_arp_deadline(const struct dhcp_arp *a)
{
	if (!a->addr || a->taken)
		return CLOCK_NEVER;
	return probes_left(a) ? a->probe_at : a->until;
}
