/* SPDX-License-Identifier: MIT */
#include "dhcp/client_out.h"

#include <string.h>

/* DHCP_LOG leaves this many places of the queue to the actions that must not be lost, in case a
 * caller does not drain the queue at once. */
#define QUEUE_RESERVED 4

struct dhcp_queued *dhcp_client_out_enqueue(struct dhcp_client *c, enum dhcp_action_kind kind)
{
	struct dhcp_queued *q;

	if (c->queue_n == DHCP_ACTIONS_MAX)
		return NULL;
	if (kind == DHCP_LOG && c->queue_n >= DHCP_ACTIONS_MAX - QUEUE_RESERVED)
		return NULL;
	q = &c->queue[(c->queue_head + c->queue_n++) % DHCP_ACTIONS_MAX];
	memset(&q->action, 0, sizeof q->action);
	q->action.kind = kind;
	return q;
}

void dhcp_client_out_text(struct dhcp_client *c, enum dhcp_action_kind kind, const char *text)
{
	struct dhcp_queued *q = dhcp_client_out_enqueue(c, kind);
	struct str s;

	if (!q)
		return;
	s = str_of(q->text, sizeof q->text);
	str_puts(&s, text);
	q->action.text = q->text;
}

void dhcp_client_out_log(struct dhcp_client *c, const char *text)
{
	dhcp_client_out_text(c, DHCP_LOG, text);
}

struct dhcp_request dhcp_client_out_request(const struct dhcp_client *c, enum dhcp_type type,
					    uint64_t now)
{
	bool renews = c->state == DHCP_RENEWING || c->state == DHCP_REBINDING;
	uint64_t secs = (now - (renews ? c->began : c->since)) / 1000;

	return (struct dhcp_request){.type = type,
				     .xid = c->xid,
				     .secs = secs > UINT16_MAX ? UINT16_MAX : (uint16_t)secs,
				     .broadcast = c->broadcast};
}

void dhcp_client_out_send(struct dhcp_client *c, const struct dhcp_request *req, uint32_t dest,
			  uint16_t port)
{
	struct dhcp_queued *q = dhcp_client_out_enqueue(c, DHCP_SEND);

	if (!q)
		return;
	q->action.broadcast = !dest;
	q->action.src = req->ciaddr;
	q->action.dest = dest ? dest : UINT32_MAX;
	q->action.port = port;
	q->action.data = q->data;
	q->action.len = dhcp_request_write(req, &c->conf, q->data);
}

void dhcp_client_out_log_silence(struct dhcp_client *c, const char *then, uint64_t now)
{
	char text[DHCP_LOG_MAX];
	struct str s = str_of(text, sizeof text);

	str_fmt(&s, "no %s for %u s%s",
		c->offers.has_proxy ? "address (only a proxyDHCP server answers)" : "DHCP offer",
		(unsigned)((now - c->began) / 1000), then);
	dhcp_client_out_log(c, text);
}

void dhcp_client_out_log_offer(struct dhcp_client *c)
{
	const struct dhcp_msg *m = &c->msg;
	char text[DHCP_LOG_MAX];
	struct str s = str_of(text, sizeof text);

	/* A flood of offers must not push all other lines off the console. */
	if ((m->yiaddr ? c->offers.seen : c->offers.proxies) > DHCP_OFFERS_MAX)
		return;
	str_ip4(&s, m->server_id);
	if (m->yiaddr) {
		str_puts(&s, " offers ");
		str_ip4(&s, m->yiaddr);
		str_fmt(&s, " with %s%s", dhcp_boot_class_str(dhcp_boot_class(m)),
			m->type == DHCP_BOOTP ? ", by BOOTP" : "");
	} else {
		str_puts(&s, " is a proxyDHCP server");
	}
	for (unsigned i = 0; i < m->n_odd; i++)
		str_fmt(&s, "%s%u", i ? " " : "; malformed and ignored: option ", m->odd[i]);
	dhcp_client_out_log(c, text);
}

void dhcp_client_out_log_lease(struct dhcp_client *c)
{
	char text[DHCP_LOG_MAX];
	struct str s = str_of(text, sizeof text);

	str_ip4(&s, c->lease.addr);
	str_fmt(&s, "/%u from ", c->lease.prefixlen);
	str_ip4(&s, c->lease.server_id);
	if (c->lease.lease_s == DHCP_FOREVER)
		str_puts(&s, ", for ever; ");
	else
		str_fmt(&s, " for %u s; ", c->lease.lease_s);
	str_puts(&s, c->lease.boot.why);
	dhcp_client_out_log(c, text);
}
