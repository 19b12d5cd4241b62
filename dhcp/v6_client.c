/* SPDX-License-Identifier: MIT */
#include "dhcp/v6_client.h"

#include "lib/clock.h"
#include "lib/text.h"

#include <string.h>

enum {
	SOLICIT_DELAY_MS = 100, /* a second in RFC 8415: nobody else starts at this very moment */
	ROUTER_MAX_MS = 60000,
	FIRST_MS = 1000,	/* SOL_TIMEOUT, REQ_TIMEOUT and INF_TIMEOUT */
	SOLICIT_MAX_MS = 60000, /* RFC 8415 has an hour: somebody waits at the console */
	REQUEST_MAX_MS = 30000, /* REQ_MAX_RT */
	REQUESTS = 10,		/* REQ_MAX_RC */
	UNSENT_MS = 250,
	UNSENT_MAX_MS = 30000,
	UNSENT_SOON = 16,     /* that often in a row: a check for duplicates is over by then */
	PREFERENCE_MAX = 255, /* such an offer is not waited with */
	SILENT = 4,	      /* messages without an answer, which are said */
	RENEW_MIN_S = 60,
};

/* --- packets --------------------------------------------------------------------------------- */

static void want(struct dhcp_v6_client *c, enum dhcp_v6_action_kind kind)
{
	c->pending |= 1u << kind;
}

static void say(struct dhcp_v6_client *c, const char *text)
{
	text_copy(c->text, sizeof c->text, view_of(text));
	want(c, DHCP_V6_LOG);
}

/* RFC 8415 section 15: RT doubles, each time with a tenth of it either way, and the first RT of a SOLICIT is
 * never less than IRT. */
static uint64_t next_timeout(struct dhcp_v6_client *c, uint64_t max)
{
	uint64_t ms = c->timeout_ms ? 2 * c->timeout_ms : FIRST_MS;

	if (ms > max)
		ms = max;
	if (!c->timeout_ms && c->state == DHCP_V6_SOLICITING)
		return ms + random_below(&c->rnd, (uint32_t)(ms / 10 + 1));
	return random_jitter(&c->rnd, ms, 10);
}

static void enter(struct dhcp_v6_client *c, enum dhcp_v6_state state, uint64_t at)
{
	c->state = state;
	c->at = at;
	c->collect_at = c->renew_at = CLOCK_NEVER;
	c->timeout_ms = 0;
	c->sent = 0;
	c->said_silence = false;
	c->xid = random_secret_u32() & 0xffffff;
}

static void write_message(struct dhcp_v6_client *c, uint64_t now, struct wr *w)
{
	static const enum dhcp_v6_type types[] = {[DHCP_V6_SOLICITING] = DHCP_V6_SOLICIT,
						  [DHCP_V6_REQUESTING] = DHCP_V6_REQUEST_ADDRESS,
						  [DHCP_V6_ASKING] = DHCP_V6_INFORMATION};
	uint64_t elapsed = (now - c->first_at) / 10;
	struct dhcp_v6_request req = {
		.type = types[c->state],
		.xid = c->xid,
		.elapsed_cs = (uint16_t)(elapsed > UINT16_MAX ? UINT16_MAX : elapsed),
		.server = c->state == DHCP_V6_REQUESTING ? &c->best.server : NULL,
		.addr = c->state == DHCP_V6_REQUESTING ? c->best.addr : c->lease.addr,
	};

	dhcp_v6_write(w, &req, &c->conf);
}

static void say_silence(struct dhcp_v6_client *c)
{
	if (c->said_silence || c->sent < SILENT)
		return;
	c->said_silence = true;
	if (c->state == DHCP_V6_ROUTER)
		return; /* most networks have no IPv6 */
	say(c, c->state == DHCP_V6_ASKING
		       ? "IPv6: the router points to DHCPv6, which does not answer; still asking"
		       : "IPv6: the router says that DHCPv6 gives addresses, and no server does; "
			 "still "
			 "asking");
}

static void transmit(struct dhcp_v6_client *c, uint64_t now)
{
	uint64_t max = c->state == DHCP_V6_ROUTER	? ROUTER_MAX_MS
		       : c->state == DHCP_V6_REQUESTING ? REQUEST_MAX_MS
							: SOLICIT_MAX_MS;

	if (!c->sent)
		c->first_at = now;
	c->timeout_ms = next_timeout(c, max);
	c->at = now + c->timeout_ms;
	c->sent++;
	want(c, c->state == DHCP_V6_ROUTER ? DHCP_V6_SEND_ROUTERS : DHCP_V6_SEND_SERVERS);
	say_silence(c);
}

