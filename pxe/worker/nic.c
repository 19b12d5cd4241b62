/* SPDX-License-Identifier: MIT */
#include "pxe/worker/nic.h"

#include "lib/clock.h"
#include "lib/error.h"
#include "lib/log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* nic_rank() of a static address: the server on the command line comes before any lease. */
#define RANK_FIXED 100
/* Between two attempts the DHCP server has this long to answer a refresh. */
#define REFRESH_MS 3000
/* A server that answers iPXE alone, or everybody but iPXE, is as silent as none. */
#define OTHERWISE_MS 10000
/* A static address that could not be set is tried again after this. */
#define FIXED_AGAIN_MS 10000
/* Datagrams taken in one step: a flood must not keep the worker from its other sockets. */
#define BATCH 32

bool nic_fixed(const struct nic *n)
{
	return n->link.fixed.used;
}

static void nic_enter(struct nic *n, enum nic_state state, uint64_t now)
{
	n->state = state;
	n->since = now;
	n->until = CLOCK_NEVER;
}

/* How DHCP is asked at first. */
static enum nic_voice first_voice(const struct chan_setup *s)
{
	return s->ipxe == CHAN_IPXE_ALWAYS ? NIC_AS_IPXE : NIC_AS_PXE;
}

static void speak_as(struct nic *n, enum nic_voice voice)
{
	n->voice = voice;
	dhcp_client_say(&n->dhcp, voice == NIC_AS_IPXE, voice == NIC_AS_HTTP);
}

/* The DHCP client pauses while PID 1 sets the address: what it sends next has that address as its
 * source. */
static bool client_runs(const struct nic *n)
{
	return n->started && n->state != NIC_SETTING;
}

static uint16_t link_mtu(uint32_t mtu)
{
	return (uint16_t)(mtu > UINT16_MAX ? UINT16_MAX : mtu);
}

static void dhcp_conf_of(const struct nic *n, struct dhcp_conf *c)
{
	memset(c, 0, sizeof *c);
	c->htype = (uint8_t)n->link.htype;
	c->hlen = n->link.mac_len;
	memcpy(c->mac, n->link.mac, sizeof c->mac);
	c->arch = n->setup->arch;
	c->has_uuid = n->setup->has_uuid;
	memcpy(c->uuid, n->setup->uuid, sizeof c->uuid);
	c->mtu = link_mtu(n->link.mtu);
	c->max_mtu = link_mtu(n->link.max_mtu);
	c->start_jitter_ms = n->setup->start_jitter_ms;
	c->seed = n->seed;
	c->proxy_ask = true;
	c->broadcast = n->link.broadcast;
	c->ipxe = n->voice == NIC_AS_IPXE;
	c->http = n->voice == NIC_AS_HTTP;
	text_copy(c->vendor_class, sizeof c->vendor_class, view_of(n->setup->class));
	text_copy(c->user_class, sizeof c->user_class, view_of(n->setup->user_class));
	c->ipxe_https = fetch_transport_of(PXE_HTTPS) != NULL;
	c->bare_ok = n->setup->server[0] || n->setup->url[0];
}

static void carrier_came(struct nic *n, uint64_t now)
{
	dhcp_port_carrier(&n->port, now);
	n->port_said = DHCP_PORT_UNKNOWN;
	n->port_at = CLOCK_NEVER;
	n->port_alive = false;
}

/* An address of another length has no place in such packets, and qeth in layer 3 neither sends nor
 * gets them. */
static void watch_address(struct nic *n, uint32_t addr, uint64_t now)
{
	if (addr && n->link.mac_len == 6 && !n->link.broadcast)
		dhcp_arp_start(&n->arp, addr, n->link.mac, now);
}

static void ask_fixed(struct nic *n, uint64_t now)
{
	const struct chan_static *f = &n->link.fixed;
	struct chan_addr a = {.addr = f->addr, .prefix_len = f->prefix_len, .valid_s = UINT32_MAX};

	if (f->gateway) {
		a.routes = 1;
		a.route[0].gateway = f->gateway;
	}
	nic_enter(n, NIC_SETTING, now);
	watch_address(n, a.addr, now);
	n->asked_addr = a.addr;
	n->ops->addr(n->ctx, n->ifindex, &a);
}

