/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/dns.h"
#include "tests/unit/check.h"

#include <stdio.h>
#include <string.h>

#define ID   0x1234
#define HOST "boot.example"

/* Question at 12; the name's labels "boot" at 12 and "example" at 17. */
#define QUESTION	       "\4boot\7example\0\0\1\0\1"
#define HEADER(flags, answers) "\x12\x34" flags "\0\1\0" answers "\0\0\0\0" QUESTION
#define A_RECORD(owner, addr)  owner "\0\1\0\1\0\0\0\x3c\0\4" addr
#define PTR_HOST	       "\xc0\x0c"

static struct dns_addrs found;

static int answer(const char *bytes, size_t len)
{
	found = (struct dns_addrs){.addr = {0xdead}};
	return dns_answer(rd_of(bytes, len), ID, view_of(HOST), &found);
}
#define ANSWER(bytes) answer(bytes, sizeof(bytes) - 1)

TEST(query_is_what_rfc_1035_says)
{
	static const char want[] = "\x12\x34\1\0\0\1\0\0\0\0\0\0" QUESTION;
	uint8_t buf[DNS_PACKET_MAX];
	struct wr w = wr_of(buf, sizeof buf);

	dns_query(&w, ID, view_of("boot.example."));
	if (CHECK_INT(wr_len(&w), sizeof want - 1))
		CHECK_MEM(buf, want, sizeof want - 1);
}

TEST(longest_host_fits)
{
	char host[DNS_NAME_MAX + 2];
	uint8_t buf[DNS_PACKET_MAX];
	struct wr w = wr_of(buf, sizeof buf);

	memset(host, 'x', sizeof host);
	host[63] = host[127] = host[191] = '.';
	CHECK(dns_host_ok((struct view){.p = host, .n = DNS_NAME_MAX}));
	dns_query(&w, ID, (struct view){.p = host, .n = DNS_NAME_MAX});
	CHECK(!w.full);
	CHECK_INT(wr_len(&w), 12 + 255 + 4);
	CHECK(!dns_host_ok((struct view){.p = host, .n = DNS_NAME_MAX + 1}));
	CHECK(dns_host_ok((struct view){.p = host, .n = 63}));
	host[63] = 'x';
	CHECK(!dns_host_ok((struct view){.p = host, .n = 64}));
}

TEST(hosts_that_are_none)
{
	CHECK(dns_host_ok(view_of("a")));
	CHECK(dns_host_ok(view_of("a.b.")));
	CHECK(!dns_host_ok(view_of("")));
	CHECK(!dns_host_ok(view_of(".")));
	CHECK(!dns_host_ok(view_of("a..b")));
	CHECK(!dns_host_ok(view_of(".a")));
	CHECK(!dns_host_ok(view_of("a..")));
}

TEST(plain_answer)
{
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") A_RECORD(PTR_HOST, "\12\0\0\1")), 0);
	CHECK_INT(found.addr[0], 0x0a000001);
}

TEST(case_of_names_does_not_matter)
{
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") A_RECORD("\4BOOT\7Example\0", "\12\0\0\1")), 0);
}

TEST(alias_is_followed)
{
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\2") PTR_HOST
			 "\0\5\0\1\0\0\0\x3c\0\6\3srv\xc0\x11" A_RECORD("\3srv\xc0\x11",
									"\12\0\0\2")),
		  0);
	CHECK_INT(found.addr[0], 0x0a000002);
}

TEST(hazard_82_alias_loop)
{
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") PTR_HOST "\0\5\0\1\0\0\0\x3c\0\2" PTR_HOST),
		  DNS_NO_ADDRESS);
}

TEST(hazard_82_useless_addresses)
{
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") A_RECORD(PTR_HOST, "\0\0\0\0")), DNS_NO_ADDRESS);
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") A_RECORD(PTR_HOST, "\340\0\0\1")),
		  DNS_NO_ADDRESS);
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") A_RECORD(PTR_HOST, "\377\377\377\377")),
		  DNS_NO_ADDRESS);
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\2") A_RECORD(PTR_HOST, "\0\0\0\0")
				 A_RECORD(PTR_HOST, "\12\0\0\3")),
		  0);
	CHECK_INT(found.addr[0], 0x0a000003);
}

