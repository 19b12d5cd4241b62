/* SPDX-License-Identifier: MIT
 * Where the time went: the list that a session keeps, and the lines that PID 1 makes of it. */
#include "tests/unit/check.h"

#include "init/stages.h"
#include "pxe/session/stages.h"

#include <string.h>

static struct session_stages s;
static struct chan_stage list[SESSION_STAGES_MAX];
static char line[512];

static const char *line_of(const struct chan_stage *st)
{
	struct str out = str_of(line, sizeof line);

	stages_put(st, &out);
	return line;
}

static void file(const char *name, uint64_t bytes, uint64_t from, uint64_t to)
{
	session_stages_file(&s, name, bytes, from, to);
}

TEST(lines_as_a_person_reads_them)
{
	const struct session_times times = {
		.firmware = 300, .init = 812, .drivers = 870, .link = 873, .lease = 900};

	session_stages_begin(&s, 900);
	session_stages_configured(&s, 930);
	session_stages_chosen(&s, 930);
	file("tftp://10.0.2.2/vmlinuz", 5066752, 930, 4530);
	CHECK_INT(session_stages_list(&s, &times, "eth0 10.0.2.15", "tftp://10.0.2.2/c", list), 7);
	CHECK_STR(line_of(&list[0]), "  firmware     300 ms before that clock began");
	CHECK_STR(line_of(&list[1]), "  kernel       812 ms, to     812");
	CHECK_STR(line_of(&list[2]), "  drivers       58 ms, to     870");
	CHECK_STR(line_of(&list[3]), "  link           3 ms, to     873");
	CHECK_STR(line_of(&list[4]), "  lease         27 ms, to     900  eth0 10.0.2.15");
	CHECK_STR(line_of(&list[5]), "  config        30 ms, to     930  tftp://10.0.2.2/c");
	CHECK_STR(line_of(&list[6]), "  file        3600 ms, to    4530  tftp://10.0.2.2/vmlinuz, "
				     "5066752 bytes, 1374 KiB/s");
}

TEST(what_is_not_known_is_left_out)
{
	const struct session_times none = {.init = 0};

	session_stages_begin(&s, 1000);
	session_stages_configured(&s, 1500);
	CHECK_INT(session_stages_list(&s, &none, "", "", list), 2);
	CHECK(list[0].kind == CHAN_STAGE_PAUSE && list[0].to_ms == 1000);
	CHECK(list[1].kind == CHAN_STAGE_CONFIG && list[1].from_ms == 1000);
	CHECK_INT(list[1].to_ms, 1500);
}

TEST(a_later_attempt_tells_of_the_pause)
{
	const struct session_times times = {.init = 10, .drivers = 20, .link = 30, .lease = 40};

	session_stages_begin(&s, 64000);
	session_stages_configured(&s, 64100);
	CHECK_INT(session_stages_list(&s, &times, "", "", list), 6);
	CHECK(list[4].kind == CHAN_STAGE_PAUSE && list[4].from_ms == 40);
	CHECK_INT(list[4].to_ms, 64000);
}

TEST(many_files_share_the_last_line)
{
	const struct session_times times = {.init = 1, .drivers = 1, .link = 1, .lease = 1};
	unsigned n;

	session_stages_begin(&s, 1);
	session_stages_configured(&s, 1);
	session_stages_chosen(&s, 2);
	for (unsigned i = 0; i < SESSION_FILES_MAX + 9; i++)
		file("f", 100, 10 + i, 11 + i);
	n = session_stages_list(&s, &times, "", "", list);
	CHECK_INT(n, 6 + SESSION_FILES_MAX);
	CHECK_STR(list[n - 2].text, "f");
	CHECK_STR(list[n - 1].text, "further files");
	CHECK_INT(list[n - 1].bytes, 1000);
	CHECK_INT(list[n - 1].from_ms, 10 + SESSION_FILES_MAX - 1);
	CHECK_INT(list[n - 1].to_ms, 11 + SESSION_FILES_MAX + 8);
	/* Another entry starts: its files are other files. */
	session_stages_chosen(&s, 100);
	CHECK_INT(session_stages_list(&s, &times, "", "", list), 6);
}

TEST(a_worker_that_floods_is_cut_off)
{
	static struct stages all;
	struct chan_stage st = {.kind = CHAN_STAGE_FILE, .to_ms = 1, .bytes = INT64_MAX};

	for (unsigned i = 0; i < STAGES_MAX + 5; i++)
		stages_add(&all, &st);
	CHECK_INT(all.n, STAGES_MAX);
	CHECK_STR(line_of(&all.stage[0]),
		  "  file           1 ms, to       1, 9223372036854775807 bytes");
	stages_clear(&all);
	CHECK_INT(all.n, 0);
}

/* The checks of what was downloaded belong to loading, and a file may end before an earlier one. */
TEST(loading_begins_where_the_last_file_ended)
{
	static struct stages all;

	CHECK_INT(stages_end(&all, 77), 77);
	stages_add_own(&all, CHAN_STAGE_FIRMWARE, 0, 9000);
	stages_add_own(&all, CHAN_STAGE_FILE, 10, 300);
	stages_add_own(&all, CHAN_STAGE_FILE, 20, 200);
	CHECK_INT(stages_end(&all, 77), 300);
}

TEST(session_and_init_have_room_for_each_other)
{
	CHECK(SESSION_STAGES_MAX + 2 <= STAGES_MAX);
}
