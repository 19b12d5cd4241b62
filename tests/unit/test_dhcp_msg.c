/* SPDX-License-Identifier: MIT
 * The DHCP codec against malformed and merely odd replies. */
#include "tests/unit/check.h"
#include "tests/unit/dhcp_aid.h"

#include "dhcp/msg.h"
#include "dhcp/opts.h"

#include <string.h>

static struct reply r;
static struct dhcp_msg m;

static void begin(void)
{
	reply_begin(&r, DHCP_OFFER, AID_XID, ADDR, SERVER, SERVER);
}

static int decode(struct rd payload)
{
	struct dhcp_match want = aid_match();

	memset(&m, 0x5a, sizeof m);
	return dhcp_msg_decode(payload, &want, &m);
}

static bool is_odd(uint8_t code)
{
	for (unsigned i = 0; i < m.n_odd; i++)
		if (m.odd[i] == code)
			return true;
	return false;
}

/* A full offer, as a busy administrator writes it. */
static void golden(void)
{
	static const uint8_t routes[] = {0, 10, 0, 0, 1, 24, 10, 1, 2, 10, 0, 0, 9};
	static const uint8_t search[] = {3, 'l', 'a', 'b', 2, 'd', 'e', 0, 1, 'x', 0xc0, 4};
	static const uint8_t list[] = {10, 0, 0, 1, 10, 0, 0, 2};

	begin();
	reply_u32(&r, 51, 3600);
	reply_u32(&r, 58, 1800);
	reply_u32(&r, 59, 3000);
	reply_u32(&r, 1, 0xffffff00);
	reply_u32(&r, 28, IP(10, 0, 0, 255));
	reply_opt(&r, 3, list, 8);
	reply_opt(&r, 6, list, 8);
	reply_opt(&r, 42, list, 4);
	reply_text(&r, 12, "guest-7");
	reply_text(&r, 15, "lab.example.org");
	reply_u16(&r, 26, 1400);
	reply_opt(&r, 33, "\xc0\xa8\x05\x01\x0a\x00\x00\x01", 8);
	reply_opt(&r, 121, routes, sizeof routes);
	reply_opt(&r, 119, search, sizeof search);
	reply_text(&r, 60, "PXEClient");
	reply_text(&r, 66, "tftp.example.org");
	reply_text(&r, 67, "s390/boot.img");
	reply_opt(&r, 150, list, 8);
	reply_opt(&r, 208, "\xf1\x00\x74\x7e", 4);
	reply_text(&r, 209, "conf/main");
	reply_text(&r, 210, "/srv/");
	reply_u32(&r, 211, 1800);
}

TEST(msg_all_options)
{
	golden();
	if (!CHECK_INT(decode(reply_end(&r)), 0))
		return;
	CHECK_INT(m.type, DHCP_OFFER);
	CHECK(m.yiaddr == ADDR && m.siaddr == SERVER && m.server_id == SERVER);
	CHECK(m.has_lease && m.lease_s == 3600 && m.t1_s == 1800 && m.t2_s == 3000);
	CHECK_INT(m.prefixlen, 24);
	CHECK(m.broadcast == IP(10, 0, 0, 255));
	CHECK(m.routers.n == 2 && m.routers.addr[1] == IP(10, 0, 0, 2));
	CHECK(m.dns.n == 2 && m.ntp.n == 1 && m.tftp.n == 2);
	CHECK_STR(m.hostname, "guest-7");
	CHECK_STR(m.domain, "lab.example.org");
	CHECK_INT(m.mtu, 1400);
	CHECK(m.hosts.n == 1 && m.hosts.route[0].dest == IP(192, 168, 5, 1));
	CHECK_INT(m.classless.n, 2);
	CHECK(m.classless.route[1].dest == IP(10, 1, 2, 0) &&
	      m.classless.route[1].prefixlen == 24 &&
	      m.classless.route[1].gateway == IP(10, 0, 0, 9));
	CHECK_STR(m.search, "lab.de x.de");
	CHECK_STR(m.vendor_class, "PXEClient");
	CHECK_STR(m.tftp_name, "tftp.example.org");
	CHECK_STR(m.bootfile, "s390/boot.img");
	CHECK_STR(m.conffile, "conf/main");
	CHECK_STR(m.prefix, "/srv/");
	CHECK(m.magic && m.has_reboot && m.reboot_s == 1800);
	CHECK_INT(m.n_odd, 0);
}

