/* SPDX-License-Identifier: MIT
 * PID 1 and workers as they should be, and workers that flood, hang or die. */
#include "tests/unit/check.h"
#include "tests/unit/supervise_rig.h"

#include "cmd/cmd.h"

#include "lib/clock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- a worker as it should be ---------------------------------------------------------------- */

static void good(int fd)
{
	struct chan_msg m;

	script_wait(fd, CHAN_SETUP, &m);
	script_say(fd,
		   m.u.setup.arch == 31 && !strcmp(m.u.setup.server, "boot.lan") ? "set up" : "no");
	m = (struct chan_msg){.kind = CHAN_PROGRESS};
	script_send(fd, &m);
	m = (struct chan_msg){.kind = CHAN_FILE};
	script_send(fd, &m);
	script_part(fd, CHAN_KERNEL, script_memfd("kernel", CHAN_SEALS), 6);
	script_part(fd, CHAN_CMDLINE, script_memfd("a=1", CHAN_SEALS), 3);
	m = (struct chan_msg){.kind = CHAN_BOOT};
	script_send(fd, &m);
	script_wait(fd, CHAN_BOOT_FAILED, &m);
	script_say(fd, m.u.log.text);
	m = (struct chan_msg){.kind = CHAN_REBOOT};
	script_send(fd, &m);
	script_say(fd, "that was all");
	script_sleep_on();
}

TEST(what_a_worker_says_arrives)
{
	uint64_t until = clock_ms() + CHECK_PATIENCE_MS;
	char text[8] = "";

	boss_begin(good);
	CHECK(boss_logged("set up"));
	while (!boss.boots && clock_ms() < until) {
		supervise_step(&boss.sup, boss.now);
		poll(NULL, 0, 10);
	}
	if (CHECK(boss.boots == 1 && boss.booted)) {
		CHECK(boss.progress == 1 && boss.files == 1);
		CHECK_INT(pread(boss.booted->fd[CHAN_KERNEL], text, 7, 0), 6);
		CHECK_STR(text, "kernel");
		CHECK(boss.booted->size[CHAN_CMDLINE] == 3 && boss.booted->fd[CHAN_INITRD] == -1);
		supervise_boot_failed(&boss.sup, "bad \x1b kernel");
		CHECK(boss.sup.parts.fd[CHAN_KERNEL] == -1 &&
		      boss.sup.parts.fd[CHAN_CMDLINE] == -1);
		CHECK(boss_logged("bad \\x1b kernel"));
		CHECK(boss_logged("that was all"));
		CHECK_INT(boss.reboots, 1);
	}
	CHECK_INT(boss.reaped, 0);
	boss_end();
}

static void waits_for_a_key(int fd)
{
	struct chan_msg m;

	script_wait(fd, CHAN_TOUCHED, &m);
	script_say(fd, "touched");
	script_wait(fd, CHAN_CHOOSE, &m);
	script_say(fd, m.u.choice.line);
	script_sleep_on();
}

TEST(choices_reach_the_worker)
{
	struct chan_msg m = {.kind = CHAN_TOUCHED};

	boss_begin(waits_for_a_key);
	supervise_send(&boss.sup, &m);
	CHECK(boss_logged("touched"));
	m.kind = CHAN_CHOOSE;
	strcpy(m.u.choice.line, "linux quiet");
	supervise_send(&boss.sup, &m);
	CHECK(boss_logged("linux quiet"));
	boss_end();
	supervise_send(&boss.sup, &m); /* nobody is there */
}

/* --- workers that flood, hang, die ----------------------------------------------------------- */

static void floods(int fd)
{
	for (;;)
		script_say(fd, "flood");
}

TEST(flood_leaves_pid_1_its_time)
{
	unsigned before;

	boss_begin(floods);
	CHECK(boss_logged("flood"));
	poll(NULL, 0, 50);
	before = boss.logs;
	supervise_step(&boss.sup, boss.now);
	CHECK(boss.logs - before <= 64);
	CHECK_INT(boss.reaped, 0);
	boss_end();
}

TEST(flood_does_not_fill_the_console)
{
	uint64_t until = clock_ms() + CHECK_PATIENCE_MS;
	unsigned before;

	boss_begin(floods);
	before = boss.logs;
	while (boss.sup.lines <= 400 && clock_ms() < until) {
		poll(NULL, 0, 1);
		supervise_step(&boss.sup, boss.now);
	}
	CHECK(boss.sup.lines > 400);
	CHECK(boss.logs - before <= 200);
	boss.lines[0] = '\0';
	boss.now += 1000;
	CHECK(boss_logged("lines held back"));
	boss_end();
}

