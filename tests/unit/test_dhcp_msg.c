/* SPDX-License-Identifier: MIT
 * DHCP replies as a whole, malformed and merely odd: fields, types, options in pieces. The values
 * of options are test_dhcp_values.c's. */
#include "tests/unit/check.h"
#include "tests/unit/dhcp_aid.h"

#include "dhcp/opts.h"

#include <string.h>

static struct reply r;
static struct dhcp_msg m;

/* A full offer, as a busy administrator writes it. */
static void golden(void)
{
	static const uint8_t routes[] = {0, 10, 0, 0, 1, 24, 10, 1, 2, 10, 0, 0, 9};
	static const uint8_t search[] = {3, 'l', 'a', 'b', 2, 'd', 'e', 0, 1, 'x', 0xc0, 4};
	static const uint8_t list[] = {10, 0, 0, 1, 10, 0, 0, 2};

	aid_offer(&r);
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
	if (!CHECK_INT(aid_decode(reply_end(&r), &m), 0))
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
	int ret = aid_decode(rd_of(data, len), &m);

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
		CHECK(aid_decode(rd_of(r.buf, cut), &m) != 0);
}

TEST(hazard_05_cookie)
{
	aid_offer(&r);
	reply_end(&r);
	r.buf[236] ^= 1;
	CHECK_INT(aid_decode(reply_now(&r), &m), DHCP_MSG_BAD_COOKIE);
	CHECK_INT(aid_decode(rd_of(r.buf, 236), &m), DHCP_MSG_BAD_COOKIE);
	CHECK_INT(aid_decode(rd_of(r.buf, 239), &m), DHCP_MSG_BAD_COOKIE);
	CHECK_INT(aid_decode(rd_of(r.buf, 235), &m), DHCP_MSG_SHORT);
}

static int with_byte(size_t at, uint8_t v)
{
	aid_offer(&r);
	reply_end(&r);
	r.buf[at] = v;
	return aid_decode(reply_now(&r), &m);
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
	aid_offer(&r);
	CHECK_INT(aid_decode(reply_now(&r), &m), 0);
}

TEST(hazard_09_options_that_do_not_fit)
{
	aid_offer(&r);
	wr_u8(&r.w, 12);
	CHECK_INT(aid_decode(reply_now(&r), &m), DHCP_MSG_BAD_OPTIONS);
	aid_offer(&r);
	wr_u8(&r.w, 12);
	wr_u8(&r.w, 1);
	CHECK_INT(aid_decode(reply_now(&r), &m), DHCP_MSG_BAD_OPTIONS);
	wr_u8(&r.w, 'x');
	CHECK_INT(aid_decode(reply_now(&r), &m), 0);
	/* Behind the end mark there may be anything. */
	reply_end(&r);
	wr_u8(&r.w, 12);
	wr_u8(&r.w, 200);
	CHECK_INT(aid_decode(reply_now(&r), &m), 0);
}

TEST(hazard_10_pads)
{
	reply_bare(&r, AID_XID, ADDR, 0);
	wr_zero(&r.w, 300);
	CHECK_INT(aid_decode(reply_now(&r), &m), DHCP_MSG_NO_TYPE);
	reply_u8(&r, 53, DHCP_OFFER);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
}

TEST(hazard_11_message_type)
{
	static const uint8_t two[] = {2, 2};

	/* RFC 1534: what has none is plain BOOTP, and its address is lent for ever */
	reply_bare(&r, AID_XID, ADDR, 0);
	CHECK_INT(aid_decode(reply_end(&r), &m), DHCP_MSG_NO_TYPE);
	reply_bare(&r, AID_XID, ADDR, 0);
	reply_u32(&r, 1, 0xffffff00);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.type == DHCP_BOOTP && m.has_lease && m.lease_s == DHCP_FOREVER);
	reply_bare(&r, AID_XID, ADDR, 0);
	reply_u32(&r, 51, 600);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.type == DHCP_BOOTP && m.lease_s == 600);
	reply_bare(&r, AID_XID, ADDR, 0);
	reply_opt(&r, 53, two, 0);
	CHECK_INT(aid_decode(reply_end(&r), &m), DHCP_MSG_NO_TYPE);
	reply_bare(&r, AID_XID, ADDR, 0);
	reply_opt(&r, 53, two, 2);
	CHECK_INT(aid_decode(reply_end(&r), &m), DHCP_MSG_NO_TYPE);
	for (unsigned type = 0; type < 256; type++) {
		reply_bare(&r, AID_XID, ADDR, 0);
		reply_u8(&r, 53, (uint8_t)type);
		CHECK_INT(aid_decode(reply_end(&r), &m),
			  type >= 1 && type <= 8 ? 0 : DHCP_MSG_NO_TYPE);
	}
}

TEST(hazard_12_two_message_types)
{
	aid_offer(&r);
	reply_u8(&r, 53, DHCP_ACK);
	CHECK_INT(aid_decode(reply_end(&r), &m), DHCP_MSG_NO_TYPE);
}