static void must_not_crash(const uint8_t *data, size_t len)
{
	int ret = decode(rd_of(data, len));

	CHECK(dhcp_msg_error_str(ret)[0]);
	if (ret == 0)
		CHECK(memchr(m.bootfile, 0, sizeof m.bootfile) != NULL);
	else
		CHECK_INT(((const uint8_t *)&m)[sizeof m - 1], 0x5a);
}

TEST(hazard_01_cut_and_flipped_everywhere)
{
	golden();
	reply_end(&r);
	check_mutations(r.buf, wr_len(&r.w), must_not_crash);
	/* Nothing up to the message type is enough. */
	for (size_t cut = 0; cut < 243; cut++)
		CHECK(decode(rd_of(r.buf, cut)) != 0);
}

TEST(hazard_05_cookie)
{
	begin();
	reply_end(&r);
	r.buf[236] ^= 1;
	CHECK_INT(decode(reply_now(&r)), DHCP_MSG_BAD_COOKIE);
	CHECK_INT(decode(rd_of(r.buf, 236)), DHCP_MSG_BAD_COOKIE);
	CHECK_INT(decode(rd_of(r.buf, 239)), DHCP_MSG_BAD_COOKIE);
	CHECK_INT(decode(rd_of(r.buf, 235)), DHCP_MSG_SHORT);
}

static int with_byte(size_t at, uint8_t v)
{
	begin();
	reply_end(&r);
	r.buf[at] = v;
	return decode(reply_now(&r));
}

TEST(hazard_06_op_htype_hlen)
{
	CHECK_INT(with_byte(0, 2), 0);
	CHECK_INT(with_byte(0, 1), DHCP_MSG_NOT_REPLY);
	CHECK_INT(with_byte(0, 0), DHCP_MSG_NOT_REPLY);
	CHECK_INT(with_byte(1, 6), DHCP_MSG_NOT_FOR_US);
	CHECK_INT(with_byte(2, 0), DHCP_MSG_NOT_FOR_US);
	CHECK_INT(with_byte(2, 7), DHCP_MSG_NOT_FOR_US);
	CHECK_INT(with_byte(2, 255), DHCP_MSG_NOT_FOR_US);
}

TEST(hazard_07_xid_and_chaddr)
{
	CHECK_INT(with_byte(4, 0), DHCP_MSG_NOT_FOR_US);
	CHECK_INT(with_byte(7, 0), DHCP_MSG_NOT_FOR_US);
	CHECK_INT(with_byte(28, 0), DHCP_MSG_NOT_FOR_US);
	CHECK_INT(with_byte(33, 0), DHCP_MSG_NOT_FOR_US);
	/* Bytes behind the hardware address mean nothing. */
	CHECK_INT(with_byte(34, 0xff), 0);
}

TEST(hazard_08_no_end_mark)
{
	begin();
	CHECK_INT(decode(reply_now(&r)), 0);
}

TEST(hazard_09_options_that_do_not_fit)
{
	begin();
	wr_u8(&r.w, 12);
	CHECK_INT(decode(reply_now(&r)), DHCP_MSG_BAD_OPTIONS);
	begin();
	wr_u8(&r.w, 12);
	wr_u8(&r.w, 1);
	CHECK_INT(decode(reply_now(&r)), DHCP_MSG_BAD_OPTIONS);
	wr_u8(&r.w, 'x');
	CHECK_INT(decode(reply_now(&r)), 0);
	/* Behind the end mark there may be anything. */
	reply_end(&r);
	wr_u8(&r.w, 12);
	wr_u8(&r.w, 200);
	CHECK_INT(decode(reply_now(&r)), 0);
}

TEST(hazard_10_pads)
{
	reply_bare(&r, AID_XID, ADDR, 0);
	wr_zero(&r.w, 300);
	CHECK_INT(decode(reply_now(&r)), DHCP_MSG_NO_TYPE);
	reply_u8(&r, 53, DHCP_OFFER);
	CHECK_INT(decode(reply_end(&r)), 0);
}

