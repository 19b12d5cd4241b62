/* SPDX-License-Identifier: MIT */
#include "dhcp/client.h"

#include "dhcp/client_out.h"
#include "dhcp/frame.h"
#include "lib/clock.h"
#include "lib/text.h"

#include <string.h>

/* The waits of the client, in milliseconds. */
#define RESEND_FIRST_MS	   4000u /* doubled with each resend (RFC 2131 section 4.1) */
#define RESEND_JITTER_MS   1000u
#define HURRY_MS	   2000u /* between two DISCOVERs that the switch does not pass on */
#define HURRY_JITTER_PC	   20
#define AT_ONCE_MS	   200u	  /* many ports may begin to forward in the same moment */
#define SILENCE_MS	   50000u /* time without an offer after which a log line says so */
#define RESEND_LAST_MS	   60000u /* a server that comes back is asked within the minute */
#define CYCLE_TRIES	   5	  /* 4 + 8 + 16 + 32 + 60 s */
#define PLAIN_TRIES	   2	  /* so many of them without the broadcast flag */
#define REQUEST_TRIES	   4	  /* 4 + 8 + 16 + 32 s = the minute of RFC 2131 section 3.1 */
#define REQUEST_TRIES_MORE 2	  /* REQUESTs while another server's offer is at hand */
#define RENEW_PAUSE_MS	   60000u /* RFC 2131 section 4.4.5: least wait between late renewals */
#define NAK_PAUSE_MS	   10000u /* least time between two DISCOVERs, however many NAKs come */
#define DECLINE_PAUSE_MS   10000u /* RFC 2131 section 3.1 step 5 */
#define PROXY_FIRST_MS	   1000u  /* PXE 2.1: boot servers are asked after 1, 2, 3, 4 s */
#define PROXY_TRIES	   4
#define PROXY_ROUNDS	   2	     /* each of several is asked so often at least */
#define KEPT_MS		   120000u   /* servers hold what they have offered for about so long */
#define IDLE_MS		   86400000u /* deadline of a lease without end */

/* --- timers ---------------------------------------------------------------------------------- */

/* The wait in ms after packet number @tries, with the jitter of RFC 2131 section 4.1. */
static uint64_t resend_wait(struct dhcp_client *c, unsigned tries)
{
	uint64_t wait = (uint64_t)RESEND_FIRST_MS << (tries > 16 ? 15 : tries - 1);

	if (c->state == DHCP_SELECTING && wait > RESEND_LAST_MS)
		wait = RESEND_LAST_MS;
	return wait - RESEND_JITTER_MS + random_below(&c->random, 2 * RESEND_JITTER_MS + 1);
}

static void enter_init(struct dhcp_client *c, uint64_t earliest)
{
	c->state = DHCP_INIT;
	c->has_lease = false;
	c->proxy_asking = false;
	c->pxe.n_items = 0;
	c->since = 0;
	c->resend_at = earliest + random_below(&c->random, RESEND_JITTER_MS + 1);
}

static void lose_lease(struct dhcp_client *c, const char *why, uint64_t earliest)
{
	enter_init(c, earliest);
	dhcp_client_out_text(c, DHCP_LOST, why);
}

/* --- SELECTING ------------------------------------------------------------------------------- */

static void send_discover(struct dhcp_client *c, uint64_t now)
{
	struct dhcp_request req = dhcp_client_out_request(c, DHCP_DISCOVER, now);

	dhcp_client_out_send(c, &req, 0, DHCP_PORT_SERVER);
	c->discovered_at = now;
	if (c->hurry)
		c->resend_at = now + random_jitter(&c->random, HURRY_MS, HURRY_JITTER_PC);
	else
		c->resend_at = now + resend_wait(c, ++c->tries);
	c->silence_at = now + SILENCE_MS;
}

