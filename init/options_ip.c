/* SPDX-License-Identifier: MIT */
#include "init/options_ip.h"

#include <string.h>

/* The fields of ip=, in their order. Behind them come DNS servers, or a MAC address in six fields. */
enum { CLIENT, SERVER, GATEWAY, MASK, HOST, DEVICE, AUTOCONF, DNS0, DNS1, NTP0, FIELDS = 14 };

#define MAC_FROM DNS1 /* behind the MTU, which stands in place of a DNS server */
#define MTU_MIN	 576

bool options_is_ifname(struct view v)
{
	if (!v.n || v.n >= OPTIONS_IFNAME || view_is(v, ".") || view_is(v, ".."))
		return false;
	for (size_t i = 0; i < v.n; i++)
		if ((unsigned char)v.p[i] <= 0x20 || (unsigned char)v.p[i] >= 0x7f ||
		    v.p[i] == '/' || v.p[i] == ':')
			return false;
	return true;
}

bool options_is_host(struct view v)
{
	if (!v.n || v.n >= OPTIONS_HOST || v.p[0] == '-' || v.p[0] == '.')
		return false;
	for (size_t i = 0; i < v.n; i++) {
		char c = text_lower(v.p[i]);

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
		      c == '_'))
			return false;
	}
	return true;
}

/* An address a machine can have; an empty field is none, 0. */
static bool host_address(struct view v, uint32_t *ret)
{
	uint32_t a = 0;

	if (v.n && (!text_ip4(v, &a) || a >> 28 >= 0xe || a >> 24 == 127))
		return false;
	*ret = a;
	return true;
}

static uint8_t class_prefix(uint32_t client)
{
	if (client >> 31 == 0)
		return 8;
	return client >> 30 == 2 ? 16 : 24;
}

static bool mask_prefix(struct view v, uint32_t client, uint8_t *ret)
{
	uint32_t mask, len;

	if (!v.n) {
		*ret = class_prefix(client);
		return true;
	}
	if (text_ip4(v, &mask)) {
		uint32_t holes = ~mask;

		if (!mask || (holes & (holes + 1)))
			return false;
		for (len = 0; len < 32 && mask << len; len++)
			;
	} else if (!text_u32(v, 1, 32, &len)) {
		return false;
	}
	*ret = (uint8_t)len;
	return true;
}

bool options_ip6_text(struct view v, struct netaddr *ret)
{
	struct netaddr a;

	if (v.n > 2 && v.p[0] == '[' && v.p[v.n - 1] == ']')
		v = (struct view){.p = v.p + 1, .n = v.n - 2};
	if (!netaddr_text(v, &a) || !netaddr_is_ip6(&a) || !netaddr_is_host(&a))
		return false;
	*ret = a;
	return true;
}

