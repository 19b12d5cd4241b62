/* SPDX-License-Identifier: MIT
 * Consoles on pseudo terminals. Row 28 of the fault matrix: a console that is stuck, gone or never
 * there costs its own lines and no time. */
#include "tests/unit/check.h"
#include "tests/unit/menu_aid.h"

#include "init/console.h"
#include "lib/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* The far ends: a healthy terminal, one nobody reads, one that hangs up, one with lines only. */
enum { GOOD, STUCK, GONE, LINES, CONSOLES };

static int far[CONSOLES];
static char names[CONSOLES][64];
static uint64_t now = 1000;

static int pty(char *name, size_t size)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0 || ptsname_r(fd, name, size) != 0)
		return -1;
	return fd;
}

static bool ready(void)
{
	for (int i = 0; i < CONSOLES; i++) {
		far[i] = pty(names[i], sizeof names[i]);
		if (!CHECK(far[i] >= 0))
			return false;
		console_add(names[i], i == LINES, i != LINES, now);
		console_add(names[i], i == LINES, i != LINES, now); /* known: nothing happens */
	}
	console_add("/dev/there-is-no-such-console", false, true, now);
	return true;
}

static void steps(void)
{
	for (int i = 0; i < 50; i++)
		console_step(now);
}

/* What a far end has got by now, its reader being quick. */
static const char *got(int i)
{
	static char buf[1 << 20];
	size_t n = 0;
	ssize_t k;

	do {
		steps();
		k = read(far[i], buf + n, sizeof buf - 1 - n);
		n += k > 0 ? (size_t)k : 0;
	} while (k > 0);
	buf[n] = '\0';
	return buf;
}

TEST(console_lines_put_early_arrive_everywhere)
{
	console_put("before any console");
	if (!ready())
		return;
	console_put("second");
	CHECK_STR(got(GOOD), "before any console\r\nsecond\r\n");
	CHECK_STR(got(LINES), "before any console\r\nsecond\r\n");
	CHECK_STR(got(GONE), "before any console\r\nsecond\r\n");
}

TEST(console_progress_is_rewritten_in_place)
{
	if (!ready())
		return;
	console_progress("10 %");
	CHECK_STR(got(GOOD), "\r10 %");
	console_progress("20 %");
	CHECK_STR(got(GOOD), ""); /* too soon */
	CHECK(console_deadline() <= now + 200);
	now += 200;
	CHECK_STR(got(GOOD), "\r20 %");
	console_put("a line");
	now += 200;
	CHECK_STR(got(GOOD), "\r    \ra line\r\n\r20 %");
	now += 200;
	console_progress("3 %");
	CHECK_STR(got(GOOD), "\r3 % ");
	console_progress("");
	CHECK_STR(got(GOOD), "\r    \r");
	CHECK_STR(got(GOOD), "");
}

TEST(console_progress_on_a_line_mode_console)
{
	if (!ready())
		return;
	now += 10000;
	got(LINES);
	for (int i = 0; i <= 100; i++) {
		char text[16];

		snprintf(text, sizeof text, "%d %%", i);
		console_progress(text);
		steps();
		now += 100;
	}
	CHECK_STR(got(LINES), "0 %\r\n50 %\r\n100 %\r\n");
	console_progress("");
	CHECK_STR(got(LINES), "");
	got(GOOD);
}

/* Put so many lines, the others' readers being quick; returns how many GOOD has shown. */
static size_t flood(size_t lines)
{
	size_t shown = 0;

	for (size_t i = 0; i < lines; i++) {
		console_put("a line for everybody");
		console_step(now);
		if (i % 100 && i + 1 < lines)
			continue;
		for (const char *p = got(GOOD); *p; p++)
			shown += *p == '\n';
		got(GONE);
		got(LINES);
	}
	return shown;
}

TEST(hazard_row_28_a_stuck_console_holds_up_nobody)
{
	uint64_t start = clock_ms();

	if (!ready())
		return;
	CHECK_INT(flood(20000), 20000);
	CHECK(clock_ms() - start < 20000);
	CHECK(!console_idle());
	CHECK(console_deadline() <= now + 1000);
}

