/* SPDX-License-Identifier: MIT
 * Queries for the time, and which replies count. */
#include "pxe/fetch/sntp.h"
#include "tests/unit/check.h"

#include <string.h>

#define COOKIE 0x0102030405060708u

/* 2026-11-30 08:00:00.5 is 4005014400.5 s after 1900. */
#define SECONDS 4005014400u
#define UNIX_MS ((SECONDS - 2208988800u) * 1000ull + 500)

static uint8_t golden[SNTP_LEN];

static void make(uint8_t first, uint8_t stratum, uint64_t originate, uint32_t s, uint32_t fraction)
{
	struct wr w = wr_of(golden, sizeof golden);

	wr_u8(&w, first);
	wr_u8(&w, stratum);
	wr_zero(&w, 22);
	wr_be64(&w, originate);
	wr_zero(&w, 8);
	wr_be32(&w, s);
	wr_be32(&w, fraction);
	CHECK_INT(wr_len(&w), SNTP_LEN);
}

static int reply(uint64_t *ret)
{
	*ret = 99;
	return sntp_reply(rd_of(golden, sizeof golden), COOKIE, ret);
}

TEST(query_is_what_rfc_4330_says)
{
	static const uint8_t want[SNTP_LEN] = {0x23,	 [40] = 1, [41] = 2, [42] = 3, [43] = 4,
					       [44] = 5, [45] = 6, [46] = 7, [47] = 8};
	uint8_t buf[64];
	struct wr w = wr_of(buf, sizeof buf);

	sntp_query(&w, COOKIE);
	if (CHECK_INT(wr_len(&w), sizeof want))
		CHECK_MEM(buf, want, sizeof want);
}

TEST(replies)
{
	static const struct {
		uint8_t first, stratum;
		uint64_t originate;
		uint32_t s, fraction;
		int want;
		uint64_t ms;
	} r[] = {
		{0x24, 2, COOKIE, SECONDS, 0x80000000, 0, UNIX_MS},
		{0x1c, 1, COOKIE, SECONDS, 0x80000000, 0, UNIX_MS},	   /* version 3 */
		{0x64, 15, COOKIE, SECONDS, 0xffffffff, 0, UNIX_MS + 499}, /* a leap second comes */
		{0x24, 2, COOKIE, 0x83aa7e80, 0, 0, 0},			   /* 1970 */
		{0x24, 2, COOKIE, 0, 1, 0, 2085978496000},		   /* 2036 */
		{0x24, 2, COOKIE, 0x7fffffff, 0, 0, 4233462143000},	   /* 2104 */
		{0x24, 2, COOKIE, 0x80000000, 0, 0, (0x80000000u - 2208988800u) * 1000ull},
		{0x23, 2, COOKIE, SECONDS, 0, SNTP_NOT_OURS, 99}, /* a query */
		{0x04, 2, COOKIE, SECONDS, 0, SNTP_NOT_OURS, 99}, /* version 0 */
		{0x24, 2, COOKIE + 1, SECONDS, 0, SNTP_NOT_OURS, 99},
		{0x24, 2, 0, SECONDS, 0, SNTP_NOT_OURS, 99},
		{0xe4, 2, COOKIE, SECONDS, 0, SNTP_UNSURE, 99},
		{0x24, 16, COOKIE, SECONDS, 0, SNTP_UNSURE, 99},
		{0x24, 2, COOKIE, 0, 0, SNTP_UNSURE, 99},
		{0xe4, 0, COOKIE, SECONDS, 0, SNTP_REFUSED, 99},
	};

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		uint64_t ms;

		make(r[i].first, r[i].stratum, r[i].originate, r[i].s, r[i].fraction);
		if (i == 6) /* before 1970: it wraps, and whoever sets a clock refuses it */
			CHECK_INT(reply(&ms), 0);
		else if (CHECK_INT(reply(&ms), r[i].want))
			CHECK_INT(ms, r[i].ms);
	}
	CHECK(sntp_str(SNTP_REFUSED) != sntp_str(SNTP_UNSURE));
}

static void any(const uint8_t *data, size_t len)
{
	uint64_t ms = 99;
	int bad = sntp_reply(rd_of(data, len), COOKIE, &ms);

	CHECK(bad || len >= SNTP_LEN);
	CHECK(!bad || ms == 99);
}

TEST(damaged_replies)
{
	make(0x24, 2, COOKIE, SECONDS, 0);
	check_mutations(golden, sizeof golden, any);
}
