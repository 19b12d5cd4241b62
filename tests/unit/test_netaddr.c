/* SPDX-License-Identifier: MIT
 * Addresses of both families: from text, to text, and which a machine may have.
 */
#include "tests/unit/check.h"

#include "lib/netaddr.h"

#include <string.h>

/* RFC 5952 section 4: each text in the first column is the address that the second one spells. */
TEST(ip6_texts)
{
	static const char *const texts[][2] = {
		{"fd00::1", "fd00::1"},
		{"FD00:0:0:0:0:0:0:1", "fd00::1"},
		{"2001:0db8::0001", "2001:db8::1"},
		{"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
		{"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
		{"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
		{"::1", "::1"},
		{"1::", "1::"},
		{"fe80::", "fe80::"},
		{"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
		{"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
		{"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
		{"1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a"},
		{"::", "::"},
		{"10.9.0.1", "10.9.0.1"},
	};
	char text[NETADDR_TEXT];

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct str s = str_of(text, sizeof text);
		struct netaddr a;

		CHECK(netaddr_text(view_of(texts[i][0]), &a));
		str_netaddr(&s, &a);
		CHECK_STR(text, texts[i][1]);
	}
}

TEST(ip6_texts_that_are_none)
{
	static const char *const bad[] = {
		"",
		":",
		":::",
		"1",
		"1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9",
		"1:2:3:4:5:6:7:8::",
		"::1:2:3:4:5:6:7:8",
		"1::2::3",
		"1:2:3:4:5:6:7:",
		":2:3:4:5:6:7:8",
		"12345::1",
		"fd00::g",
		"fd00::1 ",
		"[fd00::1]",
		"fe80::1%eth0",
		"fd00::1/64",
		"1.2.3.4::",
		"::1.2.3.4:5",
		"::1.2.3",
		"1:2:3:4:5:6:7:1.2.3.4",
		"::ffff:10.0.0.1",
		"0:0:0:0:0:ffff:a00:1",
	};
	struct netaddr a = netaddr_ip4(7);

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!netaddr_text(view_of(bad[i]), &a));
	CHECK_INT(netaddr_to_ip4(&a), 7);
}

TEST(longest_text_fits)
{
	char text[NETADDR_TEXT];
	struct str s = str_of(text, sizeof text);
	struct netaddr a;

	memset(a.b, 0xfd, sizeof a.b);
	str_netaddr(&s, &a);
	CHECK_INT(s.n, NETADDR_TEXT - 1);
	CHECK(!s.cut);
}

TEST(families_are_told_apart)
{
	struct netaddr none = netaddr_ip4(0), four = netaddr_ip4(0x0a090001), six;

	CHECK(netaddr_text(view_of("fd00::1"), &six));
	CHECK(!netaddr_is_set(&none));
	CHECK(!netaddr_is_ip6(&none));
	CHECK(netaddr_is_set(&four));
	CHECK(!netaddr_is_ip6(&four));
	CHECK_INT(netaddr_to_ip4(&four), 0x0a090001);
	CHECK(netaddr_is_ip6(&six));
	CHECK_INT(netaddr_to_ip4(&six), 0);
	CHECK(!netaddr_eq(&four, &six));
	CHECK(netaddr_eq(&six, &six));
}

TEST(addresses_of_machines)
{
	static const char *const hosts[] = {"10.0.0.1", "127.0.0.1", "::1", "fe80::1",
					    "2001:db8::1"};
	static const char *const others[] = {"0.1.2.3", "224.0.0.1",  "255.255.255.255", "::",
					     "ff02::1", "::10.0.0.1", "::192.168.0.0"};
	struct netaddr a;

	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		CHECK(netaddr_text(view_of(hosts[i]), &a));
		CHECK(netaddr_is_host(&a));
		CHECK_INT(netaddr_is_link_local(&a), view_starts(view_of(hosts[i]), "fe80"));
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		CHECK(netaddr_text(view_of(others[i]), &a));
		CHECK(!netaddr_is_host(&a));
	}
	CHECK(netaddr_text(view_of("febf:ffff::1"), &a));
	CHECK(netaddr_is_link_local(&a));
	CHECK(netaddr_text(view_of("fec0::1"), &a));
	CHECK(!netaddr_is_link_local(&a));
}