void dhcp_v6_client_unsent(struct dhcp_v6_client *c, uint64_t now)
{
	if (!c->sent)
		return;
	c->sent--;
	c->timeout_ms = c->timeout_ms > FIRST_MS ? c->timeout_ms / 2 : 0;
	if (++c->unsent > UNSENT_SOON)
		c->at = now + random_jitter(&c->rnd, UNSENT_MAX_MS, 20);
	else
		c->at = now + random_jitter(&c->rnd, UNSENT_MS, 20);
}

/* --- from the router to the lease ------------------------------------------------------------- */

static void ready(struct dhcp_v6_client *c, const struct dhcp_v6_msg *m, uint64_t now)
{
	struct dhcp_v6_lease *l = &c->lease;
	uint32_t renew_s = m && netaddr_is_set(&l->addr) ? m->t1 ? m->t1 : m->preferred_s / 2 : 0;

	l->router = c->ra.router;
	l->gateway = c->default_router;
	l->managed = c->ra.managed;
	l->other = c->ra.other;
	l->prefix = c->ra.prefix;
	memcpy(l->dns, m && m->n_dns ? m->dns : c->ra.dns, sizeof l->dns);
	text_copy(l->search, sizeof l->search,
		  view_of(m && m->search[0] ? m->search : c->ra.search));
	text_copy(l->url, sizeof l->url, view_of(m ? m->url : ""));
	text_copy(l->params, sizeof l->params, view_of(m ? m->params : ""));
	enter(c, DHCP_V6_READY, CLOCK_NEVER);
	if (renew_s && renew_s != UINT32_MAX)
		c->renew_at = now + (renew_s < RENEW_MIN_S ? RENEW_MIN_S : renew_s) * 1000ull;
	if (m && m->url_bad)
		say(c, "IPv6: the boot file URL of DHCPv6 (option 59) is too long or not "
		       "printable, passed over");
	want(c, DHCP_V6_LEASED);
}

static bool gives_address(const struct dhcp_v6_client *c)
{
	return c->conf.how == DHCP_V6_ALWAYS || (c->conf.how == DHCP_V6_BY_ROUTER && c->ra.managed);
}

static void ask_servers(struct dhcp_v6_client *c, uint64_t now)
{
	bool address = gives_address(c);

	if (!address && !c->ra.managed && !c->ra.other) {
		ready(c, NULL, now);
		return;
	}
	enter(c, address ? DHCP_V6_SOLICITING : DHCP_V6_ASKING,
	      now + random_below(&c->rnd, SOLICIT_DELAY_MS));
}

/* Routers of one link should say the same (RFC 4861 section 6.2.7); what one says is not taken back by another. */
static bool add_router(struct dhcp_v6_client *c, const struct dhcp_ra *ra)
{
	bool more =
		(ra->managed && !c->ra.managed) || (ra->other && !c->ra.other && !c->ra.managed);

	c->ra.managed |= ra->managed;
	c->ra.other |= ra->other;
	c->ra.router |= ra->router;
	c->ra.prefix |= ra->prefix;
	if (ra->n_dns) {
		c->ra.n_dns = ra->n_dns;
		memcpy(c->ra.dns, ra->dns, sizeof c->ra.dns);
	}
	if (ra->search[0])
		memcpy(c->ra.search, ra->search, sizeof c->ra.search);
	return more;
}

void dhcp_v6_client_router(struct dhcp_v6_client *c, struct rd packet, const struct netaddr *from,
			   unsigned hops, uint64_t now)
{
	struct dhcp_ra ra;
	bool more;

	if (c->state == DHCP_V6_OFF || dhcp_ra_read(packet, from, hops, &ra))
		return;
	c->unsent = 0;
	if (ra.router)
		c->default_router = *from;
	more = add_router(c, &ra);
	if (c->state == DHCP_V6_ROUTER || (c->state == DHCP_V6_READY && more) ||
	    (c->state == DHCP_V6_ASKING && gives_address(c)))
		ask_servers(c, now);
}

/* --- answers of servers ----------------------------------------------------------------------- */

static bool is_for_us(const struct dhcp_v6_client *c, const struct dhcp_v6_msg *m)
{
	struct dhcp_v6_duid own;

	dhcp_v6_duid(&c->conf, &own);
	return m->xid == c->xid && c->sent && m->client.len == own.len &&
	       memcmp(m->client.b, own.b, own.len) == 0;
}

/* One that says where to boot from comes before others, then what the servers prefer. */
static unsigned rank_of(const struct dhcp_v6_msg *m)
{
	return (m->url[0] ? 256u : 0) + m->preference;
}

static void request(struct dhcp_v6_client *c, uint64_t now)
{
	enter(c, DHCP_V6_REQUESTING, now);
	transmit(c, now);
}