TEST(hazard_11_message_type)
{
	static const uint8_t two[] = {2, 2};

	reply_bare(&r, AID_XID, ADDR, 0);
	CHECK_INT(decode(reply_end(&r)), DHCP_MSG_NO_TYPE);
	reply_bare(&r, AID_XID, ADDR, 0);
	reply_opt(&r, 53, two, 0);
	CHECK_INT(decode(reply_end(&r)), DHCP_MSG_NO_TYPE);
	reply_bare(&r, AID_XID, ADDR, 0);
	reply_opt(&r, 53, two, 2);
	CHECK_INT(decode(reply_end(&r)), DHCP_MSG_NO_TYPE);
	for (unsigned type = 0; type < 256; type++) {
		reply_bare(&r, AID_XID, ADDR, 0);
		reply_u8(&r, 53, (uint8_t)type);
		CHECK_INT(decode(reply_end(&r)), type >= 1 && type <= 8 ? 0 : DHCP_MSG_NO_TYPE);
	}
}

TEST(hazard_12_two_message_types)
{
	begin();
	reply_u8(&r, 53, DHCP_ACK);
	CHECK_INT(decode(reply_end(&r)), DHCP_MSG_NO_TYPE);
}

TEST(hazard_13_overload_values)
{
	static const uint8_t two[] = {1, 1};

	for (unsigned v = 0; v < 256; v++) {
		begin();
		reply_file(&r,
			   "\x43\x01"
			   "f\xff",
			   4);
		reply_sname(&r,
			    "\x0c\x01"
			    "s\xff",
			    4);
		reply_u8(&r, 52, (uint8_t)v);
		CHECK_INT(decode(reply_end(&r)), v <= 3 ? 0 : DHCP_MSG_BAD_OPTIONS);
		if (v > 3)
			continue;
		CHECK_STR(m.bootfile, v & 1 ? "f" : "");
		CHECK_STR(m.hostname, v & 2 ? "s" : "");
		/* As text these bytes are none; overloaded they are not even tried. */
		CHECK_STR(m.file, "");
	}
	/* A wrong length is no overload at all. */
	for (size_t len = 0; len <= 2; len += 2) {
		begin();
		reply_file(&r, "plain", 5);
		reply_opt(&r, 52, two, len);
		CHECK_INT(decode(reply_end(&r)), 0);
		CHECK_STR(m.file, "plain");
	}
}

TEST(hazard_14_overload_inside_overloaded_fields)
{
	begin();
	reply_file(&r, "\x34\x01\x02\xff", 4);
	reply_sname(&r,
		    "\x0c\x01"
		    "s\xff",
		    4);
	reply_u8(&r, 52, 1);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK_STR(m.hostname, "");
}

TEST(overloaded_field_that_is_malformed)
{
	uint8_t full[128];

	memset(full, 0, sizeof full);
	full[126] = 12;
	full[127] = 1;
	begin();
	reply_file(&r, full, sizeof full);
	reply_u8(&r, 52, 1);
	CHECK_INT(decode(reply_end(&r)), DHCP_MSG_BAD_OPTIONS);
}

TEST(hazard_15_fields_without_nul)
{
	char field[128];

	memset(field, 'x', sizeof field);
	begin();
	reply_file(&r, field, 128);
	reply_sname(&r, field, 63);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK_INT(strlen(m.file), 128);
	CHECK_INT(strlen(m.sname), 63);
	/* 64 bytes without a dot are no host name, but do no harm. */
	reply_sname(&r, field, 64);
	CHECK_INT(decode(reply_now(&r)), 0);
	CHECK_STR(m.sname, "");
}

TEST(hazard_16_split_over_all_three_fields)
{
	begin();
	reply_u8(&r, 52, 3);
	reply_text(&r, 67, "a/");
	reply_file(&r,
		   "\x43\x02"
		   "b/\xff",
		   5);
	reply_sname(&r,
		    "\x43\x01"
		    "c\xff",
		    4);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK_STR(m.bootfile, "a/b/c");
}

TEST(hazard_17_joined_beyond_the_cap)
{
	char piece[255];

	memset(piece, 'p', sizeof piece);
	begin();
	for (unsigned i = 0; i < 4; i++)
		reply_opt(&r, 43, piece, 255);
	reply_opt(&r, 43, piece, DHCP_JOIN_MAX - 4 * 255);
	reply_text(&r, 67, "still/here");
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(is_odd(43)); /* no well formed PXE data, but all of it was looked at */
	begin();
	for (unsigned i = 0; i < 20; i++)
		reply_opt(&r, 67, piece, 60);
	reply_text(&r, 209, "conf");
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK_STR(m.bootfile, "");
	CHECK(is_odd(67));
	CHECK_STR(m.conffile, "conf");
}

