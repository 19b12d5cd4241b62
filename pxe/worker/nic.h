/* SPDX-License-Identifier: MIT
 * pxe/worker/nic.h - one network interface in the worker: its sockets, its DHCP client, its state.
 * Layer: adapter. Caller: pxe/worker/worker.c.
 */
#ifndef PXE_WORKER_NIC_H
#define PXE_WORKER_NIC_H

#include "dhcp/client.h"
#include "dhcp/port.h"
#include "dhcp/sock.h"
#include "pxe/chan.h"
#include "pxe/session/session.h"
#include "pxe/worker/nic6.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

enum nic_state {
	NIC_NO_CARRIER, /* waits for a cable */
	NIC_DHCP,	/* waits for a lease */
	NIC_SETTING,	/* PID 1 is setting the address */
	NIC_ASKING,	/* has an address, still asks where to boot from */
	NIC_READY,	/* can be booted from */
	NIC_IP6,	/* has IPv6 alone, by the command line */
	NIC_UNUSED,	/* DHCP is off, and it has no fixed address */
	NIC_STATES
};

/** enum nic_voice - whom the client says it is: servers may have another answer for each */
enum nic_voice { NIC_AS_PXE, NIC_AS_IPXE, NIC_AS_HTTP };

/* The sockets of one NIC, and what they are, in the order of struct dhcp_sock. */
#define NIC_SOCKETS 5
#define NIC_POLLFDS (NIC_SOCKETS + NIC6_SOCKETS)

/** struct nic_ops - what a NIC needs from the worker; no slot may be NULL */
struct nic_ops {
	void (*addr)(void *ctx, unsigned ifindex, const struct chan_addr *addr);
	void (*addr_gone)(void *ctx, unsigned ifindex);
	void (*addr6)(void *ctx, unsigned ifindex, const struct chan_addr6 *addr);
	/* an answer is awaited on a link that may go deaf; so every CHAN_AWAIT_MS */
	void (*await)(void *ctx, unsigned ifindex);
};

struct nic {
	unsigned ifindex; /* 0 = free slot */
	enum nic_state state;
	struct chan_link link;
	const struct nic_ops *ops;
	void *ctx;
	const struct chan_setup *setup;
	struct dhcp_sock sock;
	struct dhcp_client dhcp;
	struct nic6 six; /* IPv6, beside it */
	struct dhcp_port port;
	enum dhcp_port_state port_said; /* what the log says keeps packets from passing */
	uint64_t port_at;		/* when that may change by itself */
	bool port_alive;		/* dhcp_port_alive() */
	bool started;			/* the client runs */
	uint64_t seed;
	uint64_t since;	    /* when it came into its state */
	uint64_t found;	    /* when the carrier was first seen */
	uint64_t ready;	    /* when its address was set; 0 = it has none yet */
	uint64_t unplugged; /* when it lost its carrier the last time */
	uint64_t until; /* ms: the end of this state whatever comes; CLOCK_NEVER = it has none */
	uint32_t asked_addr;  /* the address PID 1 was asked to set */
	bool asked;	      /* the client has sent something since a packet came */
	bool downloading;     /* a session awaits packets on it; the worker keeps this up to date */
	uint64_t await_at;    /* when nic_ops.await() is due, if something is awaited */
	bool better;	      /* an offer says more of booting than the lease: nic_take() */
	bool picked;	      /* something was chosen from its PXE menu and is being asked for */
	bool tried;	      /* in this round a session with this lease failed */
	enum nic_voice voice; /* how the client asks, or asked for its lease */
	unsigned
		tried_as; /* bits of 1 << enum nic_voice: so it did in this round, because what it was
			      * told before led nowhere */
	bool nowhere;	  /* the last session with this lease found no configuration */
	bool unchanged;	  /* what it is told now is what led nowhere before */
	struct dhcp_boot plain;	   /* that, where @tried_as is not 0 */
	char why[SESSION_WHY_MAX]; /* the last session failed, printable */
	struct dhcp_arp arp;	   /* whether the address is another machine's as well */
	struct random random;	   /* of its probes */
	unsigned conflicts;	   /* in a row, all with */
	uint8_t conflict_with[6];  /* this machine */
	uint64_t told;		   /* hash of the last session's struct session_net */
};