static void begin_cycle(struct dhcp_client *c, uint64_t now)
{
	c->state = DHCP_SELECTING;
	c->xid = random_secret_u32();
	c->searched[1] = c->searched[0];
	c->searched[0] = c->xid;
	c->tries = 0;
	if (c->keep_offers && now - c->offered_at < KEPT_MS)
		dhcp_offers_again(&c->offers, c->conf.bare_ok, now);
	else
		dhcp_offers_clear(&c->offers);
	c->keep_offers = false;
	send_discover(c, now);
}

/* The last wait of a cycle is longer than a minute, so a log line says that nobody offers. */
static void log_still_waiting(struct dhcp_client *c, uint64_t now)
{
	c->silence_at = CLOCK_NEVER;
	dhcp_client_out_log_silence(c, ", still waiting", now);
}

static void discover_again(struct dhcp_client *c, uint64_t now)
{
	bool cycle_over = c->tries >= CYCLE_TRIES, silence = !c->offers.n && !c->offers.has_proxy;
	bool nobody = c->tries == PLAIN_TRIES && silence && !c->broadcast;

	if (c->hurry) {
		send_discover(c, now);
		return;
	}
	if (!c->offers.n)
		dhcp_client_out_log_silence(
			c, nobody ? ", asking for broadcast replies now" : ", asking again", now);
	c->broadcast = c->broadcast || nobody;
	if (cycle_over && silence)
		c->broadcast = c->conf.broadcast;
	if (cycle_over)
		begin_cycle(c, now);
	else
		send_discover(c, now);
}

/* An offer is at hand that says where to boot from, and the lease does not. */
static bool is_better(const struct dhcp_client *c)
{
	const struct dhcp_msg *best = dhcp_offers_best(&c->offers);
	const struct dhcp_boot *b = &c->lease.boot;

	if (c->conf.bare_ok || c->proxy_asking || b->menu || b->has_bootfile || b->has_conffile ||
	    b->has_prefix)
		return false;
	if (best && best->server_id != c->lease.server_id && best->server_id != c->offers.avoid &&
	    dhcp_boot_class(best) >= DHCP_BOOT_FILE)
		return true;
	return c->offers.has_proxy && c->offers.proxy.server_id != c->proxy_done;
}

static int input_offer(struct dhcp_client *c, uint64_t now, const struct dhcp_from *from)
{
	if (!c->msg.server_id && (dhcp_is_proxy(&c->msg) || c->msg.type == DHCP_BOOTP))
		c->msg.server_id = from->addr;
	if (!dhcp_offers_add(&c->offers, &c->msg, c->conf.bare_ok, now))
		return DHCP_CLIENT_UNWANTED;
	c->offered_at = now;
	dhcp_client_out_log_offer(c);
	if (c->has_lease && is_better(c))
		dhcp_client_out_enqueue(c, DHCP_BETTER);
	return 0;
}

/* --- REQUESTING ------------------------------------------------------------------------------ */

static void send_selecting_request(struct dhcp_client *c, uint64_t now)
{
	struct dhcp_request req = dhcp_client_out_request(c, DHCP_REQUEST, now);

	req.address = c->chosen.yiaddr;
	req.server_id = c->chosen.server_id;
	dhcp_client_out_send(c, &req, 0, DHCP_PORT_SERVER);
	c->tries++;
	c->requested_at = now;
	c->resend_at = now + resend_wait(c, c->tries);
}

static void bind_bootp(struct dhcp_client *c, uint64_t now);

static void request_best(struct dhcp_client *c, uint64_t now)
{
	char text[DHCP_LOG_MAX];
	struct str s = str_of(text, sizeof text);

	c->chosen = *dhcp_offers_best(&c->offers);
	c->state = DHCP_REQUESTING;
	c->tries = 0;
	if (c->offers.seen > 1) {
		str_fmt(&s, "%u offers, the best is that of ", c->offers.seen);
		str_ip4(&s, c->chosen.server_id);
		dhcp_client_out_log(c, text);
	}
	if (c->chosen.type == DHCP_BOOTP)
		bind_bootp(c, now);
	else
		send_selecting_request(c, now);
}

