/* SPDX-License-Identifier: MIT
 * A conversation: time passes and packets arrive as the input says. In every state a timer is armed
 * that lies ahead, no lease is held beyond its end, and DISCOVERs come at a bounded rate. */
#include "dhcp/client.h"
#include "lib/bytes.h"
#include "lib/clock.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SERVER 0x0a000001u
#define ADDR   0x0a000032u

static struct dhcp_client c;
static uint64_t now, began;
static unsigned discovers, leases;

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void drain(void)
{
	struct dhcp_action a;

	while (dhcp_client_next(&c, &a)) {
		if (a.kind == DHCP_SEND) {
			must(a.len >= 300 && a.len <= DHCP_REQUEST_MAX);
			discovers += a.data[242] == DHCP_DISCOVER;
		} else if (a.kind == DHCP_BOUND) {
			leases++;
			must(dhcp_client_lease(&c) != NULL);
		} else if (a.kind == DHCP_LOST) {
			must(dhcp_client_lease(&c) == NULL);
		}
		must((a.kind != DHCP_LOG && a.kind != DHCP_LOST) || (a.text && a.text[0]));
	}
	must(dhcp_client_deadline(&c) != CLOCK_NEVER);
	must(c.offers.n <= DHCP_OFFERS_MAX);
}

/* All timers up to @until, each at its time. A machine that keeps a deadline in the past spins. */
static void pass(uint64_t until)
{
	unsigned guard = 0;

	while (dhcp_client_deadline(&c) <= until && guard++ < 50) {
		if (dhcp_client_deadline(&c) > now)
			now = dhcp_client_deadline(&c);
		dhcp_client_tick(&c, now);
		drain();
		must(dhcp_client_deadline(&c) > now || c.queue_n == 0);
		must(!dhcp_client_lease(&c) || now < c.end_at);
	}
	if (until > now && guard < 50)
		now = until;
}

/* A reply that fits the question, with options from the input. */
static void reply(uint8_t type, uint8_t flags, struct rd options)
{
	struct dhcp_from from = {.addr = SERVER, .port = flags & 1 ? 4011 : 67};
	uint8_t buf[700];
	struct wr w = wr_of(buf, sizeof buf);

	wr_be32(&w, 0x02010600);
	wr_be32(&w, flags & 2 && c.proxy_asking ? c.proxy_xid : c.xid);
	wr_zero(&w, 8);
	wr_be32(&w, flags & 4 ? 0 : ADDR);
	wr_be32(&w, flags & 8 ? SERVER : 0);
	wr_zero(&w, 4);
	wr_bytes(&w, c.conf.mac, 16);
	wr_zero(&w, 192);
	wr_be32(&w, 0x63825363);
	if (!(flags & 64)) {
		wr_be16(&w, 0x3501);
		wr_u8(&w, type);
	}
	if (!(flags & 16)) {
		wr_be16(&w, 0x3604);
		wr_be32(&w, flags & 32 ? SERVER + 1 : SERVER);
	}
	wr_bytes(&w, options.p, rd_left(&options));
	dhcp_client_input(&c, now, rd_of(buf, wr_len(&w)), &from);
	drain();
	must(dhcp_client_deadline(&c) > now || dhcp_client_deadline(&c) >= began);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dhcp_conf conf = {
		.htype = 1, .hlen = 6, .mac = {2, 0, 0, 0, 0, 1}, .start_jitter_ms = 1000};
	struct rd r = rd_of(data, size);

	conf.seed = rd_be16(&r);
	conf.proxy_ask = conf.seed & 1;
	now = began = 1000;
	discovers = leases = 0;
	random_secret_seed(conf.seed);
	dhcp_client_start(&c, &conf, now);
	drain();
	while (rd_left(&r)) {
		uint8_t what = rd_u8(&r), flags = rd_u8(&r);

		pass(now + ((uint64_t)flags << (what >> 3 & 15)));
		if ((what & 7) == 7)
			dhcp_client_conflict(&c, now);
		else if (!(what & 7) && what & 0x80)
			dhcp_client_take(&c, now);
		else if (!(what & 7) && what & 0x20)
			dhcp_client_pick(&c, flags & 15, now);
		else if (!(what & 7) && dhcp_client_lease(&c))
			dhcp_client_search(&c, what & 0x40, now);
		else if (what & 7)
			reply(what & 7, rd_u8(&r), rd_sub(&r, rd_u8(&r)));
		drain();
	}
	/* However many NAKs came: one cycle of at most five DISCOVERs cannot begin more often than
	 * every ten seconds, unless a lease was had and lost in between. */
	must(discovers <= 6 + 6 * leases + (now - began) / 2500);
	return 0;
}
