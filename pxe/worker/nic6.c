/* SPDX-License-Identifier: MIT */
#include "pxe/worker/nic6.h"

#include "dhcp/v6_sock.h"
#include "lib/clock.h"
#include "lib/error.h"
#include "lib/log.h"
#include "pxe/url.h"

#include <string.h>
#include <unistd.h>

/* Packets taken in one step. */
#define BATCH 16
/* A DHCPv4 server that answers has done so by then. */
#define ALONE_MS 5000

void nic6_open(struct nic6 *n, const int *fds, const char *name, const struct chan_setup *setup)
{
	memset(n, 0, sizeof *n);
	n->setup = setup;
	text_copy(n->name, sizeof n->name, view_of(name));
	n->complain_at = CLOCK_NEVER;
	n->open = fds;
	n->icmp = fds ? fds[0] : -1;
	n->udp = fds ? fds[1] : -1;
}

void nic6_close(struct nic6 *n)
{
	if (n->open) {
		close(n->icmp);
		close(n->udp);
	}
	n->open = false;
	nic6_stop(n);
}

/* pxehop.server= is not an address of IPv4. */
static bool server_leads(const char *server)
{
	struct netaddr addr;

	return server[0] && (!netaddr_text(view_of(server), &addr) || netaddr_is_ip6(&addr));
}

bool nic6_leads(const struct nic6 *n)
{
	const char *url = n->setup->url;

	return n->ready_at &&
	       (n->client.lease.url[0] || (url[0] && pxe_url_leads(view_of(url), true)) ||
		n->fixed.how == CHAN_IP6_STATIC || server_leads(n->setup->server));
}

static void say_lease(struct nic6 *n)
{
	const struct dhcp_v6_lease *l = &n->client.lease;
	char line[LOG_LINE_MAX];
	struct str s = str_of(line, sizeof line);

	str_puts(&s, "IPv6 ");
	if (netaddr_is_set(&l->addr))
		str_netaddr(&s, &l->addr);
	else
		str_puts(&s, l->prefix ? "by SLAAC" : "on this link alone");
	if (l->url[0]) {
		str_puts(&s, ", boot file ");
		str_public(&s, view_of(l->url));
	}
	if (l->url[0] && l->params[0]) {
		str_puts(&s, " with parameters ");
		str_public(&s, view_of(l->params));
	}
	log_info("%s: %s", n->name, line);
}

static void on_leased(struct nic6 *n, uint64_t now)
{
	bool first = !n->ready_at;

	n->ready_at = now;
	if (first || n->client.lease.url[0])
		say_lease(n);
	if (first && !nic6_leads(n))
		n->complain_at = now + ALONE_MS;
}

/* Nobody is asked for anything. */
static void start_fixed(struct nic6 *n, uint64_t now)
{
	struct dhcp_v6_lease *l = &n->client.lease;

	*l = (struct dhcp_v6_lease){.addr = n->fixed.addr, .valid_s = UINT32_MAX};
	if (n->fixed.how == CHAN_IP6_STATIC)
		n->ask_address = true;
	else
		on_leased(n, now);
}

void nic6_start(struct nic6 *n, const struct chan_link *link, uint64_t seed, uint64_t now)
{
	struct dhcp_v6_conf c = {.htype = (uint16_t)link->htype, .seed = seed};

	if (!n->open || n->client.state != DHCP_V6_OFF || n->ready_at || n->ask_address)
		return;
	n->fixed = link->fixed.six;
	memcpy(n->dns, link->fixed.dns, sizeof n->dns);
	if (n->fixed.how >= CHAN_IP6_LINK) {
		start_fixed(n, now);
		return;
	}
	c.how = n->fixed.how == CHAN_IP6_DHCP	 ? DHCP_V6_ALWAYS
		: n->fixed.how == CHAN_IP6_SLAAC ? DHCP_V6_NEVER
						 : DHCP_V6_BY_ROUTER;
	c.mac_len = link->mac_len == 6 ? 6 : 0;
	memcpy(c.mac, link->mac, sizeof c.mac);
	c.has_uuid = n->setup->has_uuid;
	memcpy(c.uuid, n->setup->uuid, sizeof c.uuid);
	c.arch = n->setup->arch;
	text_copy(c.vendor_class, sizeof c.vendor_class, view_of(n->setup->class));
	text_copy(c.user_class, sizeof c.user_class, view_of(n->setup->user_class));
	dhcp_v6_client_start(&n->client, &c, now);
}

void nic6_stop(struct nic6 *n)
{
	dhcp_v6_client_stop(&n->client);
	n->ready_at = 0;
	n->ask_address = false;
	n->complain_at = CLOCK_NEVER;
}

void nic6_again(struct nic6 *n, uint64_t now)
{
	n->tried = false;
	dhcp_v6_client_again(&n->client, now);
}