static void request_again(struct dhcp_client *c, uint64_t now)
{
	char text[DHCP_LOG_MAX];
	struct str s = str_of(text, sizeof text);

	str_ip4(&s, c->chosen.server_id);
	str_puts(&s, " does not confirm its offer, ");
	if (c->tries < (c->offers.n > 1 ? REQUEST_TRIES_MORE : REQUEST_TRIES)) {
		str_puts(&s, "asking again");
		dhcp_client_out_log(c, text);
		send_selecting_request(c, now);
		return;
	}
	dhcp_offers_drop(&c->offers, c->chosen.server_id);
	str_puts(&s, c->offers.n ? "taking another server's" : "beginning anew");
	dhcp_client_out_log(c, text);
	if (c->offers.n)
		request_best(c, now);
	else
		begin_cycle(c, now);
}

static void input_nak(struct dhcp_client *c, uint64_t now)
{
	uint64_t earliest = c->discovered_at + NAK_PAUSE_MS;
	char text[DHCP_LOG_MAX];
	struct str s = str_of(text, sizeof text);
	bool had_lease = c->has_lease;

	if (earliest < now)
		earliest = now;
	str_ip4(&s, c->msg.server_id);
	str_puts(&s, " refused the address (NAK), beginning anew");
	if (had_lease) {
		lose_lease(c, text, earliest);
		return;
	}
	dhcp_client_out_log(c, text);
	enter_init(c, earliest);
}

/* --- the second request of PXE, to port 4011 ------------------------------------------------ */

/* The reply that names PXE boot servers: the proxy's, or that of a DHCP server which is one too. */
static const struct dhcp_msg *pxe_source(const struct dhcp_client *c)
{
	if (c->offers.has_proxy)
		return &c->offers.proxy;
	return c->chosen.pxe.has && view_starts(view_of(c->chosen.vendor_class), "PXEClient")
		       ? &c->chosen
		       : NULL;
}

static void add_target(struct dhcp_client *c, uint32_t addr)
{
	c->proxy_target[c->proxy_targets++] = addr;
}

/* Who is asked for what @pxe says of boot servers of type @type: those that are named for it; where
 * there are none, the server that has the menu; then whoever hears it, as far as that is allowed. */
static void set_targets(struct dhcp_client *c, const struct dhcp_pxe *pxe, uint16_t type,
			uint32_t server)
{
	c->proxy_targets = 0;
	for (unsigned i = 0; i < pxe->n_servers; i++)
		if (pxe->server_type[i] == type)
			add_target(c, pxe->server[i]);
	c->proxy_listed_only = c->proxy_targets && pxe->control & DHCP_PXE_LISTED_ONLY;
	if (c->proxy_listed_only)
		return;
	if (!c->proxy_targets)
		add_target(c, server);
	if (pxe->multicast && !(pxe->control & DHCP_PXE_NO_MULTICAST))
		add_target(c, pxe->multicast);
	if (!(pxe->control & DHCP_PXE_NO_BROADCAST))
		add_target(c, DHCP_PXE_ANYBODY);
}

static void send_proxy_request(struct dhcp_client *c, uint64_t now)
{
	struct dhcp_request req = dhcp_client_out_request(c, DHCP_REQUEST, now);
	uint32_t target = c->proxy_target[c->proxy_tries % c->proxy_targets];
	unsigned round = c->proxy_tries++ / c->proxy_targets + 1;
	bool anybody = target == DHCP_PXE_ANYBODY;

	req.xid = c->proxy_xid;
	req.ciaddr = c->lease.addr;
	req.broadcast = false;
	req.has_item = c->proxy_has_item;
	req.item = c->proxy_item;
	dhcp_client_out_send(c, &req, anybody ? 0 : target,
			     anybody ? DHCP_PORT_SERVER : DHCP_PORT_PXE);
	c->proxy_at = now + random_jitter(&c->random, (uint64_t)PROXY_FIRST_MS * round, 25);
}

/* The next tick sends the request, after the caller has configured the address. */
static void aim_proxy_request(struct dhcp_client *c, uint64_t now)
{
	c->proxy_asking = c->lease.boot.pending = true;
	c->lease.boot.menu = false;
	c->proxy_xid = random_secret_u32();
	c->proxy_tries = 0;
	c->proxy_at = now;
}

