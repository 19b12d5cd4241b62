/* SPDX-License-Identifier: MIT
 * DHCPv6's messages: what servers say, what this machine says, and what is passed over.
 */
#include "dhcp/v6_msg.h"
#include "tests/unit/check.h"

#include <string.h>

/* A REPLY with an address, name servers, a domain, boot file URL and parameters. */
static const uint8_t golden[] = {
	7, 0x12, 0x34, 0x56,
	/* client, server */
	0, 1, 0, 10, 0, 3, 0, 1, 2, 0, 0, 0, 0, 5, 0, 2, 0, 10, 0, 3, 0, 1, 2, 0, 0, 0, 0, 1,
	/* IA_NA with an address for 600 s and a status of 0 */
	0, 3, 0, 46, 0, 0, 0, 5, 0, 0, 0, 100, 0, 0, 0, 200, 0, 5, 0, 24, 0xfd, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0x42, 0, 0, 1, 44, 0, 0, 2, 88, 0, 13, 0, 2, 0, 0,
	/* preference */
	0, 7, 0, 1, 200,
	/* name servers */
	0, 23, 0, 32, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xfd, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 2,
	/* domain */
	0, 24, 0, 5, 3, 'l', 'a', 'n', 0,
	/* URL, with the NUL that some count */
	0, 59, 0, 17, 't', 'f', 't', 'p', ':', '/', '/', '[', 'f', 'd', '0', '0', ':', ':', '1',
	']', 0,
	/* two parameters */
	0, 60, 0, 8, 0, 2, 'a', 'b', 0, 2, 'c', 'd'};

static struct dhcp_v6_msg m;

static int of(const uint8_t *data, size_t len)
{
	return dhcp_v6_read(rd_of(data, len), &m);
}

static void check_addr(const struct netaddr *a, const char *want)
{
	char text[NETADDR_TEXT];
	struct str s = str_of(text, sizeof text);

	str_netaddr(&s, a);
	CHECK_STR(text, want);
}

TEST(what_a_server_says)
{
	CHECK_INT(of(golden, sizeof golden), 0);
	CHECK_INT(m.type, DHCP_V6_REPLY);
	CHECK_INT(m.xid, 0x123456);
	CHECK_INT(m.client.len, 10);
	CHECK_INT(m.server.b[9], 1);
	CHECK_INT(m.preference, 200);
	check_addr(&m.addr, "fd00::42");
	CHECK(m.t1 == 100 && m.t2 == 200 && m.preferred_s == 300 && m.valid_s == 600);
	CHECK_INT(m.n_dns, 2);
	check_addr(&m.dns[1], "fd00::2");
	CHECK_STR(m.search, "lan");
	CHECK_STR(m.url, "tftp://[fd00::1]");
	CHECK_STR(m.params, "ab cd");
	CHECK(!m.url_bad);
}

/* Where each option begins and ends. */
static bool is_border(size_t n)
{
	for (size_t at = 4; at < sizeof golden; at += 4u + (golden[at + 2] << 8 | golden[at + 3]))
		if (at == n)
			return true;
	return false;
}

TEST(cut_at_every_length)
{
	for (size_t n = 0; n < sizeof golden; n++) {
		int got = of(golden, n);

		if (n < 4)
			CHECK_INT(got, DHCP_V6_NOT_OURS);
		else if (!is_border(n))
			CHECK_INT(got, DHCP_V6_CUT);
		else
			CHECK_INT(got, n < 32 ? DHCP_V6_NO_ID : 0);
	}
}

TEST(messages_that_no_server_sends)
{
	uint8_t p[sizeof golden + 14];

	memcpy(p, golden, sizeof golden);
	for (p[0] = 0; p[0] < 14; p[0]++)
		CHECK_INT(of(p, sizeof golden), p[0] == 2 || p[0] == 7 ? 0 : DHCP_V6_NOT_OURS);
	p[0] = 7;
	memcpy(p + sizeof golden, golden + 18, 14); /* the server's identifier twice */
	CHECK_INT(of(p, sizeof p), DHCP_V6_NO_ID);
}

/* Offsets into the message above. */
enum { ADDR = 52, PREFERRED = 68, VALID = 72, URL = 136 };

