/* SPDX-License-Identifier: MIT
 * The headers around a DHCP message: what is let in, what is built. */
#include "tests/unit/check.h"
#include "tests/unit/dhcp_aid.h"

#include "dhcp/frame.h"

#include <string.h>

static uint8_t frame[DHCP_FRAME_MAX];
static size_t frame_len;

/* A datagram of 11 bytes from 10.0.0.1:67 to 10.0.0.50:68. */
static void golden(void)
{
	static const char text[] = "hello, udp!";
	struct dhcp_udp udp = {.src = IP(10, 0, 0, 1),
			       .dst = IP(10, 0, 0, 50),
			       .sport = 67,
			       .dport = 68,
			       .payload = rd_of(text, 11)};

	memset(frame, 0xee, sizeof frame);
	frame_len = dhcp_frame_build(&udp, frame, sizeof frame);
}

static uint32_t sum_words(const uint8_t *p, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (uint32_t)p[i] << (i % 2 ? 0 : 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* Make the header sum right again after a test changed the header. */
static void fix_header(void)
{
	size_t len = (size_t)(frame[0] & 15) * 4;
	uint32_t sum;

	frame[10] = frame[11] = 0;
	sum = ~sum_words(frame, len) & 0xffff;
	frame[10] = (uint8_t)(sum >> 8);
	frame[11] = (uint8_t)sum;
}

static int open_now(struct dhcp_udp *udp)
{
	return dhcp_frame_open(rd_of(frame, frame_len), false, udp);
}

TEST(frame_round_trip)
{
	struct dhcp_udp udp;

	golden();
	CHECK_INT(frame_len, 39);
	CHECK_INT(sum_words(frame, 20), 0xffff);
	if (!CHECK_INT(open_now(&udp), 0))
		return;
	CHECK(udp.src == IP(10, 0, 0, 1) && udp.dst == IP(10, 0, 0, 50));
	CHECK(udp.sport == 67 && udp.dport == 68);
	CHECK_INT(rd_left(&udp.payload), 11);
	CHECK_MEM(udp.payload.p, "hello, udp!", 11);
}

TEST(frame_with_nothing_in_it)
{
	struct dhcp_udp udp = {.sport = 67, .dport = 68, .payload = rd_of(NULL, 0)}, back;

	frame_len = dhcp_frame_build(&udp, frame, sizeof frame);
	CHECK_INT(frame_len, DHCP_FRAME_HEAD);
	CHECK_INT(open_now(&back), 0);
	CHECK_INT(rd_left(&back.payload), 0);
}

TEST(frame_too_large_is_not_built)
{
	static uint8_t payload[DHCP_FRAME_MAX];
	struct dhcp_udp udp = {.payload = rd_of(payload, DHCP_FRAME_MAX - DHCP_FRAME_HEAD)};

	CHECK_INT(dhcp_frame_build(&udp, frame, sizeof frame), DHCP_FRAME_MAX);
	CHECK_INT(dhcp_frame_build(&udp, frame, sizeof frame - 1), 0);
	udp.payload = rd_of(payload, DHCP_FRAME_MAX - DHCP_FRAME_HEAD + 1);
	CHECK_INT(dhcp_frame_build(&udp, frame, sizeof frame), 0);
}

TEST(hazard_02_lengths_that_lie)
{
	struct dhcp_udp udp;

	/* UDP length: shorter than its header, longer than the IP packet. */
	for (unsigned len = 0; len < 8; len++) {
		golden();
		frame[25] = (uint8_t)len;
		CHECK_INT(open_now(&udp), DHCP_FRAME_SHORT);
	}
	golden();
	frame[25] = 20;
	CHECK_INT(open_now(&udp), DHCP_FRAME_SHORT);
	golden();
	frame[24] = 0xff;
	CHECK_INT(open_now(&udp), DHCP_FRAME_SHORT);
	/* IP length: more than there is, less than its header. */
	golden();
	frame[3]++;
	fix_header();
	CHECK_INT(open_now(&udp), DHCP_FRAME_SHORT);
	golden();
	frame[3] = 19;
	fix_header();
	CHECK_INT(open_now(&udp), DHCP_FRAME_SHORT);
	/* Header length 0..4 words, and 15 words when there are not so many bytes. */
	for (unsigned ihl = 0; ihl <= 4; ihl++) {
		golden();
		frame[0] = (uint8_t)(0x40 | ihl);
		fix_header();
		CHECK_INT(open_now(&udp), DHCP_FRAME_SHORT);
	}
	golden();
	frame[0] = 0x4f;
	CHECK_INT(open_now(&udp), DHCP_FRAME_SHORT);
}

TEST(frame_ip_options_are_skipped)
{
	struct dhcp_udp udp;

	golden();
	memmove(frame + 24, frame + 20, frame_len - 20);
	memset(frame + 20, 1, 4);
	frame_len += 4;
	frame[0] = 0x46;
	frame[3] = (uint8_t)(frame[3] + 4);
	fix_header();
	CHECK_INT(open_now(&udp), 0);
	CHECK_INT(rd_left(&udp.payload), 11);
}

TEST(hazard_03_fragments)
{
	struct dhcp_udp udp;

	golden();
	frame[6] = 0x20;
	fix_header();
	CHECK_INT(open_now(&udp), DHCP_FRAME_FRAGMENT);
	golden();
	frame[6] = 0;
	frame[7] = 1;
	fix_header();
	CHECK_INT(open_now(&udp), DHCP_FRAME_FRAGMENT);
	golden();
	frame[6] = 0;
	fix_header();
	CHECK_INT(open_now(&udp), 0);
}

TEST(hazard_04_ethernet_padding)
{
	struct dhcp_udp udp;

	golden();
	frame_len = 60;
	CHECK_INT(open_now(&udp), 0);
	CHECK_INT(rd_left(&udp.payload), 11);
	/* Also between the UDP and the IP length. */
	golden();
	frame_len = 46;
	frame[3] = 46;
	fix_header();
	CHECK_INT(open_now(&udp), 0);
	CHECK_INT(rd_left(&udp.payload), 11);
}

TEST(hazard_44_checksums)
{
	struct dhcp_udp udp;

	golden();
	frame[26] ^= 0x55;
	CHECK_INT(open_now(&udp), DHCP_FRAME_BAD_SUM);
	CHECK_INT(dhcp_frame_open(rd_of(frame, frame_len), true, &udp), 0);
	frame[26] = frame[27] = 0;
	CHECK_INT(open_now(&udp), 0);
	golden();
	frame[30] ^= 1;
	CHECK_INT(open_now(&udp), DHCP_FRAME_BAD_SUM);
	/* The header's own sum is never left to hardware. */
	golden();
	frame[8]--;
	CHECK_INT(open_now(&udp), DHCP_FRAME_BAD_SUM);
	CHECK_INT(dhcp_frame_open(rd_of(frame, frame_len), true, &udp), DHCP_FRAME_BAD_SUM);
}

TEST(frame_sum_of_zero_is_sent_as_ones)
{
	/* Chosen so that the sum over header and payload is 0xffff. */
	uint8_t payload[2] = {0, 0};
	struct dhcp_udp udp = {.sport = 67, .dport = 68, .payload = rd_of(payload, 2)}, back;
	uint32_t sum = 17 + 10 + 67 + 68 + 10;

	payload[0] = (uint8_t)((0xffff - sum) >> 8);
	payload[1] = (uint8_t)(0xffff - sum);
	frame_len = dhcp_frame_build(&udp, frame, sizeof frame);
	CHECK(frame[26] == 0xff && frame[27] == 0xff);
	CHECK_INT(open_now(&back), 0);
}

TEST(frame_other_protocols)
{
	struct dhcp_udp udp;

	golden();
	frame[9] = 6;
	fix_header();
	CHECK_INT(open_now(&udp), DHCP_FRAME_NOT_UDP);
	golden();
	frame[0] = 0x65;
	CHECK_INT(open_now(&udp), DHCP_FRAME_NOT_UDP);
	CHECK_INT(dhcp_frame_open(rd_of(NULL, 0), false, &udp), DHCP_FRAME_SHORT);
}

static void try_open(const uint8_t *data, size_t len)
{
	struct dhcp_udp udp;
	int ret = dhcp_frame_open(rd_of(data, len), false, &udp);

	/* One flipped bit or one lost byte never passes, but for the bits of the packet that no
	 * sum protects: there are none. */
	CHECK((ret == 0) == (len == frame_len && memcmp(data, frame, len) == 0));
	CHECK(dhcp_frame_error_str(ret)[0]);
	if (dhcp_frame_open(rd_of(data, len), true, &udp) == 0)
		CHECK(udp.payload.end <= data + len);
}

TEST(frame_mutations)
{
	golden();
	check_mutations(frame, frame_len, try_open);
}