static void ask_for_item(struct dhcp_client *c, uint16_t type, uint64_t now)
{
	c->proxy_has_item = true;
	c->proxy_item = type;
	set_targets(c, &c->pxe, type, c->proxy_server);
	aim_proxy_request(c, now);
}

/* Prepare the request that @m leads to, or the menu that it has. */
static void heed_pxe(struct dhcp_client *c, const struct dhcp_msg *m, uint64_t now)
{
	c->pxe = m->pxe;
	c->proxy_server = m->server_id;
	c->proxy_has_item = false;
	c->proxy_listed_only = false;
	if (c->pxe.n_items) {
		c->lease.boot.menu = true;
		return;
	}
	if (c->pxe.n_servers) {
		ask_for_item(c, c->pxe.server_type[0], now);
		return;
	}
	c->proxy_targets = 0;
	add_target(c, m->server_id);
	aim_proxy_request(c, now);
}

/* A PXE boot server is asked only when no reply named a boot file, and one named the server. */
static void begin_proxy(struct dhcp_client *c, uint64_t now)
{
	const struct dhcp_msg *m = pxe_source(c);
	const struct dhcp_boot *b = &c->lease.boot;

	c->proxy_done = c->offers.has_proxy ? c->offers.proxy.server_id : 0;
	c->pxe.n_items = 0;
	if (b->has_bootfile || b->has_conffile || b->has_prefix || !m || c->chosen.no_proxy ||
	    m->pxe.control & DHCP_PXE_NO_DISCOVERY)
		return;
	if (!c->conf.proxy_ask) {
		dhcp_client_out_log(
			c, "a PXE server wants to be asked on port 4011, which needs the address "
			   "configured");
		return;
	}
	/* until it has answered, nobody knows what it names */
	dhcp_boot_make(&c->chosen, NULL, &c->lease.boot);
	heed_pxe(c, m, now);
}

static void end_proxy(struct dhcp_client *c, const struct dhcp_msg *reply)
{
	c->proxy_asking = false;
	if (reply) {
		dhcp_boot_make(&c->chosen, reply, &c->lease.boot);
		dhcp_reply_of(reply, &c->lease.proxy);
		dhcp_client_out_log(c, c->lease.boot.why);
	} else {
		dhcp_boot_make(&c->chosen, NULL, &c->lease.boot);
		dhcp_client_out_log(c, c->proxy_has_item
					       ? "no PXE boot server answers, going on without one"
					       : "the PXE server does not answer on port 4011, "
						 "going on without it");
	}
	c->lease.boot.pending = false;
	dhcp_client_out_enqueue(c, DHCP_BOUND);
}

static void tick_proxy(struct dhcp_client *c, uint64_t now)
{
	if (!c->proxy_asking || now < c->proxy_at)
		return;
	if (c->proxy_tries < PROXY_TRIES || c->proxy_tries < PROXY_ROUNDS * c->proxy_targets)
		send_proxy_request(c, now);
	else
		end_proxy(c, NULL);
}

static bool is_target(const struct dhcp_client *c, uint32_t addr)
{
	for (unsigned i = 0; i < c->proxy_targets; i++)
		if (c->proxy_target[i] == addr)
			return true;
	return false;
}

/* Whether c->msg answers what was asked. A DHCP server takes the broadcast for a renewal, and other
 * boot servers hear it too. */
static bool answers_item(const struct dhcp_client *c, const struct dhcp_from *from)
{
	const struct dhcp_pxe *p = &c->msg.pxe;

	if (!c->proxy_has_item)
		return true;
	if (c->proxy_listed_only && !is_target(c, from->addr))
		return false;
	if (p->has_answer && p->answer != c->proxy_item)
		return false;
	return from->port != DHCP_PORT_SERVER || dhcp_boot_file(&c->msg)[0];
}