static void await_lease(struct nic *n, uint64_t now)
{
	nic_enter(n, NIC_DHCP, now);
	n->picked = false;
	if (n->voice != first_voice(n->setup))
		n->until = now + n->setup->start_jitter_ms + OTHERWISE_MS;
}

/* Whether the command line asks for IPv6. pxehop.dhcp=0 leaves what needs no server. */
static bool wants_six(const struct nic *n)
{
	uint8_t how = n->link.fixed.six.how;

	return how && (n->setup->dhcp || how >= CHAN_IP6_LINK);
}

static void nic_begin(struct nic *n, uint64_t now)
{
	struct dhcp_conf conf;

	bool six = wants_six(n);

	if (six)
		nic6_start(&n->six, &n->link, n->seed ^ n->link.mac[5], now);
	if (nic_fixed(n)) {
		ask_fixed(n, now);
		return;
	}
	if (six && n->six.open && (n->link.fixed.off || !n->setup->dhcp)) {
		log_info("%s: IPv6 alone, as ip= says", n->link.name);
		nic_enter(n, NIC_IP6, now);
		return;
	}
	if (six && !n->six.open)
		log_err("%s: ip= asks for IPv6, which this kernel lacks", n->link.name);
	if (!n->setup->dhcp || n->link.fixed.off) {
		log_info("%s: not used: DHCP is off and it has no fixed address", n->link.name);
		nic_enter(n, NIC_UNUSED, now);
		return;
	}
	n->asked = n->better = false;
	dhcp_conf_of(n, &conf);
	dhcp_client_start(&n->dhcp, &conf, now);
	dhcp_client_hurry(&n->dhcp, n->port_said != DHCP_PORT_UNKNOWN, now);
	n->started = true;
	await_lease(n, now);
	nic6_start(&n->six, &n->link, n->seed ^ n->link.mac[5], now);
	log_info("%s: asking for an address", n->link.name);
}

void nic_open(struct nic *n, unsigned ifindex, const struct chan_link *link,
	      const int fds[static NIC_SOCKETS], const int *fds6, const struct chan_setup *setup,
	      const struct nic_ops *ops, void *ctx, uint64_t seed, uint64_t now)
{
	memset(n, 0, sizeof *n);
	n->ifindex = ifindex;
	n->link = *link;
	n->ops = ops;
	n->ctx = ctx;
	n->setup = setup;
	n->seed = seed;
	n->random.state = seed;
	n->sock = (struct dhcp_sock){.raw = fds[0],
				     .udp = fds[1],
				     .arp = fds[2],
				     .llc = fds[3],
				     .slow = fds[4],
				     .ifindex = (int)ifindex,
				     .hlen = link->mac_len};
	nic6_open(&n->six, fds6, link->name, setup);
	n->found = now;
	carrier_came(n, now);
	n->voice = first_voice(setup);
	nic_enter(n, NIC_NO_CARRIER, now);
	if (link->carrier)
		nic_begin(n, now);
	else
		log_info("%s: no carrier, waiting for a cable", link->name);
}

void nic_close(struct nic *n)
{
	close(n->sock.raw);
	close(n->sock.udp);
	close(n->sock.arp);
	close(n->sock.llc);
	close(n->sock.slow);
	nic6_close(&n->six);
	n->ifindex = 0;
}

static void ask_addr(struct nic *n, const struct dhcp_lease *l)
{
	struct chan_addr a = {
		.addr = l->addr, .prefix_len = l->prefixlen, .mtu = l->mtu, .valid_s = l->lease_s};

	for (unsigned i = 0; i < l->routes.n && i < CHAN_ROUTES_MAX; i++) {
		struct chan_route *r = &a.route[a.routes++];

		r->dst = l->routes.route[i].dest;
		r->prefix_len = l->routes.route[i].prefixlen;
		r->gateway = l->routes.route[i].gateway;
	}
	n->asked_addr = a.addr;
	n->ops->addr(n->ctx, n->ifindex, &a);
}

/* A running session survives new routes, but not a new address. */
static void nic_bound(struct nic *n, uint64_t now)
{
	const struct dhcp_lease *l = dhcp_client_lease(&n->dhcp);
	bool other = n->asked_addr != l->addr;

	if (n->state == NIC_READY && other)
		n->ops->addr_gone(n->ctx, n->ifindex);
	if (n->state == NIC_DHCP)
		n->tried = false;
	if (n->state == NIC_READY && !other && l->boot.pending)
		nic_enter(n, NIC_ASKING, now);
	else if (n->state != NIC_READY || other)
		nic_enter(n, NIC_SETTING, now);
	ask_addr(n, l);
}

