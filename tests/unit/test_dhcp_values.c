/* SPDX-License-Identifier: MIT
 * What the options of DHCP replies say: malformed and merely odd values. */
#include "tests/unit/check.h"
#include "tests/unit/dhcp_aid.h"

#include <string.h>

static struct reply r;
static struct dhcp_msg m;

TEST(hazard_20_masks)
{
	static const struct {
		uint32_t mask;
		uint8_t prefixlen;
	} table[] = {{0xffffff00, 24}, {0xffffffff, 32}, {0x80000000, 1}, {0, 0},
		     {0xff00ff00, 0},  {0x00ffffff, 0},	 {0xfffffffd, 0}};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		aid_offer(&r);
		reply_u32(&r, 1, table[i].mask);
		CHECK_INT(aid_decode(reply_end(&r), &m), 0);
		CHECK_INT(m.prefixlen, table[i].prefixlen);
	}
	for (size_t len = 0; len <= 8; len++) {
		aid_offer(&r);
		reply_opt(&r, 1, "\xff\xff\xff\x00\xff\xff\xff\x00", len);
		CHECK_INT(aid_decode(reply_end(&r), &m), 0);
		CHECK_INT(m.prefixlen, len == 4 ? 24 : 0);
	}
}

/* Every option of fixed size with wrong sizes: absent, the rest is used. */
TEST(fixed_sizes)
{
	static const struct {
		uint8_t code;
		size_t size;
	} table[] = {{1, 4},  {26, 2}, {28, 4},	 {51, 4}, {54, 4},
		     {58, 4}, {59, 4}, {208, 4}, {211, 4}};
	static const size_t sizes[] = {0, 1, 2, 3, 4, 5, 8, 255};
	static const uint8_t ones[255] = {10};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
			bool fits = sizes[k] == table[i].size;

			reply_begin(&r, DHCP_OFFER, AID_XID, ADDR, 0, 0);
			reply_opt(&r, table[i].code, ones, sizes[k]);
			reply_text(&r, 67, "rest");
			CHECK_INT(aid_decode(reply_end(&r), &m), 0);
			CHECK_STR(m.bootfile, "rest");
			if (!fits)
				CHECK(aid_is_odd(&m, table[i].code) == (sizes[k] != 0));
			if (!fits && table[i].code == 51)
				CHECK(!m.has_lease);
		}
	}
}

TEST(hazard_21_22_router_lists)
{
	aid_offer(&r);
	reply_opt(&r, 3, "\x0a\x00\x00", 3);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.routers.n == 0 && aid_is_odd(&m, 3));
	aid_offer(&r);
	reply_opt(&r, 3, "", 0);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.routers.n == 0 && !aid_is_odd(&m, 3));
	aid_offer(&r);
	for (unsigned i = 0; i < 63; i++)
		reply_u32(&r, 3, IP(10, 0, 1, i));
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_INT(m.routers.n, DHCP_ADDRS_MAX);
	aid_offer(&r);
	reply_u32(&r, 3, 0);
	reply_u32(&r, 3, UINT32_MAX);
	reply_u32(&r, 3, IP(224, 0, 0, 1));
	reply_u32(&r, 3, IP(127, 0, 0, 1));
	reply_u32(&r, 3, IP(10, 0, 0, 9));
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.routers.n == 1 && m.routers.addr[0] == IP(10, 0, 0, 9));
}

