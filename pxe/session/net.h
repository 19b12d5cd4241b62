/* SPDX-License-Identifier: MIT
 * pxe/session/net.h - what a lease says about where to boot from. Layer: pure, a type alone.
 * Callers: pxe/session, pxe/worker.
 */
#ifndef PXE_SESSION_NET_H
#define PXE_SESSION_NET_H

#include "dhcp/lease.h"
#include "pxe/chan.h"
#include "pxe/fetch/fetch.h"
#include "pxe/session/stages.h"

#include <stdbool.h>
#include <stdint.h>

/** struct session_net - what the lease says about where to boot from; IPv4 in host byte
 *  order, text empty or 0 = not given */
struct session_net {
	unsigned ifindex;
	char ifname[CHAN_IFNAME_MAX];
	uint16_t mtu;
	uint8_t htype, mac_len;
	uint8_t mac[CHAN_MAC_MAX];
	bool has_uuid;
	uint8_t uuid[16];
	bool ip6; /* the lease is one of IPv6: there is no address, and no way to servers, of IPv4 */
	uint32_t addr, netmask, gateway;
	struct chan_static6
		six; /* of IPv6: how this machine got its address, and it, as far as it is known */
	union {
		struct netaddr server;
		struct netaddr servers[FETCH_SERVERS]; /* it, and those that take its place */
	};
	unsigned equals; /* the first so many have the same files; the others are only guessed at */
	struct netaddr served;		 /* who had the configuration; none = none was found yet */
	char server_name[CHAN_NAME_MAX]; /* instead of server */
	struct netaddr dns[CHAN_DNS_MAX];
	char proxy[CHAN_NAME_MAX];   /* for http and https, "host:port" */
	char mirrors[CHAN_TEXT_MAX]; /* of the prefix; blanks between them */
	char domain[CHAN_NAME_MAX];
	char search[DHCP_SEARCH_MAX]; /* domains to look for names in; blanks between them */
	char hostname[CHAN_NAME_MAX];
	/* of struct chan_link */
	char parent[CHAN_IFNAME_MAX], bond[CHAN_NAME_MAX], znet[CHAN_NAME_MAX];
	uint8_t handover; /* enum chan_handover, of entries that do not say */
	char bootfile[CHAN_URL_MAX];
	char params[CHAN_NAME_MAX]; /* of it, by DHCPv6's option 60; blanks between them */
	bool has_prefix, has_conffile;
	char prefix[CHAN_URL_MAX];   /* option 210 */
	char conffile[CHAN_URL_MAX]; /* option 209 */
	bool conffile_is_base; /* it is a URL, and names are relative to it instead of @prefix */
	uint16_t arch;	       /* DHCP option 93 */
	uint64_t max_payload;  /* bytes; 0 = unknown */
	uint32_t timeout_s;    /* in place of TIMEOUT; UINT32_MAX = not given */
	int32_t loadparm;      /* entry that the operator named, see chan_setup */
	bool headless;	       /* nobody can be shown a menu */
	bool report;	       /* the next system is told of lease and stages */
	struct session_times times;
	bool again;  /* not the first attempt with this lease: missing names are known */
	bool expand; /* put iPXE's settings into command lines of entries that do not say */
	/* What iPXE scripts alone look at. */
	bool as_ipxe;	      /* DHCP was asked as iPXE asks: a plain boot file may be a script */
	uint32_t next_server; /* in place of the reply's; 0 = that counts */
	struct dhcp_reply reply, proxy_reply;
	char driver[CHAN_DRIVER_MAX];
	struct chan_bus bus;
	/* The menu of a PXE server that is to be chosen from before anything else; no items = none. */
	struct dhcp_pxe pxe;
};

#endif
