/* SPDX-License-Identifier: MIT */
#include "pxe/plan/handover.h"

#define WORD "pxehop.handover="
/* dracut renames the NIC with this MAC address to it, whatever kernel or udev would call it. A name
 * of the kernel's own kind may be another NIC's by then. */
#define NIC "bootnet"

bool plan_handover_cut(struct view *text, struct view *before, struct view *kind)
{
	struct view rest = *text;

	for (struct view w = view_word(&rest); w.n; w = view_word(&rest)) {
		if (!view_starts(w, WORD))
			continue;
		*before = (struct view){.p = text->p, .n = (size_t)(w.p - text->p)};
		*kind = view_from(w, sizeof WORD - 1);
		*text = rest;
		return true;
	}
	*before = *text;
	text->n = 0;
	return false;
}

/* --- the words ------------------------------------------------------------------------------- */

struct words {
	struct str *s;
	const struct plan_host *host;
	const struct view *said; /* what stands there already */
	unsigned n_said;
};

/* Begin a word, "NAME=". Return: false: the command line has one of that name */
static bool begin(const struct words *w, const char *name)
{
	for (unsigned i = 0; i < w->n_said; i++) {
		struct view rest = w->said[i];

		for (struct view v = view_word(&rest); v.n; v = view_word(&rest))
			if (view_starts(v, name))
				return false;
	}
	str_fmt(w->s, " %s", name);
	return true;
}

static void put_ip(struct str *s, uint32_t addr)
{
	if (addr)
		str_ip4(s, addr);
}

/* What a server on the network says must stay one field of one word. */
static void put_hostname(struct str *s, struct view v)
{
	for (size_t i = 0; i < v.n; i++) {
		char c = text_lower(v.p[i]);

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '.' &&
		    c != '_')
			return;
	}
	str_put(s, v);
}

static void put_address(const struct words *w, uint32_t server, struct view device)
{
	const struct plan_host *h = w->host;

	if (!begin(w, "ip="))
		return;
	put_ip(w->s, h->ip);
	str_putc(w->s, ':');
	put_ip(w->s, server);
	str_putc(w->s, ':');
	put_ip(w->s, h->gateway);
	str_putc(w->s, ':');
	put_ip(w->s, h->netmask);
	str_putc(w->s, ':');
	put_hostname(w->s, h->net.hostname);
	str_putc(w->s, ':');
	str_put(w->s, device);
	str_puts(w->s, ":none");
	for (unsigned i = 0; i < 2 && h->net.dns[i]; i++) {
		str_putc(w->s, ':');
		str_ip4(w->s, h->net.dns[i]);
	}
}

static void put_ip6(struct str *s, const struct netaddr *addr)
{
	if (!netaddr_is_set(addr))
		return;
	str_putc(s, '[');
	str_netaddr(s, addr);
	str_putc(s, ']');
}

/* What a server gave this machine it gives the next system as well. */
static void put_address6(const struct words *w, struct view device)
{
	const struct plan_net *n = &w->host->net;

	if (!begin(w, "ip="))
		return;
	if (n->how6 != CHAN_IP6_STATIC) {
		str_put(w->s, device);
		str_puts(w->s, n->how6 == CHAN_IP6_DHCP	  ? ":dhcp6"
			       : n->how6 == CHAN_IP6_LINK ? ":link6"
							  : ":auto6");
		return;
	}
	put_ip6(w->s, &n->addr6);
	str_puts(w->s, "::");
	put_ip6(w->s, &n->gateway6);
	str_fmt(w->s, ":%u:", n->prefix_len6);
	put_hostname(w->s, n->hostname);
	str_putc(w->s, ':');
	str_put(w->s, device);
	str_puts(w->s, ":none");
}

static void put_bootif(const struct words *w)
{
	const struct plan_host *h = w->host;

	if (h->mac_len && begin(w, "BOOTIF="))
		plan_host_put_mac(w->s, h->htype, h->mac, h->mac_len);
}