/* Whether this voice is told what led nowhere before; a name that may be a script's is more to iPXE. */
static bool nothing_new(enum nic_voice voice, const struct dhcp_boot *a, const struct dhcp_boot *b)
{
	return a->server_ip == b->server_ip && strcmp(a->server_name, b->server_name) == 0 &&
	       strcmp(a->bootfile, b->bootfile) == 0 && !b->has_conffile && !b->has_prefix &&
	       !(voice == NIC_AS_IPXE && session_may_be_script(view_of(b->bootfile), true));
}

/* The address is set: the NIC is READY unless a proxy DHCP server is still being asked. */
static void nic_settle(struct nic *n, uint64_t now)
{
	const struct dhcp_lease *l = n->started ? dhcp_client_lease(&n->dhcp) : NULL;

	if (n->state == NIC_SETTING)
		n->ready = now;
	/* from here on an answer may be this machine's own, by another card on the same network */
	if (!n->link.strict_arp && !n->arp.taken)
		dhcp_arp_stop(&n->arp);
	nic_enter(n, l && l->boot.pending ? NIC_ASKING : NIC_READY, now);
	n->picked = n->picked && n->state == NIC_ASKING;
	n->unchanged = n->state == NIC_READY && n->tried_as >> n->voice & 1 && l &&
		       nothing_new(n->voice, &n->plain, &l->boot);
}

static void nic_renewed(struct nic *n, uint64_t now)
{
	const struct dhcp_lease *l = dhcp_client_lease(&n->dhcp);

	if (n->state == NIC_ASKING)
		nic_settle(n, now);
	else
		log_info("%s: lease renewed for %u s", n->link.name, l->lease_s);
	ask_addr(n, l);
}

static void nic_act(struct nic *n, const struct dhcp_action *a, uint64_t now)
{
	int err;

	switch (a->kind) {
	case DHCP_SEND:
		n->asked = true;
		watch_address(n, dhcp_client_wanted(&n->dhcp), now);
		err = dhcp_sock_send(&n->sock, a);
		if (err)
			log_debug("%s: DHCP packet not sent: %s, sent again later", n->link.name,
				  error_str(-err));
		break;
	case DHCP_BOUND: nic_bound(n, now); break;
	case DHCP_RENEWED: nic_renewed(n, now); break;
	case DHCP_BETTER: n->better = true; break;
	case DHCP_LOST:
		log_warn("%s: %s", n->link.name, a->text);
		n->ops->addr_gone(n->ctx, n->ifindex);
		await_lease(n, now);
		break;
	case DHCP_LOG: log_info("%s: %s", n->link.name, a->text); break;
	}
}

static void nic_drain(struct nic *n, uint64_t now)
{
	struct dhcp_action action;

	while (dhcp_client_next(&n->dhcp, &action))
		nic_act(n, &action, now);
}

void nic_changed(struct nic *n, const struct chan_link *link, uint64_t now)
{
	bool came = link->carrier && !n->link.carrier;
	bool went = !link->carrier && n->link.carrier;

	n->link = *link;
	if (went) {
		log_warn("%s: carrier lost", link->name);
		n->unplugged = now;
		nic6_stop(&n->six);
	}
	if (!came)
		return;
	log_info("%s: carrier", link->name);
	carrier_came(n, now);
	if (n->started || wants_six(n))
		nic6_start(&n->six, &n->link, n->seed ^ n->link.mac[5], now);
	if (n->state == NIC_NO_CARRIER || n->state == NIC_DHCP) {
		/* without a lease the client may be in a long pause between two DISCOVERs */
		n->found = now;
		nic_begin(n, now);
	} else if (client_runs(n)) {
		/* the cable may be in another network now, whose server refuses the lease (DHCPNAK) */
		dhcp_client_refresh(&n->dhcp, now);
		nic_drain(n, now);
	} else if (n->state == NIC_READY) {
		/* switching a link off takes its routes away, and nobody renews a fixed address */
		ask_fixed(n, now);
	}
}

