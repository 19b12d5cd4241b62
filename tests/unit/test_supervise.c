/* SPDX-License-Identifier: MIT
 * PID 1 against workers that misbehave: real processes, virtual time. The worker is the script that
 * each test sets; worker_main() here takes the place of the real one. */
#include "tests/unit/check.h"

#include "init/menu.h"
#include "init/supervise.h"
#include "lib/clock.h"
#include "pxe/worker.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEALS (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL)

/* --- the worker's side ------------------------------------------------------------------------ */

static void (*script)(int fd);

int worker_main(int fd, const char *root, bool sandbox)
{
	(void)root;
	(void)sandbox;
	script(fd);
	return 0;
}

static void sleep_on(void)
{
	for (;;)
		pause();
}

/* Says nothing, hears nothing. */
static void deaf(int fd)
{
	(void)fd;
	sleep_on();
}

static void send_one(int fd, const struct chan_msg *m)
{
	chan_send(fd, m, NULL, 0);
}

static void say(int fd, const char *text)
{
	struct chan_msg m = {.kind = CHAN_LOG, .u.log.level = LOG_INFO};

	snprintf(m.u.log.text, sizeof m.u.log.text, "%s", text);
	send_one(fd, &m);
}

/* The next message of this kind. */
static void wait_kind(int fd, uint32_t kind, struct chan_msg *m)
{
	int fds[CHAN_FDS_MAX];

	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		int n;

		poll(&p, 1, -1);
		n = chan_recv(fd, m, fds);
		for (int i = 0; i < n; i++)
			close(fds[i]);
		if (n < 0 && n != -EAGAIN)
			_exit(3);
		if (n >= 0 && m->kind == kind)
			return;
	}
}

static int memfd(const char *text, int seals)
{
	int fd = memfd_create("part", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text) ||
	    (seals && fcntl(fd, F_ADD_SEALS, seals) < 0))
		_exit(4);
	return fd;
}

static void send_part(int fd, unsigned which, int part, uint64_t size)
{
	struct chan_msg m = {.kind = CHAN_PART};

	m.u.part.which = which;
	m.u.part.size = size;
	chan_send(fd, &m, &part, 1);
	close(part);
}

/* --- PID 1's side ----------------------------------------------------------------------------- */

static struct supervise sup;
static struct menu menu;
static uint64_t now;
static char lines[4096];
static unsigned logs, progress, files, addrs, gone, relinks, boots, reboots, reaped, log_level;
static const struct boot_parts *booted;
static int last_status;

static void on_log(void *ctx, enum log_level level, const char *text)
{
	size_t n = strlen(lines);

	(void)ctx;
	log_level = level;
	logs++;
	snprintf(lines + n, sizeof lines - n, "%s\n", text);
}

static void on_progress(void *ctx, const char *text)
{
	(void)ctx;
	(void)text;
	progress++;
}

static void on_file(void *ctx, const struct chan_file *file)
{
	(void)ctx;
	(void)file;
	files++;
}

static int on_addr(void *ctx, unsigned ifindex, const struct chan_addr *addr)
{
	(void)ctx;
	(void)ifindex;
	addrs++;
	return addr->prefix_len == 31 ? -EADDRNOTAVAIL : 0;
}

static void on_addr_gone(void *ctx, unsigned ifindex)
{
	(void)ctx;
	(void)ifindex;
	gone++;
}

static void on_relink(void *ctx, unsigned ifindex)
{
	(void)ctx;
	CHECK_INT(ifindex, 3);
	relinks++;
}

static void on_boot(void *ctx, const struct boot_parts *parts)
{
	(void)ctx;
	booted = parts;
	boots++;
}

static const char *on_menu(void *ctx, const struct chan_msg *m)
{
	(void)ctx;
	return menu_take(&menu, m, now);
}

static void on_reboot(void *ctx, const char *why)
{
	(void)ctx;
	(void)why;
	reboots++;
}

static const struct supervise_ops ops = {
	.log = on_log,
	.progress = on_progress,
	.file = on_file,
	.addr_set = on_addr,
	.addr_gone = on_addr_gone,
	.relink = on_relink,
	.boot = on_boot,
	.reboot = on_reboot,
	.menu = on_menu,
};

