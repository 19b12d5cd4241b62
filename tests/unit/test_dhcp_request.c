/* SPDX-License-Identifier: MIT
 * The messages we send, byte by byte where servers look. */
#include "tests/unit/check.h"
#include "tests/unit/dhcp_aid.h"

#include "dhcp/opts.h"
#include "dhcp/request.h"

#include <string.h>

static uint8_t buf[DHCP_REQUEST_MAX], join[DHCP_JOIN_MAX];
static size_t len;

static struct dhcp_conf conf_of(void)
{
	struct dhcp_conf conf = {
		.htype = 1,
		.hlen = 6,
		.mac = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56},
		.arch = 0x1f,
		.has_uuid = true,
		.uuid = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
	};

	return conf;
}

/* The value of @code in the last message; empty if absent. */
static struct rd opt(uint8_t code)
{
	struct dhcp_areas areas = {.n = 1, .area = {rd_of(buf + 240, len - 240)}};
	struct rd value = rd_of(NULL, 0);

	dhcp_opts_join(&areas, code, join, &value);
	return value;
}

static bool opt_is(uint8_t code, const void *bytes, size_t n)
{
	struct rd value = opt(code);

	return rd_left(&value) == n && (n == 0 || memcmp(value.p, bytes, n) == 0);
}

static void write_one(const struct dhcp_request *req, const struct dhcp_conf *conf)
{
	memset(buf, 0xee, sizeof buf);
	len = dhcp_request_write(req, conf, buf);
}

TEST(discover_and_request_say_who_we_are)
{
	static const enum dhcp_type types[] = {DHCP_DISCOVER, DHCP_REQUEST};
	struct dhcp_conf conf = conf_of();

	for (unsigned i = 0; i < 2; i++) {
		uint8_t type = (uint8_t)types[i];
		struct dhcp_request req = {.type = types[i], .xid = AID_XID, .secs = 0x0102};

		write_one(&req, &conf);
		CHECK(len >= 300 && len <= DHCP_REQUEST_MAX);
		CHECK_MEM(buf, "\x01\x01\x06\x00\x12\x34\x56\x78\x01\x02\x00\x00", 12);
		CHECK_MEM(buf + 28, conf.mac, 6);
		CHECK_MEM(buf + 236, "\x63\x82\x53\x63", 4);
		CHECK(opt_is(53, &type, 1));
		CHECK(opt_is(61, "\x01\x52\x54\x00\x12\x34\x56", 7));
		CHECK(opt_is(60, "PXEClient:Arch:00031:UNDI:000000", 32));
		CHECK(opt_is(93, "\x00\x1f", 2));
		CHECK(opt_is(94, "\x01\x00\x00", 3));
		CHECK(opt_is(97,
			     "\x00\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f",
			     17));
		CHECK(opt_is(57, "\x05\xdc", 2));
		CHECK(opt_is(50, "", 0) && opt_is(54, "", 0) && opt_is(43, "", 0));
	}
}

TEST(asks_for_all_that_is_understood)
{
	static const uint8_t codes[] = {1,  3,	6,  12, 15,  26,  28,  33,  42,	 43,  51, 54,
					58, 59, 66, 67, 119, 121, 150, 208, 209, 210, 211};
	struct dhcp_request req = {.type = DHCP_DISCOVER};
	struct dhcp_conf conf = conf_of();
	struct rd list;
	const uint8_t *at121, *at3;

	write_one(&req, &conf);
	list = opt(55);
	for (size_t i = 0; i < sizeof codes; i++)
		CHECK(memchr(list.p, codes[i], rd_left(&list)) != NULL);
	at121 = memchr(list.p, 121, rd_left(&list));
	at3 = memchr(list.p, 3, rd_left(&list));
	CHECK(at121 < at3);
}

TEST(ipxe_says_user_class_and_features)
{
	struct dhcp_request req = {.type = DHCP_DISCOVER};
	struct dhcp_conf conf = conf_of();
	struct rd list;

	write_one(&req, &conf);
	CHECK(opt_is(77, "", 0) && opt_is(175, "", 0));
	list = opt(55);
	CHECK(!memchr(list.p, 175, rd_left(&list)) && !memchr(list.p, 17, rd_left(&list)));
	conf.ipxe = true;
	write_one(&req, &conf);
	CHECK(opt_is(77, "iPXE", 4));
	CHECK(opt_is(175, "\x13\1\1\x15\1\1\x17\1\1\x27\1\1", 12));
	CHECK(opt_is(60, "PXEClient:Arch:00031:UNDI:000000", 32) && opt_is(93, "\x00\x1f", 2));
	list = opt(55);
	CHECK(memchr(list.p, 175, rd_left(&list)) && memchr(list.p, 17, rd_left(&list)));
	conf.ipxe_https = true;
	req.type = DHCP_REQUEST;
	write_one(&req, &conf);
	CHECK(opt_is(175, "\x13\1\1\x15\1\1\x17\1\1\x27\1\1\x14\1\1", 15));
	req.type = DHCP_DECLINE;
	write_one(&req, &conf);
	CHECK(opt_is(77, "", 0) && opt_is(175, "", 0));
}

