/* SPDX-License-Identifier: MIT
 * The loader child of PID 1: whatever becomes of it, there is an end with a sentence. The loading
 * itself is replaced here, so that it can crash, hang and lie. */
#include "tests/unit/check.h"

#include "init/boot.h"
#include "init/kexec/kexec.h"
#include "lib/clock.h"
#include "lib/error.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- in the child ----------------------------------------------------------------------------- */

static int (*job)(const struct kexec_job *j, struct kexec_report *report);
static int ram_error;

int kexec_ram_read(struct ram *ret)
{
	(void)ret;
	return ram_error;
}

int kexec_load_job(const struct kexec_job *j, const struct ram *ram, struct kexec_report *report)
{
	(void)ram;
	return job(j, report);
}

static void report_text(struct kexec_report *report, const char *text)
{
	snprintf(report->text, sizeof report->text, "%s", text);
}

static int loads(const struct kexec_job *j, struct kexec_report *report)
{
	char text[16] = "";

	if (pread(j->kernel_fd, text, 6, 0) != 6 || strcmp(text, "kernel") != 0 ||
	    j->initrd_fd != -1 || strcmp(j->cmdline, "a=1") != 0)
		return KEXEC_NO_RAM_MAP;
	report_text(report, "loaded");
	return 0;
}

static int refuses(const struct kexec_job *j, struct kexec_report *report)
{
	(void)j;
	report_text(report, "no \x1b kernel");
	return -ENOEXEC;
}

static int crashes(const struct kexec_job *j, struct kexec_report *report)
{
	(void)j;
	report_text(report, "lost");
	raise(SIGKILL);
	return 0;
}

static int hangs(const struct kexec_job *j, struct kexec_report *report)
{
	(void)j;
	(void)report;
	alarm(60); /* should nobody kill it, no test may wait for it for ever */
	while (pause() < 0)
		;
	return 0;
}

/* The child has given up all rights but one. */
static int tries_root(const struct kexec_job *j, struct kexec_report *report)
{
	(void)j;
	report_text(report, chroot("/") < 0 && errno == EPERM ? "no root" : "still root");
	return -EPERM;
}

/* A user of its own, and of the descriptors what it was handed. */
static int looks_around(const struct kexec_job *j, struct kexec_report *report)
{
	unsigned open = 0;

	for (int fd = 3; fd < 256; fd++)
		open += fcntl(fd, F_GETFD) >= 0;
	(void)j;
	snprintf(report->text, sizeof report->text, "user %u, %u descriptors", getuid(), open);
	return -EPERM;
}

/* --- PID 1's side ----------------------------------------------------------------------------- */

static struct boot b;
static struct boot_parts parts;
static const uint64_t start = 5000;

static int memfd(const char *text)
{
	int fd = memfd_create("part", MFD_CLOEXEC);

	CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	return fd;
}

static void begin(int (*what)(const struct kexec_job *j, struct kexec_report *report))
{
	job = what;
	parts.fd[CHAN_KERNEL] = memfd("kernel");
	parts.fd[CHAN_INITRD] = -1;
	parts.fd[CHAN_CMDLINE] = memfd("a=1");
	parts.size[CHAN_KERNEL] = 6;
	parts.size[CHAN_CMDLINE] = 3;
	boot_init(&b);
	boot_load(&b, &parts, start);
	CHECK_INT(b.state, BOOT_LOADING);
	CHECK(b.pid > 0 && boot_fd(&b) >= 0);
	CHECK_INT(boot_deadline(&b), start + BOOT_LOAD_MS);
}

/* As PID 1's loop does it. */
static void run(uint64_t now)
{
	uint64_t until = clock_ms() + CHECK_PATIENCE_MS;

	while (b.state == BOOT_LOADING && clock_ms() < until) {
		struct pollfd p = {.fd = boot_fd(&b), .events = POLLIN};
		int status;
		pid_t pid;

		poll(&p, 1, 10);
		boot_step(&b, now);
		pid = waitpid(b.pid, &status, WNOHANG);
		if (pid > 0)
			CHECK(boot_reaped(&b, pid, status));
	}
	CHECK(b.pid == 0 && boot_fd(&b) == -1);
	CHECK_INT(boot_deadline(&b), CLOCK_NEVER);
	close(parts.fd[CHAN_KERNEL]);
	close(parts.fd[CHAN_CMDLINE]);
}

TEST(loaded_with_a_sentence)
{
	begin(loads);
	run(start);
	CHECK_INT(b.state, BOOT_LOADED);
	CHECK_STR(b.text, "loaded");
}

TEST(refused_with_a_printable_sentence)
{
	begin(refuses);
	run(start);
	CHECK_INT(b.state, BOOT_FAILED);
	CHECK_STR(b.text, "no \\x1b kernel");
}

TEST(killed_child_is_a_failure_with_a_sentence)
{
	begin(crashes);
	run(start);
	CHECK_INT(b.state, BOOT_FAILED);
	CHECK_STR(b.text, "the loader was killed by signal 9");
}

TEST(hanging_child_is_killed)
{
	begin(hangs);
	boot_step(&b, start + BOOT_LOAD_MS - 1);
	CHECK_INT(b.state, BOOT_LOADING);
	CHECK_INT(waitpid(b.pid, NULL, WNOHANG), 0);
	run(start + BOOT_LOAD_MS);
	CHECK_INT(b.state, BOOT_FAILED);
	CHECK(strstr(b.text, "signal 9"));
}

TEST(child_has_no_rights_left)
{
	if (!check_root())
		return;
	begin(tries_root);
	run(start);
	CHECK_STR(b.text, "no root");
}

TEST(real_21_child_has_a_user_of_its_own_and_no_foreign_descriptor)
{
	int foreign[2];

	if (!check_root() || !CHECK(pipe(foreign) == 0))
		return;
	begin(looks_around);
	run(start);
	CHECK_STR(b.text, "user 65533, 3 descriptors");
	close(foreign[0]);
	close(foreign[1]);
}

TEST(memory_map_that_cannot_be_read)
{
	ram_error = -EACCES;
	begin(loads);
	run(start);
	ram_error = 0;
	CHECK_INT(b.state, BOOT_FAILED);
	CHECK_STR(b.text, error_str(EACCES));
}

TEST(command_line_that_is_not_as_long_as_announced)
{
	begin(loads);
	parts.size[CHAN_CMDLINE] = 4;
	boot_load(&b, &parts, start);
	run(start);
	CHECK_INT(b.state, BOOT_FAILED);
	CHECK_STR(b.text, "the command line cannot be read");
	begin(loads);
	parts.size[CHAN_CMDLINE] = 1 << 20;
	boot_load(&b, &parts, start);
	run(start);
	CHECK_STR(b.text, "the command line cannot be read");
}

TEST(second_load_gives_up_the_first)
{
	uint64_t until = clock_ms() + CHECK_PATIENCE_MS;
	bool gone = false;
	pid_t first;

	begin(hangs);
	first = b.pid;
	job = loads;
	boot_load(&b, &parts, start);
	CHECK(b.pid > 0 && b.pid != first);
	while (!gone && clock_ms() < until) {
		poll(NULL, 0, 10);
		gone = waitpid(first, NULL, WNOHANG) == first;
	}
	CHECK(gone);
	CHECK(!boot_reaped(&b, first, 9));
	run(start);
	CHECK_INT(b.state, BOOT_LOADED);
}