static void begin(void (*worker)(int fd))
{
	static const struct chan_setup setup = {.arch = 31, .server = "boot.lan"};

	script = worker;
	now = 1000000;
	lines[0] = '\0';
	logs = progress = files = addrs = gone = relinks = boots = reboots = reaped = 0;
	booted = NULL;
	supervise_init(&sup, &ops, NULL, &setup, "/", 42);
	supervise_start(&sup, now);
	supervise_step(&sup, now);
	CHECK(sup.pid > 0 && sup.fd >= 0);
}

static void reap(void)
{
	int status;

	if (sup.pid > 0 && waitpid(sup.pid, &status, WNOHANG) == sup.pid) {
		last_status = status;
		reaped += supervise_reaped(&sup, sup.pid, status, now);
	}
}

/* Let real time pass, but no virtual time, until @text was logged or five seconds are over. */
static bool logged(const char *text)
{
	for (int i = 0; i < 500; i++) {
		struct pollfd p = {.fd = supervise_fd(&sup), .events = POLLIN};

		if (strstr(lines, text))
			return true;
		poll(&p, 1, 10);
		supervise_step(&sup, now);
		reap();
	}
	fprintf(stderr, "wanted \"%s\", logged:\n%s", text, lines);
	return false;
}

static void end(void)
{
	supervise_stop(&sup);
	if (sup.pid > 0)
		waitpid(sup.pid, NULL, 0);
	supervise_boot_failed(&sup, "");
}

static unsigned open_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	unsigned n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

/* A worker that must be killed for what it sent, and replaced after a pause. */
static void must_be_killed(void (*worker)(int fd), const char *why)
{
	unsigned before = open_fds();
	pid_t first;

	begin(worker);
	first = sup.pid;
	if (CHECK(logged(why)) && CHECK(logged("killed by signal 9, starts again"))) {
		CHECK(sup.pid == 0 && sup.fd == -1 && reaped == 1);
		CHECK(sup.start_at > now && sup.start_at <= now + 64000);
		CHECK(boots == 0 && addrs == 0 && reboots == 0 && gone == 0);
		script = deaf;
		supervise_step(&sup, sup.start_at - 1);
		CHECK_INT(sup.pid, 0);
		supervise_step(&sup, sup.start_at);
		CHECK(sup.pid > 0 && sup.pid != first);
	}
	end();
	CHECK_INT(open_fds(), before);
}

/* --- a worker as it should be ----------------------------------------------------------------- */

static void good(int fd)
{
	struct chan_msg m;

	wait_kind(fd, CHAN_SETUP, &m);
	say(fd, m.u.setup.arch == 31 && !strcmp(m.u.setup.server, "boot.lan") ? "set up" : "no");
	m = (struct chan_msg){.kind = CHAN_PROGRESS};
	send_one(fd, &m);
	m = (struct chan_msg){.kind = CHAN_FILE};
	send_one(fd, &m);
	send_part(fd, CHAN_KERNEL, memfd("kernel", SEALS), 6);
	send_part(fd, CHAN_CMDLINE, memfd("a=1", SEALS), 3);
	m = (struct chan_msg){.kind = CHAN_BOOT};
	send_one(fd, &m);
	wait_kind(fd, CHAN_BOOT_FAILED, &m);
	say(fd, m.u.log.text);
	m = (struct chan_msg){.kind = CHAN_REBOOT};
	send_one(fd, &m);
	say(fd, "that was all");
	sleep_on();
}

TEST(what_a_worker_says_arrives)
{
	char text[8] = "";

	begin(good);
	CHECK(logged("set up"));
	for (int i = 0; i < 500 && !boots; i++) {
		supervise_step(&sup, now);
		poll(NULL, 0, 10);
	}
	if (CHECK(boots == 1 && booted)) {
		CHECK(progress == 1 && files == 1);
		CHECK_INT(pread(booted->fd[CHAN_KERNEL], text, 7, 0), 6);
		CHECK_STR(text, "kernel");
		CHECK(booted->size[CHAN_CMDLINE] == 3 && booted->fd[CHAN_INITRD] == -1);
		supervise_boot_failed(&sup, "bad \x1b kernel");
		CHECK(sup.parts.fd[CHAN_KERNEL] == -1 && sup.parts.fd[CHAN_CMDLINE] == -1);
		CHECK(logged("bad \\x1b kernel"));
		CHECK(logged("that was all"));
		CHECK_INT(reboots, 1);
	}
	CHECK_INT(reaped, 0);
	end();
}