TEST(hazard_27_classless_routes)
{
	static const struct {
		const char *bytes;
		size_t len;
		unsigned n;
	} table[] = {
		{"\x00\x0a\x00\x00\x01", 5, 1},
		{"", 0, 0},
		{"\x21\x0a\x00\x00\x01\x0a\x00\x00\x01", 9, 0}, /* width 33 */
		{"\xff\x0a\x00\x00\x01\x0a\x00\x00\x01", 9, 0},
		{"\x18\x0a\x00\x00\x0a\x00\x00", 7, 0}, /* cut */
		{"\x00\x0a\x00\x00\x01\x18", 6, 0},
		{"\x20\xc0\xa8\x01\x01\x00\x00\x00\x00", 9, 1}, /* on the link */
		{"\x19\x0a\x00\x00\xff\x0a\x00\x00\x01", 9, 1}, /* bits behind the mask */
		{"\x00\xe0\x00\x00\x01", 5, 0},			/* multicast gateway */
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		aid_offer(&r);
		reply_opt(&r, 121, table[i].bytes, table[i].len);
		CHECK_INT(aid_decode(reply_end(&r), &m), 0);
		CHECK_INT(m.classless.n, table[i].n);
	}
	aid_offer(&r);
	reply_opt(&r, 121, table[7].bytes, 9);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.classless.route[0].dest == IP(10, 0, 0, 128));
	aid_offer(&r);
	for (unsigned i = 0; i < 60; i++) {
		uint8_t route[] = {24, 10, 1, (uint8_t)i, 10, 0, 0, 1};

		reply_opt(&r, 121, route, sizeof route);
	}
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_INT(m.classless.n, DHCP_ROUTES_MAX);
}

static void text_case(uint8_t code, const char *bytes, size_t len, const char *field,
		      const char *want)
{
	aid_offer(&r);
	reply_opt(&r, code, bytes, len);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_STR(field, want);
}

TEST(hazard_28_texts)
{
	char junk[255];

	memset(junk, 0xe9, sizeof junk);
	text_case(67, "a\0b", 3, m.bootfile, "a");
	text_case(67, "a\0\0\0", 4, m.bootfile, "a");
	text_case(67, "\0", 1, m.bootfile, "");
	text_case(67, "", 0, m.bootfile, "");
	text_case(67, "a;$(x) `y`", 10, m.bootfile, "a;$(x) `y`");
	text_case(67, "a\nb", 3, m.bootfile, "");
	CHECK(aid_is_odd(&m, 67));
	text_case(67, "a\x1b[2J", 5, m.bootfile, "");
	text_case(209, "c\x7f", 2, m.conffile, "");
	text_case(209, "\x1b[2J", 4, m.conffile, "");
	text_case(209, "conf\n", 5, m.conffile, "");
	text_case(210, " p ", 3, m.prefix, " p ");
	text_case(12,
		  "\x1b"
		  "a",
		  2, m.hostname, "");
	text_case(210, "/p/\0junk", 8, m.prefix, "/p/");
	text_case(12, "host\0x", 6, m.hostname, "host");
	text_case(12, "a;reboot", 8, m.hostname, "");
	CHECK(aid_is_odd(&m, 12));
	text_case(12, "$(x)", 4, m.hostname, "");
	text_case(12, "a\nb", 3, m.hostname, "");
	text_case(12, "a..b", 4, m.hostname, "");
	text_case(12, junk, 255, m.hostname, "");
	text_case(15, "example.org.", 12, m.domain, "example.org.");
	text_case(15, junk, 255, m.domain, "");
	text_case(15, "a.lan", 5, m.search, "");
	text_case(15, "a.lan b.lan", 11, m.domain, "a.lan");
	text_case(15, "a.lan b.lan ", 12, m.search, "a.lan b.lan");
	text_case(15, "a.lan b..lan", 12, m.domain, "");
	text_case(15, "a.lan $(x)", 10, m.search, "");
	text_case(15, "a.lan\nb.lan", 11, m.domain, "");
	text_case(15, "a.lan  b.lan", 12, m.domain, "");
	/* A file name may be of any bytes that no terminal obeys... */
	aid_offer(&r);
	reply_opt(&r, 67, junk, 255);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_INT(strlen(m.bootfile), 255);
}