TEST(flags_addresses_and_item)
{
	struct dhcp_request req = {.type = DHCP_REQUEST,
				   .broadcast = true,
				   .ciaddr = IP(10, 0, 0, 50),
				   .address = IP(10, 0, 0, 51),
				   .server_id = IP(10, 0, 0, 1),
				   .has_item = true,
				   .item = 0x8000};
	struct dhcp_conf conf = conf_of();

	conf.has_uuid = false;
	write_one(&req, &conf);
	CHECK_MEM(buf + 10, "\x80\x00\x0a\x00\x00\x32", 6);
	CHECK(opt_is(50, "\x0a\x00\x00\x33", 4));
	CHECK(opt_is(54, "\x0a\x00\x00\x01", 4));
	CHECK(opt_is(43, "\x47\x04\x80\x00\x00\x00\xff", 7));
	CHECK(opt_is(97, "", 0));
}

TEST(decline_carries_little)
{
	struct dhcp_request req = {
		.type = DHCP_DECLINE, .address = IP(10, 0, 0, 51), .server_id = IP(10, 0, 0, 1)};
	struct dhcp_conf conf = conf_of();

	write_one(&req, &conf);
	CHECK(opt_is(53, "\x04", 1) && opt_is(50, "\x0a\x00\x00\x33", 4));
	CHECK(opt_is(55, "", 0) && opt_is(60, "", 0) && opt_is(57, "", 0));
}

/* UEFI's HTTP boot has a class and numbers of its own; s390x has none among them. */
TEST(said_as_http_boot_does)
{
	static const struct {
		uint16_t arch;
		const char *class, *number;
	} cases[] = {
		{0x06, "HTTPClient:Arch:00015:UNDI:000000", "\x00\x0f"},
		{0x07, "HTTPClient:Arch:00016:UNDI:000000", "\x00\x10"},
		{0x09, "HTTPClient:Arch:00016:UNDI:000000", "\x00\x10"},
		{0x0a, "HTTPClient:Arch:00018:UNDI:000000", "\x00\x12"},
		{0x0b, "HTTPClient:Arch:00019:UNDI:000000", "\x00\x13"},
		{0x15, "HTTPClient:Arch:00023:UNDI:000000", "\x00\x17"},
		{0x16, "HTTPClient:Arch:00024:UNDI:000000", "\x00\x18"},
		{0x1f, "HTTPClient:Arch:00031:UNDI:000000", "\x00\x1f"},
	};
	struct dhcp_request req = {.type = DHCP_DISCOVER};
	struct dhcp_conf conf = conf_of();

	conf.http = true;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		conf.arch = cases[i].arch;
		write_one(&req, &conf);
		CHECK(opt_is(60, cases[i].class, strlen(cases[i].class)));
		CHECK(opt_is(93, cases[i].number, 2));
	}
}

TEST(classes_of_the_command_line)
{
	struct dhcp_request req = {.type = DHCP_REQUEST};
	struct dhcp_conf conf = conf_of();

	strcpy(conf.vendor_class, "Lab");
	strcpy(conf.user_class, "rack7");
	conf.http = true;
	write_one(&req, &conf);
	CHECK(opt_is(60, "Lab", 3) && opt_is(77, "rack7", 5));
	conf.ipxe = true;
	write_one(&req, &conf);
	CHECK(opt_is(77, "iPXE", 4));
}

/* The options end with an end mark, and only padding is behind it (RFC 2131 section 3). */
static bool ends_well(void)
{
	size_t at = 240;

	while (at < len && buf[at] != 255)
		at += buf[at] == 0 ? 1 : 2u + (at + 1 < len ? buf[at + 1] : 0);
	if (at >= len)
		return false;
	while (++at < len)
		if (buf[at] != 0)
			return false;
	return true;
}

TEST(sizes_at_their_limits)
{
	struct dhcp_request req = {
		.type = DHCP_REQUEST, .address = 1, .server_id = 1, .has_item = true};
	struct dhcp_conf conf = conf_of();

	conf.hlen = sizeof conf.mac;
	memset(conf.mac, 'm', sizeof conf.mac);
	conf.mtu = 9000;
	memset(conf.vendor_class, 'v', sizeof conf.vendor_class - 1);
	conf.ipxe = conf.ipxe_https = true;
	memset(conf.user_class, 'u', sizeof conf.user_class - 1);
	write_one(&req, &conf);
	CHECK(opt_is(60, conf.vendor_class, 63));
	CHECK(opt_is(57, "\x05\xdc", 2));
	CHECK_MEM(buf + 28, conf.mac, sizeof conf.mac);
	CHECK(len <= DHCP_REQUEST_MAX && ends_well());
	conf.mtu = 400;
	write_one(&req, &conf);
	CHECK(opt_is(57, "\x02\x40", 2));
}
