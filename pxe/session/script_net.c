/* SPDX-License-Identifier: MIT
 * An iPXE script and the network: an address of its own, name servers, names. */
#include "pxe/session/internal.h"

#include "lib/clock.h"
#include "lib/error.h"
#include "lib/log.h"

#include <string.h>

#define ADDRESS_MS 10000u /* for PID 1 to answer */

/* --- what the script has set ----------------------------------------------------------------- */

/* Return: the address that the setting is; 0 = none */
static uint32_t address_of(struct session *s, const char *setting)
{
	char text[64];
	struct str out = str_of(text, sizeof text);
	uint32_t addr = 0;

	if (ipxe_expand(&s->ipxe.run, view_of(setting), &out) ||
	    !text_ip4((struct view){.p = text, .n = out.n}, &addr))
		return 0;
	return addr;
}

void session_script_dns(struct session *s)
{
	uint32_t dns = address_of(s, "${dns}");

	if (dns)
		s->net.dns[0] = netaddr_ip4(dns);
}

static unsigned prefix_of(uint32_t netmask)
{
	unsigned n = 0;

	for (; netmask & 0x80000000u; netmask <<= 1)
		n++;
	return n;
}

/* --- the address ----------------------------------------------------------------------------- */

/* Return: false = PID 1 would not have such an address */
static bool send_address(struct session *s, uint32_t addr, uint32_t netmask, uint32_t gateway)
{
	static struct chan_msg m;
	unsigned prefix = prefix_of(netmask);

	m = (struct chan_msg){.kind = CHAN_ADDR, .ifindex = s->net.ifindex ? s->net.ifindex : 1};
	m.u.addr = (struct chan_addr){.addr = addr,
				      .prefix_len = (uint8_t)(prefix ? prefix : 32),
				      .mtu = s->net.mtu,
				      .valid_s = UINT32_MAX};
	if (gateway) {
		m.u.addr.routes = 1;
		m.u.addr.route[0].gateway = gateway;
	}
	if (!chan_check(&m, 0))
		return false;
	s->report.ops->addr(s->report.ctx, s->net.ifindex, &m.u.addr);
	return true;
}

static void use_address(struct session *s, const struct session_script_address *a)
{
	s->net.addr = a->addr;
	s->net.netmask = a->netmask;
	s->net.gateway = a->gateway;
}

/* Only one that the script has set: what it left out is the lease's, as its settings say. Return: whether
 * there is anything to set */
static bool wants_address(struct session *s, struct session_script_address *ret)
{
	*ret = (struct session_script_address){.addr = address_of(s, "${net0/ip}"),
					       .netmask = address_of(s, "${net0/netmask}"),
					       .gateway = address_of(s, "${net0/gateway}")};
	return ret->addr && ret->netmask &&
	       (ret->addr != s->net.addr || ret->netmask != s->net.netmask ||
		ret->gateway != s->net.gateway);
}

/* Return: whether an answer is awaited */
static bool set_address(struct session *s, const struct session_script_address *a, uint64_t now)
{
	struct session_script_address before = {.changed = true,
						.addr = s->net.addr,
						.netmask = s->net.netmask,
						.gateway = s->net.gateway};

	if (!send_address(s, a->addr, a->netmask, a->gateway))
		return false;
	if (!s->ipxe.address.changed)
		s->ipxe.address = before;
	use_address(s, a);
	session_script_wait(s, SCRIPT_WAITS_ADDRESS, now + ADDRESS_MS);
	return true;
}

void session_script_address_back(struct session *s)
{
	struct session_script_address *a = &s->ipxe.address;

	if (!a->changed)
		return;
	a->changed = false;
	use_address(s, a);
	send_address(s, a->addr, a->netmask, a->gateway);
}

struct session_next session_script_address_set(struct session *s, uint32_t addr, int err)
{
	char text[16];
	struct str out = str_of(text, sizeof text);

	if (s->ipxe.wait != SCRIPT_WAITS_ADDRESS || addr != s->net.addr)
		return session_stay();
	str_ip4(&out, addr);
	if (err)
		log_warn("iPXE: %s: %s cannot be set: %s, the script is told", s->net.ifname, text,
			 error_str(-err));
	else
		log_info("iPXE: %s: %s", s->net.ifname, text);
	if (err)
		session_script_address_back(s);
	ipxe_done(&s->ipxe.run, err ? IPXE_EINVAL : 0);
	return session_go(PHASE_SCRIPT);
}