TEST(hazard_29_option_66)
{
	text_case(66, "tftp.example.org", 16, m.tftp_name, "tftp.example.org");
	text_case(66, "10.0.0.9", 8, m.tftp_name, "10.0.0.9");
	text_case(66, " 10.0.0.9 ", 10, m.tftp_name, "10.0.0.9");
	text_case(66, "10.0.0.9\0", 9, m.tftp_name, "10.0.0.9");
	text_case(66, "fe80::1", 7, m.tftp_name, "");
	text_case(66, "http://h/x", 10, m.tftp_name, "");
	text_case(66, "tftp://10.0.0.9/dir", 19, m.tftp_name, "10.0.0.9");
	text_case(66, "tftp://", 7, m.tftp_name, "");
	text_case(66, "two words", 9, m.tftp_name, "");
}

TEST(hazard_30_long_paths)
{
	char text[DHCP_PATH_MAX];

	memset(text, 'p', sizeof text);
	for (unsigned over = 0; over < 2; over++) {
		aid_offer(&r);
		reply_opt(&r, 210, text, 255);
		reply_opt(&r, 210, text, 255);
		reply_opt(&r, 210, text, DHCP_PATH_MAX - 1 - 510 + over);
		CHECK_INT(aid_decode(reply_end(&r), &m), 0);
		CHECK_INT(strlen(m.prefix), over ? 0 : DHCP_PATH_MAX - 1);
		CHECK(aid_is_odd(&m, 210) == (over == 1));
	}
	text_case(67, "../..", 5, m.bootfile, "../..");
	text_case(67, "http://", 7, m.bootfile, "http://");
}

TEST(hazard_31_no_magic_needed)
{
	aid_offer(&r);
	reply_text(&r, 209, "conf");
	reply_u32(&r, 208, 0x12345678);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(!m.magic && aid_is_odd(&m, 208));
	CHECK_STR(m.conffile, "conf");
}

TEST(hazard_32_reboot_time)
{
	aid_offer(&r);
	reply_u32(&r, 211, 0);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.has_reboot && m.reboot_s == 0);
	aid_offer(&r);
	reply_u32(&r, 211, UINT32_MAX);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.has_reboot && m.reboot_s == UINT32_MAX);
	aid_offer(&r);
	reply_opt(&r, 211, "\0\0\1", 3);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(!m.has_reboot);
}

TEST(hazard_33_search_list)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *want;
	} table[] = {
		{"\003lab\002de\0", 8, "lab.de"},
		{"\003lab\002de\0\001x\xc0\000", 12, "lab.de x.lab.de"},
		{"\xc0\000", 2, ""},			 /* to itself */
		{"\001a\xc0\004\001b\0", 7, ""},	 /* forward */
		{"\001a\xc0\002", 4, ""},		 /* to the pointer itself */
		{"\001a\0\001b\xc0\007\xc0\003", 9, ""}, /* a loop of two */
		{"\xff\xff", 2, ""},			 /* to 0x3fff */
		{"\001a\0\xff\xff", 5, ""},
		{"\001a\0\xc0", 4, ""},	    /* half a pointer */
		{"\100aaaaaaaaaa", 11, ""}, /* label of 64 */
		{"\200a\0", 3, ""},
		{"\003lab", 4, ""},   /* no root */
		{"\003l b\0", 5, ""}, /* no host name */
		{"\003l;b\0", 5, ""},
		{"\0", 1, ""},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		text_case(119, table[i].bytes, table[i].len, m.search, table[i].want);
	/* In two instances with the pointer across the split. */
	aid_offer(&r);
	reply_opt(&r, 119, "\003lab\002de\0\001x\xc0", 11);
	reply_opt(&r, 119, "\000", 1);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_STR(m.search, "lab.de x.lab.de");
}

TEST(search_list_beside_several_domains)
{
	for (int first = 0; first < 2; first++) {
		aid_offer(&r);
		if (first)
			reply_opt(&r, 119, "\003lab\002de\0", 8);
		reply_opt(&r, 15, "a.lan b.lan", 11);
		if (!first)
			reply_opt(&r, 119, "\003lab\002de\0", 8);
		CHECK_INT(aid_decode(reply_end(&r), &m), 0);
		CHECK_STR(m.search, "lab.de");
		CHECK_STR(m.domain, "a.lan");
	}
}