/** nic_open() - a new link with its sockets, which become the NIC's; @setup must stay valid
 *  @fds6: NIC6_SOCKETS of them; NULL = there is no IPv6 */
void nic_open(struct nic *n, unsigned ifindex, const struct chan_link *link,
	      const int fds[static NIC_SOCKETS], const int *fds6, const struct chan_setup *setup,
	      const struct nic_ops *ops, void *ctx, uint64_t seed, uint64_t now);
void nic_close(struct nic *n);

/** nic_changed() - the link's carrier, MTU or address is another now */
void nic_changed(struct nic *n, const struct chan_link *link, uint64_t now);

/** nic_addr_result() - CHAN_ADDR_RESULT: @err is 0 or why @addr could not be set, negative errno */
void nic_addr_result(struct nic *n, uint32_t addr, int err, uint64_t now);

/** nic_refresh() - booting by what the lease says failed: ask the DHCP server whether it says
 *  something else by now. What is READY becomes so again within seconds, answer or none. But a
 *  lease that says nothing about booting, or that was one of several on offer, is let go for a new
 *  search among all servers, in which this one comes last. */
void nic_refresh(struct nic *n, uint64_t now);

/** nic_ask_otherwise() - a session failed; @nowhere: it found no configuration. Ask for a lease again, as
 *  iPXE does, then as UEFI's HTTP boot does, where the server may have another answer for that: once each in
 *  a round, and not where the lease or the command line is PXELINUX's. Return: whether it asks again */
bool nic_ask_otherwise(struct nic *n, bool nowhere, uint64_t now);

/** nic_take() - after nic.better: take what the better offer says. No session may run on it. */
void nic_take(struct nic *n, uint64_t now);

/** nic_pick() - item @item was chosen from the menu of the PXE server, session_net.pxe: ask for it. No
 *  session may run on it */
void nic_pick(struct nic *n, unsigned item, uint64_t now);

/** nic_answered() - something that was asked for by a session came: the switch's port forwards */
void nic_answered(struct nic *n);

/** nic_blocked() - the switch says that its port does not forward yet */
bool nic_blocked(const struct nic *n);

/** nic_hears() - it is on its way to a lease, because some server has answered */
bool nic_hears(const struct nic *n);

/** nic_reboot_s() - option 211: reboot when nothing booted for so many seconds; 0 = do not */
uint32_t nic_reboot_s(const struct nic *n);

/** nic_pollfds() - what to poll. Return: how many entries of @ret were filled, at most
 *  NIC_POLLFDS */
unsigned nic_pollfds(const struct nic *n, struct pollfd *ret);
uint64_t nic_deadline(const struct nic *n);

/** nic_step() - act on deadlines that have passed by @now
 *  @readable: receive first; poll() named one of the sockets */
void nic_step(struct nic *n, bool readable, uint64_t now);

/** nic_fixed() - its address comes from the command line, not from DHCP */
bool nic_fixed(const struct nic *n);

/** nic_rank() - how much its lease helps to boot; larger is better; only when NIC_READY */
int nic_rank(const struct nic *n);

/** nic_suffices() - its lease or the command line says where to boot from; only when NIC_READY */
bool nic_suffices(const struct nic *n);

/** nic_net() - what a session needs to boot from it; only when NIC_READY */
void nic_net(const struct nic *n, struct session_net *ret);

/** nic_net6() - what a session by IPv6 needs; only when nic6_leads() */
void nic_net6(const struct nic *n, struct session_net *ret);

/** nic_status() - what it waits for and since when */
void nic_status(const struct nic *n, struct str *out, uint64_t now);

#endif