static int input_proxy(struct dhcp_client *c, uint64_t now, const struct dhcp_from *from)
{
	if ((c->msg.type != DHCP_ACK && c->msg.type != DHCP_OFFER) || !answers_item(c, from))
		return DHCP_CLIENT_UNWANTED;
	if (!c->msg.server_id)
		c->msg.server_id = from->addr;
	/* Some servers send their menu only in this reply. */
	if (!dhcp_boot_file(&c->msg)[0] && c->msg.pxe.n_items && !c->proxy_has_item) {
		c->proxy_asking = c->lease.boot.pending = false;
		heed_pxe(c, &c->msg, now);
		dhcp_client_out_enqueue(c, DHCP_BOUND);
	} else {
		end_proxy(c, &c->msg);
	}
	return 0;
}

/* --- BOUND ----------------------------------------------------------------------------------- */

/* The lease began when the REQUEST was sent, not when the ACK came (RFC 2131 section 4.4.1). A
 * renewal comes up to 5 % early, which spreads machines that were switched on together. */
static void set_timers(struct dhcp_client *c)
{
	uint64_t t1 = (uint64_t)c->lease.t1_s * 1000;

	c->t1_at = c->requested_at + IDLE_MS;
	c->t2_at = c->end_at = CLOCK_NEVER;
	if (c->lease.lease_s == DHCP_FOREVER)
		return;
	c->t1_at = c->requested_at + t1 - random_below(&c->random, (uint32_t)(t1 / 20 + 1));
	c->t2_at = c->requested_at + (uint64_t)c->lease.t2_s * 1000;
	c->end_at = c->requested_at + (uint64_t)c->lease.lease_s * 1000;
}

static void bind_first(struct dhcp_client *c, uint64_t now)
{
	const struct dhcp_msg *proxy = c->offers.has_proxy ? &c->offers.proxy : NULL;

	c->lease = c->fresh;
	/* Some servers name the boot file only in the OFFER, or only in the ACK. */
	if (dhcp_boot_class(&c->msg) >= dhcp_boot_class(&c->chosen))
		c->chosen = c->msg;
	dhcp_boot_make(&c->chosen, proxy, &c->lease.boot);
	dhcp_reply_of(proxy, &c->lease.proxy);
	c->state = DHCP_IS_BOUND;
	c->has_lease = true;
	begin_proxy(c, now);
	dhcp_client_out_log_lease(c);
	dhcp_client_out_enqueue(c, DHCP_BOUND);
	if (is_better(c))
		dhcp_client_out_enqueue(c, DHCP_BETTER);
}

/* A renewal may bring new boot data. A renewal without boot data keeps the old: some servers name
 * the boot file only when a lease begins. */
static void refresh_boot(struct dhcp_client *c)
{
	const struct dhcp_msg *proxy = c->offers.has_proxy ? &c->offers.proxy : NULL;

	enum dhcp_boot_class brings = dhcp_boot_class(&c->msg), least = dhcp_boot_class(&c->chosen);

	c->fresh.boot = c->lease.boot;
	c->fresh.proxy = c->lease.proxy;
	if (least < DHCP_BOOT_SERVER || c->lease.boot.from_proxy || c->said_otherwise)
		least = DHCP_BOOT_FILE;
	if (c->proxy_asking || brings < least)
		return;
	c->said_otherwise = false;
	c->chosen = c->msg;
	dhcp_boot_make(&c->chosen, proxy, &c->fresh.boot);
}

static void bind_again(struct dhcp_client *c)
{
	bool same = dhcp_lease_same(&c->lease, &c->fresh);

	refresh_boot(c);
	c->lease = c->fresh;
	c->state = DHCP_IS_BOUND;
	dhcp_client_out_enqueue(c, same ? DHCP_RENEWED : DHCP_BOUND);
}

/* The ACK grants our address and comes from the server that was asked in this state. */
static bool ack_fits(const struct dhcp_client *c)
{
	uint32_t asked = c->state == DHCP_REQUESTING ? c->chosen.server_id : c->lease.server_id;
	uint32_t addr = c->state == DHCP_REQUESTING ? c->chosen.yiaddr : c->lease.addr;

	if (c->msg.yiaddr != addr)
		return false;
	return !c->msg.server_id || c->msg.server_id == asked || c->state == DHCP_REBINDING;
}