TEST(hazard_33_name_longer_than_255)
{
	char label[64], list[320];
	struct wr w = wr_of(list, sizeof list);

	memset(label, 'l', sizeof label);
	for (unsigned i = 0; i < 4; i++) {
		wr_u8(&w, i == 3 ? 61 : 63);
		wr_bytes(&w, label, i == 3 ? 61 : 63);
	}
	wr_u8(&w, 0);
	aid_offer(&r);
	reply_opt(&r, 119, list, 255);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_INT(strlen(m.search), 253);
	list[192] = 62;
	wr_u8(&w, 0);
	list[255] = 0;
	list[254] = 'l';
	aid_offer(&r);
	reply_opt(&r, 119, list, 255);
	reply_opt(&r, 119, list + 255, 1);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_STR(m.search, "");
}

static void vendor(const char *bytes, size_t len)
{
	aid_offer(&r);
	reply_opt(&r, 43, bytes, len);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
}

TEST(hazard_34_option_43)
{
	char big[255] = {8, (char)253};

	vendor("\x06\x01\x08\x0a\x04\x05"
	       "Boot\xff",
	       10);
	CHECK(aid_is_odd(&m, 43) && !m.pxe.has); /* prompt reaches over its end */
	vendor("\x06\x01\x08\x0a\x05\x05"
	       "Boot\xff",
	       11);
	CHECK(m.pxe.has && m.pxe.control == 8);
	vendor("\x06\x05\x08", 3);
	CHECK(aid_is_odd(&m, 43) && !m.pxe.has);
	vendor("\xff\x06\x01\x08", 4); /* end mark first */
	CHECK(!aid_is_odd(&m, 43) && !m.pxe.has);
	vendor("\x09\x0c\x80\x00\x09"
	       "s390 boot",
	       14);
	CHECK(m.pxe.n_items == 1 && m.pxe.item_type[0] == 0x8000);
	CHECK_STR(dhcp_pxe_text(&m.pxe, 0), "s390 boot");
	vendor("\x09\x08\x00\x00\x01L\x80\x01\x01M", 10);
	CHECK(m.pxe.n_items == 2 && m.pxe.item_type[0] == DHCP_PXE_LOCAL);
	CHECK(m.pxe.item_type[1] == 0x8001);
	CHECK_STR(dhcp_pxe_text(&m.pxe, 1), "M");
	vendor("\x09\x00", 2);
	CHECK(m.pxe.has && !m.pxe.n_items);
	vendor("\x09\x04\x80\x00\xff"
	       "a",
	       6);
	CHECK(aid_is_odd(&m, 43) && !m.pxe.n_items);
	vendor("\x08\x07\x80\x00\x01\x0a\x00\x00\x07", 9);
	CHECK(m.pxe.n_servers == 1 && m.pxe.server[0] == IP(10, 0, 0, 7));
	vendor("\x08\x07\x80\x00\xff\x0a\x00\x00\x07", 9);
	CHECK(aid_is_odd(&m, 43) && !m.pxe.n_servers);
	vendor("\x08\x0b\x80\x00\x02\x0a\x00\x00\x07\x0a\x00\x00\x08", 13); /* two of one type */
	CHECK(m.pxe.n_servers == 2 && m.pxe.server_type[1] == 0x8000);
	CHECK_INT(m.pxe.server[1], IP(10, 0, 0, 8));
	vendor("\x47\x04\x80\x02\x00\x00", 6);
	CHECK(m.pxe.has && m.pxe.has_answer && m.pxe.answer == 0x8002);
	vendor("\x47\x03\x80\x02\x00", 5);
	CHECK(aid_is_odd(&m, 43) && !m.pxe.has_answer);
	vendor("\x07\x04\xe0\x00\x01\x02\x06\x01\x02", 9);
	CHECK_INT(m.pxe.multicast, 0xe0000102);
	CHECK_INT(m.pxe.control, DHCP_PXE_NO_MULTICAST);
	vendor("\x07\x04\x0a\x00\x00\x07", 6); /* no multicast address */
	CHECK(!aid_is_odd(&m, 43) && !m.pxe.multicast);
	vendor("\x0a\x06\x0aPick!", 8);
	CHECK(m.pxe.has_prompt && m.pxe.wait_s == 10 && !m.pxe.has);
	CHECK_STR(m.pxe.prompt, "Pick!");
	vendor("\x0a\x00", 2);
	CHECK(!aid_is_odd(&m, 43) && !m.pxe.has_prompt);
	memset(big, 'x', sizeof big);
	memcpy(big, "\x0a\xf0\x05", 3);
	vendor(big, 242); /* longer than what is kept */
	CHECK_INT(strlen(m.pxe.prompt), DHCP_PXE_PROMPT - 1);
	memcpy(big, "\x09\xfc", 2);
	for (unsigned i = 0; i < 63; i++)
		memcpy(big + 2 + i * 4, "\x80\x00\x01M", 4);
	vendor(big, 254);
	CHECK_INT(m.pxe.n_items, DHCP_PXE_ITEMS);
	big[0] = 8;
	for (unsigned i = 0; i < 36; i++)
		memcpy(big + 2 + i * 7, "\x80\x00\x01\x0a\x00\x00\x07", 7);
	big[1] = (char)252;
	vendor(big, 254);
	CHECK_INT(m.pxe.n_servers, DHCP_PXE_SERVERS);
}

