/* SPDX-License-Identifier: MIT
 * Router advertisements: what they say, who may send them, and what is passed over.
 */
#include "dhcp/ra.h"
#include "tests/unit/check.h"

#include <string.h>

/* As radvd sends it: M and O, a prefix for SLAAC, MTU, two name servers, two domains. */
static const uint8_t golden[] = {134, 0, 0x12, 0x34, 64, 0xc0, 0x07, 0x08, 0, 0, 0, 0, 0, 0, 0, 0,
				 /* source link-layer address */
				 1, 1, 2, 0, 0, 0, 0, 1,
				 /* MTU */
				 5, 1, 0, 0, 0, 0, 0x05, 0xdc,
				 /* prefix fd00::/64 */
				 3, 4, 64, 0xc0, 0, 1, 0x51, 0x80, 0, 0, 0x38, 0x40, 0, 0, 0, 0,
				 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
				 /* RDNSS fd00::1 and fd00::2 */
				 25, 5, 0, 0, 0, 0, 0x02, 0x58, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
				 0, 0, 0, 0, 1, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
				 /* DNSSL a.lan, lan, and what fills it up */
				 31, 3, 0, 0, 0, 0, 0x02, 0x58, 1, 'a', 3, 'l', 'a', 'n', 0, 3, 'l',
				 'a', 'n', 0, 0, 0, 0, 0};

static const struct netaddr router = {{0xfe, 0x80, [15] = 1}};
static struct dhcp_ra ra;

static int of(const uint8_t *data, size_t len)
{
	return dhcp_ra_read(rd_of(data, len), &router, 255, &ra);
}

TEST(what_it_says)
{
	char text[NETADDR_TEXT];
	struct str s = str_of(text, sizeof text);

	CHECK_INT(of(golden, sizeof golden), 0);
	CHECK(ra.managed && ra.other && ra.router && ra.prefix);
	CHECK_INT(ra.n_dns, 2);
	str_netaddr(&s, &ra.dns[1]);
	CHECK_STR(text, "fd00::2");
	CHECK_STR(ra.search, "a.lan lan");
}

TEST(only_a_neighbour_may_say_it)
{
	struct netaddr other = router;

	CHECK_INT(dhcp_ra_read(rd_of(golden, sizeof golden), &router, 254, &ra), DHCP_RA_FORGED);
	other.b[0] = 0xfd;
	CHECK_INT(dhcp_ra_read(rd_of(golden, sizeof golden), &other, 255, &ra), DHCP_RA_FORGED);
	other = netaddr_ip4(0x0a090001);
	CHECK_INT(dhcp_ra_read(rd_of(golden, sizeof golden), &other, 255, &ra), DHCP_RA_FORGED);
}

TEST(what_is_no_advertisement)
{
	uint8_t p[sizeof golden];

	memcpy(p, golden, sizeof p);
	p[0] = 133;
	CHECK_INT(of(p, sizeof p), DHCP_RA_NOT_OURS);
	p[0] = 134;
	p[1] = 1;
	CHECK_INT(of(p, sizeof p), DHCP_RA_NOT_OURS);
	CHECK_INT(of(golden, 0), DHCP_RA_NOT_OURS);
	for (size_t n = 2; n < sizeof golden; n++)
		CHECK_INT(of(golden, n),
			  n == 16 || n == 24 || n == 32 || n == 64 || n == 104 ? 0 : DHCP_RA_CUT);
	memcpy(p, golden, sizeof p);
	p[17] = 0; /* an option of no length would never end */
	CHECK_INT(of(p, sizeof p), DHCP_RA_CUT);
}

/* Lifetimes of 0 take back what was said; names and addresses that cannot be are passed over. */
TEST(what_is_passed_over)
{
	uint8_t p[sizeof golden];

	memcpy(p, golden, sizeof p);
	p[6] = p[7] = 0;      /* not a default router */
	memset(p + 36, 0, 4); /* prefix */
	p[70] = p[71] = 0;    /* RDNSS */
	p[110] = p[111] = 0;  /* DNSSL */
	CHECK_INT(of(p, sizeof p), 0);
	CHECK(!ra.router && !ra.prefix && !ra.n_dns && !ra.search[0]);
	memcpy(p, golden, sizeof p);
	memset(p + 72, 0, 16); /* "::" */
	p[88] = 0xff;	       /* multicast */
	p[113] = ';';	       /* no letter of a name */
	p[35] = 0x80;	       /* not for SLAAC */
	CHECK_INT(of(p, sizeof p), 0);
	CHECK(!ra.prefix && !ra.n_dns && !ra.search[0]);
}

TEST(more_name_servers_than_are_kept)
{
	uint8_t p[16 + 8 + 16 * 5] = {134, 0, 0, 0, 0, 0, 1, 1, [16] = 25, 11, 0, 0, 0, 0, 1, 0};

	for (int i = 0; i < 5; i++)
		p[24 + 16 * i] = 0xfd;
	CHECK_INT(of(p, sizeof p), 0);
	CHECK_INT(ra.n_dns, DHCP_RA_DNS_MAX);
}

TEST(solicitation)
{
	static const uint8_t mac[6] = {2, 0, 0, 0, 0, 5};
	static const uint8_t want[] = {133, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 0, 0, 0, 0, 5};
	uint8_t p[DHCP_RA_SOLICIT];
	struct wr w = wr_of(p, sizeof p);

	dhcp_ra_solicit(&w, mac);
	CHECK_INT(wr_len(&w), sizeof want);
	CHECK_MEM(p, want, sizeof want);
	w = wr_of(p, sizeof p);
	dhcp_ra_solicit(&w, NULL);
	CHECK_INT(wr_len(&w), 8);
}

static void one(const uint8_t *data, size_t len)
{
	if (of(data, len) == 0)
		CHECK(ra.n_dns <= DHCP_RA_DNS_MAX && view_printable(view_of(ra.search)));
}

TEST(mutations_stay_in_bounds)
{
	check_mutations(golden, sizeof golden, one);
}
