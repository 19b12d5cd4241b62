/* SPDX-License-Identifier: MIT
 * What an iPXE script finds set: the interface, what DHCP said, the machine. */
#include "pxe/session/ipxe.h"

#include "dhcp/msg.h"
#include "dhcp/opts.h"
#include "pxe/ipxe/machine.h"
#include "pxe/session/session.h"

#define PROXY "proxydhcp"

#define BUS_PCI 1 /* in front of iPXE's busid */

static void put_ip(struct ipxe *x, const char *scope, const char *name, uint32_t addr)
{
	char text[16];
	struct str s = str_of(text, sizeof text);

	str_ip4(&s, addr);
	if (addr)
		ipxe_fact_text(x, scope, name, text);
}

/* --- DHCP ------------------------------------------------------------------------------------ */

/* The options of @r become settings of @scope. */
static void put_options(struct ipxe *x, const char *scope, const struct dhcp_reply *r,
			struct dhcp_codes *seen)
{
	struct rd all = dhcp_kept_all(&r->options), value;
	uint8_t code;

	while (dhcp_kept_next(&all, &code, &value)) {
		struct view raw = {.p = (const char *)value.p, .n = rd_left(&value)};

		ipxe_fact_option(x, scope, code, raw);
		dhcp_codes_add(seen, code);
	}
}

/* What the lease lacks as an option: the address itself, what the command line says instead of a
 * lease, what was worked out of other options. */
static void put_rest(const struct session_net *n, struct ipxe *x, const char *lease,
		     const struct dhcp_codes *seen)
{
	uint32_t next = n->next_server ? n->next_server : n->reply.siaddr;

	put_ip(x, lease, "ip", n->addr);
	put_ip(x, lease, "next-server", next ? next : netaddr_to_ip4(&n->server));
	if (!dhcp_codes_has(seen, DHCP_O_MASK))
		put_ip(x, lease, "netmask", n->netmask);
	if (!dhcp_codes_has(seen, DHCP_O_ROUTER))
		put_ip(x, lease, "gateway", n->gateway);
	if (!dhcp_codes_has(seen, DHCP_O_DNS))
		put_ip(x, lease, "dns", netaddr_to_ip4(&n->dns[0]));
	if (!dhcp_codes_has(seen, DHCP_O_DOMAIN))
		ipxe_fact_text(x, lease, "domain", n->domain);
}

/* A server may name the boot file in its offer alone. */
static void put_boot_file(const struct session_net *n, struct ipxe *x, const char *scope,
			  const struct dhcp_codes *lease, const struct dhcp_codes *proxy)
{
	if (!dhcp_codes_has(lease, DHCP_O_BOOTFILE) && !dhcp_codes_has(proxy, DHCP_O_BOOTFILE))
		ipxe_fact_text(x, scope, "filename", n->bootfile);
}

static void put_lease(const struct session_net *n, struct ipxe *x, const char *name)
{
	struct dhcp_codes lease = {{0}}, proxy = {{0}};
	char text[32];
	struct str scope = str_of(text, sizeof text);

	str_fmt(&scope, "%s.dhcp", name);
	put_options(x, text, &n->reply, &lease);
	put_rest(n, x, text, &lease);
	put_options(x, PROXY, &n->proxy_reply, &proxy);
	put_ip(x, PROXY, "dhcp-server", n->proxy_reply.server_id);
	put_ip(x, PROXY, "next-server", n->proxy_reply.siaddr);
	put_boot_file(n, x, text, &lease, &proxy);
}

static void put_ip6(struct ipxe *x, const char *scope, const char *name, const struct netaddr *addr)
{
	if (netaddr_is_ip6(addr))
		ipxe_fact(x, scope, view_of(name),
			  (struct view){.p = (const char *)addr->b, .n = sizeof addr->b});
}

/* iPXE's scopes: what a router says, and what DHCPv6 does. */
static void put_lease6(const struct session_net *n, struct ipxe *x, const char *name)
{
	const char len = (char)n->six.prefix_len;
	char text[32];
	struct str scope = str_of(text, sizeof text);

	str_fmt(&scope, "%s.%s", name, n->six.how == CHAN_IP6_DHCP ? "dhcpv6" : "ndp");
	put_ip6(x, text, "ip6", &n->six.addr);
	if (len)
		ipxe_fact(x, text, view_of("len6"), (struct view){.p = &len, .n = 1});
	put_ip6(x, text, "gateway6", &n->six.gateway);
	put_ip6(x, text, "dns6", &n->dns[0]);
	ipxe_fact_text(x, text, "filename", n->bootfile);
}