/* --- workers that lie ------------------------------------------------------------------------- */

static struct chan_msg forged;

static void forger(int fd)
{
	send_one(fd, &forged);
	sleep_on();
}

TEST(kinds_that_no_worker_sends)
{
	static const uint32_t kinds[] = {0,
					 CHAN_SETUP,
					 CHAN_LINK,
					 CHAN_LINK_GONE,
					 CHAN_ADDR_RESULT,
					 CHAN_BOOT_FAILED,
					 CHAN_KIND_END,
					 UINT32_MAX};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		forged = (struct chan_msg){.kind = kinds[i], .ifindex = 1};
		must_be_killed(forger, "impossible message");
	}
}

TEST(numbers_and_text_out_of_range)
{
	forged = (struct chan_msg){.kind = CHAN_LOG};
	memset(forged.u.log.text, 'x', sizeof forged.u.log.text);
	must_be_killed(forger, "impossible message");
	forged = (struct chan_msg){.kind = CHAN_LOG, .u.log.text = "\x1b[2J"};
	must_be_killed(forger, "impossible message");
	forged = (struct chan_msg){.kind = CHAN_LOG, .u.log.level = LOG_DEBUG + 1};
	must_be_killed(forger, "impossible message");
	forged = (struct chan_msg){.kind = CHAN_ADDR, .ifindex = 1};
	must_be_killed(forger, "impossible message");
	forged = (struct chan_msg){.kind = CHAN_FILE, .u.file.which = CHAN_PARTS};
	must_be_killed(forger, "impossible message");
	forged = (struct chan_msg){.kind = CHAN_PART}; /* without its descriptor */
	must_be_killed(forger, "impossible message");
}

/* Each message alone is in order; together they are no menu. */
TEST(menus_that_contradict_themselves)
{
	memset(&menu, 0, sizeof menu);
	forged = (struct chan_msg){.kind = CHAN_SHOW};
	must_be_killed(forger, "not complete");
	forged = (struct chan_msg){.kind = CHAN_ENTRY};
	must_be_killed(forger, "out of order");
	forged = (struct chan_msg){.kind = CHAN_HELP};
	must_be_killed(forger, "out of order");
	CHECK(!menu_shown(&menu));
}

static void waits_for_a_key(int fd)
{
	struct chan_msg m;

	wait_kind(fd, CHAN_TOUCHED, &m);
	say(fd, "touched");
	wait_kind(fd, CHAN_CHOOSE, &m);
	say(fd, m.u.choice.line);
	sleep_on();
}

TEST(choices_reach_the_worker)
{
	struct chan_msg m = {.kind = CHAN_TOUCHED};

	begin(waits_for_a_key);
	supervise_tell(&sup, &m);
	CHECK(logged("touched"));
	m.kind = CHAN_CHOOSE;
	strcpy(m.u.choice.line, "linux quiet");
	supervise_tell(&sup, &m);
	CHECK(logged("linux quiet"));
	end();
	supervise_tell(&sup, &m); /* nobody is there */
}

static void sends_descriptors(int fd)
{
	struct chan_msg m = {.kind = CHAN_ALIVE};
	int two[2] = {0, 1};

	chan_send(fd, &m, two, 2);
	sleep_on();
}

static void sends_half(int fd)
{
	struct chan_msg m = {.kind = CHAN_ALIVE};

	send(fd, &m, sizeof m / 2, 0);
	sleep_on();
}

static void sends_more(int fd)
{
	static char m[sizeof(struct chan_msg) + 1];

	send(fd, m, sizeof m, 0);
	sleep_on();
}

static void hangs_up(int fd)
{
	close(fd);
	sleep_on();
}

TEST(messages_of_another_shape)
{
	must_be_killed(sends_descriptors, "impossible message");
	must_be_killed(sends_half, "another size");
	must_be_killed(sends_more, "another size");
	must_be_killed(hangs_up, "");
}

static void unsealed(int fd)
{
	send_part(fd, CHAN_KERNEL, memfd("kernel", 0), 6);
	sleep_on();
}

static void half_sealed(int fd)
{
	send_part(fd, CHAN_KERNEL, memfd("kernel", F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK), 6);
	sleep_on();
}

static void wrong_size(int fd)
{
	send_part(fd, CHAN_KERNEL, memfd("kernel", SEALS), 7);
	sleep_on();
}