/* The setting of an address that is refused would be refused again. SLAAC's may do. */
void nic6_address_set(struct nic6 *n, int err, uint64_t now)
{
	if (err)
		log_err("%s: the IPv6 address cannot be set: %s, going on without", n->name,
			error_str(-err));
	if (n->fixed.how == CHAN_IP6_STATIC && !n->ready_at)
		on_leased(n, now);
	dhcp_v6_client_taken(&n->client, now);
}

static void send_packet(struct nic6 *n, const struct dhcp_v6_action *a, uint64_t now)
{
	int err = a->kind == DHCP_V6_SEND_ROUTERS
			  ? dhcp_v6_sock_to_routers(n->icmp, a->bytes, a->len)
			  : dhcp_v6_sock_to_servers(n->udp, a->bytes, a->len);

	if (err)
		dhcp_v6_client_unsent(&n->client, now);
}

static void drain(struct nic6 *n, uint64_t now)
{
	struct dhcp_v6_action a;

	while (dhcp_v6_client_next(&n->client, &a)) {
		switch (a.kind) {
		case DHCP_V6_SEND_ROUTERS:
		case DHCP_V6_SEND_SERVERS: send_packet(n, &a, now); break;
		case DHCP_V6_ADDRESS: n->ask_address = true; break;
		case DHCP_V6_LEASED: on_leased(n, now); break;
		case DHCP_V6_LOG: log_info("%s: %s", n->name, a.text); break;
		}
	}
}

static void receive(struct nic6 *n, uint64_t now)
{
	static uint8_t packet[DHCP_V6_MAX];
	struct netaddr from;
	unsigned hops;
	ssize_t len;

	for (int i = 0; i < BATCH; i++) {
		len = dhcp_v6_sock_recv(n->icmp, packet, DHCP_RA_MAX, &from, &hops);
		if (len < 0)
			break;
		dhcp_v6_client_router(&n->client, rd_of(packet, (size_t)len), &from, hops, now);
		drain(n, now);
	}
	for (int i = 0; i < BATCH; i++) {
		len = dhcp_v6_sock_recv(n->udp, packet, sizeof packet, &from, &hops);
		if (len < 0)
			break;
		dhcp_v6_client_input(&n->client, rd_of(packet, (size_t)len), now);
		drain(n, now);
	}
}

static void complain(struct nic6 *n, bool alone)
{
	n->complain_at = CLOCK_NEVER;
	if (!alone || nic6_leads(n))
		return;
	log_warn("%s: this network has IPv6, %s, and no DHCPv4 server answers: nothing says where "
		 "to "
		 "boot from",
		 n->name,
		 n->setup->url[0] ? "pxehop.url= names a server of IPv4"
		 : n->client.lease.managed || n->client.lease.other
			 ? "whose DHCPv6 server names no boot file (option 59)"
			 : "whose router points to no DHCPv6 (flags M and O)");
}

unsigned nic6_pollfds(const struct nic6 *n, struct pollfd *ret)
{
	if (!n->open)
		return 0;
	ret[0] = (struct pollfd){.fd = n->icmp, .events = POLLIN};
	ret[1] = (struct pollfd){.fd = n->udp, .events = POLLIN};
	return NIC6_SOCKETS;
}

uint64_t nic6_deadline(const struct nic6 *n)
{
	return clock_min(dhcp_v6_client_deadline(&n->client), n->complain_at);
}

void nic6_step(struct nic6 *n, bool readable, bool alone, uint64_t now)
{
	if (!n->open)
		return;
	if (readable)
		receive(n, now);
	dhcp_v6_client_tick(&n->client, now);
	drain(n, now);
	if (now >= n->complain_at)
		complain(n, alone);
}

void nic6_net(const struct nic6 *n, struct session_net *ret)
{
	const struct dhcp_v6_lease *l = &n->client.lease;

	ret->ip6 = true;
	memcpy(ret->dns, netaddr_is_set(&l->dns[0]) ? l->dns : n->dns, sizeof ret->dns);
	text_copy(ret->search, sizeof ret->search, view_of(l->search));
	text_copy(ret->bootfile, sizeof ret->bootfile, view_of(l->url));
	text_copy(ret->params, sizeof ret->params, view_of(l->params));
	ret->server = n->fixed.server;
	ret->six = n->fixed;
	if (n->fixed.how >= CHAN_IP6_LINK)
		return;
	ret->six.how = netaddr_is_set(&l->addr) ? CHAN_IP6_DHCP : CHAN_IP6_SLAAC;
	ret->six.addr = l->addr;
	ret->six.prefix_len = netaddr_is_set(&l->addr) ? 128 : 0;
	ret->six.gateway = l->gateway;
}