TEST(hazard_row_28_a_stuck_console_is_told_what_it_lost)
{
	const char *all, *told;
	size_t lines = 0, lost = 0, complaints = 0;

	if (!ready())
		return;
	flood(20000);
	now += 2000;
	all = got(STUCK);
	for (told = strstr(all, "["); told; told = strstr(told + 1, "[")) {
		lost += strtoul(told + 1, NULL, 10);
		complaints++;
	}
	for (const char *p = all; *p; p++)
		lines += *p == '\n';
	/* A line that was torn counts as lost and ends too. */
	CHECK(complaints >= 1 && lost > 5000);
	CHECK(lines - complaints + lost >= 20000 && lines + lost <= 20000 + 2 * complaints);
	console_put("again in time");
	CHECK_STR(got(STUCK), "again in time\r\n");
	got(GOOD);
	got(GONE);
	got(LINES);
	CHECK(console_idle());
}

TEST(console_keys_and_where_they_came_from)
{
	struct console_key k[8];
	struct pollfd p[CONSOLE_MAX];

	if (!ready())
		return;
	CHECK_INT(console_fds(p, CONSOLE_MAX), CONSOLES);
	CHECK_INT(console_input(k, 8, now), 0);
	CHECK_INT(write(far[LINES], "x\r", 2), 2);
	CHECK_INT(write(far[GOOD], "\x1b[A", 3), 3);
	CHECK(poll(p, console_fds(p, CONSOLE_MAX), CHECK_PATIENCE_MS) > 0);
	if (!CHECK_INT(console_input(k, 8, now), 5))
		return;
	CHECK(k[0].which == GOOD && k[0].byte == 0x1b);
	CHECK(k[3].which == LINES && k[3].byte == 'x');
	CHECK(k[4].which == LINES && k[4].byte == '\n');
	CHECK_STR(console_path(LINES), names[LINES]);
	CHECK_STR(got(GOOD), ""); /* no echo */
	CHECK_INT(write(far[GOOD], "abcdef", 6), 6);
	CHECK_INT(console_input(k, 4, now), 4);
	CHECK_INT(console_input(k, 4, now), 2);
}

TEST(hazard_row_28_a_console_that_hangs_up_is_opened_again_with_pauses)
{
	struct console_key k[8];
	int opened = 0, before;

	if (!ready())
		return;
	close(far[GONE]);
	CHECK_INT(console_input(k, 8, now), 0);
	console_put("to the others");
	steps();
	CHECK_STR(got(GOOD), "to the others\r\n");
	for (before = 0; before < 600; before++) {
		uint64_t due = console_deadline();

		opened += due <= now;
		console_step(now);
		now += 100;
	}
	/* A minute: two consoles are away, each asked for at most 16 times. */
	CHECK(opened > 4 && opened <= 32);
}

TEST(console_lent_to_a_shell)
{
	struct console_key k[8];
	struct pollfd p[CONSOLE_MAX];
	struct termios t;

	if (!ready())
		return;
	got(GOOD);
	console_lend(GOOD);
	console_put("while lent");
	CHECK_STR(got(GOOD), "");
	CHECK_INT(tcgetattr(far[GOOD], &t), 0);
	CHECK(t.c_lflag & ICANON && t.c_lflag & ECHO);
	CHECK_INT(console_fds(p, CONSOLE_MAX), CONSOLES - 1);
	console_return(GOOD, now);
	CHECK_STR(got(GOOD), "while lent\r\n");
	CHECK_INT(tcgetattr(far[GOOD], &t), 0);
	CHECK(!(t.c_lflag & (ICANON | ECHO)));
	CHECK_INT(write(far[GOOD], "y", 1), 1);
	CHECK_INT(console_input(k, 8, now), 1);
	console_lend(99);
	console_return(99, now);
}