void nic_addr_result(struct nic *n, uint32_t addr, int err, uint64_t now)
{
	if (n->state != NIC_SETTING || addr != n->asked_addr)
		return;
	if (!err) {
		nic_settle(n, now);
		return;
	}
	log_err("%s: the address cannot be set: %s, %s", n->link.name, error_str(-err),
		n->started ? "asking for another" : "tried again in 10 s");
	if (n->started) {
		await_lease(n, now);
		dhcp_client_conflict(&n->dhcp, now);
		nic_drain(n, now);
	} else {
		n->until = now + FIXED_AGAIN_MS;
	}
}

/* The lease has no boot file, options 209 and 210, or server other than the DHCP server itself. */
static bool says_nothing(const struct dhcp_lease *l)
{
	const struct dhcp_boot *b = &l->boot;

	return !b->has_bootfile && !b->has_conffile && !b->has_prefix && !b->server_name[0] &&
	       (!b->server_ip || b->server_ip == l->server_id);
}

static void search_again(struct nic *n, bool avoid, uint64_t now)
{
	n->asked = n->better = false;
	dhcp_client_search(&n->dhcp, avoid, now);
	await_lease(n, now);
	log_info("%s: asking for an address", n->link.name);
}

static void ask_again(struct nic *n, uint64_t now)
{
	nic_enter(n, NIC_ASKING, now);
	n->until = now + REFRESH_MS;
	dhcp_client_refresh(&n->dhcp, now);
	nic_drain(n, now);
}

/* Return: whether there is another way to ask, which @ret gets */
static bool next_voice(const struct nic *n, enum nic_voice *ret)
{
	const struct chan_setup *s = n->setup;

	*ret = NIC_AS_IPXE;
	if (s->ipxe == CHAN_IPXE_AUTO && !n->tried_as && n->voice == NIC_AS_PXE)
		return true;
	*ret = NIC_AS_HTTP;
	return !s->class[0] && !(n->tried_as >> NIC_AS_HTTP & 1) && n->voice != NIC_AS_HTTP &&
	       fetch_transport_of(PXE_HTTP) != NULL;
}

static void say_otherwise(struct nic *n, enum nic_voice voice)
{
	n->tried_as |= 1u << voice;
	speak_as(n, voice);
	log_info("%s: DHCP may tell %s", n->link.name,
		 voice == NIC_AS_IPXE
			 ? "iPXE something else (pxehop.ipxe=0: do not ask)"
			 : "HTTPClient something else (any pxehop.class=: do not ask)");
}

bool nic_ask_otherwise(struct nic *n, bool nowhere, uint64_t now)
{
	const struct dhcp_lease *l = n->started ? dhcp_client_lease(&n->dhcp) : NULL;
	const struct chan_setup *s = n->setup;
	enum nic_voice voice;

	n->nowhere = nowhere;
	if (!l || n->state != NIC_READY || !next_voice(n, &voice))
		return false;
	if (dhcp_client_menu(&n->dhcp) || s->url[0] || s->config[0] || s->prefix[0] ||
	    l->boot.has_conffile || l->boot.has_prefix || (!nowhere && !says_nothing(l)))
		return false;
	if (!n->tried_as)
		n->plain = l->boot;
	say_otherwise(n, voice);
	if (says_nothing(l) || dhcp_client_proxied(&n->dhcp))
		search_again(n, false, now);
	else
		ask_again(n, now);
	return true;
}

void nic_refresh(struct nic *n, uint64_t now)
{
	const struct dhcp_lease *l = dhcp_client_lease(&n->dhcp);

	n->tried_as = 0;
	if (n->state != NIC_READY || nic_fixed(n))
		return;
	n->unchanged = false;
	if (dhcp_client_menu(&n->dhcp)) {
		search_again(n, false, now);
		return;
	}
	if (n->nowhere)
		speak_as(n, first_voice(n->setup));
	if (says_nothing(l) || dhcp_client_others(&n->dhcp)) {
		search_again(n, true, now);
		return;
	}
	ask_again(n, now);
}

void nic_take(struct nic *n, uint64_t now)
{
	n->better = false;
	if (n->state != NIC_READY && n->state != NIC_ASKING)
		return;
	n->tried = false;
	dhcp_client_take(&n->dhcp, now);
	if (!dhcp_client_lease(&n->dhcp))
		await_lease(n, now);
	nic_drain(n, now);
}

