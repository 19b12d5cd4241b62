/* SPDX-License-Identifier: MIT
 * This machine, as pxe/plan/ asks for it. */
#include "pxe/session/internal.h"

#include <string.h>

void session_host_set_dns(struct plan_host *h, const struct netaddr dns[static CHAN_DNS_MAX])
{
	unsigned n = 0, n6 = 0;

	_Static_assert((int)PLAN_DNS_MAX == (int)CHAN_DNS_MAX, "the lists are equally long");
	for (unsigned i = 0; i < CHAN_DNS_MAX; i++) {
		uint32_t addr = netaddr_to_ip4(&dns[i]);

		if (addr)
			h->net.dns[n++] = addr;
		else if (netaddr_is_set(&dns[i]))
			h->net.dns6[n6++] = dns[i];
	}
	while (n6 < PLAN_DNS_MAX)
		h->net.dns6[n6++] = (struct netaddr){0};
	while (n < PLAN_DNS_MAX)
		h->net.dns[n++] = 0;
}

void session_host_set(struct session *s)
{
	const struct session_net *n = &s->net;
	struct plan_host *h = &s->host;

	*h = (struct plan_host){
		.htype = n->htype,
		.mac_len = n->mac_len,
		.has_uuid = n->has_uuid,
		.ip = n->addr,
		.bootfile = view_of(n->bootfile),
		.has_prefix = n->has_prefix,
		.prefix = view_of(n->prefix),
		.has_conffile = n->has_conffile,
		.conffile = view_of(n->conffile),
		.cpu_lacks = sizeof(void *) == 8 ? 0 : PLAN_CPU_64 | PLAN_CPU_PAE,
		.server = netaddr_to_ip4(&n->server),
		.gateway = n->gateway,
		.netmask = n->netmask,
		.handover = n->handover,
		.net = {.ifname = view_of(n->ifname),
			.parent = view_of(n->parent),
			.bond = view_of(n->bond),
			.znet = view_of(n->znet),
			.hostname = view_of(n->hostname),
			.how6 = n->six.how,
			.prefix_len6 = n->six.prefix_len,
			.addr6 = n->six.addr,
			.gateway6 = n->six.gateway},
	};
	session_host_set_dns(h, n->dns);
	memcpy(h->mac, n->mac, sizeof h->mac);
	memcpy(h->uuid, n->uuid, sizeof h->uuid);
	for (int i = 0; s->system && i < CHAN_SYS_VALUES; i++)
		h->sys[CHAN_SYS_FIRST + i] = view_of(s->system->value[i]);
}
