/* SPDX-License-Identifier: MIT
 * The C library's functions on memory, which s390x has its own of (lib/s390x_mem.S). */
#include "tests/unit/check.h"

#include <stdint.h>
#include <string.h>

#define ROOM 1200
#define MOST 800

/* Called through these, gcc does not do them itself. */
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;
static void *(*volatile move)(void *, const void *, size_t) = memmove;
static void *(*volatile fill)(void *, int, size_t) = memset;
static void *(*volatile seek)(const void *, int, size_t) = memchr;

static const size_t lengths[] = {0,   1,   2,	3,   15,  16,  255, 256,
				 257, 258, 511, 512, 513, 514, 769, MOST};

static void pattern(uint8_t *p)
{
	for (size_t i = 0; i < ROOM; i++)
		p[i] = (uint8_t)(i * 7 + i / 256);
}

static void check_moved(const uint8_t *got, size_t to, size_t from, size_t n)
{
	uint8_t was[ROOM];

	pattern(was);
	for (size_t i = 0; i < ROOM; i++)
		CHECK_INT(got[i], was[i >= to && i < to + n ? i - to + from : i]);
}

TEST(bytes_arrive_and_no_others_change)
{
	uint8_t from[ROOM], to[ROOM];

	pattern(from);
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		pattern(to);
		CHECK(copy(to + 9, from + 33, lengths[i]) == to + 9);
		check_moved(to, 9, 33, lengths[i]);
	}
}

TEST(bytes_move_over_their_own_source)
{
	static const size_t steps[] = {0, 1, 2, 8, 255, 256, 257, 300};
	uint8_t p[ROOM];

	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
		for (size_t j = 0; j < sizeof steps / sizeof steps[0]; j++) {
			pattern(p);
			CHECK(move(p + 5, p + 5 + steps[j], lengths[i]) == p + 5);
			check_moved(p, 5, 5 + steps[j], lengths[i]);
			pattern(p);
			CHECK(move(p + 5 + steps[j], p + 5, lengths[i]) == p + 5 + steps[j]);
			check_moved(p, 5 + steps[j], 5, lengths[i]);
		}
}

TEST(memory_fills)
{
	uint8_t p[ROOM], was[ROOM];

	pattern(was);
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		pattern(p);
		CHECK(fill(p + 3, 0x1a5, lengths[i]) == p + 3);
		for (size_t j = 0; j < ROOM; j++)
			CHECK_INT(p[j], j >= 3 && j < 3 + lengths[i] ? 0xa5 : was[j]);
	}
}

TEST(a_byte_is_found_within_the_length)
{
	uint8_t p[ROOM];

	memset(p, 1, sizeof p);
	p[700] = 0xfe;
	CHECK(seek(p, 0x1fe, ROOM) == p + 700);
	CHECK(seek(p, 0xfe, 701) == p + 700);
	CHECK(!seek(p, 0xfe, 700));
	CHECK(!seek(p + 700, 0xfe, 0));
	CHECK(seek(p + 700, 0xfe, 1) == p + 700);
	CHECK(!seek(p, 0, ROOM));
	CHECK(seek(p, 1, ROOM) == p);
}