void nic_pick(struct nic *n, unsigned item, uint64_t now)
{
	dhcp_client_pick(&n->dhcp, item, now);
	n->picked = dhcp_client_lease(&n->dhcp)->boot.pending;
	if (n->picked)
		nic_enter(n, NIC_ASKING, now);
}

bool nic_hears(const struct nic *n)
{
	return n->state == NIC_SETTING || n->state == NIC_ASKING ||
	       (n->state == NIC_DHCP && dhcp_client_heard(&n->dhcp));
}

uint32_t nic_reboot_s(const struct nic *n)
{
	const struct dhcp_lease *l = n->started ? dhcp_client_lease(&n->dhcp) : NULL;

	return l && l->boot.has_reboot_time ? l->boot.reboot_time : 0;
}

unsigned nic_pollfds(const struct nic *n, struct pollfd *ret)
{
	ret[0] = (struct pollfd){.fd = n->sock.raw, .events = POLLIN};
	ret[1] = (struct pollfd){.fd = n->sock.udp, .events = POLLIN};
	/* nobody looks at the ARP packets of a whole boot */
	ret[2] = (struct pollfd){.fd = n->arp.addr ? n->sock.arp : -1, .events = POLLIN};
	ret[3] = (struct pollfd){.fd = n->sock.llc, .events = POLLIN};
	ret[4] = (struct pollfd){.fd = n->sock.slow, .events = POLLIN};
	return NIC_SOCKETS + nic6_pollfds(&n->six, ret + NIC_SOCKETS);
}

/* Only packets of DHCP are seen here; PID 1 sees whether the link receives any at all. */
static bool nic_awaits(const struct nic *n)
{
	/* one that has heard a router is not deaf, however silent DHCPv4 is */
	bool lease =
		n->asked && !n->six.ready_at && (n->state == NIC_DHCP || n->state == NIC_ASKING);

	return n->link.may_go_deaf && n->link.carrier && !n->port_alive &&
	       (lease || n->downloading);
}

uint64_t nic_deadline(const struct nic *n)
{
	uint64_t at = clock_min(clock_min(n->until, n->port_at), dhcp_arp_deadline(&n->arp));

	at = clock_min(at, nic6_deadline(&n->six));
	if (nic_awaits(n))
		at = clock_min(at, n->await_at);
	return clock_min(at, client_runs(n) ? dhcp_client_deadline(&n->dhcp) : CLOCK_NEVER);
}

/* The lease in hand serves on. What another client would be told is not known. */
static void not_answered(struct nic *n, uint64_t now)
{
	nic_enter(n, NIC_READY, now);
	if (!(n->tried_as >> n->voice & 1))
		return;
	n->unchanged = true;
	speak_as(n, first_voice(n->setup));
}

/* Nobody offers a lease to whom the client said it is. */
static void no_offer(struct nic *n, uint64_t now)
{
	const char *who = n->voice == NIC_AS_IPXE ? "iPXE" : "HTTPClient";
	enum nic_voice voice;

	if (n->tried_as && next_voice(n, &voice)) {
		log_info("%s: no DHCP offer to %s", n->link.name, who);
		say_otherwise(n, voice);
	} else {
		log_info("%s: no DHCP offer to %s, asking as before", n->link.name, who);
		n->voice = first_voice(n->setup);
	}
	nic_begin(n, now);
}

static void out_of_time(struct nic *n, uint64_t now)
{
	if (n->state == NIC_ASKING)
		not_answered(n, now);
	else if (n->state == NIC_SETTING)
		ask_fixed(n, now);
	else if (n->state == NIC_DHCP)
		no_offer(n, now);
}

/* --- another machine with the address --------------------------------------------------------- */

/* A router that answers for every address (proxy ARP) would keep this machine from ever having one:
 * who claims the third in a row is not believed. */
#define CONFLICTS_MAX 3

static bool is_believed(struct nic *n)
{
	if (memcmp(n->conflict_with, n->arp.other, sizeof n->conflict_with) != 0)
		n->conflicts = 0;
	memcpy(n->conflict_with, n->arp.other, sizeof n->conflict_with);
	return ++n->conflicts < CONFLICTS_MAX;
}