static void on_advertise(struct dhcp_v6_client *c, const struct dhcp_v6_msg *m, uint64_t now)
{
	if (m->status || !netaddr_is_set(&m->addr)) {
		if (!c->said_silence)
			say(c,
			    "IPv6: a DHCPv6 server has no address for this machine; still asking");
		c->said_silence = true;
		return;
	}
	if (c->collect_at == CLOCK_NEVER || rank_of(m) > rank_of(&c->best))
		c->best = *m;
	if (c->collect_at == CLOCK_NEVER)
		c->collect_at = c->at; /* the first RT is waited for more offers, section 18.2.1 */
	if (m->preference == PREFERENCE_MAX || c->sent > 1 || m->url[0])
		request(c, now);
}

static void on_reply(struct dhcp_v6_client *c, const struct dhcp_v6_msg *m, uint64_t now)
{
	if (c->state == DHCP_V6_ASKING) {
		ready(c, m, now);
		return;
	}
	if (m->server.len != c->best.server.len ||
	    memcmp(m->server.b, c->best.server.b, m->server.len) != 0)
		return;
	if (m->status || m->ia_status || !netaddr_is_set(&m->addr)) {
		say(c, "IPv6: the DHCPv6 server takes its offer back; asking again");
		enter(c, DHCP_V6_SOLICITING, now + random_jitter(&c->rnd, FIRST_MS, 25));
		return;
	}
	c->best = *m;
	c->lease.addr = m->addr;
	c->lease.valid_s = m->valid_s;
	c->at = CLOCK_NEVER;
	want(c, DHCP_V6_ADDRESS);
}

void dhcp_v6_client_taken(struct dhcp_v6_client *c, uint64_t now)
{
	if (c->state == DHCP_V6_REQUESTING && c->at == CLOCK_NEVER)
		ready(c, &c->best, now);
}

void dhcp_v6_client_input(struct dhcp_v6_client *c, struct rd packet, uint64_t now)
{
	struct dhcp_v6_msg m;

	if (c->state < DHCP_V6_SOLICITING || c->state > DHCP_V6_ASKING ||
	    dhcp_v6_read(packet, &m) || !is_for_us(c, &m))
		return;
	if (m.type == DHCP_V6_ADVERTISE && c->state == DHCP_V6_SOLICITING)
		on_advertise(c, &m, now);
	if (m.type == DHCP_V6_REPLY && c->state != DHCP_V6_SOLICITING && c->at != CLOCK_NEVER)
		on_reply(c, &m, now);
}

/* --- time ------------------------------------------------------------------------------------- */

void dhcp_v6_client_start(struct dhcp_v6_client *c, const struct dhcp_v6_conf *conf, uint64_t now)
{
	*c = (struct dhcp_v6_client){.conf = *conf, .rnd = {.state = conf->seed}};
	if (conf->how == DHCP_V6_ALWAYS)
		ask_servers(c, now);
	else
		enter(c, DHCP_V6_ROUTER, now);
}

void dhcp_v6_client_stop(struct dhcp_v6_client *c)
{
	c->state = DHCP_V6_OFF;
	c->pending = 0;
}

void dhcp_v6_client_again(struct dhcp_v6_client *c, uint64_t now)
{
	if (c->state == DHCP_V6_READY)
		ask_servers(c, now);
}

void dhcp_v6_client_tick(struct dhcp_v6_client *c, uint64_t now)
{
	if (c->state == DHCP_V6_OFF)
		return;
	if (c->state == DHCP_V6_READY) {
		if (now >= c->renew_at)
			ask_servers(c, now);
		return;
	}
	if (now >= c->collect_at)
		request(c, now);
	if (now < c->at)
		return;
	if (c->state == DHCP_V6_REQUESTING && c->sent >= REQUESTS)
		enter(c, DHCP_V6_SOLICITING, now);
	transmit(c, now);
}

uint64_t dhcp_v6_client_deadline(const struct dhcp_v6_client *c)
{
	if (c->state == DHCP_V6_OFF)
		return CLOCK_NEVER;
	return c->pending ? 0 : clock_min(c->at, clock_min(c->collect_at, c->renew_at));
}

bool dhcp_v6_client_next(struct dhcp_v6_client *c, struct dhcp_v6_action *ret)
{
	struct wr w = wr_of(c->packet, sizeof c->packet);

	for (unsigned kind = DHCP_V6_SEND_ROUTERS; kind <= DHCP_V6_LOG; kind++) {
		if (!(c->pending >> kind & 1))
			continue;
		c->pending &= ~(1u << kind);
		if (kind == DHCP_V6_SEND_ROUTERS)
			dhcp_ra_solicit(&w, c->conf.mac_len ? c->conf.mac : NULL);
		else if (kind == DHCP_V6_SEND_SERVERS)
			write_message(c, c->at - c->timeout_ms, &w);
		*ret = (struct dhcp_v6_action){.kind = (enum dhcp_v6_action_kind)kind,
					       .bytes = c->packet,
					       .len = wr_len(&w),
					       .text = c->text};
		return true;
	}
	return false;
}
