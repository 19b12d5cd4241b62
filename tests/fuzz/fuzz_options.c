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

static void look(const struct options *o)
{
	need(ENDS(o->server) && ENDS(o->url) && ENDS(o->config) && ENDS(o->ifname));
	need(ENDS(o->ip.host) && ENDS(o->ip.dev));
	need(o->timeout_s <= 86400 || o->timeout_s == OPTIONS_UNSET);
	need(o->arch <= UINT16_MAX || o->arch == OPTIONS_UNSET);
	need(o->fallback_s <= 86400 && o->n_disk <= OPTIONS_DISKS);
	need(o->storm <= 1000000 && o->n_vlan <= OPTIONS_VLANS);
	need(o->n_console <= OPTIONS_CONSOLES && o->n_warning <= OPTIONS_WARNINGS);
	need(o->ip.mode != OPTIONS_IP_STATIC ||
	     (o->ip.client && o->ip.prefix_len >= 1 && o->ip.prefix_len <= 32));
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