static void no_file(int fd)
{
	int p[2];

	if (pipe(p) == 0)
		send_part(fd, CHAN_KERNEL, p[0], 0);
	sleep_on();
}

TEST(parts_that_could_still_change)
{
	must_be_killed(unsealed, "not sealed");
	must_be_killed(half_sealed, "not sealed");
	must_be_killed(wrong_size, "not as announced");
	must_be_killed(no_file, "not sealed");
}

static void impatient(int fd)
{
	struct chan_msg m = {.kind = CHAN_BOOT};

	send_part(fd, CHAN_KERNEL, memfd("kernel", SEALS), 6);
	send_part(fd, CHAN_CMDLINE, memfd("", SEALS), 0);
	send_one(fd, &m);
	send_one(fd, &m);
	sleep_on();
}

static void swapper(int fd)
{
	struct chan_msg m = {.kind = CHAN_BOOT};

	send_part(fd, CHAN_KERNEL, memfd("kernel", SEALS), 6);
	send_part(fd, CHAN_CMDLINE, memfd("", SEALS), 0);
	send_one(fd, &m);
	send_part(fd, CHAN_KERNEL, memfd("other", SEALS), 5);
	sleep_on();
}

/* What is being loaded is neither loaded twice nor exchanged. */
TEST(second_boot_during_the_first)
{
	begin(impatient);
	CHECK(logged("second boot") && logged("killed by signal 9"));
	CHECK_INT(boots, 1);
	end();
	begin(swapper);
	CHECK(logged("not sealed") && logged("killed by signal 9"));
	CHECK_INT(boots, 1);
	end();
}

static void boots_nothing(int fd)
{
	struct chan_msg m = {.kind = CHAN_BOOT};

	send_one(fd, &m);
	wait_kind(fd, CHAN_BOOT_FAILED, &m);
	say(fd, m.u.log.text);
	sleep_on();
}

TEST(boot_without_parts)
{
	begin(boots_nothing);
	CHECK(logged("no kernel or no command line"));
	CHECK(boots == 0 && reaped == 0);
	end();
}

static void asks_for_an_address(int fd)
{
	struct chan_msg m = {.kind = CHAN_ADDR, .ifindex = 77};

	m.u.addr = (struct chan_addr){.addr = 0x0a090005, .prefix_len = 24, .valid_s = 60};
	send_one(fd, &m);
	wait_kind(fd, CHAN_ADDR_RESULT, &m);
	say(fd, m.u.result.err == -ENODEV && m.u.result.addr == 0x0a090005 ? "as it should" : "no");
	m = (struct chan_msg){.kind = CHAN_ADDR_GONE, .ifindex = 77};
	send_one(fd, &m);
	say(fd, "done");
	sleep_on();
}

/* The worker knows the links it was told of; others are none of its business. */
TEST(addresses_on_foreign_links)
{
	begin(asks_for_an_address);
	CHECK(logged("as it should") && logged("done"));
	CHECK(addrs == 0 && gone == 0 && reaped == 0);
	end();
}

static void asks_to_relink(int fd)
{
	struct chan_msg m = {.kind = CHAN_RELINK, .ifindex = 77};

	send_one(fd, &m);
	m.ifindex = 3;
	send_one(fd, &m);
	send_one(fd, &m);
	say(fd, "first");
	wait_kind(fd, CHAN_BOOT_FAILED, &m);
	m = (struct chan_msg){.kind = CHAN_RELINK, .ifindex = 3};
	send_one(fd, &m);
	say(fd, "second");
	sleep_on();
}

/* A worker in strange hands must not keep the machine off its network. */
TEST(links_are_switched_off_and_on_rarely)
{
	begin(asks_to_relink);
	sup.links[0].ifindex = 3;
	CHECK(logged("first"));
	CHECK_INT(relinks, 1);
	now += SUPERVISE_RELINK_MS - 1;
	supervise_boot_failed(&sup, "");
	CHECK(logged("second"));
	CHECK_INT(relinks, 1);
	CHECK_INT(reaped, 0);
	end();
	begin(asks_to_relink);
	sup.links[0].ifindex = 3;
	CHECK(logged("first"));
	now += SUPERVISE_RELINK_MS;
	supervise_boot_failed(&sup, "");
	CHECK(logged("second"));
	CHECK_INT(relinks, 2);
	end();
}