/* The DHCP server is told, and gives another one. Nobody gives another one for a fixed address. */
static void address_is_taken(struct nic *n, uint64_t now)
{
	char line[LOG_LINE_MAX];
	struct str text = str_of(line, sizeof line);
	bool fixed = nic_fixed(n), believed = !fixed && is_believed(n);

	str_ip4(&text, n->arp.addr);
	str_puts(&text, " is the address of another machine too, ");
	str_hex(&text, n->arp.other, sizeof n->arp.other, ':');
	if (fixed)
		str_puts(&text, ": used as ip= says");
	else if (!believed)
		str_puts(&text, ", which says so of every address: used nevertheless");
	log_at(fixed ? LOG_ERR : LOG_WARN, "%s: %s", n->link.name, line);
	dhcp_arp_stop(&n->arp);
	if (!believed)
		return;
	dhcp_client_conflict(&n->dhcp, now);
	nic_drain(n, now);
}

static void watch_arp(struct nic *n, bool readable, uint64_t now)
{
	uint8_t packet[DHCP_ARP_LEN];

	for (int i = 0; readable && n->arp.addr && i < BATCH; i++) {
		if (dhcp_sock_arp_recv(&n->sock, packet) < 0)
			break;
		dhcp_arp_input(&n->arp, rd_of(packet, sizeof packet));
	}
	if (dhcp_arp_tick(&n->arp, &n->random, now, packet))
		dhcp_sock_arp_send(&n->sock, packet); /* the next one may get through */
	/* the server hears of it when its own answer is there, and PID 1's */
	if (n->arp.taken && n->state != NIC_SETTING &&
	    (nic_fixed(n) || dhcp_client_lease(&n->dhcp))) {
		address_is_taken(n, now);
	} else if (n->arp.addr && !n->arp.taken && !dhcp_arp_watches(&n->arp, now)) {
		dhcp_arp_stop(&n->arp);
		n->conflicts = 0;
	}
}

/* --- the port of the switch ------------------------------------------------------------------- */

static void say_port(const struct nic *n, enum dhcp_port_state state, uint64_t now)
{
	char line[LOG_LINE_MAX];
	struct str text = str_of(line, sizeof line);

	dhcp_port_text(&n->port, now, &text);
	if (nic_fixed(n))
		str_puts(&text, state == DHCP_PORT_UNKNOWN ? "" : "; trying every 2 s");
	else
		str_puts(&text,
			 state == DHCP_PORT_UNKNOWN ? ", still asking" : "; asking every 2 s");
	log_at(state == DHCP_PORT_UNKNOWN ? LOG_INFO : LOG_WARN, "%s: %s", n->link.name, line);
}

/* What is known of the port counts only while an address is asked for: whoever has a lease got an answer,
 * and whoever has a fixed address waits for that until something comes. */
static void watch_port(struct nic *n, uint64_t now)
{
	bool asking = n->started ? n->state == NIC_DHCP : n->state == NIC_READY;
	enum dhcp_port_state state = dhcp_port_state(&n->port, now);

	n->port_alive = dhcp_port_alive(&n->port, now);
	n->port_at = dhcp_port_deadline(&n->port, now);
	if (!asking || state == n->port_said)
		return;
	if (!n->port.passes)
		say_port(n, state, now);
	n->port_said = state;
	if (n->started)
		dhcp_client_hurry(&n->dhcp, state != DHCP_PORT_UNKNOWN, now);
}

void nic_answered(struct nic *n)
{
	dhcp_port_answered(&n->port);
}

bool nic_blocked(const struct nic *n)
{
	return n->port_said != DHCP_PORT_UNKNOWN;
}

static void hear_switch(struct nic *n, uint64_t now)
{
	struct dhcp_port_frame frame;
	int err;

	for (int i = 0; i < BATCH; i++) {
		err = dhcp_sock_port(&n->sock, &frame);
		if (err < 0)
			break;
		if (!err)
			dhcp_port_heard(&n->port, &frame, now);
	}
}

/* --- IPv6 ------------------------------------------------------------------------------------- */