/* A BOOTP server has granted what it says, and is not asked again (RFC 1534 section 2). */
static void bind_bootp(struct dhcp_client *c, uint64_t now)
{
	c->msg = c->chosen;
	c->requested_at = now;
	dhcp_lease_make(&c->msg, c->conf.max_mtu ? c->conf.max_mtu : c->conf.mtu, &c->fresh);
	bind_first(c, now);
	set_timers(c);
}

static int input_ack(struct dhcp_client *c, uint64_t now)
{
	uint32_t asked = c->state == DHCP_REQUESTING ? c->chosen.server_id : c->lease.server_id;

	if (!ack_fits(c))
		return DHCP_CLIENT_UNWANTED;
	if (!c->msg.server_id)
		c->msg.server_id = asked;
	dhcp_lease_make(&c->msg, c->conf.max_mtu ? c->conf.max_mtu : c->conf.mtu, &c->fresh);
	if (c->state == DHCP_REQUESTING)
		bind_first(c, now);
	else
		bind_again(c);
	set_timers(c);
	return 0;
}

/* --- RENEWING and REBINDING ------------------------------------------------------------------ */

static void send_renewal(struct dhcp_client *c, uint64_t now)
{
	struct dhcp_request req = dhcp_client_out_request(c, DHCP_REQUEST, now);
	uint64_t until = c->state == DHCP_RENEWING ? c->t2_at : c->end_at;
	uint64_t most = until > now ? (until - now) / 2 : 0, wait;

	req.ciaddr = c->lease.addr;
	req.broadcast = false;
	dhcp_client_out_send(c, &req, c->state == DHCP_RENEWING ? c->lease.server_id : 0,
			     DHCP_PORT_SERVER);
	c->tries++;
	c->requested_at = now;
	wait = resend_wait(c, c->tries);
	if (most < RENEW_PAUSE_MS)
		most = random_jitter(&c->random, RENEW_PAUSE_MS, 10);
	c->resend_at = now + (wait < most ? wait : most);
}

static void begin_renewal(struct dhcp_client *c, enum dhcp_state state, uint64_t now)
{
	if (state == DHCP_REBINDING)
		dhcp_client_out_log(c, "the lease's server does not renew it, asking all servers");
	c->state = state;
	c->xid = random_secret_u32();
	c->began = now;
	c->tries = 0;
	send_renewal(c, now);
}

static void tick_lease(struct dhcp_client *c, uint64_t now)
{
	if (now >= c->end_at)
		lose_lease(c, "the lease is over and no server renewed it, beginning anew", now);
	else if (c->state != DHCP_REBINDING && now >= c->t2_at)
		begin_renewal(c, DHCP_REBINDING, now);
	else if (c->end_at == CLOCK_NEVER && now >= c->t1_at)
		c->t1_at = now + IDLE_MS;
	else if (c->state == DHCP_IS_BOUND && now >= c->t1_at)
		begin_renewal(c, DHCP_RENEWING, now);
	else if (c->state != DHCP_IS_BOUND && now >= c->resend_at)
		send_renewal(c, now);
}

/* --- public functions ------------------------------------------------------------------------ */

void dhcp_client_start(struct dhcp_client *c, const struct dhcp_conf *conf, uint64_t now)
{
	memset(c, 0, sizeof *c);
	c->conf = *conf;
	if (c->conf.hlen > DHCP_HWADDR_MAX)
		c->conf.hlen = DHCP_HWADDR_MAX;
	c->random.state = conf->seed;
	c->broadcast = conf->broadcast;
	c->xid = random_secret_u32();
	c->state = DHCP_INIT;
	c->resend_at = now + random_below(&c->random, conf->start_jitter_ms + 1);
	c->t1_at = c->t2_at = c->end_at = CLOCK_NEVER;
	dhcp_offers_clear(&c->offers);
}

