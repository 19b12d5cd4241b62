/* SPDX-License-Identifier: MIT
 * pxe/plan/host.h - this machine, as far as a configuration can ask for it. Layer: pure. Callers:
 * pxe/plan/, pxe/session/, cmd/, tests.
 */
#ifndef PXE_PLAN_HOST_H
#define PXE_PLAN_HOST_H

#include "lib/netaddr.h"
#include "lib/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAN_SYS_MAX 19u /* SYSAPPEND bits */

/* What a processor may lack that ifcpu64.c32 and ifcpu.c32 ask for. */
#define PLAN_CPU_64	    1u
#define PLAN_CPU_PAE	    2u
#define PLAN_CPU_HVM	    4u
#define PLAN_CPU_MULTICORE  8u
#define PLAN_CPU_SMP	    16u
#define PLAN_CPU_HYPERVISOR 32u

/* chaddr holds 16 bytes, InfiniBand's 20 do not fit and arrive cut by the DHCP client. */
#define PLAN_HOST_MAC_MAX 16

#define PLAN_DNS_MAX 3

/** struct plan_net - the interface and what goes with it, for pxe/plan/handover.h; empty = none */
struct plan_net {
	struct view ifname; /* the kernel's name of it */
	struct view parent; /* a VLAN's interface below */
	struct view bond;   /* the value of bond= */
	struct view znet;   /* the value of rd.znet= */
	struct view hostname;
	uint32_t dns[PLAN_DNS_MAX]; /* host byte order, 0 behind the last */
	/* IPv6, where the machine was booted by it: how is enum chan_how6, 0 = it was not */
	uint8_t how6, prefix_len6;
	struct netaddr addr6, gateway6, dns6[PLAN_DNS_MAX];
};

/** struct plan_host - what DHCP and the hardware told; the views are the caller's */
struct plan_host {
	/* the lookup order's names and SYSAPPEND's strings both */
	uint8_t htype; /* ARP hardware type, 1 = Ethernet */
	uint8_t mac[PLAN_HOST_MAC_MAX];
	size_t mac_len; /* 0 = unknown */
	bool has_uuid;
	uint8_t uuid[16]; /* byte order of DHCP option 97 */
	uint32_t ip;	  /* host byte order, 0 = unknown */
	/* where the configuration lies */
	struct view bootfile; /* option 67 or the file field */
	bool has_prefix;      /* option 210 is there, even if it is empty */
	struct view prefix;
	bool has_conffile; /* option 209 */
	struct view conffile;
	/* what it may ask for */
	uint32_t cpu_lacks;		   /* PLAN_CPU_*; a machine of 32 bits lacks 64 and PAE */
	uint32_t server, gateway, netmask; /* host byte order, 0 = unknown */
	uint8_t handover;		   /* enum chan_handover, of entries that do not say */
	struct plan_net net;
	/* Values for bits 3 (CPU) to 18 (FSUUID), without "NAME="; an empty one is left out. */
	struct view sys[PLAN_SYS_MAX];
};

/** plan_host_uuid_real() - whether @uuid is one. A real one has a version, so that its seventh byte
 *  is neither 0x0. nor 0xf.: firmware without a UUID sends zeroes or ones. */
bool plan_host_uuid_real(const uint8_t uuid[16]);

/** plan_host_put_uuid() - append @uuid as PXELINUX does: lower case, 8-4-4-4-12 digits */
void plan_host_put_uuid(struct str *s, const uint8_t uuid[16]);

/** plan_host_put_mac() - append hardware type and address, "01-52-54-00-12-34-56"
 *  @len: bytes of @mac, at most PLAN_HOST_MAC_MAX of them are there */
void plan_host_put_mac(struct str *s, uint8_t htype, const uint8_t *mac, size_t len);

#endif