static void step_six(struct nic *n, bool readable, uint64_t now)
{
	struct chan_addr6 a = {.valid_s = 0};

	nic6_step(&n->six, readable, n->state == NIC_DHCP || n->state == NIC_IP6, now);
	if (!n->six.ask_address)
		return;
	n->six.ask_address = false;
	memcpy(a.addr, n->six.client.lease.addr.b, sizeof a.addr);
	a.valid_s = n->six.client.lease.valid_s;
	a.prefix_len = 128;
	if (n->six.fixed.how == CHAN_IP6_STATIC) {
		a.prefix_len = n->six.fixed.prefix_len;
		memcpy(a.gateway, n->six.fixed.gateway.b, sizeof a.gateway);
	}
	n->ops->addr6(n->ctx, n->ifindex, &a);
}

/* --- a step ----------------------------------------------------------------------------------- */

void nic_step(struct nic *n, bool readable, uint64_t now)
{
	static uint8_t buf[DHCP_FRAME_MAX];
	struct dhcp_from from = {.addr = 0};
	struct rd payload;
	int err;

	for (int i = 0; readable && i < BATCH; i++) {
		err = dhcp_sock_recv(&n->sock, buf, &payload, &from);
		if (err < 0)
			break;
		n->asked = false;
		if (err || !n->started)
			continue;
		if (!dhcp_client_input(&n->dhcp, now, payload, &from))
			dhcp_port_answered(&n->port);
		nic_drain(n, now);
	}
	if (readable)
		hear_switch(n, now);
	watch_port(n, now);
	if (client_runs(n)) {
		dhcp_client_tick(&n->dhcp, now);
		nic_drain(n, now);
	}
	watch_arp(n, readable, now);
	step_six(n, readable, now);
	if (now >= n->until)
		out_of_time(n, now);
	if (nic_awaits(n) && now >= n->await_at) {
		n->await_at = now + CHAN_AWAIT_MS;
		n->ops->await(n->ctx, n->ifindex);
	}
}

int nic_rank(const struct nic *n)
{
	const struct dhcp_lease *l;

	if (nic_fixed(n))
		return RANK_FIXED;
	l = dhcp_client_lease(&n->dhcp);
	if (!l)
		return -1;
	return (l->boot.has_conffile || l->boot.has_prefix) * 4 +
	       (l->boot.has_bootfile || l->boot.menu) * 2 +
	       (l->boot.server_ip || l->boot.server_name[0]);
}

bool nic_suffices(const struct nic *n)
{
	const struct dhcp_lease *l;
	const char *url = n->setup->url;

	if (nic_fixed(n) || (url[0] && pxe_url_leads(view_of(url), false)))
		return true;
	l = dhcp_client_lease(&n->dhcp);
	return l &&
	       (l->boot.menu || l->boot.has_bootfile || l->boot.has_conffile || l->boot.has_prefix);
}

static void net_fixed(const struct nic *n, struct session_net *net)
{
	const struct chan_static *f = &n->link.fixed;

	net->addr = f->addr;
	net->netmask = f->prefix_len ? UINT32_MAX << (32 - f->prefix_len) : 0;
	net->gateway = f->gateway;
	net->server = netaddr_ip4(f->server);
	for (unsigned i = 0; i < CHAN_DNS_MAX; i++)
		net->dns[i] = f->dns[i];
}

static void net_leased(const struct nic *n, struct session_net *net)
{
	const struct dhcp_lease *l = dhcp_client_lease(&n->dhcp);
	const struct dhcp_boot *b = &l->boot;

	if (b->menu)
		net->pxe = *dhcp_client_menu(&n->dhcp);

	net->reply = l->reply;
	net->proxy_reply = l->proxy;
	net->addr = l->addr;
	net->netmask = l->prefixlen ? UINT32_MAX << (32 - l->prefixlen) : 0;
	net->gateway = l->gateway;
	for (unsigned i = 0; i < FETCH_SERVERS; i++)
		net->servers[i] = netaddr_ip4(b->servers[i]);
	net->equals = b->equals;
	text_copy(net->server_name, sizeof net->server_name, view_of(b->server_name));
	for (unsigned i = 0; i < l->dns.n && i < CHAN_DNS_MAX; i++)
		net->dns[i] = netaddr_ip4(l->dns.addr[i]);
	text_copy(net->domain, sizeof net->domain, view_of(l->domain));
	text_copy(net->search, sizeof net->search, view_of(l->search[0] ? l->search : l->domain));
	text_copy(net->hostname, sizeof net->hostname, view_of(l->hostname));
	if (l->mtu)
		net->mtu = l->mtu;
	text_copy(net->bootfile, sizeof net->bootfile, view_of(b->bootfile));
	net->has_prefix = b->has_prefix;
	text_copy(net->prefix, sizeof net->prefix, view_of(b->prefix));
	net->has_conffile = b->has_conffile;
	text_copy(net->conffile, sizeof net->conffile, view_of(b->conffile));
}