TEST(console_menu_on_all_of_them)
{
	static const struct chan_menu conf = {.screen = CHAN_SCREEN_MENU, .flags = AID_FLAGS};
	bool line_mode = true;
	const char *text;

	if (!ready())
		return;
	got(GOOD);
	got(LINES);
	CHECK(console_mode(GOOD, &line_mode) && !line_mode);
	CHECK(console_mode(LINES, &line_mode) && line_mode);
	CHECK(!console_mode(CONSOLE_MAX, &line_mode));
	aid_installer(conf);
	console_put("before the menu");
	console_menu(&aid_menu);
	text = got(GOOD);
	CHECK(strncmp(text, "before the menu\r\n\x1b[0m\x1b[2J", 25) == 0);
	CHECK(strstr(text, "\x1b[7m> Install ") && !strchr(strstr(text, "\x1b[2J"), '\n'));
	text = got(LINES);
	CHECK(strncmp(text, "before the menu\r\n== Installer menu ==\r\n", 39) == 0);
	CHECK(!strchr(text, '\x1b'));
	console_put("while it is shown");
	console_progress("50 %");
	CHECK_STR(got(GOOD), "");
	CHECK_STR(got(LINES), "while it is shown\r\n");
	aid_keys("\x1b[B");
	text = got(GOOD);
	CHECK(strstr(text, "> Automated install") && strlen(text) < 300);
	CHECK_STR(got(LINES), "");
	console_lend(GOOD); /* the shell gets a terminal with a cursor */
	CHECK_STR(got(GOOD), "\x1b[0m\x1b[?25h\x1b[24;1H\r\n");
	console_return(GOOD, now);
	text = got(GOOD);
	CHECK(strncmp(text, "while it is shown\r\n\x1b[0m\x1b[2J", 27) == 0);
	CHECK(strstr(text, "> Automated install"));
	console_put("after");
	console_progress("");
	console_menu(NULL);
	CHECK_STR(got(GOOD), "\x1b[0m\x1b[?25h\x1b[24;1H\r\nafter\r\n");
	CHECK_STR(got(LINES), "after\r\n");
}

/* The picture of then is never written: a reader that comes back sees the one of now. */
TEST(hazard_row_28_a_stuck_console_and_the_menu)
{
	static const struct chan_menu conf = {.screen = CHAN_SCREEN_MENU, .flags = AID_FLAGS};

	if (!ready())
		return;
	aid_installer(conf);
	console_menu(&aid_menu);
	got(GOOD);
	for (int i = 0; i < 2000; i++) {
		aid_keys(i % 2 ? "\x1b[A" : "\x1b[B");
		console_step(now);
		got(GOOD);
	}
	CHECK(console_deadline() > now);
	console_menu(NULL);
	got(GOOD);
}

TEST(console_flush_ends_in_time)
{
	uint64_t start = clock_ms();

	if (!ready())
		return;
	for (int i = 0; i < 3000; i++)
		console_put("nobody reads this");
	console_flush(200);
	CHECK(clock_ms() - start < CHECK_PATIENCE_MS);
}

TEST(console_line_mode_by_name)
{
	CHECK(console_is_line_mode("sclp_line0", true));
	CHECK(console_is_line_mode("ttyS0", true));
	CHECK(!console_is_line_mode("ttyS0", false));
	CHECK(!console_is_line_mode("ttysclp0", true));
	CHECK(!console_is_line_mode("ttyS1", true));
	CHECK(!console_is_line_mode("hvc0", true));
}

TEST(real_05_consoles_that_know_utf8)
{
	static const struct {
		const char *name;
		bool s390, utf8;
	} rows[] = {
		{"ttyS0", false, true},	    {"ttyS0", true, false},   {"sclp_line0", true, false},
		{"ttysclp0", true, true},   {"hvc0", true, true},     {"3215/tty1", true, false},
		{"3270/tty1", true, false}, {"tty3270", true, false}, {"tty0", false, true},
		{"ttyAMA0", false, true},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_INT(console_is_utf8(rows[i].name, rows[i].s390), rows[i].utf8);
}

TEST(real_05_lines_and_progress_of_both_kinds)
{
	char long_line[900] = "";

	if (!ready())
		return;
	for (int i = 0; i < 130; i++)
		strcat(long_line, "a\xc3\xa9");
	console_put("B\xc3\xbcro");
	console_put(long_line);
	CHECK(strncmp(got(GOOD), "B\xc3\xbcro\r\na\xc3\xa9", 10) == 0);
	CHECK_INT(strlen(got(LINES)), 2 + strlen("B\\xc3\\xbcro") + 2 + 130 * 9);
	now += 10000;
	console_progress("\xe4\xb8\xad 10 %");
	CHECK_STR(got(GOOD), "\r\xe4\xb8\xad 10 %");
	CHECK_STR(got(LINES), "\\xe4\\xb8\\xad 10 %\r\n");
	now += 10000;
	console_progress("x");
	CHECK_STR(got(GOOD), "\rx      "); /* seven columns, not nine bytes */
	console_progress("");
	got(GOOD);
}