TEST(worker_that_does_not_read_is_killed)
{
	uint64_t until = clock_ms() + CHECK_PATIENCE_MS;

	boss_begin(script_deaf);
	while (boss.sup.pid > 0 && clock_ms() < until) {
		supervise_boot_failed(&boss.sup, "again");
		if (boss.sup.fd < 0) /* killed; it ends when it gets the processor */
			poll(NULL, 0, 1);
		boss_reap();
	}
	CHECK(boss.sup.pid == 0 && boss.reaped == 1 && WTERMSIG(boss.last_status) == SIGKILL);
	boss_end();
}

TEST(silent_for_90_s)
{
	boss_begin(script_deaf);
	CHECK_INT(supervise_deadline(&boss.sup), boss.now + CHAN_HANG_MS);
	boss.now += CHAN_HANG_MS - 1;
	supervise_step(&boss.sup, boss.now);
	CHECK(boss.sup.fd >= 0);
	boss.now += 1;
	supervise_step(&boss.sup, boss.now);
	CHECK(boss_logged("silent for 90 s") && boss_logged("killed by signal 9"));
	boss_end();
}

static void stopped(int fd)
{
	(void)fd;
	raise(SIGSTOP);
}

TEST(stopped_worker_is_killed_too)
{
	boss_begin(stopped);
	boss.now += CHAN_HANG_MS;
	supervise_step(&boss.sup, boss.now);
	CHECK(boss_logged("killed by signal 9"));
	boss_end();
}

static void dies(int fd)
{
	(void)fd;
}

TEST(restarts_with_growing_pauses_and_for_ever)
{
	uint64_t longest = 0;

	boss_begin(dies);
	for (int i = 0; i < 60; i++) {
		boss.lines[0] = '\0';
		if (!CHECK(boss_logged("ended with status 0, starts again in ")))
			break;
		CHECK(boss.sup.start_at >= boss.now + 100 && boss.sup.start_at <= boss.now + 64000);
		if (boss.sup.start_at - boss.now > longest)
			longest = boss.sup.start_at - boss.now;
		boss.now = boss.sup.start_at;
		supervise_step(&boss.sup, boss.now);
	}
	CHECK(longest > 10000);
	CHECK_INT(boss.sup.starts, 61);
	boss_end();
}

TEST(good_run_is_followed_by_a_quick_restart)
{
	boss_begin(dies);
	boss.sup.backoff.prev_ms = 64000;
	boss.now += 60000; /* it ran for a minute, then died */
	CHECK(boss_logged("starts again"));
	CHECK(boss.sup.start_at - boss.now <= 300);
	boss_end();
}

TEST(children_of_others_are_not_ours)
{
	boss_begin(script_deaf);
	CHECK(!supervise_reaped(&boss.sup, boss.sup.pid + 1, 0, boss.now));
	CHECK(!supervise_reaped(&boss.sup, 0, 0, boss.now));
	CHECK(!supervise_reaped(&boss.sup, -1, 0, boss.now));
	CHECK(boss.sup.pid > 0);
	boss_end();
}

TEST(links_without_sockets_are_told_again)
{
	struct chan_link link = {.name = "none"};

	boss_begin(script_deaf);
	CHECK(supervise_link(&boss.sup, 0x7ffffff0, &link) < 0); /* no such interface */
	CHECK_INT(boss.sup.links[0].ifindex, 0);
	supervise_link_gone(&boss.sup, 0x7ffffff0);
	boss_end();
}

/* A table without relink() means that the links are somebody else's: the worker never asks. */
TEST(dry_run_on_a_workstation_has_no_link_that_goes_deaf)
{
	struct chan_link link = {.name = "x", .may_go_deaf = true};

	boss_begin(script_deaf);
	supervise_stop(&boss.sup); /* nobody to be told */
	CHECK_INT(supervise_link(&boss.sup, 1, &link), 0);
	CHECK(boss.sup.links[0].link.may_go_deaf);
	boss.sup.ops = &cmd_boot_ops;
	CHECK_INT(supervise_link(&boss.sup, 1, &link), 0);
	CHECK(!boss.sup.links[0].link.may_go_deaf);
	boss_end();
}

TEST(more_links_than_there_is_room_for)
{
	struct chan_link link = {.name = "x"};

	boss_begin(script_deaf);
	supervise_stop(&boss.sup); /* nobody to be told */
	for (unsigned i = 1; i <= SUPERVISE_LINKS_MAX; i++)
		CHECK_INT(supervise_link(&boss.sup, i, &link), 0);
	CHECK_INT(supervise_link(&boss.sup, 999, &link), -ENOSPC);
	CHECK_INT(supervise_link(&boss.sup, 1, &link), 0);
	supervise_link_gone(&boss.sup, 5);
	CHECK_INT(supervise_link(&boss.sup, 999, &link), 0);
	boss_end();
}