static void tick_state(struct dhcp_client *c, uint64_t now)
{
	switch (c->state) {
	case DHCP_INIT:
		if (now < c->resend_at)
			break;
		c->began = now;
		if (!c->since)
			c->since = now;
		begin_cycle(c, now);
		break;
	case DHCP_SELECTING:
		if (now >= c->offers.decide_at && c->offers.n)
			request_best(c, now);
		else if (now >= c->resend_at)
			discover_again(c, now);
		else if (now >= c->silence_at)
			log_still_waiting(c, now);
		break;
	case DHCP_REQUESTING:
		if (now >= c->resend_at)
			request_again(c, now);
		break;
	default: tick_lease(c, now); break;
	}
}

void dhcp_client_tick(struct dhcp_client *c, uint64_t now)
{
	tick_proxy(c, now);
	tick_state(c, now);
}

static int input_message(struct dhcp_client *c, uint64_t now, const struct dhcp_from *from)
{
	bool asked = c->state == DHCP_REQUESTING || c->state == DHCP_RENEWING ||
		     c->state == DHCP_REBINDING;
	uint32_t ours = c->state == DHCP_REQUESTING ? c->chosen.server_id : c->lease.server_id;

	if ((c->msg.type == DHCP_OFFER || c->msg.type == DHCP_BOOTP) && c->state != DHCP_INIT)
		return input_offer(c, now, from);
	if (c->msg.type == DHCP_ACK && asked)
		return input_ack(c, now);
	if (c->msg.type == DHCP_NAK && asked && c->msg.server_id == ours) {
		input_nak(c, now);
		return 0;
	}
	return DHCP_CLIENT_UNWANTED;
}

int dhcp_client_input(struct dhcp_client *c, uint64_t now, struct rd payload,
		      const struct dhcp_from *from)
{
	struct dhcp_match want = {.xid = c->xid, .htype = c->conf.htype, .hlen = c->conf.hlen};
	int error;

	if (from->port != DHCP_PORT_SERVER && from->port != DHCP_PORT_PXE)
		return DHCP_CLIENT_UNWANTED;
	memcpy(want.mac, c->conf.mac, sizeof want.mac);
	error = dhcp_msg_decode(payload, &want, &c->msg);
	if (!error)
		return input_message(c, now, from);
	if (error == DHCP_MSG_NOT_FOR_US && c->proxy_asking) {
		want.xid = c->proxy_xid;
		error = dhcp_msg_decode(payload, &want, &c->msg);
		if (!error)
			return input_proxy(c, now, from);
	}
	for (unsigned i = 0; error == DHCP_MSG_NOT_FOR_US && i < 2; i++) {
		want.xid = c->searched[i];
		error = dhcp_msg_decode(payload, &want, &c->msg);
	}
	if (error)
		return error;
	/* An answer to an earlier search: of use is what it offers. */
	return c->msg.type == DHCP_OFFER || c->msg.type == DHCP_BOOTP ? input_message(c, now, from)
								      : DHCP_CLIENT_UNWANTED;
}

void dhcp_client_conflict(struct dhcp_client *c, uint64_t now)
{
	struct dhcp_request req = dhcp_client_out_request(c, DHCP_DECLINE, now);

	if (!c->has_lease)
		return;
	req.secs = 0;
	req.broadcast = false;
	req.xid = random_secret_u32();
	req.address = c->lease.addr;
	req.server_id = c->lease.server_id;
	lose_lease(c, "another machine uses the address, declined it, beginning anew in 10 s",
		   now + DECLINE_PAUSE_MS);
	dhcp_client_out_send(c, &req, 0, DHCP_PORT_SERVER);
}

uint32_t dhcp_client_wanted(const struct dhcp_client *c)
{
	return c->state == DHCP_REQUESTING ? c->chosen.yiaddr : 0;
}

void dhcp_client_refresh(struct dhcp_client *c, uint64_t now)
{
	if (c->state == DHCP_IS_BOUND)
		begin_renewal(c, DHCP_RENEWING, now);
}

