/* SPDX-License-Identifier: MIT
 * Routers and DHCPv6's servers that say anything: packets in order, "kind length bytes", and time that
 * passes. What a packet needs to be for this client is put into every other one.
 */
#include "dhcp/v6_client.h"

#include "lib/clock.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct netaddr router = {{0xfe, 0x80, [15] = 1}};

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void drain(struct dhcp_v6_client *c, uint64_t now)
{
	struct dhcp_v6_action a;
	int n = 0;

	while (dhcp_v6_client_next(c, &a)) {
		must(++n < 10);
		must(a.len <= DHCP_V6_REQUEST);
		if (a.kind == DHCP_V6_LOG)
			must(view_printable(view_of(a.text)));
		if (a.kind == DHCP_V6_ADDRESS) {
			must(netaddr_is_ip6(&c->lease.addr) && netaddr_is_host(&c->lease.addr));
			dhcp_v6_client_taken(c, now);
		}
		must(view_printable(view_of(c->lease.url)) &&
		     view_printable(view_of(c->lease.search)) &&
		     view_printable(view_of(c->lease.params)));
	}
}

/* The head of an answer, which a fuzzer would hardly guess. */
static size_t put_head(const struct dhcp_v6_client *c, uint8_t type, uint8_t *p, size_t size)
{
	struct wr w = wr_of(p, size);
	struct dhcp_v6_duid own;

	dhcp_v6_duid(&c->conf, &own);
	wr_u8(&w, type);
	wr_u8(&w, (uint8_t)(c->xid >> 16));
	wr_be16(&w, (uint16_t)c->xid);
	wr_be16(&w, 1);
	wr_be16(&w, own.len);
	wr_bytes(&w, own.b, own.len);
	return wr_len(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dhcp_v6_client c;
	static const struct dhcp_v6_conf conf = {
		.htype = 1, .mac = {2, 0, 0, 0, 0, 5}, .mac_len = 6, .arch = 7, .seed = 1};
	struct rd in = rd_of(data, size);
	uint64_t now = 1000;

	random_secret_seed(1);
	dhcp_v6_client_start(&c, &conf, now);
	drain(&c, now);
	while (rd_left(&in)) {
		uint8_t kind = rd_u8(&in), n = rd_u8(&in);
		struct rd body = rd_sub(&in, rd_left(&in) < n ? rd_left(&in) : n);
		size_t len = rd_left(&body), head = 0;
		uint8_t *p = malloc(len + 64);

		must(p);
		if (kind & 4)
			head = put_head(&c, kind & 8 ? DHCP_V6_REPLY : DHCP_V6_ADVERTISE, p, 64);
		rd_copy(&body, p + head, len);
		p = realloc(p, len + head ? len + head : 1);
		must(p);
		if (kind & 1)
			dhcp_v6_client_router(&c, rd_of(p, len + head), &router, 255, now);
		else if (kind & 2)
			now += n * 100u;
		else
			dhcp_v6_client_input(&c, rd_of(p, len + head), now);
		free(p);
		if (kind & 16)
			dhcp_v6_client_again(&c, now);
		dhcp_v6_client_tick(&c, now);
		drain(&c, now);
		must(dhcp_v6_client_deadline(&c) > now || c.state == DHCP_V6_OFF);
	}
	return 0;
}