/* There is the interface that the lease is of, and no other. */
static bool is_ours(struct view name)
{
	return !name.n || view_is(name, "net0") || view_is(name, "netX");
}

/* There is a lease, and the interface stays open whatever the script says of it. */
struct session_next session_script_net(struct session *s, uint64_t now)
{
	const struct ipxe_need *need = &s->ipxe.run.need;
	struct session_script_address a;

	struct session_next next;

	if (need->net == IPXE_NET_VLAN || need->net == IPXE_NET_NO_VLAN)
		return session_script_vlan(s, now);
	if (session_script_vlan_use(s, now, &next))
		return next;
	if (!is_ours(need->name))
		return session_script_answer(s, IPXE_ENOENT,
					     "only net0 is here, the interface of the lease");
	if (need->net != IPXE_NET_OPEN || !wants_address(s, &a))
		return session_script_answer(s, 0, NULL);
	if (!set_address(s, &a, now))
		return session_script_answer(s, IPXE_EINVAL, "no host has the address that is set");
	return session_go(PHASE_SCRIPT_WAIT);
}

/* --- names ----------------------------------------------------------------------------------- */

static void put_address(struct session *s, uint32_t addr)
{
	char text[16];
	struct str out = str_of(text, sizeof text);

	str_ip4(&out, addr);
	ipxe_typed(&s->ipxe.run, (struct view){.p = text, .n = out.n});
}

static struct session_next found(struct session *s, uint32_t addr, uint64_t now)
{
	if (s->ipxe.run.event != IPXE_RESOLVE)
		return session_script_host_begin(s, addr, now);
	put_address(s, addr);
	return session_stay();
}

struct session_next session_script_resolve(struct session *s, uint64_t now)
{
	struct view host = s->ipxe.run.need.name;
	uint32_t addr;

	if (text_ip4(host, &addr))
		return found(s, addr, now);
	session_script_dns(s);
	session_script_wait(s, SCRIPT_WAITS_NAME, CLOCK_NEVER);
	dns_lookup_start(&s->ipxe.dns, host, s->net.search, s->net.dns, s->net.ifname,
			 random_u64(&s->download.random), now);
	return session_go(PHASE_SCRIPT_WAIT);
}

/* What scripts do with an address is for IPv4 alone. Return: 0 = there is none */
static uint32_t first_ip4(const struct dns_addrs *found)
{
	uint32_t addr = 0;

	for (unsigned i = 0; i < found->n && !addr; i++)
		addr = netaddr_to_ip4(&found->addr[i]);
	return addr;
}

struct session_next session_script_name_step(struct session *s, uint64_t now)
{
	struct dns_lookup *l = &s->ipxe.dns;

	dns_lookup_step(l, now);
	if (l->state == DNS_LOOKUP_RUNNING)
		return session_stay();
	if (l->state == DNS_LOOKUP_DONE) {
		uint32_t addr = first_ip4(&l->found);
		struct session_next next = addr ? found(s, addr, now) : session_stay();

		if (addr)
			return next.phase == PHASE_STAY ? session_go(PHASE_SCRIPT) : next;
	}
	return session_script_told(s, IPXE_ENOENT,
				   l->state == DNS_LOOKUP_DONE ? "host with IPv6 addresses alone"
							       : dns_lookup_why(l));
}

unsigned session_script_pollfds(const struct session *s,
				struct pollfd ret[static DNS_LOOKUP_SOCKETS])
{
	if (s->ipxe.wait == SCRIPT_WAITS_NAME)
		return dns_lookup_pollfds(&s->ipxe.dns, ret);
	if (s->ipxe.host.fd < 0)
		return 0;
	ret[0] = (struct pollfd){.fd = s->ipxe.host.fd, .events = POLLIN};
	return 1;
}

void session_script_stop(struct session *s)
{
	if (s->ipxe.wait == SCRIPT_WAITS_NAME)
		dns_lookup_stop(&s->ipxe.dns);
	session_script_host_stop(s);
	s->ipxe.wait = SCRIPT_WAITS_TIME;
}
