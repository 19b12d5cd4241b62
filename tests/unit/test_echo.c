/* SPDX-License-Identifier: MIT
 * ICMP's echo: which answers are those of a request. */
#include "pxe/fetch/echo.h"
#include "tests/unit/check.h"

#include <string.h>

#define COOKIE 0x0102030405060708u

#define DATA_MAX 8972u

static uint8_t packet[ECHO_HEAD + DATA_MAX];

/* Return: bytes of the answer to request number 7 */
static size_t make(size_t size)
{
	struct wr w = wr_of(packet, sizeof packet);

	echo_request(&w, 7, COOKIE, size);
	CHECK_INT(packet[0], 8);
	CHECK_INT(wr_len(&w), ECHO_HEAD + size);
	packet[0] = 0;
	packet[2] = 0xab; /* the kernel's sum and identifier */
	packet[5] = 0xcd;
	return wr_len(&w);
}

TEST(answers_of_a_request)
{
	static const size_t sizes[] = {0, 1, 7, 8, 9, 64, DATA_MAX};

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct rd r = rd_of(packet, make(sizes[i]));

		CHECK(echo_reply(r, 7, COOKIE, sizes[i]));
		CHECK(!echo_reply(r, 8, COOKIE, sizes[i]));
		CHECK(!echo_reply(r, 7, COOKIE, sizes[i] + 1));
		CHECK(!sizes[i] || !echo_reply(r, 7, COOKIE + 1, sizes[i]));
	}
	make(64);
	packet[0] = 8; /* the request itself */
	CHECK(!echo_reply(rd_of(packet, 72), 7, COOKIE, 64));
	packet[0] = 0;
	packet[1] = 1;
	CHECK(!echo_reply(rd_of(packet, 72), 7, COOKIE, 64));
}

/* Sum and identifier are the kernel's business, every other bit counts. */
static void any(const uint8_t *data, size_t len)
{
	bool same = len == 72;

	for (size_t i = 0; same && i < len; i++)
		same = (i >= 2 && i < 6) || data[i] == packet[i];
	CHECK_INT(echo_reply(rd_of(data, len), 7, COOKIE, 64), same);
}

TEST(damaged_answers)
{
	check_mutations(packet, make(64), any);
}