/* pxehop.server=, pxehop.url=, pxehop.config= and pxehop.prefix= override the lease. */
static void net_overrides(const struct chan_setup *setup, struct session_net *net)
{
	const char *conffile = setup->url[0] ? setup->url : setup->config;
	struct netaddr addr;

	if (setup->server[0])
		memset(net->servers, 0, sizeof net->servers);
	if (setup->server[0] && netaddr_text(view_of(setup->server), &addr)) {
		net->server = addr;
		net->next_server = netaddr_to_ip4(&addr);
		net->server_name[0] = '\0';
	} else if (setup->server[0]) {
		text_copy(net->server_name, sizeof net->server_name, view_of(setup->server));
	}
	text_copy(net->proxy, sizeof net->proxy, view_of(setup->proxy));
	text_copy(net->mirrors, sizeof net->mirrors, view_of(setup->mirrors));
	net->conffile_is_base = setup->url[0] && !setup->prefix[0];
	if (setup->prefix[0]) {
		net->has_prefix = true;
		text_copy(net->prefix, sizeof net->prefix, view_of(setup->prefix));
	}
	if (conffile[0]) {
		net->has_conffile = true;
		text_copy(net->conffile, sizeof net->conffile, view_of(conffile));
	}
}

static void net_of_link(const struct nic *n, struct session_net *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->ifindex = n->ifindex;
	memcpy(ret->ifname, n->link.name, sizeof ret->ifname);
	ret->mtu = link_mtu(n->link.mtu);
	ret->htype = (uint8_t)n->link.htype;
	ret->mac_len = n->link.mac_len;
	memcpy(ret->mac, n->link.mac, sizeof ret->mac);
	ret->as_ipxe = n->voice == NIC_AS_IPXE;
	ret->has_uuid = n->setup->has_uuid;
	memcpy(ret->uuid, n->setup->uuid, sizeof ret->uuid);
	memcpy(ret->parent, n->link.parent, sizeof ret->parent);
	memcpy(ret->bond, n->link.bond, sizeof ret->bond);
	memcpy(ret->znet, n->link.znet, sizeof ret->znet);
	memcpy(ret->driver, n->link.driver, sizeof ret->driver);
	ret->bus = n->link.bus;
	ret->handover = n->setup->handover;
}

void nic_net6(const struct nic *n, struct session_net *ret)
{
	net_of_link(n, ret);
	nic6_net(&n->six, ret);
	text_copy(ret->hostname, sizeof ret->hostname, view_of(n->link.fixed.host));
	net_overrides(n->setup, ret);
}

void nic_net(const struct nic *n, struct session_net *ret)
{
	net_of_link(n, ret);
	if (nic_fixed(n))
		net_fixed(n, ret);
	else
		net_leased(n, ret);
	if (n->link.fixed.host[0])
		text_copy(ret->hostname, sizeof ret->hostname, view_of(n->link.fixed.host));
	net_overrides(n->setup, ret);
}

void nic_status(const struct nic *n, struct str *out, uint64_t now)
{
	static const char *const names[] = {
		[NIC_NO_CARRIER] = "waiting for a carrier",
		[NIC_DHCP] = "waiting for a DHCP server",
		[NIC_SETTING] = "setting the address",
		[NIC_ASKING] = "asking where to boot from",
		[NIC_READY] = "ready",
		[NIC_IP6] = "by IPv6 alone",
		[NIC_UNUSED] = "not used",
	};

	_Static_assert(sizeof names / sizeof *names == NIC_STATES, "a name for each state");

	const char *what = names[n->state];

	if (n->state == NIC_DHCP && n->port_said == DHCP_PORT_BLOCKED)
		what = "waiting for the switch port to forward (spanning tree)";
	else if (n->state == NIC_DHCP && n->port_said == DHCP_PORT_UNBOUND)
		what = "waiting for the switch port to forward (LACP)";
	str_fmt(out, "%s: %s for %llu s", n->link.name, what,
		(unsigned long long)((now - n->since) / 1000));
}
