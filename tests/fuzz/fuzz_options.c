/* SPDX-License-Identifier: MIT
 * Any bytes as kernel command line and as /etc/pxehop.conf: every string ends, every count and
 * number is in its range. */
#include "init/options.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ENDS(a) (memchr((a), 0, sizeof(a)) != NULL)

static void need(bool ok)
{
	if (!ok)
		abort();
}

static void look_at_ip(const struct options_ip *ip)
{
	need(ENDS(ip->host) && ENDS(ip->dev) && ip->mtu <= 65535);
	need(ip->mode != OPTIONS_IP_STATIC ||
	     (ip->client && ip->prefix_len >= 1 && ip->prefix_len <= 32));
}

static void look_at_bond(const struct options_bond *b)
{
	need(ENDS(b->name) && b->name[0] && ENDS(b->settings) && ENDS(b->text));
	need(b->n_slave >= 1 && b->n_slave <= OPTIONS_SLAVES && b->mtu <= 65535);
	for (unsigned i = 0; i < b->n_slave; i++)
		need(ENDS(b->slave[i]) && b->slave[i][0] && !strchr(b->slave[i], '/'));
}

static void look(const struct options *o)
{
	need(ENDS(o->server) && ENDS(o->url) && ENDS(o->config) && ENDS(o->ifname));
	need(o->n_ip <= OPTIONS_IPS && o->n_bond <= OPTIONS_BONDS);
	need(o->timeout_s <= 86400 || o->timeout_s == OPTIONS_UNSET);
	need(o->arch <= UINT16_MAX || o->arch == OPTIONS_UNSET);
	need(o->fallback_s <= 86400 && o->n_disk <= OPTIONS_DISKS);
	need(o->storm <= 1000000 && o->n_vlan <= OPTIONS_VLANS);
	need(o->n_console <= OPTIONS_CONSOLES && o->n_warning <= OPTIONS_WARNINGS);
	for (unsigned i = 0; i < o->n_ip; i++)
		look_at_ip(&o->ip[i]);
	for (unsigned i = 0; i < o->n_bond; i++)
		look_at_bond(&o->bond[i]);
	for (unsigned i = 0; i < o->n_vlan; i++)
		need(o->vlan[i].id >= 1 && o->vlan[i].id <= 4094 && ENDS(o->vlan[i].name));
	for (unsigned i = 0; i < o->n_console; i++)
		need(ENDS(o->console[i]) && o->console[i][0]);
	for (unsigned i = 0; i < o->n_warning; i++)
		need(view_printable(view_of(o->warning[i])));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = {.p = (const char *)data, .n = size};
	static struct options o;

	options_init(&o);
	options_cmdline(&o, text);
	look(&o);
	options_conf(&o, text);
	look(&o);
	return 0;
}
