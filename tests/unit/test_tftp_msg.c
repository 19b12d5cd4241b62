/* SPDX-License-Identifier: MIT */
#include "pxe/tftp/msg.h"
#include "tests/unit/check.h"

#include <string.h>

static const struct tftp_opts asked = {
	.blksize = 1468, .windowsize = 16, .timeout_s = 2, .tsize = true};

static struct tftp_msg m;

static int decode(const char *bytes, size_t len)
{
	return tftp_msg_decode(rd_of(bytes, len), &asked, &m);
}
#define DECODE(bytes) decode(bytes, sizeof(bytes) - 1)

TEST(data_fields)
{
	CHECK_INT(DECODE("\0\3\xff\xfehello"), 0);
	CHECK_INT(m.op, TFTP_OP_DATA);
	CHECK_INT(m.block, 0xfffe);
	CHECK(view_is(m.data, "hello"));
	CHECK_INT(DECODE("\0\3\0\1"), 0);
	CHECK_INT(m.data.n, 0);
}

TEST(error_fields)
{
	CHECK_INT(DECODE("\0\5\0\2Access denied\0"), 0);
	CHECK_INT(m.code, 2);
	CHECK(view_is(m.text, "Access denied"));
}

TEST(oack_fields)
{
	CHECK_INT(DECODE("\0\6blksize\0001400\0tsize\00012345\0timeout\0002\0windowsize\0008\0"),
		  0);
	CHECK_INT(m.grant.blksize, 1400);
	CHECK_INT(m.grant.windowsize, 8);
	CHECK_INT(m.grant.tsize, 12345);
}

TEST(oack_defaults)
{
	CHECK_INT(DECODE("\0\6"), 0);
	CHECK_INT(m.grant.blksize, 512);
	CHECK_INT(m.grant.windowsize, 1);
	CHECK_INT(m.grant.tsize, 0);
}

TEST(range_borders_of_grants)
{
	CHECK_INT(DECODE("\0\6blksize\0008\0"), 0);
	CHECK_INT(DECODE("\0\6blksize\0001468\0"), 0);
	CHECK_INT(DECODE("\0\6windowsize\0001\0"), 0);
	CHECK_INT(DECODE("\0\6windowsize\00016\0"), 0);
	CHECK_INT(DECODE("\0\6tsize\0001099511627776\0"), 0);
	CHECK(m.grant.tsize == TFTP_TSIZE_MAX);
	CHECK_INT(DECODE("\0\6blksize\0007\0"), TFTP_MSG_BAD_OPTION);
	CHECK_INT(DECODE("\0\6blksize\0001469\0"), TFTP_MSG_BAD_OPTION);
	CHECK_INT(DECODE("\0\6windowsize\0000\0"), TFTP_MSG_BAD_OPTION);
	CHECK_INT(DECODE("\0\6windowsize\00017\0"), TFTP_MSG_BAD_OPTION);
	CHECK_INT(DECODE("\0\6rollover\0000\0"), TFTP_MSG_UNASKED);
}

TEST(failure_leaves_the_result_alone)
{
	memset(&m, 0x5a, sizeof m);
	CHECK_INT(DECODE("\0\6blksize\0000\0"), TFTP_MSG_BAD_OPTION);
	CHECK_INT(DECODE("\0"), TFTP_MSG_SHORT);
	CHECK_INT(DECODE("\0\3\0"), TFTP_MSG_SHORT);
	CHECK_INT(DECODE("\0\4\0\1"), TFTP_MSG_OPCODE);
	CHECK_INT(m.code, 0x5a5a);
	for (int e = 0; e <= TFTP_MSG_BAD_OPTION; e++)
		CHECK(strlen(tftp_msg_str(e)) > 3);
}

TEST(ack_and_error_bytes)
{
	uint8_t buf[16];
	struct wr w = wr_of(buf, sizeof buf);

	tftp_msg_ack(&w, 0xabcd);
	CHECK_INT(wr_len(&w), 4);
	CHECK_MEM(buf, "\0\4\xab\xcd", 4);
	w = wr_of(buf, sizeof buf);
	tftp_msg_error(&w, TFTP_CODE_OPTIONS, "no");
	CHECK_INT(wr_len(&w), 7);
	CHECK_MEM(buf, "\0\5\0\10no", 7);
}

/* RFC 2347: the whole request has at most 512 bytes; a long name costs the options. */
TEST(options_give_way_to_long_names)
{
	static char name[TFTP_NAME_MAX];
	struct tftp_opts opts = asked;
	uint8_t buf[TFTP_REQUEST_MAX];
	size_t cut = 0;

	memset(name, 'n', sizeof name);
	for (size_t n = 1; n <= sizeof name; n++) {
		struct wr w = wr_of(buf, sizeof buf);

		opts = asked;
		tftp_msg_request(&w, (struct view){.p = name, .n = n}, &opts);
		CHECK(!w.full);
		if (!cut && !opts.blksize)
			cut = n;
		CHECK((opts.blksize != 0) == (wr_len(&w) > n + 9));
	}
	CHECK_INT(cut, TFTP_NAME_MAX - 45 + 1);
}

static void one(const uint8_t *data, size_t len)
{
	struct tftp_msg got;

	if (tftp_msg_decode(rd_of(data, len), &asked, &got) != 0)
		return;
	if (got.op == TFTP_OP_OACK) {
		CHECK(got.grant.blksize >= 8 && got.grant.blksize <= 1468);
		CHECK(got.grant.windowsize >= 1 && got.grant.windowsize <= 16);
		CHECK(got.grant.tsize <= TFTP_TSIZE_MAX);
	}
}

TEST(mutations_stay_in_bounds)
{
	static const char oack[] = "\0\6blksize\0001400\0tsize\00012345\0timeout\0002\0"
				   "windowsize\0008";
	static const char error[] = "\0\5\0\1File not found";
	static const char data[] = "\0\3\0\1data";

	check_mutations((const uint8_t *)oack, sizeof oack, one);
	check_mutations((const uint8_t *)error, sizeof error, one);
	check_mutations((const uint8_t *)data, sizeof data - 1, one);
}
