/* SPDX-License-Identifier: MIT
 * The log ring: nothing is lost to a reader that keeps up, and what a slow one lost is counted. */
#include "tests/unit/check.h"

#include "init/ring.h"
#include "lib/random.h"

#include <stdio.h>
#include <string.h>

static struct ring ring;

static void fresh(void)
{
	memset(&ring, 0, sizeof ring);
}

static void put(const char *line)
{
	ring_put(&ring, view_of(line));
}

/* Read everything, in pieces of at most @step bytes, into @buf; returns the lines lost. */
static uint64_t drain(struct ring_pos *pos, char *buf, size_t size, size_t step)
{
	uint64_t lost, all = 0;
	struct view v;
	size_t n = 0;
	bool torn;

	while ((v = ring_peek(&ring, pos, &lost, &torn)).n || lost) {
		size_t take = v.n < step ? v.n : step;

		all += lost;
		if (n + take >= size)
			take = size - 1 - n;
		if (!take)
			break;
		memcpy(buf + n, v.p, take);
		n += take;
		ring_take(&ring, pos, take);
	}
	buf[n] = '\0';
	return all;
}

TEST(ring_gives_lines_in_order_to_every_reader)
{
	struct ring_pos a = {0}, b = {0};
	char buf[64];

	fresh();
	CHECK(ring_empty(&ring, &a));
	put("one");
	put("two\nhalves");
	CHECK_INT(drain(&a, buf, sizeof buf, 1), 0);
	CHECK_STR(buf, "one\ntwo halves\n");
	put("");
	CHECK_INT(drain(&a, buf, sizeof buf, 99), 0);
	CHECK_STR(buf, "\n");
	CHECK_INT(drain(&b, buf, sizeof buf, 3), 0);
	CHECK_STR(buf, "one\ntwo halves\n\n");
	CHECK(ring_empty(&ring, &b));
}

TEST(ring_counts_exactly_what_a_slow_reader_lost)
{
	static char buf[2 * RING_SIZE];
	struct ring_pos slow = {0};
	char line[32];
	uint64_t lost;
	size_t got = 0;

	fresh();
	for (int i = 0; i < 20000; i++) {
		snprintf(line, sizeof line, "line %d", i);
		put(line);
	}
	lost = drain(&slow, buf, sizeof buf, 1000);
	for (const char *p = buf; *p; p++)
		got += *p == '\n';
	CHECK_INT(lost + got, 20000);
	snprintf(line, sizeof line, "line %d\n", (int)lost);
	CHECK(strncmp(buf, line, strlen(line)) == 0);
}

TEST(ring_says_when_a_line_was_torn)
{
	struct ring_pos pos = {0};
	uint64_t lost;
	bool torn;

	fresh();
	put("first");
	ring_peek(&ring, &pos, &lost, &torn);
	ring_take(&ring, &pos, 3);
	for (int i = 0; i < RING_SIZE / 4; i++)
		put("abcdefg");
	ring_peek(&ring, &pos, &lost, &torn);
	CHECK(lost > 0 && torn);
	ring_peek(&ring, &pos, &lost, &torn);
	CHECK(lost == 0 && !torn);
	for (int i = 0; i < RING_SIZE / 4; i++)
		put("abcdefg");
	ring_peek(&ring, &pos, &lost, &torn);
	CHECK(lost > 0 && !torn);
}

TEST(ring_takes_a_line_as_long_as_itself)
{
	static char big[RING_SIZE + 100], buf[RING_SIZE + 1];
	struct ring_pos pos = {0};

	fresh();
	memset(big, 'x', sizeof big);
	put("gone");
	ring_put(&ring, (struct view){.p = big, .n = RING_SIZE - 1});
	CHECK_INT(drain(&pos, buf, sizeof buf, 7), 1);
	CHECK_INT(strlen(buf), RING_SIZE);
	ring_put(&ring, (struct view){.p = big, .n = RING_SIZE});
	CHECK_INT(drain(&pos, buf, sizeof buf, RING_SIZE), 0);
	CHECK_INT(strlen(buf), RING_SIZE);
}

TEST(ring_survives_readers_of_every_pace)
{
	struct random r = {.state = 9};
	struct ring_pos pos[3] = {{0}, {0}, {0}};
	uint64_t lines = 0, seen[3] = {0};
	static char text[3000], buf[4000];

	fresh();
	memset(text, 'y', sizeof text);
	for (int i = 0; i < 20000; i++) {
		unsigned who = random_below(&r, 3);

		ring_put(&ring, (struct view){.p = text, .n = random_below(&r, 200)});
		lines++;
		seen[who] += drain(&pos[who], buf, 1 + random_below(&r, 200u << who),
				   1 + random_below(&r, 50));
		for (const char *p = buf; *p; p++)
			seen[who] += *p == '\n';
		if (!CHECK_INT(seen[who], pos[who].line))
			return;
	}
	for (int i = 0; i < 3; i++)
		CHECK(pos[i].line <= lines && pos[i].at <= ring.head);
}