TEST(values_that_cannot_be)
{
	uint8_t p[sizeof golden];

	memcpy(p, golden, sizeof p);
	p[ADDR] = 0xff;
	CHECK_INT(of(p, sizeof p), 0);
	CHECK(!netaddr_is_set(&m.addr));
	p[ADDR] = 0xfe;
	p[ADDR + 1] = 0x80;
	CHECK_INT(of(p, sizeof p), 0);
	CHECK(!netaddr_is_set(&m.addr));
	memcpy(p, golden, sizeof p);
	memset(p + VALID, 0, 4);
	CHECK_INT(of(p, sizeof p), 0);
	CHECK(!netaddr_is_set(&m.addr));
	memcpy(p, golden, sizeof p);
	p[PREFERRED] = 1; /* longer than it is valid */
	CHECK_INT(of(p, sizeof p), 0);
	CHECK(!netaddr_is_set(&m.addr));
	memcpy(p, golden, sizeof p);
	p[URL] = 27;
	CHECK_INT(of(p, sizeof p), 0);
	CHECK(m.url_bad && !m.url[0]);
	p[URL] = 0;
	CHECK_INT(of(p, sizeof p), 0);
	CHECK(m.url_bad && !m.url[0]);
}

TEST(url_at_its_cap)
{
	static uint8_t p[32 + 4 + DHCP_V6_URL_MAX];

	memcpy(p, golden, 32);
	p[33] = 59;
	for (size_t n = DHCP_V6_URL_MAX - 1; n <= DHCP_V6_URL_MAX; n++) {
		p[34] = (uint8_t)(n >> 8);
		p[35] = (uint8_t)n;
		memset(p + 36, 'x', n);
		CHECK_INT(of(p, 36 + n), 0);
		CHECK_INT(m.url_bad, n == DHCP_V6_URL_MAX);
		CHECK_INT(strlen(m.url), n == DHCP_V6_URL_MAX ? 0 : n);
	}
}

static const struct dhcp_v6_conf conf = {
	.htype = 1, .mac = {2, 0, 0, 0, 0, 5}, .mac_len = 6, .arch = 0x1f, .user_class = "u"};

TEST(what_is_asked)
{
	static const uint8_t want[] = {
		1,  0xab, 0xcd, 0xef, 0, 1,   0, 10, 0, 3,  0, 1, 2, 0,	   0, 0,  0, 5, 0, 8, 0, 2,
		0,  7,	  0,	3,    0, 12,  0, 0,  0, 5,  0, 0, 0, 0,	   0, 0,  0, 0, 0, 6, 0, 8,
		0,  23,	  0,	24,   0, 59,  0, 60, 0, 61, 0, 2, 0, 0x1f, 0, 62, 0, 3, 1, 3, 0, 0,
		15, 0,	  3,	0,    1, 'u', 0, 16, 0, 38, 0, 0, 1, 87,   0, 32};
	uint8_t p[DHCP_V6_REQUEST];
	struct wr w = wr_of(p, sizeof p);
	struct dhcp_v6_request req = {.type = DHCP_V6_SOLICIT, .xid = 0xabcdef, .elapsed_cs = 7};

	dhcp_v6_write(&w, &req, &conf);
	CHECK_MEM(p, want, sizeof want);
	CHECK_INT(wr_len(&w), sizeof want + 32);
	CHECK(memcmp(p + sizeof want, "PXEClient:Arch:00031:UNDI:003000", 32) == 0);
}

/* The largest one fits: identifiers at their caps, classes as long as they may be. */
TEST(longest_request_fits)
{
	struct dhcp_v6_conf c = conf;
	struct dhcp_v6_duid server = {.len = DHCP_V6_DUID_MAX};
	struct dhcp_v6_request req = {.type = DHCP_V6_REQUEST_ADDRESS, .server = &server};
	uint8_t p[DHCP_V6_REQUEST];
	struct wr w = wr_of(p, sizeof p);

	memset(c.vendor_class, 'v', sizeof c.vendor_class - 1);
	memset(c.user_class, 'u', sizeof c.user_class - 1);
	c.has_uuid = true;
	CHECK(netaddr_text(view_of("fd00::42"), &req.addr));
	dhcp_v6_write(&w, &req, &c);
	CHECK(!w.full);
}

TEST(identifiers)
{
	struct dhcp_v6_conf c = conf;
	struct dhcp_v6_duid d;

	dhcp_v6_duid(&c, &d);
	CHECK_INT(d.len, 10);
	CHECK_INT(dhcp_v6_iaid(&c), 5);
	c.has_uuid = true;
	c.uuid[0] = 0x77;
	dhcp_v6_duid(&c, &d);
	CHECK_INT(d.len, 18);
	CHECK(d.b[1] == 4 && d.b[2] == 0x77);
	c = (struct dhcp_v6_conf){.mac_len = 0};
	dhcp_v6_duid(&c, &d);
	CHECK_INT(d.len, 18);
}

static void one(const uint8_t *data, size_t len)
{
	if (of(data, len) == 0)
		CHECK(m.n_dns <= DHCP_V6_DNS_MAX && view_printable(view_of(m.url)) &&
		      view_printable(view_of(m.params)) && view_printable(view_of(m.search)));
}

TEST(mutations_stay_in_bounds)
{
	check_mutations(golden, sizeof golden, one);
}
