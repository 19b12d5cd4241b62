/* SPDX-License-Identifier: MIT
 * init/link.h - network interfaces, addresses and routes by rtnetlink. Layer: adapter. One
 * instance; for PID 1's loop.
 *
 * link_step() turns the kernel's messages into events and never waits, so that an interface whose
 * cable is out delays no other. The functions that change something wait for the kernel's answer,
 * which comes at once; 100 ms is the bound (-ETIMEDOUT). Addresses are in host byte order.
 *
 * Only interfaces that can carry a boot are shown: Ethernet-like, with a 6-byte address, neither
 * loopback, bridge, tunnel and the like, nor a member of one; a bond once it is up.
 */
#ifndef INIT_LINK_H
#define INIT_LINK_H

#include "pxe/chan.h"

#include <stdbool.h>
#include <stdint.h>

#define LINK_MAX     32 /* interfaces shown at a time; more are left out */
#define LINK_FOREVER UINT32_MAX

/** struct link - one interface as the kernel last described it */
struct link {
	int ifindex; /* > 0 */
	char name[16];
	uint16_t htype; /* ARPHRD_ETHER */
	uint8_t mac[16];
	uint8_t mac_len; /* 6 */
	uint32_t mtu;
	uint32_t max_mtu;	      /* 0 = not known */
	int parent;		      /* ifindex below a VLAN, 0 otherwise */
	bool up;		      /* set up by us */
	bool carrier;		      /* up, and the cable is in */
	char driver[CHAN_DRIVER_MAX]; /* "" for virtual ones */
	struct chan_bus bus;
};

enum link_event {
	LINK_NEW,     /* came; may have a carrier already */
	LINK_GONE,    /* its struct is valid during the call only */
	LINK_CARRIER, /* cable in, or set up with the cable in */
	LINK_LOST,    /* cable out, or set down */
	LINK_CHANGED, /* name, MAC address or MTU */
};

/** link_event_fn - called by link_step(); @l is valid until the next link_step(). Must not call
 *  link_step(). May change links; what that changes comes as a later event. */
typedef void link_event_fn(void *arg, enum link_event event, const struct link *l);

/** link_open() - open the sockets, set lo up, ask for all interfaces. 0 or -errno. */
int link_open(void);

/** link_fd() - poll this for POLLIN; -1 before link_open() */
int link_fd(void);

/** link_step() - take in what the kernel has said; the interfaces that were there at link_open()
 *  come as LINK_NEW. Bounded; call again when the descriptor is still readable. */
void link_step(link_event_fn *event, void *arg);

/** link_chan() - @l as the worker is told of it */
void link_chan(const struct link *l, struct chan_link *ret);

/** link_received() - packets that the kernel has received on it so far. Return: 0 or -errno */
int link_received(int ifindex, uint64_t *ret);

/** link_up() - set up or down; 0 or -errno, as all below */
int link_up(int ifindex);
int link_down(int ifindex);

/** link_rename() - give an interface, which must be down, the name @name */
int link_rename(int ifindex, const char *name);

/** link_mac_set() - give an interface, which should be down, the address @mac of 6 bytes */
int link_mac_set(int ifindex, const uint8_t mac[static 6]);

/** link_mtu_set() - @mtu in bytes without the Ethernet header */
int link_mtu_set(int ifindex, uint32_t mtu);

/**
 * link_addr_set() - add an address, or give the same address a new lifetime
 * @prefix_len: 1..32; the kernel makes the route to that network, none for 32
 * @broadcast:  0 = by the prefix
 * @valid_s:    the kernel drops the address after so many seconds; LINK_FOREVER
 */
int link_addr_set(int ifindex, uint32_t addr, uint8_t prefix_len, uint32_t broadcast,
		  uint32_t valid_s);

/** link_addr6_set() - add an address of IPv6, or give it another lifetime. It is of use when the kernel has found
 *  no duplicate
 *  @prefix_len: 128 = the address alone: what is on the link the kernel learns from routers
 *  Return: 0 or negative errno */
int link_addr6_set(int ifindex, const uint8_t addr[static 16], uint8_t prefix_len,
		   uint32_t valid_s);

/** link_addr6_del() - take it off again. Return: 0 or negative errno */
int link_addr6_del(int ifindex, const uint8_t addr[static 16], uint8_t prefix_len);

/** link_route6_add() - the default route by @gateway, in place of one of this interface's that was added so.
 *  Return: 0 or negative errno */
int link_route6_add(int ifindex, const uint8_t gateway[static 16]);

/** link_addr_del() - -EADDRNOTAVAIL when it was not there */
int link_addr_del(int ifindex, uint32_t addr, uint8_t prefix_len);

/**
 * link_route_add() - add or replace; routes of different interfaces never replace each other
 * @dst, @dst_len: 0/0 is the default route
 * @gw:     0 = the destination is on the link itself. A gateway outside the interface's networks
 *          (address with /32) is taken to be on the link.
 * @src:    preferred source address, 0 = the kernel's choice
 */
int link_route_add(int ifindex, uint32_t dst, uint8_t dst_len, uint32_t gw, uint32_t src);

/** link_flush() - remove all IPv4 addresses, and with them all routes */
int link_flush(int ifindex);

/** link_vlan_add() - a VLAN device @name over @parent, @id 1..4094; 0 also when there is one of
 * that name. It comes as LINK_NEW. The module 8021q has to be loaded before. */
int link_vlan_add(int parent, uint16_t id, const char *name);

#endif
