/* SPDX-License-Identifier: MIT
 * dhcp/arp.h - whether another machine has the address that this one was given (RFC 5227). Layer:
 * pure. Callers: pxe/worker/nic.c, tests.
 *
 * The RFC would have an address probed for some seconds before it is used. A boot does not wait:
 * the first probe leaves with the DHCPREQUEST, so that an answer on the same link is mostly there
 * before the server's, and the rest while the address is in use already.
 */
#ifndef DHCP_ARP_H
#define DHCP_ARP_H

#include "lib/bytes.h"
#include "lib/random.h"

#include <stdbool.h>
#include <stdint.h>

#define DHCP_ARP_LEN 28 /* bytes of a packet, for Ethernet and IPv4 */
#define DHCP_ARP_WATCH_MS \
	3000 /* how long after the first probe an answer counts; longer than all of them */

/** struct dhcp_arp - one address being watched; all zero: none */
struct dhcp_arp {
	uint32_t addr; /* host byte order; 0 = none */
	uint8_t mac[6];
	unsigned probes; /* sent */
	uint64_t probe_at, until;
	bool taken; /* another machine has it: */
	uint8_t other[6];
};

/** dhcp_arp_start() - watch @addr on the interface with @mac; nothing changes if it is watched
 *  already */
void dhcp_arp_start(struct dhcp_arp *a, uint32_t addr, const uint8_t mac[static 6], uint64_t now);

/** dhcp_arp_stop() - the address is no longer wanted */
void dhcp_arp_stop(struct dhcp_arp *a);

/** dhcp_arp_tick() - Return: whether @frame, a probe, is to be broadcast now; at other times than the
 *  deadline's harmless */
bool dhcp_arp_tick(struct dhcp_arp *a, struct random *random, uint64_t now,
		   uint8_t frame[static DHCP_ARP_LEN]);

/** dhcp_arp_input() - an ARP packet, without Ethernet header, from anybody.
 *  Return: whether it is the first that says that another machine has the address, or is about to
 *  take it: @a->other */
bool dhcp_arp_input(struct dhcp_arp *a, struct rd packet);

/** dhcp_arp_watches() - packets are wanted at @now */
bool dhcp_arp_watches(const struct dhcp_arp *a, uint64_t now);

/** dhcp_arp_deadline() - ms; CLOCK_NEVER */
uint64_t dhcp_arp_deadline(const struct dhcp_arp *a);

#endif