TEST(vendor_data_that_is_not_pxe)
{
	vendor("\x01\x04"
	       "abcd\x05\x00",
	       8);
	CHECK(!aid_is_odd(&m, 43) && !m.pxe.has);
	vendor("\x0a\x01\x00", 3);
	CHECK(!m.pxe.has);
}

TEST(host_routes_of_option_33)
{
	aid_offer(&r);
	reply_opt(&r, 33, "\x0a\x00\x00\x07\x0a\x00\x00", 7);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.hosts.n == 0 && aid_is_odd(&m, 33));
	/* A default route is not for this option. */
	aid_offer(&r);
	reply_opt(&r, 33, "\x00\x00\x00\x00\x0a\x00\x00\x01", 8);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.hosts.n == 0 && aid_is_odd(&m, 33));
	aid_offer(&r);
	reply_opt(&r, 33,
		  "\x0a\x00\x00\x07\x0a\x00\x00\x01"
		  "abcde",
		  13);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_INT(m.hosts.n, 0);
}

TEST(names_of_253_characters)
{
	char text[256];

	memset(text, 'n', sizeof text);
	for (unsigned i = 63; i < 254; i += 64)
		text[i] = '.';
	CHECK(dhcp_dname_ok((struct view){text, 253}));
	CHECK(!dhcp_dname_ok((struct view){text, 254}));
	text[253] = '.';
	CHECK(dhcp_dname_ok((struct view){text, 254}));
	CHECK(!dhcp_dname_ok((struct view){
		"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn", 64}));
	CHECK(!dhcp_dname_ok((struct view){".", 1}) && !dhcp_dname_ok((struct view){"", 0}));
}

/* Names that find no room are left out, whole. */
TEST(search_list_longer_than_its_text)
{
	char name[] = "\x0f"
		      "abcdefghijklmno",
	     text[17];

	aid_offer(&r);
	for (unsigned i = 0; i < 50; i++)
		reply_opt(&r, 119, name, sizeof name);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_INT(strlen(m.search), 32 * 16 - 1);
	memcpy(text, m.search + 31 * 16 - 1, 17);
	CHECK_STR(text, " abcdefghijklmno");
}

