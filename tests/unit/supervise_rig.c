/* SPDX-License-Identifier: MIT */
#include "tests/unit/supervise_rig.h"

#include "lib/clock.h"
#include "pxe/worker/worker.h"
#include "tests/unit/check.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct boss boss;

/* --- the worker's side ----------------------------------------------------------------------- */

static void (*script)(int fd);

int worker_main(int fd, const char *root, bool sandbox)
{
	(void)root;
	(void)sandbox;
	script(fd);
	return 0;
}

void script_sleep_on(void)
{
	for (;;)
		pause();
}

void script_deaf(int fd)
{
	(void)fd;
	script_sleep_on();
}

void script_send(int fd, const struct chan_msg *m)
{
	chan_send(fd, m, NULL, 0);
}

void script_say(int fd, const char *text)
{
	struct chan_msg m = {.kind = CHAN_LOG, .u.log.level = LOG_INFO};

	snprintf(m.u.log.text, sizeof m.u.log.text, "%s", text);
	script_send(fd, &m);
}

void script_wait(int fd, uint32_t kind, struct chan_msg *m)
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

int script_memfd(const char *text, int seals)
{
	int fd = memfd_create("part", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text) ||
	    (seals && fcntl(fd, F_ADD_SEALS, seals) < 0))
		_exit(4);
	return fd;
}

void script_part(int fd, unsigned which, int part, uint64_t size)
{
	struct chan_msg m = {.kind = CHAN_PART};

	m.u.part.which = which;
	m.u.part.size = size;
	chan_send(fd, &m, &part, 1);
	close(part);
}

/* --- PID 1's side ---------------------------------------------------------------------------- */

static void on_log(void *ctx, enum log_level level, const char *text)
{
	size_t n = strlen(boss.lines);

	(void)ctx;
	(void)level;
	boss.logs++;
	snprintf(boss.lines + n, sizeof boss.lines - n, "%s\n", text);
}

static void on_progress(void *ctx, const char *text)
{
	(void)ctx;
	(void)text;
	boss.progress++;
}

static void on_file(void *ctx, const struct chan_file *file)
{
	(void)ctx;
	(void)file;
	boss.files++;
}

static int on_addr(void *ctx, unsigned ifindex, const struct chan_addr *addr)
{
	(void)ctx;
	(void)ifindex;
	boss.addrs++;
	return addr->prefix_len == 31 ? -EADDRNOTAVAIL : 0;
}

static int on_addr6_set(void *ctx, unsigned ifindex, const struct chan_addr6 *addr)
{
	(void)ctx;
	(void)ifindex;
	(void)addr;
	return 0;
}

static void on_addr_gone(void *ctx, unsigned ifindex)
{
	(void)ctx;
	(void)ifindex;
	boss.gone++;
}

static int on_clock(void *ctx, uint64_t ms)
{
	(void)ctx;
	boss.clock_ms = ms;
	boss.clocks++;
	return -EPERM;
}

static int on_vlan(void *ctx, unsigned ifindex, const char *parent, uint16_t tag)
{
	(void)ctx;
	CHECK_INT(ifindex, 3);
	CHECK_STR(parent, "eth3");
	boss.vlan = tag;
	return tag == 5 ? 0 : -ENOSPC;
}

static void on_relink(void *ctx, unsigned ifindex, const char *name)
{
	(void)ctx;
	CHECK_INT(ifindex, boss.below);
	CHECK_STR(name, "eth3");
	boss.relinks++;
}

static int on_received(void *ctx, unsigned ifindex, uint64_t *ret)
{
	(void)ctx;
	CHECK_INT(ifindex, boss.below);
	*ret = boss.received;
	return 0;
}

static void on_boot(void *ctx, const struct boot_parts *parts)
{
	(void)ctx;
	boss.booted = parts;
	boss.boots++;
}

static const char *on_menu(void *ctx, const struct chan_msg *m)
{
	(void)ctx;
	return menu_recv(&boss.menu, m, boss.now);
}

static void on_reboot(void *ctx, const char *why)
{
	(void)ctx;
	(void)why;
	boss.reboots++;
}

static void on_end(void *ctx, const char *why)
{
	(void)ctx;
	(void)why;
	CHECK(!"an end that no script asks for");
}

static void on_localboot(void *ctx, int disk, const char *why)
{
	(void)disk;
	on_end(ctx, why);
}

static const struct supervise_ops ops = {
	.log = on_log,
	.progress = on_progress,
	.file = on_file,
	.addr_set = on_addr,
	.addr6_set = on_addr6_set,
	.addr_gone = on_addr_gone,
	.clock_set = on_clock,
	.vlan = on_vlan,
	.relink = on_relink,
	.received = on_received,
	.boot = on_boot,
	.reboot = on_reboot,
	.poweroff = on_end,
	.localboot = on_localboot,
	.menu = on_menu,
};

void boss_begin(void (*worker)(int fd))
{
	static const struct chan_setup setup = {.arch = 31, .server = "boot.lan"};

	script = worker;
	boss.now = 1000000;
	boss.lines[0] = '\0';
	boss.logs = boss.progress = boss.files = boss.addrs = boss.gone = boss.relinks =
		boss.boots = boss.reboots = boss.reaped = 0;
	boss.received = boss.clock_ms = boss.clocks = 0;
	boss.vlan = 0;
	boss.below = 3;
	boss.booted = NULL;
	supervise_init(&boss.sup, &ops, NULL, &setup, "/", 42);
	supervise_start(&boss.sup, boss.now);
	supervise_step(&boss.sup, boss.now);
	CHECK(boss.sup.pid > 0 && boss.sup.fd >= 0);
}

void boss_reap(void)
{
	int status;

	if (boss.sup.pid > 0 && waitpid(boss.sup.pid, &status, WNOHANG) == boss.sup.pid) {
		boss.last_status = status;
		boss.reaped += supervise_reaped(&boss.sup, boss.sup.pid, status, boss.now);
	}
}

bool boss_logged(const char *text)
{
	uint64_t until = clock_ms() + CHECK_PATIENCE_MS;

	while (clock_ms() < until) {
		struct pollfd p = {.fd = supervise_fd(&boss.sup), .events = POLLIN};

		if (strstr(boss.lines, text))
			return true;
		poll(&p, 1, 10);
		supervise_step(&boss.sup, boss.now);
		boss_reap();
	}
	fprintf(stderr, "wanted \"%s\", logged:\n%s", text, boss.lines);
	return false;
}

void boss_end(void)
{
	supervise_stop(&boss.sup);
	if (boss.sup.pid > 0)
		waitpid(boss.sup.pid, NULL, 0);
	supervise_boot_failed(&boss.sup, "");
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

void boss_must_kill(void (*worker)(int fd), const char *why)
{
	unsigned before = open_fds();
	pid_t first;

	boss_begin(worker);
	first = boss.sup.pid;
	if (CHECK(boss_logged(why)) && CHECK(boss_logged("killed by signal 9, starts again"))) {
		CHECK(boss.sup.pid == 0 && boss.sup.fd == -1 && boss.reaped == 1);
		CHECK(boss.sup.start_at > boss.now && boss.sup.start_at <= boss.now + 64000);
		CHECK(boss.boots == 0 && boss.addrs == 0 && boss.reboots == 0 && boss.gone == 0);
		script = script_deaf;
		supervise_step(&boss.sup, boss.sup.start_at - 1);
		CHECK_INT(boss.sup.pid, 0);
		supervise_step(&boss.sup, boss.sup.start_at);
		CHECK(boss.sup.pid > 0 && boss.sup.pid != first);
	}
	boss_end();
	CHECK_INT(open_fds(), before);
}