static void put_value(const struct words *w, const char *name, struct view value)
{
	if (value.n && begin(w, name))
		str_put(w->s, value);
}

static void put_vlan(const struct words *w, struct view device)
{
	if (!w->host->net.parent.n || !begin(w, "vlan="))
		return;
	str_put(w->s, w->host->net.ifname);
	str_putc(w->s, ':');
	str_put(w->s, device);
}

static void put_nameservers(const struct words *w)
{
	const uint32_t *dns = w->host->net.dns;
	const struct netaddr *dns6 = w->host->net.dns6;
	const char *word = "";

	if ((!dns[0] && !netaddr_is_set(&dns6[0])) || !begin(w, "nameserver="))
		return;
	for (unsigned i = 0; i < PLAN_DNS_MAX && netaddr_is_set(&dns6[i]); i++) {
		str_puts(w->s, word);
		str_netaddr(w->s, &dns6[i]);
		word = " nameserver=";
	}
	for (unsigned i = 0; i < PLAN_DNS_MAX && dns[i]; i++) {
		str_puts(w->s, word);
		str_ip4(w->s, dns[i]);
		word = " nameserver=";
	}
}

/* dracut takes the second field of ip= for the other end of a point-to-point link, so that no
 * server may stand there. The members of a bond keep the names that bond= has. */
static void put_dracut(const struct words *w)
{
	const struct plan_host *h = w->host;
	bool vlan = h->net.parent.n, bond = h->net.bond.n, rename = h->mac_len == 6 && !bond;
	struct view below = vlan ? h->net.parent : h->net.ifname;
	struct view nic = rename ? view_of(NIC) : below;

	put_value(w, "rd.znet=", h->net.znet);
	if (rename && begin(w, "ifname=")) {
		str_puts(w->s, NIC ":");
		str_hex(w->s, h->mac, h->mac_len, ':');
	}
	put_value(w, "bond=", h->net.bond);
	put_vlan(w, nic);
	if (h->ip)
		put_address(w, 0, vlan ? h->net.ifname : nic);
	else
		put_address6(w, vlan ? h->net.ifname : nic);
	put_nameservers(w);
	put_bootif(w);
	put_value(w, "rd.neednet=", view_of("1"));
}

/* udev gives NICs other names than the kernel, and BOOTIF says which is meant; a VLAN's name is
 * the command line's own. */
static void put_initramfs_tools(const struct words *w)
{
	const struct plan_host *h = w->host;

	put_vlan(w, h->net.parent);
	if (h->ip)
		put_address(w, h->server, h->net.parent.n ? h->net.ifname : (struct view){0});
	put_bootif(w);
}

void plan_handover(struct str *s, const struct plan_host *host, enum chan_handover kind,
		   const struct view *said, unsigned n_said)
{
	struct words w = {.s = s, .host = host, .said = said, .n_said = n_said};

	if (!host->ip && !host->net.how6)
		return;
	switch (kind) {
	case CHAN_HANDOVER_NONE: break;
	case CHAN_HANDOVER_DRACUT: put_dracut(&w); break;
	case CHAN_HANDOVER_DEBIAN:
	case CHAN_HANDOVER_CASPER: put_initramfs_tools(&w); break;
	case CHAN_HANDOVER_KERNEL:
		if (host->ip)
			put_address(&w, host->server, host->net.ifname);
		break;
	}
}

bool plan_handover_line(struct view line, const struct plan_host *host, struct str *out)
{
	enum chan_handover kind = (enum chan_handover)host->handover;
	struct view part, value, said;
	size_t from = out->n;

	while (plan_handover_cut(&line, &part, &value)) {
		if (!chan_handover_kind(value, &kind))
			return false;
		str_put(out, part);
		line = view_skip_blanks(line);
	}
	str_put(out, part);
	said = (struct view){.p = out->p + from, .n = out->n - from};
	plan_handover(out, host, kind, &said, 1);
	return true;
}