TEST(hazard_13_overload_values)
{
	static const uint8_t two[] = {1, 1};

	for (unsigned v = 0; v < 256; v++) {
		aid_offer(&r);
		reply_file(&r,
			   "\x43\x01"
			   "f\xff",
			   4);
		reply_sname(&r,
			    "\x0c\x01"
			    "s\xff",
			    4);
		reply_u8(&r, 52, (uint8_t)v);
		CHECK_INT(aid_decode(reply_end(&r), &m), v <= 3 ? 0 : DHCP_MSG_BAD_OPTIONS);
		if (v > 3)
			continue;
		CHECK_STR(m.bootfile, v & 1 ? "f" : "");
		CHECK_STR(m.hostname, v & 2 ? "s" : "");
		/* As text these bytes are none; overloaded they are not even tried. */
		CHECK_STR(m.file, "");
	}
	/* A wrong length is no overload at all. */
	for (size_t len = 0; len <= 2; len += 2) {
		aid_offer(&r);
		reply_file(&r, "plain", 5);
		reply_opt(&r, 52, two, len);
		CHECK_INT(aid_decode(reply_end(&r), &m), 0);
		CHECK_STR(m.file, "plain");
	}
}

TEST(hazard_14_overload_inside_overloaded_fields)
{
	aid_offer(&r);
	reply_file(&r, "\x34\x01\x02\xff", 4);
	reply_sname(&r,
		    "\x0c\x01"
		    "s\xff",
		    4);
	reply_u8(&r, 52, 1);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_STR(m.hostname, "");
}

TEST(overloaded_field_that_is_malformed)
{
	uint8_t full[128];

	memset(full, 0, sizeof full);
	full[126] = 12;
	full[127] = 1;
	aid_offer(&r);
	reply_file(&r, full, sizeof full);
	reply_u8(&r, 52, 1);
	CHECK_INT(aid_decode(reply_end(&r), &m), DHCP_MSG_BAD_OPTIONS);
}

TEST(hazard_15_fields_without_nul)
{
	char field[128];

	memset(field, 'x', sizeof field);
	aid_offer(&r);
	reply_file(&r, field, 128);
	reply_sname(&r, field, 63);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_INT(strlen(m.file), 128);
	CHECK_INT(strlen(m.sname), 63);
	/* 64 bytes without a dot are no host name, but do no harm. */
	reply_sname(&r, field, 64);
	CHECK_INT(aid_decode(reply_now(&r), &m), 0);
	CHECK_STR(m.sname, "");
}

TEST(hazard_16_split_over_all_three_fields)
{
	aid_offer(&r);
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
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_STR(m.bootfile, "a/b/c");
}

TEST(hazard_17_joined_beyond_the_cap)
{
	char piece[255];

	memset(piece, 'p', sizeof piece);
	aid_offer(&r);
	for (unsigned i = 0; i < 4; i++)
		reply_opt(&r, 43, piece, 255);
	reply_opt(&r, 43, piece, DHCP_JOIN_MAX - 4 * 255);
	reply_text(&r, 67, "still/here");
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(aid_is_odd(&m, 43)); /* no well formed PXE data, but all of it was looked at */
	aid_offer(&r);
	for (unsigned i = 0; i < 20; i++)
		reply_opt(&r, 67, piece, 60);
	reply_text(&r, 209, "conf");
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_STR(m.bootfile, "");
	CHECK(aid_is_odd(&m, 67));
	CHECK_STR(m.conffile, "conf");
}

TEST(join_at_the_cap_and_above)
{
	uint8_t buf[DHCP_JOIN_MAX], piece[255] = {0};
	struct dhcp_areas areas = {.n = 1};
	struct rd value;

	for (unsigned extra = 0; extra < 2; extra++) {
		aid_offer(&r);
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
	aid_offer(&r);
	reply_opt(&r, 67, text, 1);
	reply_opt(&r, 67, text, 254);
	reply_opt(&r, 67, text, 1);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_INT(strlen(m.bootfile), 256);
	/* In one to eight pieces of all lengths: always the same text. */
	for (unsigned pieces = 1; pieces <= 8; pieces++) {
		aid_offer(&r);
		for (unsigned i = 0; i < pieces; i++)
			reply_opt(&r, 67, &"0123456789abcdefghijklmn"[i * 24 / pieces],
				  (i + 1) * 24 / pieces - i * 24 / pieces);
		CHECK_INT(aid_decode(reply_end(&r), &m), 0);
		CHECK_STR(m.bootfile, "0123456789abcdefghijklmn");
	}
}

TEST(hazard_19_address_cut_in_the_middle)
{
	aid_offer(&r);
	reply_opt(&r, 6, "\x0a\x00\x00\x01\x0a\x00", 6);
	reply_opt(&r, 6, "\x00\x02", 2);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.dns.n == 2 && m.dns.addr[1] == IP(10, 0, 0, 2));
}

TEST(hazard_36_echoed_options)
{
	char fill[255] = {0};

	aid_offer(&r);
	reply_opt(&r, 82, fill, 0);
	reply_opt(&r, 61, fill, 255);
	reply_opt(&r, 82, fill, 255);
	reply_text(&r, 67, "rest");
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
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
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(m.routers.n == 1);
	CHECK_STR(m.bootfile, "rest");
	CHECK_INT(m.n_odd, 0);
}

TEST(nothing_stays_from_the_packet_before)
{
	static struct dhcp_msg cold;

	aid_offer(&r);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	cold = m;
	golden();
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	aid_offer(&r);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK(memcmp(&cold, &m, sizeof m) == 0);
}

TEST(odd_options_are_counted_to_a_cap)
{
	aid_offer(&r);
	for (unsigned i = 0; i < 3; i++)
		reply_opt(&r, 1, "x", 1);
	for (unsigned code = 2; code < 220; code++)
		if (code != 52 && code != 53 && code != 54)
			reply_opt(&r, (uint8_t)code, "\x01", 1);
	CHECK_INT(aid_decode(reply_end(&r), &m), 0);
	CHECK_INT(m.n_odd, DHCP_ODD_MAX);
}