void dhcp_client_hurry(struct dhcp_client *c, bool on, uint64_t now)
{
	uint32_t within = on ? HURRY_MS : AT_ONCE_MS;

	if (c->hurry == on)
		return;
	c->hurry = on;
	if (c->state == DHCP_SELECTING && !c->offers.n)
		c->resend_at = clock_min(c->resend_at, now + random_below(&c->random, within + 1));
}

void dhcp_client_say(struct dhcp_client *c, bool ipxe, bool http)
{
	c->said_otherwise = c->said_otherwise || c->conf.ipxe != ipxe || c->conf.http != http;
	c->conf.ipxe = ipxe;
	c->conf.http = http;
}

const struct dhcp_pxe *dhcp_client_menu(const struct dhcp_client *c)
{
	return c->has_lease && c->pxe.n_items ? &c->pxe : NULL;
}

void dhcp_client_pick(struct dhcp_client *c, unsigned item, uint64_t now)
{
	if (c->has_lease && c->lease.boot.menu && item < c->pxe.n_items)
		ask_for_item(c, c->pxe.item_type[item], now);
}

bool dhcp_client_proxied(const struct dhcp_client *c)
{
	return c->offers.has_proxy;
}

bool dhcp_client_others(const struct dhcp_client *c)
{
	return c->offers.n > 1 && !c->conf.bare_ok;
}

bool dhcp_client_heard(const struct dhcp_client *c)
{
	return c->state == DHCP_REQUESTING || c->offers.n;
}

void dhcp_client_search(struct dhcp_client *c, bool avoid, uint64_t now)
{
	c->offers.avoid = avoid ? c->lease.server_id : 0;
	dhcp_offers_drop(&c->offers, c->lease.server_id);
	c->keep_offers = true;
	c->has_lease = c->proxy_asking = false;
	c->pxe.n_items = 0;
	c->state = DHCP_INIT;
	c->began = now;
	c->resend_at = now + random_below(&c->random, c->conf.start_jitter_ms + 1);
}

void dhcp_client_take(struct dhcp_client *c, uint64_t now)
{
	const struct dhcp_msg *best = dhcp_offers_best(&c->offers);
	char text[DHCP_LOG_MAX];
	struct str s = str_of(text, sizeof text);

	if (!c->has_lease || !is_better(c))
		return;
	if (best && best->server_id != c->lease.server_id &&
	    dhcp_boot_class(best) >= DHCP_BOOT_FILE) {
		str_ip4(&s, best->server_id);
		str_puts(&s, " offers more, late: taking that");
		dhcp_client_out_log(c, text);
		c->has_lease = false;
		c->began = now;
		c->xid = c->searched[0];
		request_best(c, now);
		return;
	}
	dhcp_boot_make(&c->chosen, &c->offers.proxy, &c->lease.boot);
	begin_proxy(c, now);
	dhcp_client_out_log_lease(c);
	dhcp_client_out_enqueue(c, DHCP_BOUND);
}

bool dhcp_client_next(struct dhcp_client *c, struct dhcp_action *ret)
{
	if (!c->queue_n)
		return false;
	*ret = c->queue[c->queue_head].action;
	c->queue_head = (c->queue_head + 1) % DHCP_ACTIONS_MAX;
	c->queue_n--;
	return true;
}

static uint64_t state_deadline(const struct dhcp_client *c)
{
	switch (c->state) {
	case DHCP_SELECTING:
		return clock_min(clock_min(c->resend_at, c->silence_at), c->offers.decide_at);
	case DHCP_IS_BOUND: return clock_min(c->t1_at, c->end_at);
	case DHCP_RENEWING: return clock_min(c->resend_at, c->t2_at);
	case DHCP_REBINDING: return clock_min(c->resend_at, c->end_at);
	default: return c->resend_at;
	}
}

uint64_t dhcp_client_deadline(const struct dhcp_client *c)
{
	uint64_t at = state_deadline(c);

	return c->proxy_asking ? clock_min(at, c->proxy_at) : at;
}

const struct dhcp_lease *dhcp_client_lease(const struct dhcp_client *c)
{
	return c->has_lease ? &c->lease : NULL;
}
