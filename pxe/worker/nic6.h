/* SPDX-License-Identifier: MIT
 * pxe/worker/nic6.h - IPv6 on one network interface: its sockets, its client, its lease. It runs beside DHCP,
 * and neither waits for the other. Layer: adapter. Callers: pxe/worker/nic.c, pxe/worker/worker.c.
 */
#ifndef PXE_WORKER_NIC6_H
#define PXE_WORKER_NIC6_H

#include "dhcp/v6_client.h"
#include "pxe/chan.h"
#include "pxe/session/net.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#define NIC6_SOCKETS 2 /* ICMPv6, UDP */

/** struct nic6 - callers may read the first group */
struct nic6 {
	bool tried; /* in this round a session by IPv6 failed; the worker sets and clears it */
	uint64_t ready_at;	   /* ms at which its lease came; 0 = there is none */
	bool ask_address;	   /* PID 1 is to set client.lease.addr; whoever does clears it */
	struct chan_static6 fixed; /* of the link, since nic6_start() */
	struct dhcp_v6_client client;

	struct netaddr dns[CHAN_DNS_MAX]; /* of the command line */
	bool open;
	int icmp, udp;
	char name[CHAN_IFNAME_MAX];
	const struct chan_setup *setup;
	uint64_t complain_at; /* when to say that IPv6 alone is here, and names no boot file */
};

/** nic6_open() - take the sockets at @fds; NULL = the kernel has no IPv6 */
void nic6_open(struct nic6 *n, const int *fds, const char *name, const struct chan_setup *setup);
void nic6_close(struct nic6 *n);

/** nic6_start() - the link is up, and is not set up by hand for IPv4 alone. Harmless when it runs */
void nic6_start(struct nic6 *n, const struct chan_link *link, uint64_t seed, uint64_t now);

/** nic6_stop() - the carrier is lost */
void nic6_stop(struct nic6 *n);

/** nic6_again() - ask anew where to boot from */
void nic6_again(struct nic6 *n, uint64_t now);

/** nic6_address_set() - PID 1 has set the address, or @err says why not, negative errno */
void nic6_address_set(struct nic6 *n, int err, uint64_t now);

/** nic6_leads() - there is a lease, and it or the command line says where to boot from by IPv6 */
bool nic6_leads(const struct nic6 *n);

/** nic6_net() - add what a session by IPv6 needs to @ret, in which there is nothing of IPv4 */
void nic6_net(const struct nic6 *n, struct session_net *ret);

/** nic6_pollfds() - fill @ret with what to poll. Return: how many entries, at most NIC6_SOCKETS */
unsigned nic6_pollfds(const struct nic6 *n, struct pollfd *ret);
uint64_t nic6_deadline(const struct nic6 *n);

/** nic6_step() - act on packets and deadlines; @alone: there is no lease of IPv4 */
void nic6_step(struct nic6 *n, bool readable, bool alone, uint64_t now);

#endif
