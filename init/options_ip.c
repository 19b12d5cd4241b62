/* SPDX-License-Identifier: MIT */
#include "init/options_ip.h"

#include <string.h>

/* The fields of ip=, in their order. */
enum { CLIENT, SERVER, GATEWAY, MASK, HOST, DEVICE, AUTOCONF, DNS0, DNS1, NTP0, FIELDS };

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

/* Words with which the kernel starts one of its protocols; we have DHCP. */
static bool asks_dhcp(struct view v)
{
	static const char *const words[] = {"dhcp", "on", "any", "both", "bootp", "rarp"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (view_is(v, words[i]))
			return true;
	return false;
}

static bool asks_none(struct view v)
{
	return view_is(v, "off") || view_is(v, "none");
}

/* Cut at colons and put the short forms where they belong. */
static bool cut_fields(struct view v, struct view field[FIELDS])
{
	unsigned n = 0;
	struct view f;
	uint32_t a;

	while (view_until(&v, ':', &f)) {
		if (n == FIELDS)
			return false;
		field[n++] = f;
	}
	if (n == 1 && (asks_dhcp(field[0]) || asks_none(field[0]))) {
		field[AUTOCONF] = field[0];
		field[CLIENT].n = 0;
	} else if (n == 2 && field[0].n && !text_ip4(field[0], &a)) {
		field[DEVICE] = field[0];
		field[AUTOCONF] = field[1];
		field[CLIENT].n = field[SERVER].n = 0;
	}
	return n > 0;
}

static bool take_names(const struct view *field, struct options_ip *ip)
{
	if (field[HOST].n &&
	    (!options_is_host(field[HOST]) || !text_copy(ip->host, sizeof ip->host, field[HOST])))
		return false;
	if (field[DEVICE].n && (!options_is_ifname(field[DEVICE]) ||
				!text_copy(ip->dev, sizeof ip->dev, field[DEVICE])))
		return false;
	return true;
}

static bool take_mode(struct view autoconf, struct options_ip *ip)
{
	bool none = asks_none(autoconf);

	if (autoconf.n && !none && !asks_dhcp(autoconf))
		return false;
	if (ip->client && (none || !autoconf.n))
		ip->mode = OPTIONS_IP_STATIC;
	else
		ip->mode = none ? OPTIONS_IP_OFF : OPTIONS_IP_DHCP;
	return true;
}

bool options_ip_parse(struct view v, struct options_ip *ret)
{
	struct view field[FIELDS] = {{0}};
	struct options_ip ip = {0};

	if (!v.n || !cut_fields(v, field))
		return false;
	if (!host_address(field[CLIENT], &ip.client) || !host_address(field[SERVER], &ip.server) ||
	    !host_address(field[GATEWAY], &ip.gateway) || !host_address(field[DNS0], &ip.dns[0]) ||
	    !host_address(field[DNS1], &ip.dns[1]))
		return false;
	if (!mask_prefix(field[MASK], ip.client, &ip.prefix_len) || !take_names(field, &ip) ||
	    !take_mode(field[AUTOCONF], &ip))
		return false;
	*ret = ip;
	return true;
}

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