TEST(hazard_34_pxelinux_options_inside_43)
{
	vendor("\xd1\x04"
	       "conf\xd2\x03/p/\xd3\x04\x00\x00\x00\x05\xff",
	       18);
	CHECK_STR(m.conffile, "conf");
	CHECK_STR(m.prefix, "/p/");
	CHECK(m.has_reboot && m.reboot_s == 5);
	aid_offer(&r);
	reply_opt(&r, 43,
		  "\xd1\x04"
		  "conf",
		  6);
	reply_text(&r, 209, "outer");
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_STR(m.conffile, "outer");
}

TEST(hazard_35_dns_list)
{
	aid_offer(&r);
	reply_opt(&r, 6, "\x0a\x00\x00", 3);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.dns.n == 0 && aid_is_odd(&m, 6));
	aid_offer(&r);
	for (unsigned i = 0; i < 60; i++)
		reply_u32(&r, 6, IP(10, 0, 2, 1 + i));
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.dns.n == DHCP_ADDRS_MAX && m.dns.addr[0] == IP(10, 0, 2, 1));
}

/* --- iPXE's option 175 ----------------------------------------------------------------------- */

TEST(ipxe_may_rule_a_proxy_out)
{
	static const struct {
		const char *bytes;
		size_t n;
		bool no_proxy, odd;
	} table[] = {
		{"\xb0\1\1", 3, true, false},
		{"\xb0\1\0", 3, false, false},
		{"\1\1\5\xb0\1\1\xff", 7, true, false},
		{"\xb0\0", 2, false, false},
		{"\xb0\2\0\1", 4, false, false},
		{"\xb1\4\1", 3, false, true},
		{"\xb0", 1, false, true},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		aid_offer(&r);
		reply_opt(&r, 175, table[i].bytes, table[i].n);
		CHECK_INT(aid_decode(reply_end(&r), &m), 0);
		CHECK_INT(m.no_proxy, table[i].no_proxy);
		CHECK_INT(aid_is_odd(&m, 175), table[i].odd);
	}
}

/* --- the options as they came ---------------------------------------------------------------- */

static bool kept_is(const struct dhcp_msg *msg, uint8_t want, const char *value)
{
	struct rd all = dhcp_kept_all(&msg->kept), v;
	unsigned found = 0;
	bool same = false;
	uint8_t code;

	while (dhcp_kept_next(&all, &code, &v))
		if (code == want) {
			found++;
			same = rd_left(&v) == strlen(value) && memcmp(v.p, value, rd_left(&v)) == 0;
		}
	return found == 1 && same;
}

TEST(options_are_kept_as_they_came)
{
	aid_offer(&r);
	reply_text(&r, 224, "left ");
	reply_text(&r, 12, "-no name-");
	reply_text(&r, 224, "right");
	reply_text(&r, 67, "other");
	reply_file(&r, "file", 4);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(kept_is(&m, 224, "left right"));
	CHECK(kept_is(&m, 12, "-no name-"));
	CHECK(kept_is(&m, 67, "file"));
	CHECK(kept_is(&m, 53, "\2"));
	CHECK(!kept_is(&m, 66, ""));
}

/* As many as a message can have, and more. */
TEST(options_that_are_kept_have_room)
{
	static const uint8_t value[255] = {1};
	struct dhcp_kept k = {.n = 0};
	struct rd all, v;
	unsigned n = 0;
	uint8_t code;

	aid_offer(&r);
	for (unsigned i = 1; i < 10; i++)
		reply_opt(&r, (uint8_t)(223 + i), value, sizeof value);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.kept.n <= DHCP_KEPT_MAX && m.kept.n > DHCP_KEPT_MAX - 258);
	for (unsigned i = 0; dhcp_kept_add(&k, (uint8_t)(i + 1), rd_of(value, 97)); i++)
		n++;
	CHECK_INT(n, DHCP_KEPT_MAX / 100);
	CHECK_INT(k.n, DHCP_KEPT_MAX);
	all = dhcp_kept_all(&k);
	while (dhcp_kept_next(&all, &code, &v))
		n -= code && rd_left(&v) == 97;
	CHECK_INT(n, 0);
}