TEST(join_at_the_cap_and_above)
{
	uint8_t buf[DHCP_JOIN_MAX], piece[255] = {0};
	struct dhcp_areas areas = {.n = 1};
	struct rd value;

	for (unsigned extra = 0; extra < 2; extra++) {
		begin();
		for (unsigned i = 0; i < 4; i++)
			reply_opt(&r, 200, piece, 255);
		reply_opt(&r, 200, piece, DHCP_JOIN_MAX - 4 * 255 + extra);
		areas.area[0] = reply_now(&r);
		rd_skip(&areas.area[0], 240);
		CHECK(dhcp_opts_join(&areas, 200, buf, &value) == !extra);
		if (!extra)
			CHECK_INT(rd_left(&value), DHCP_JOIN_MAX);
	}
}

TEST(hazard_18_split_at_odd_sizes)
{
	char text[256];

	memset(text, 't', sizeof text);
	begin();
	reply_opt(&r, 67, text, 1);
	reply_opt(&r, 67, text, 254);
	reply_opt(&r, 67, text, 1);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK_INT(strlen(m.bootfile), 256);
	/* In one to eight pieces of all lengths: always the same text. */
	for (unsigned pieces = 1; pieces <= 8; pieces++) {
		begin();
		for (unsigned i = 0; i < pieces; i++)
			reply_opt(&r, 67, "0123456789abcdefghijklmn" + i * 24 / pieces,
				  (i + 1) * 24 / pieces - i * 24 / pieces);
		CHECK_INT(decode(reply_end(&r)), 0);
		CHECK_STR(m.bootfile, "0123456789abcdefghijklmn");
	}
}

TEST(hazard_19_address_cut_in_the_middle)
{
	begin();
	reply_opt(&r, 6, "\x0a\x00\x00\x01\x0a\x00", 6);
	reply_opt(&r, 6, "\x00\x02", 2);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(m.dns.n == 2 && m.dns.addr[1] == IP(10, 0, 0, 2));
}

TEST(hazard_20_masks)
{
	static const struct {
		uint32_t mask;
		uint8_t prefixlen;
	} table[] = {{0xffffff00, 24}, {0xffffffff, 32}, {0x80000000, 1}, {0, 0},
		     {0xff00ff00, 0},  {0x00ffffff, 0},	 {0xfffffffd, 0}};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		begin();
		reply_u32(&r, 1, table[i].mask);
		CHECK_INT(decode(reply_end(&r)), 0);
		CHECK_INT(m.prefixlen, table[i].prefixlen);
	}
	for (size_t len = 0; len <= 8; len++) {
		begin();
		reply_opt(&r, 1, "\xff\xff\xff\x00\xff\xff\xff\x00", len);
		CHECK_INT(decode(reply_end(&r)), 0);
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
			CHECK_INT(decode(reply_end(&r)), 0);
			CHECK_STR(m.bootfile, "rest");
			if (!fits)
				CHECK(is_odd(table[i].code) == (sizes[k] != 0));
			if (!fits && table[i].code == 51)
				CHECK(!m.has_lease);
		}
	}
}

TEST(hazard_21_22_router_lists)
{
	begin();
	reply_opt(&r, 3, "\x0a\x00\x00", 3);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(m.routers.n == 0 && is_odd(3));
	begin();
	reply_opt(&r, 3, "", 0);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(m.routers.n == 0 && !is_odd(3));
	begin();
	for (unsigned i = 0; i < 63; i++)
		reply_u32(&r, 3, IP(10, 0, 1, i));
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK_INT(m.routers.n, DHCP_ADDRS_MAX);
	begin();
	reply_u32(&r, 3, 0);
	reply_u32(&r, 3, UINT32_MAX);
	reply_u32(&r, 3, IP(224, 0, 0, 1));
	reply_u32(&r, 3, IP(127, 0, 0, 1));
	reply_u32(&r, 3, IP(10, 0, 0, 9));
	CHECK_INT(decode(reply_end(&r)), 0);
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
		begin();
		reply_opt(&r, 121, table[i].bytes, table[i].len);
		CHECK_INT(decode(reply_end(&r)), 0);
		CHECK_INT(m.classless.n, table[i].n);
	}
	begin();
	reply_opt(&r, 121, table[7].bytes, 9);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(m.classless.route[0].dest == IP(10, 0, 0, 128));
	begin();
	for (unsigned i = 0; i < 60; i++) {
		uint8_t route[] = {24, 10, 1, (uint8_t)i, 10, 0, 0, 1};

		reply_opt(&r, 121, route, sizeof route);
	}
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK_INT(m.classless.n, DHCP_ROUTES_MAX);
}