/* Words with which the kernel and dracut start one of their protocols; we have DHCP. */
static bool asks_dhcp(struct view v)
{
	static const char *const words[] = {"dhcp",  "on",   "any",	   "both",
					    "bootp", "rarp", "single-dhcp"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (view_is(v, words[i]))
			return true;
	return false;
}

static bool asks_none(struct view v)
{
	return view_is(v, "off") || view_is(v, "none") || view_is(v, "static");
}

/* dracut's words for IPv6. Return: CHAN_IP6_AUTO = @v is none of them */
static enum chan_how6 asks_ip6(struct view v)
{
	static const char *const words[] = {[CHAN_IP6_EITHER] = "either6",
					    [CHAN_IP6_DHCP] = "dhcp6",
					    [CHAN_IP6_SLAAC] = "auto6",
					    [CHAN_IP6_LINK] = "link6"};

	for (size_t i = CHAN_IP6_EITHER; i < sizeof words / sizeof *words; i++)
		if (view_is(v, words[i]))
			return (enum chan_how6)i;
	return CHAN_IP6_AUTO;
}

/* What there is no way to follow, whatever else stands there. */
static const char *asks_other(struct view v)
{
	if (view_is(v, "link-local"))
		return "a link-local address of IPv4, which is not used here";
	return view_is(v, "ibft") ? "a table of iSCSI firmware, which is not read here" : NULL;
}

static bool is_method(struct view v)
{
	return asks_dhcp(v) || asks_none(v) || asks_other(v) || asks_ip6(v);
}

/* Up to the next colon that is not within brackets. Return: false = there is none any more */
static bool next_field(struct view *rest, struct view *ret)
{
	const char *close = rest->n && rest->p[0] == '[' ? memchr(rest->p, ']', rest->n) : NULL;
	struct view from = *rest, tail;

	if (!close)
		return view_until(rest, ':', ret);
	*rest = (struct view){.p = close, .n = (size_t)(from.p + from.n - close)};
	if (!view_until(rest, ':', &tail))
		return false;
	*ret = (struct view){.p = from.p, .n = (size_t)(tail.p + tail.n - from.p)};
	return true;
}

/* Cut at colons and put the short forms where they belong. */
static bool cut_fields(struct view v, struct view field[FIELDS])
{
	unsigned n = 0;
	struct view f;

	while (next_field(&v, &f)) {
		if (n == FIELDS)
			return false;
		field[n++] = f;
	}
	if (n == 1 && is_method(field[0])) {
		field[AUTOCONF] = field[0];
		field[CLIENT].n = 0;
	} else if (n >= 2 && options_is_ifname(field[0]) && is_method(field[1])) {
		/* DEVICE:AUTOCONF:MTU:MAC */
		if (n > 2 + FIELDS - DNS0)
			return false;
		memmove(&field[AUTOCONF], &field[1], (n - 1) * sizeof *field);
		field[DEVICE] = field[0];
		for (unsigned i = 0; i < DEVICE; i++)
			field[i].n = 0;
	}
	return n > 0;
}

static const char *take_names(const struct view *field, struct options_ip *ip)
{
	if (field[HOST].n &&
	    (!options_is_host(field[HOST]) || !text_copy(ip->host, sizeof ip->host, field[HOST])))
		return "not a host name in its fifth field";
	if (field[DEVICE].n && (!options_is_ifname(field[DEVICE]) ||
				!text_copy(ip->dev, sizeof ip->dev, field[DEVICE])))
		return "not the name of an interface in its sixth field";
	return NULL;
}

static const char *take_mode(struct view autoconf, struct options_ip *ip)
{
	bool none = asks_none(autoconf);

	if (asks_other(autoconf))
		return asks_other(autoconf);
	if (autoconf.n && !none && !asks_dhcp(autoconf) && !asks_ip6(autoconf))
		return "no way to get an address (dhcp, on, off, none, dhcp6, auto6) in its "
		       "seventh field";
	ip->mode = OPTIONS_IP_OFF;
	if (asks_ip6(autoconf)) {
		ip->six.how = (uint8_t)asks_ip6(autoconf);
		return ip->client ? "IPv6's word behind an IPv4 address" : NULL;
	}
	if (netaddr_is_set(&ip->six.addr)) {
		ip->six.how = CHAN_IP6_STATIC;
		return none || !autoconf.n ? NULL : "IPv4's word behind an IPv6 address";
	}
	ip->four = true;
	if (ip->client && (none || !autoconf.n))
		ip->mode = OPTIONS_IP_STATIC;
	else
		ip->mode = none ? OPTIONS_IP_OFF : OPTIONS_IP_DHCP;
	return NULL;
}

static bool is_number(struct view v)
{
	uint64_t n;

	return text_u64(v, 0, UINT64_MAX, &n);
}

/* dracut's MTU and MAC address, in place of DNS servers. */
static const char *take_mtu(const struct view *field, struct options_ip *ip)
{
	const struct view *last = &field[FIELDS - 1];
	struct view mac = field[MAC_FROM];

	if (field[DNS0].n && !text_u32(field[DNS0], MTU_MIN, 65535, &ip->mtu))
		return "not an MTU of 576 to 65535 bytes";
	if (!mac.n)
		return NULL;
	if (last->n) {
		mac.n = (size_t)(last->p + last->n - mac.p);
		ip->has_mac = text_hex(mac, ip->mac, sizeof ip->mac);
	}
	return ip->has_mac && !(ip->mac[0] & 1) ? NULL : "not a MAC address behind the MTU";
}

static bool dns_address(struct view v, struct netaddr *ret)
{
	uint32_t addr;

	if (v.n && options_ip6_text(v, ret))
		return true;
	if (!host_address(v, &addr))
		return false;
	*ret = netaddr_ip4(addr);
	return true;
}

static const char *take_dns(const struct view *field, struct options_ip *ip)
{
	for (unsigned i = NTP0 + 1; i < FIELDS; i++)
		if (field[i].p)
			return "more fields than there are";
	return dns_address(field[DNS0], &ip->dns[0]) && dns_address(field[DNS1], &ip->dns[1])
		       ? NULL
		       : "not the address of a DNS server";
}

static const char *take_addresses(const struct view *field, struct options_ip *ip)
{
	if (!host_address(field[CLIENT], &ip->client) ||
	    !host_address(field[SERVER], &ip->server) ||
	    !host_address(field[GATEWAY], &ip->gateway))
		return "not an address of a host in its first three fields";
	if (!mask_prefix(field[MASK], ip->client, &ip->prefix_len))
		return "not a netmask or prefix length in its fourth field";
	return NULL;
}

static bool is_ip6(const struct view *field)
{
	for (unsigned i = CLIENT; i <= GATEWAY; i++)
		if (field[i].n && field[i].p[0] == '[')
			return true;
	return false;
}

static const char *take_addresses6(const struct view *field, struct chan_static6 *six)
{
	uint32_t len = 64;

	if (!options_ip6_text(field[CLIENT], &six->addr) || netaddr_is_link_local(&six->addr))
		return "not an IPv6 address of a host in its first field";
	if ((field[SERVER].n && !options_ip6_text(field[SERVER], &six->server)) ||
	    (field[GATEWAY].n && !options_ip6_text(field[GATEWAY], &six->gateway)))
		return "not an IPv6 address of a host in its second or third field";
	if (field[MASK].n && !text_u32(field[MASK], 1, 128, &len))
		return "not a prefix length of IPv6 in its fourth field";
	six->prefix_len = (uint8_t)len;
	return NULL;
}

const char *options_ip_parse(struct view v, struct options_ip *ret)
{
	struct view field[FIELDS] = {{0}};
	struct options_ip ip = {0};
	const char *wrong;

	if (!v.n || !cut_fields(v, field))
		return "not an ip= that is understood";
	wrong = is_ip6(field) ? take_addresses6(field, &ip.six) : take_addresses(field, &ip);
	if (!wrong)
		wrong = take_names(field, &ip);
	if (!wrong)
		wrong = take_mode(field[AUTOCONF], &ip);
	if (!wrong)
		wrong = is_number(field[DNS0]) || field[FIELDS - 1].n ? take_mtu(field, &ip)
								      : take_dns(field, &ip);
	if (!wrong)
		*ret = ip;
	return wrong;
}

/* --- bond= ------------------------------------------------------------------------------------ */

/* name=value, as files below /sys are called, with commas between. */
static bool settings_ok(struct view v)
{
	struct view one;

	while (view_until(&v, ',', &one))
		if (!text_is_setting(one))
			return false;
	return true;
}

static bool take_slaves(struct view v, struct options_bond *b)
{
	struct view name;

	while (view_until(&v, ',', &name)) {
		if (b->n_slave == OPTIONS_SLAVES || !options_is_ifname(name) ||
		    view_is(name, b->name))
			return false;
		text_copy(b->slave[b->n_slave++], sizeof b->slave[0], name);
	}
	return true;
}

bool options_bond_parse(struct view v, struct options_bond *ret)
{
	struct view name, slaves = {0}, settings = {0}, mtu = {0};
	static struct options_bond b;

	b = (struct options_bond){.n_slave = 0};
	if (!text_copy(b.text, sizeof b.text, v) || !view_until(&v, ':', &name))
		return false;
	if (!name.n)
		name = view_of("bond0");
	if (!view_until(&v, ':', &slaves) || !slaves.n) {
		slaves = view_of("eth0,eth1");
		settings = view_of("mode=balance-rr");
	}
	view_until(&v, ':', &settings);
	view_until(&v, ':', &mtu);
	if (v.p || !options_is_ifname(name) || !text_copy(b.name, sizeof b.name, name) ||
	    !take_slaves(slaves, &b))
		return false;
	if (settings.n && !settings_ok(settings))
		return false;
	if (mtu.n && !text_u32(mtu, MTU_MIN, 65535, &b.mtu))
		return false;
	text_copy(b.settings, sizeof b.settings, settings);
	*ret = b;
	return true;
}

/* --- vlan= ------------------------------------------------------------------------------------ */

/* The digits a VLAN's name ends in: all behind the last dot, or all behind "vlan". */
static bool vlan_id(struct view name, uint32_t *ret)
{
	size_t from = name.n;

	while (from && name.p[from - 1] >= '0' && name.p[from - 1] <= '9')
		from--;
	if (!(from && name.p[from - 1] == '.') && !(from == 4 && view_starts(name, "vlan")))
		return false;
	return text_u32((struct view){.p = name.p + from, .n = name.n - from}, 1, 4094, ret);
}

bool options_vlan_parse(struct view v, struct options_vlan *ret)
{
	struct view name, parent;
	uint32_t id;

	if (!view_until(&v, ':', &name) || !view_until(&v, ':', &parent) || v.p)
		return false;
	if (!options_is_ifname(name) || !options_is_ifname(parent) || !vlan_id(name, &id))
		return false;
	if (view_eq(name, parent) || !text_copy(ret->name, sizeof ret->name, name) ||
	    !text_copy(ret->parent, sizeof ret->parent, parent))
		return false;
	ret->id = (uint16_t)id;
	return true;
}
