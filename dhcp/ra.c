/* SPDX-License-Identifier: MIT */
#include "dhcp/ra.h"

#include "dhcp/dname.h"

#include <string.h>

enum {
	SOLICITATION = 133,
	HOPS = 255, /* a router in between would have made it less */
	FLAG_MANAGED = 0x80,
	FLAG_OTHER = 0x40,
	OPT_SOURCE_ADDRESS = 1,
	OPT_PREFIX = 3,
	OPT_RDNSS = 25,
	OPT_DNSSL = 31,
	PREFIX_AUTONOMOUS = 0x40,
};

static void take_prefix(struct dhcp_ra *ra, struct rd r)
{
	uint8_t len = rd_u8(&r), flags = rd_u8(&r);
	uint32_t valid = rd_be32(&r);

	ra->prefix |= !r.bad && len <= 128 && flags & PREFIX_AUTONOMOUS && valid;
}

/* RFC 8106 section 5.1; a lifetime of 0 takes servers back. */
static void take_rdnss(struct dhcp_ra *ra, struct rd r)
{
	uint32_t lifetime;

	rd_skip(&r, 2);
	lifetime = rd_be32(&r);
	while (lifetime && rd_left(&r) && ra->n_dns < DHCP_RA_DNS_MAX) {
		struct netaddr a;

		if (rd_copy(&r, a.b, sizeof a.b) && netaddr_is_ip6(&a) && netaddr_is_host(&a))
			ra->dns[ra->n_dns++] = a;
	}
}

/* RFC 8106 section 5.2. Zeroes behind the last name fill the option up. */
static void take_dnssl(struct dhcp_ra *ra, struct rd r)
{
	uint32_t lifetime;

	rd_skip(&r, 2);
	lifetime = rd_be32(&r);
	while (rd_left(&r) > 1 && !r.end[-1] && !r.end[-2])
		r.end--;
	if (lifetime && !ra->search[0])
		dhcp_dname_list(r, ra->search, sizeof ra->search);
}

static void take_option(struct dhcp_ra *ra, uint8_t type, struct rd r)
{
	switch (type) {
	case OPT_PREFIX: take_prefix(ra, r); break;
	case OPT_RDNSS: take_rdnss(ra, r); break;
	case OPT_DNSSL: take_dnssl(ra, r); break;
	default: break;
	}
}

int dhcp_ra_read(struct rd r, const struct netaddr *from, unsigned hops, struct dhcp_ra *ret)
{
	struct dhcp_ra ra = {.managed = false};
	uint8_t type = rd_u8(&r), code = rd_u8(&r), flags;

	if (r.bad || type != DHCP_RA_TYPE || code)
		return DHCP_RA_NOT_OURS;
	if (hops != HOPS || !netaddr_is_link_local(from))
		return DHCP_RA_FORGED;
	rd_skip(&r, 2 + 1); /* sum, hop limit */
	flags = rd_u8(&r);
	ra.router = rd_be16(&r) != 0;
	ra.managed = flags & FLAG_MANAGED;
	ra.other = flags & FLAG_OTHER;
	rd_skip(&r, 4 + 4);
	while (rd_left(&r)) {
		uint8_t option = rd_u8(&r), units = rd_u8(&r);
		struct rd body = rd_sub(&r, units ? units * 8u - 2 : 0);

		if (!units || r.bad)
			return DHCP_RA_CUT;
		take_option(&ra, option, body);
	}
	if (r.bad)
		return DHCP_RA_CUT;
	*ret = ra;
	return 0;
}

void dhcp_ra_solicit(struct wr *w, const uint8_t *mac)
{
	wr_u8(w, SOLICITATION);
	wr_zero(w, 7);
	if (!mac)
		return;
	wr_u8(w, OPT_SOURCE_ADDRESS);
	wr_u8(w, 1);
	wr_bytes(w, mac, 6);
}