static void text_case(uint8_t code, const char *bytes, size_t len, const char *field,
		      const char *want)
{
	begin();
	reply_opt(&r, code, bytes, len);
	CHECK_INT(decode(reply_end(&r)), 0);
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
	CHECK(is_odd(67));
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
	CHECK(is_odd(12));
	text_case(12, "$(x)", 4, m.hostname, "");
	text_case(12, "a\nb", 3, m.hostname, "");
	text_case(12, "a..b", 4, m.hostname, "");
	text_case(12, junk, 255, m.hostname, "");
	text_case(15, "example.org.", 12, m.domain, "example.org.");
	text_case(15, junk, 255, m.domain, "");
	/* A file name may be of any bytes that no terminal obeys... */
	begin();
	reply_opt(&r, 67, junk, 255);
	CHECK_INT(decode(reply_end(&r)), 0);
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
		begin();
		reply_opt(&r, 210, text, 255);
		reply_opt(&r, 210, text, 255);
		reply_opt(&r, 210, text, DHCP_PATH_MAX - 1 - 510 + over);
		CHECK_INT(decode(reply_end(&r)), 0);
		CHECK_INT(strlen(m.prefix), over ? 0 : DHCP_PATH_MAX - 1);
		CHECK(is_odd(210) == (over == 1));
	}
	text_case(67, "../..", 5, m.bootfile, "../..");
	text_case(67, "http://", 7, m.bootfile, "http://");
}

TEST(hazard_31_no_magic_needed)
{
	begin();
	reply_text(&r, 209, "conf");
	reply_u32(&r, 208, 0x12345678);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(!m.magic && is_odd(208));
	CHECK_STR(m.conffile, "conf");
}

TEST(hazard_32_reboot_time)
{
	begin();
	reply_u32(&r, 211, 0);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(m.has_reboot && m.reboot_s == 0);
	begin();
	reply_u32(&r, 211, UINT32_MAX);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(m.has_reboot && m.reboot_s == UINT32_MAX);
	begin();
	reply_opt(&r, 211, "\0\0\1", 3);
	CHECK_INT(decode(reply_end(&r)), 0);
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
	begin();
	reply_opt(&r, 119, "\003lab\002de\0\001x\xc0", 11);
	reply_opt(&r, 119, "\000", 1);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK_STR(m.search, "lab.de x.lab.de");
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
	begin();
	reply_opt(&r, 119, list, 255);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK_INT(strlen(m.search), 253);
	list[192] = 62;
	wr_u8(&w, 0);
	list[255] = 0;
	list[254] = 'l';
	begin();
	reply_opt(&r, 119, list, 255);
	reply_opt(&r, 119, list + 255, 1);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK_STR(m.search, "");
}

static void vendor(const char *bytes, size_t len)
{
	begin();
	reply_opt(&r, 43, bytes, len);
	CHECK_INT(decode(reply_end(&r)), 0);
}

TEST(hazard_34_option_43)
{
	char big[255] = {8, (char)253};

	vendor("\x06\x01\x08\x0a\x04\x05"
	       "Boot\xff",
	       10);
	CHECK(is_odd(43) && !m.pxe.has); /* prompt reaches over its end */
	vendor("\x06\x01\x08\x0a\x05\x05"
	       "Boot\xff",
	       11);
	CHECK(m.pxe.has && m.pxe.control == 8);
	vendor("\x06\x05\x08", 3);
	CHECK(is_odd(43) && !m.pxe.has);
	vendor("\xff\x06\x01\x08", 4); /* end mark first */
	CHECK(!is_odd(43) && !m.pxe.has);
	vendor("\x09\x0c\x80\x00\x09"
	       "s390 boot",
	       14);
	CHECK(m.pxe.has_menu && m.pxe.menu_type == 0x8000);
	vendor("\x09\x08\x00\x00\x01L\x80\x01\x01M", 10); /* "local boot" is no server */
	CHECK(m.pxe.has_menu && m.pxe.menu_type == 0x8001);
	vendor("\x09\x00", 2);
	CHECK(m.pxe.has && !m.pxe.has_menu);
	vendor("\x09\x04\x80\x00\xff"
	       "a",
	       6);
	CHECK(is_odd(43) && !m.pxe.has_menu);
	vendor("\x08\x07\x80\x00\x01\x0a\x00\x00\x07", 9);
	CHECK(m.pxe.n_servers == 1 && m.pxe.server[0].addr == IP(10, 0, 0, 7));
	vendor("\x08\x07\x80\x00\xff\x0a\x00\x00\x07", 9);
	CHECK(is_odd(43) && !m.pxe.n_servers);
	vendor("\x47\x04\x80\x00\x00\x00", 6);
	CHECK(m.pxe.has_item && m.pxe.item_type == 0x8000);
	for (unsigned i = 0; i < 36; i++)
		memcpy(big + 2 + i * 7, "\x80\x00\x01\x0a\x00\x00\x07", 7);
	big[1] = (char)252;
	vendor(big, 254);
	CHECK_INT(m.pxe.n_servers, DHCP_PXE_MAX);
}