/* --- the interface and the machine ----------------------------------------------------------- */

static void put_card(const struct session_net *n, struct ipxe *x, const char *name)
{
	struct view mac = {.p = (const char *)n->mac, .n = n->mac_len};
	char text[3 * CHAN_MAC_MAX];
	struct str hex = str_of(text, sizeof text);
	char setting[32];
	struct str full = str_of(setting, sizeof setting);

	ipxe_fact(x, name, view_of("hwaddr"), mac);
	str_hex(&hex, n->mac, n->mac_len, ':');
	str_fmt(&full, "%s/mac", name);
	ipxe_set(x, view_of(setting), (struct view){.p = text, .n = hex.n});
	ipxe_fact_text(x, name, "ifname", n->ifname);
	ipxe_fact_text(x, name, "linktype", n->htype == 1 ? "Ethernet" : "");
}

/* As iPXE has them of PCI; it knows no channel subsystem. */
static void put_bus(const struct session_net *n, struct ipxe *x, const char *name)
{
	uint8_t id[5], place[4];
	struct wr i = wr_of(id, sizeof id), p = wr_of(place, sizeof place);

	ipxe_fact_text(x, name, "chip", n->driver);
	ipxe_fact_text(x, name, "bustype",
		       n->bus.kind == CHAN_BUS_PCI   ? "PCI"
		       : n->bus.kind == CHAN_BUS_CCW ? "CCW"
						     : "");
	if (n->bus.kind != CHAN_BUS_PCI)
		return;
	wr_be32(&p, n->bus.place);
	ipxe_fact(x, name, view_of("busloc"), (struct view){.p = (char *)place, .n = sizeof place});
	wr_u8(&i, BUS_PCI);
	wr_be16(&i, n->bus.vendor);
	wr_be16(&i, n->bus.device);
	if (n->bus.vendor)
		ipxe_fact(x, name, view_of("busid"),
			  (struct view){.p = (char *)id, .n = sizeof id});
}

static void put_system_more(const struct chan_system *m, struct ipxe *x)
{
	char text[16];
	struct str s = str_of(text, sizeof text);

	str_fmt(&s, "%u", m->memory_mib);
	if (m->memory_mib)
		ipxe_fact_text(x, "builtin", "memsize", text);
	ipxe_fact_text(x, "builtin", "cpuvendor", m->cpu_vendor);
	ipxe_fact_text(x, "builtin", "cpumodel", m->cpu_model);
}

/* The values of SYSAPPEND that have a name here. */
static void put_system(const struct session *s, struct ipxe *x)
{
	static const struct {
		const char *name;
		unsigned bit;
	} values[] = {{"manufacturer", 4},
		      {"product", 5},
		      {"serial", 7},
		      {"board-serial", 13},
		      {"asset", 14}};

	if (s->net.has_uuid)
		ipxe_fact(x, "smbios", view_of("uuid"),
			  (struct view){.p = (const char *)s->net.uuid, .n = sizeof s->net.uuid});
	for (size_t i = 0; s->system && i < sizeof values / sizeof *values; i++)
		ipxe_fact_text(x, "smbios", values[i].name,
			       s->system->value[values[i].bit - CHAN_SYS_FIRST]);
}

void session_ipxe_facts_of(const struct session_net *n, struct ipxe *x, const char *name,
			   bool leased)
{
	put_card(n, x, name);
	put_bus(n, x, name);
	if (leased && n->ip6)
		put_lease6(n, x, name);
	else if (leased)
		put_lease(n, x, name);
}

void session_ipxe_facts(const struct session *s, struct ipxe *x)
{
	ipxe_machine(x, PXEHOP_VERSION);
	session_ipxe_facts_of(&s->net, x, "net0", true);
	put_system(s, x);
	if (s->system)
		put_system_more(s->system, x);
	ipxe_use_net(x, "net0");
	ipxe_machine_cpu(x);
}