TEST(hazard_82_not_the_answer_to_our_question)
{
	static const char good[] = HEADER("\x81\x80", "\1") A_RECORD(PTR_HOST, "\12\0\0\1");
	char copy[sizeof good - 1];

	memcpy(copy, good, sizeof copy);
	copy[1] = 0x35; /* id */
	CHECK_INT(answer(copy, sizeof copy), DNS_NOT_OURS);
	memcpy(copy, good, sizeof copy);
	copy[2] = 1; /* a query */
	CHECK_INT(answer(copy, sizeof copy), DNS_NOT_OURS);
	memcpy(copy, good, sizeof copy);
	copy[13] = 'r'; /* another name */
	CHECK_INT(answer(copy, sizeof copy), DNS_NOT_OURS);
	memcpy(copy, good, sizeof copy);
	copy[27] = 28; /* another type */
	CHECK_INT(answer(copy, sizeof copy), DNS_NOT_OURS);
	memcpy(copy, good, sizeof copy);
	copy[5] = 2; /* two questions */
	CHECK_INT(answer(copy, sizeof copy), DNS_NOT_OURS);
	CHECK_INT(found.addr[0], 0xdead);
}

TEST(another_hosts_address_is_not_ours)
{
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") A_RECORD("\3two\0", "\12\0\0\1")),
		  DNS_NO_ADDRESS);
}

TEST(a_dot_inside_a_label_is_not_a_border)
{
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") A_RECORD("\14boot.example\0", "\12\0\0\1")),
		  DNS_MALFORMED);
}

TEST(failures_are_told_apart)
{
	CHECK_INT(ANSWER(HEADER("\x81\x83", "\0")), DNS_NO_HOST);
	CHECK_INT(ANSWER(HEADER("\x81\x82", "\0")), DNS_SERVER);
	CHECK_INT(ANSWER(HEADER("\x81\x85", "\0")), DNS_SERVER);
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\0")), DNS_NO_ADDRESS);
	CHECK_INT(ANSWER(HEADER("\x83\x80", "\0")), DNS_MALFORMED); /* truncated */
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1")), DNS_MALFORMED);
	for (int e = 0; e <= DNS_NO_ADDRESS; e++)
		CHECK(strlen(dns_str(e)) > 3);
}

TEST(pointers_that_lead_nowhere)
{
	/* to itself (the answer's owner stands at 30), forward, behind the end, odd length bits */
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") A_RECORD("\xc0\x1e", "\12\0\0\1")),
		  DNS_MALFORMED);
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") A_RECORD("\xc0\x28", "\12\0\0\1")),
		  DNS_MALFORMED);
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") A_RECORD("\xff\xff", "\12\0\0\1")),
		  DNS_MALFORMED);
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") A_RECORD("\x40x\0", "\12\0\0\1")), DNS_MALFORMED);
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") A_RECORD("\x80\0", "\12\0\0\1")), DNS_MALFORMED);
}

TEST(all_addresses_up_to_four)
{
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\5") A_RECORD(PTR_HOST, "\12\0\0\1")
				 A_RECORD(PTR_HOST, "\0\0\0\0") A_RECORD(PTR_HOST, "\12\0\0\2")),
		  0); /* cut off behind the third: what was read counts */
	CHECK_INT(found.n, 2);
	CHECK_INT(found.addr[1], 0x0a000002);
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\5") A_RECORD(PTR_HOST, "\12\0\0\1") A_RECORD(
			  PTR_HOST, "\12\0\0\2") A_RECORD(PTR_HOST, "\12\0\0\3")
				 A_RECORD(PTR_HOST, "\12\0\0\4") A_RECORD(PTR_HOST, "\12\0\0\5")),
		  0);
	CHECK_INT(found.n, DNS_ADDRS_MAX);
	CHECK_INT(found.addr[3], 0x0a000004);
}

TEST(address_of_another_size_is_passed_over)
{
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") PTR_HOST "\0\1\0\1\0\0\0\x3c\0\3\12\0\0"),
		  DNS_NO_ADDRESS);
	CHECK_INT(ANSWER(HEADER("\x81\x80", "\1") PTR_HOST "\0\1\0\1\0\0\0\x3c\0\5\12\0\0\0\0"),
		  DNS_NO_ADDRESS);
}

static void one(const uint8_t *data, size_t len)
{
	struct dns_addrs a = {.n = 99};
	int bad = dns_answer(rd_of(data, len), ID, view_of(HOST), &a);

	CHECK(bad ? a.n == 99 : a.n >= 1 && a.n <= DNS_ADDRS_MAX && a.addr[0] != 0);
}

TEST(mutations_stay_in_bounds)
{
	static const char golden[] = HEADER("\x81\x80", "\2") PTR_HOST
		"\0\5\0\1\0\0\0\x3c\0\6\3srv\xc0\x11" A_RECORD("\3srv\xc0\x11", "\12\0\0\2");

	check_mutations((const uint8_t *)golden, sizeof golden - 1, one);
}