TEST(vendor_data_that_is_not_pxe)
{
	vendor("\x01\x04"
	       "abcd\x05\x00",
	       8);
	CHECK(!is_odd(43) && !m.pxe.has);
	vendor("\x0a\x01\x00", 3);
	CHECK(!m.pxe.has);
}

TEST(host_routes_of_option_33)
{
	begin();
	reply_opt(&r, 33, "\x0a\x00\x00\x07\x0a\x00\x00", 7);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(m.hosts.n == 0 && is_odd(33));
	/* A default route is not for this option. */
	begin();
	reply_opt(&r, 33, "\x00\x00\x00\x00\x0a\x00\x00\x01", 8);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(m.hosts.n == 0 && is_odd(33));
	begin();
	reply_opt(&r, 33,
		  "\x0a\x00\x00\x07\x0a\x00\x00\x01"
		  "abcde",
		  13);
	CHECK_INT(decode(reply_end(&r)), 0);
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

	begin();
	for (unsigned i = 0; i < 50; i++)
		reply_opt(&r, 119, name, sizeof name);
	CHECK_INT(decode(reply_end(&r)), 0);
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
	begin();
	reply_opt(&r, 43,
		  "\xd1\x04"
		  "conf",
		  6);
	reply_text(&r, 209, "outer");
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK_STR(m.conffile, "outer");
}

TEST(hazard_35_dns_list)
{
	begin();
	reply_opt(&r, 6, "\x0a\x00\x00", 3);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(m.dns.n == 0 && is_odd(6));
	begin();
	for (unsigned i = 0; i < 60; i++)
		reply_u32(&r, 6, IP(10, 0, 2, 1 + i));
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(m.dns.n == DHCP_ADDRS_MAX && m.dns.addr[0] == IP(10, 0, 2, 1));
}

TEST(hazard_36_echoed_options)
{
	char fill[255] = {0};

	begin();
	reply_opt(&r, 82, fill, 0);
	reply_opt(&r, 61, fill, 255);
	reply_opt(&r, 82, fill, 255);
	reply_text(&r, 67, "rest");
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK_STR(m.bootfile, "rest");
}

TEST(hazard_37_empty_unknown_option_first)
{
	reply_bare(&r, AID_XID, ADDR, 0);
	reply_opt(&r, 224, "", 0);
	reply_opt(&r, 12, "", 0);
	reply_u8(&r, 53, DHCP_OFFER);
	reply_u32(&r, 3, SERVER);
	reply_text(&r, 67, "rest");
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(m.routers.n == 1);
	CHECK_STR(m.bootfile, "rest");
	CHECK_INT(m.n_odd, 0);
}

TEST(nothing_stays_from_the_packet_before)
{
	static struct dhcp_msg cold;

	begin();
	CHECK_INT(decode(reply_end(&r)), 0);
	cold = m;
	golden();
	CHECK_INT(decode(reply_end(&r)), 0);
	begin();
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK(memcmp(&cold, &m, sizeof m) == 0);
}

TEST(odd_options_are_counted_to_a_cap)
{
	begin();
	for (unsigned i = 0; i < 3; i++)
		reply_opt(&r, 1, "x", 1);
	for (unsigned code = 2; code < 220; code++)
		if (code != 52 && code != 53 && code != 54)
			reply_opt(&r, (uint8_t)code, "\x01", 1);
	CHECK_INT(decode(reply_end(&r)), 0);
	CHECK_INT(m.n_odd, DHCP_ODD_MAX);
}