/* --- workers that flood, hang, die ------------------------------------------------------------ */

static void floods(int fd)
{
	for (;;)
		say(fd, "flood");
}

TEST(flood_leaves_pid_1_its_time)
{
	unsigned before;

	begin(floods);
	CHECK(logged("flood"));
	poll(NULL, 0, 50);
	before = logs;
	supervise_step(&sup, now);
	CHECK(logs - before <= 64);
	CHECK_INT(reaped, 0);
	end();
}

TEST(flood_does_not_fill_the_console)
{
	unsigned before;

	begin(floods);
	before = logs;
	for (int i = 0; i < 5000 && sup.lines <= 400; i++) {
		poll(NULL, 0, 1);
		supervise_step(&sup, now);
	}
	CHECK(sup.lines > 400);
	CHECK(logs - before <= 200);
	lines[0] = '\0';
	now += 1000;
	CHECK(logged("lines held back"));
	end();
}

TEST(worker_that_does_not_read_is_killed)
{
	unsigned i;

	begin(deaf);
	for (i = 0; i < 100000 && sup.pid > 0; i++) {
		supervise_boot_failed(&sup, "again");
		reap();
	}
	CHECK(sup.pid == 0 && reaped == 1 && WTERMSIG(last_status) == SIGKILL);
	end();
}

TEST(silent_for_90_s)
{
	begin(deaf);
	CHECK_INT(supervise_deadline(&sup), now + CHAN_HANG_MS);
	now += CHAN_HANG_MS - 1;
	supervise_step(&sup, now);
	CHECK(sup.fd >= 0);
	now += 1;
	supervise_step(&sup, now);
	CHECK(logged("silent for 90 s") && logged("killed by signal 9"));
	end();
}

static void stopped(int fd)
{
	(void)fd;
	raise(SIGSTOP);
}

TEST(stopped_worker_is_killed_too)
{
	begin(stopped);
	now += CHAN_HANG_MS;
	supervise_step(&sup, now);
	CHECK(logged("killed by signal 9"));
	end();
}

static void dies(int fd)
{
	(void)fd;
}

TEST(restarts_with_growing_pauses_and_for_ever)
{
	uint64_t longest = 0;

	begin(dies);
	for (int i = 0; i < 60; i++) {
		lines[0] = '\0';
		if (!CHECK(logged("ended with status 0, starts again in ")))
			break;
		CHECK(sup.start_at >= now + 100 && sup.start_at <= now + 64000);
		if (sup.start_at - now > longest)
			longest = sup.start_at - now;
		now = sup.start_at;
		supervise_step(&sup, now);
	}
	CHECK(longest > 10000);
	CHECK_INT(sup.starts, 61);
	end();
}

TEST(good_run_is_followed_by_a_quick_restart)
{
	begin(dies);
	sup.backoff.prev_ms = 64000;
	now += 60000; /* it ran for a minute, then died */
	CHECK(logged("starts again"));
	CHECK(sup.start_at - now <= 300);
	end();
}

TEST(children_of_others_are_not_ours)
{
	begin(deaf);
	CHECK(!supervise_reaped(&sup, sup.pid + 1, 0, now));
	CHECK(!supervise_reaped(&sup, 0, 0, now));
	CHECK(!supervise_reaped(&sup, -1, 0, now));
	CHECK(sup.pid > 0);
	end();
}

TEST(links_without_sockets_are_told_again)
{
	struct chan_link link = {.name = "none"};

	begin(deaf);
	CHECK(supervise_link(&sup, 0x7ffffff0, &link) < 0); /* no such interface */
	CHECK_INT(sup.links[0].ifindex, 0);
	supervise_link_gone(&sup, 0x7ffffff0);
	end();
}

TEST(more_links_than_there_is_room_for)
{
	struct chan_link link = {.name = "x"};

	begin(deaf);
	supervise_stop(&sup); /* nobody to be told */
	for (unsigned i = 1; i <= SUPERVISE_LINKS_MAX; i++)
		CHECK_INT(supervise_link(&sup, i, &link), 0);
	CHECK_INT(supervise_link(&sup, 999, &link), -ENOSPC);
	CHECK_INT(supervise_link(&sup, 1, &link), 0);
	supervise_link_gone(&sup, 5);
	CHECK_INT(supervise_link(&sup, 999, &link), 0);
	end();
}
