/* SPDX-License-Identifier: MIT
 * The loader child of PID 1: whatever becomes of it, there is an end with a sentence. The loading
 * itself is replaced here, so that it can crash, hang and lie. */
#include "tests/unit/check.h"

#include "init/boot.h"
#include "init/kexec/cage.h"
#include "init/kexec/kexec.h"
#include "lib/clock.h"
#include "lib/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
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

int kexec_ram_open(void)
{
	return -1;
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

/* Without a system call, of which the cage leaves few. */
static int crashes(const struct kexec_job *j, struct kexec_report *report)
{
	(void)j;
	report_text(report, "lost");
	__builtin_trap();
}

/* Should nobody kill it, no test may wait for it for ever. */
static int hangs(const struct kexec_job *j, struct kexec_report *report)
{
	uint64_t until = clock_ms() + 60000;

	(void)j;
	(void)report;
	while (clock_ms() < until)
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

/* What the cage must refuse, each a bit, so that one run says all that went wrong. */
static unsigned gets_away_with(void)
{
	const int rw = PROT_READ | PROT_WRITE, anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
	void *page = mmap(NULL, 4096, rw, anonymous, -1, 0);
	unsigned bad = 0;

	bad |= open("/", O_RDONLY) >= 0 ? 1 : 0;
	bad |= socket(AF_INET, SOCK_DGRAM, 0) >= 0 ? 2 : 0;
	bad |= syscall(SYS_clone, 0, 0, 0, 0, 0) != -1 || errno != EPERM ? 4 : 0;
	bad |= syscall(SYS_kill, getppid(), 0) == 0 ? 8 : 0;
	bad |= ptrace(PTRACE_ATTACH, 1, NULL, NULL) == 0 || errno != EPERM ? 16 : 0;
	bad |= page == MAP_FAILED || mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0 ? 32 : 0;
#if !defined(__s390x__)
	bad |= mmap(NULL, 4096, PROT_READ | PROT_EXEC, anonymous, -1, 0) != MAP_FAILED ? 64 : 0;
#endif
	bad |= prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 ? 128 : 0;
	return bad;
}

static int tries_more(const struct kexec_job *j, struct kexec_report *report)
{
	int room = memfd_create("room", MFD_CLOEXEC);
	bool works = room >= 0 && ftruncate(room, 4096) == 0 && lseek(room, 0, SEEK_END) == 4096 &&
		     mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, room, 0) != MAP_FAILED;

	(void)j;
	snprintf(report->text, sizeof report->text, "got away with %u, %s", gets_away_with(),
		 works ? "works" : "lacks what it needs");
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

static char cage[] = "/tmp/pxehop-cage-XXXXXX";

/* qemu's user emulation passes no filter on, and says so; the boot tests try it on the real kernel. */
static bool has_seccomp(void)
{
	return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
}

static void begin(int (*what)(const struct kexec_job *j, struct kexec_report *report))
{
	job = what;
	parts.fd[CHAN_KERNEL] = memfd("kernel");
	parts.fd[CHAN_INITRD] = -1;
	parts.fd[CHAN_CMDLINE] = memfd("a=1");
	parts.size[CHAN_KERNEL] = 6;
	parts.size[CHAN_CMDLINE] = 3;
	if (has_seccomp())
		CHECK(mkdtemp(cage) != NULL);
	boot_init(&b, has_seccomp() ? cage : NULL);
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
	rmdir(cage);
	memset(cage + sizeof cage - 7, 'X', 6);
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
	CHECK(strstr(b.text, "the loader was killed by signal "));
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

/* --- item 21: what the child is left with, seen from outside and tried from inside -------------- */

static bool read_status(pid_t pid, char *text, size_t size)
{
	char path[40];
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	fd = open(path, O_RDONLY);
	n = read(fd, text, size - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* Wait for the filter, which the child sets last. */
static bool wait_for_cage(pid_t pid, char *text, size_t size)
{
	uint64_t until = clock_ms() + CHECK_PATIENCE_MS;

	while (read_status(pid, text, size) && clock_ms() < until) {
		if (strstr(text, "Seccomp:\t2\n"))
			return true;
		poll(NULL, 0, 5);
	}
	return false;
}

/* How many descriptors the child has that do not lead to /dev/null. */
static unsigned descriptors(pid_t pid)
{
	char path[40];
	DIR *dir;
	unsigned n = 0;

	snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	for (struct dirent *d; dir && (d = readdir(dir)) != NULL;) {
		char to[80] = "";

		if (readlinkat(dirfd(dir), d->d_name, to, sizeof to - 1) > 0)
			n += strcmp(to, "/dev/null") != 0;
	}
	closedir(dir);
	return n;
}

TEST(real_21_child_has_nothing_that_it_does_not_need)
{
	static char text[8192], root[80], path[40];
	int foreign[2];

	if (!check_root() || !CHECK(pipe(foreign) == 0))
		return;
	if (!has_seccomp()) {
		check_skip("this kernel takes no seccomp filter");
		return;
	}
	begin(hangs);
	CHECK(wait_for_cage(b.pid, text, sizeof text));
	CHECK(strstr(text, "\nUid:\t65533\t65533\t65533\t65533\n"));
	CHECK(strstr(text, "\nGid:\t65533\t65533\t65533\t65533\n"));
	CHECK(strstr(text, "\nGroups:\t \n"));
	CHECK(strstr(text, "\nCapPrm:\t0000000000400000\n")); /* CAP_SYS_BOOT */
	CHECK(strstr(text, "\nCapEff:\t0000000000400000\n"));
	CHECK(strstr(text, "\nCapInh:\t0000000000000000\n"));
	CHECK(strstr(text, "\nCapBnd:\t0000000000000000\n"));
	CHECK(strstr(text, "\nNoNewPrivs:\t1\n"));
	snprintf(path, sizeof path, "/proc/%d/root", (int)b.pid);
	CHECK(readlink(path, root, sizeof root - 1) > 0);
	CHECK_STR(root, cage);
	CHECK_INT(descriptors(b.pid), 3); /* kernel, command line, channel */
	run(start + BOOT_LOAD_MS);
	close(foreign[0]);
	close(foreign[1]);
}

TEST(real_21_child_can_load_and_nothing_else)
{
	if (!has_seccomp()) {
		check_skip("this kernel takes no seccomp filter");
		return;
	}
	begin(tries_more);
	run(start);
	CHECK_STR(b.text, "got away with 0, works");
}

TEST(real_21_few_system_calls_are_left_to_the_loader)
{
	struct cage_call calls[CAGE_CALLS_MAX];
	size_t n = kexec_cage_calls(calls);

	CHECK(n > 10 && n <= CAGE_CALLS_MAX);
	printf("the loader has %zu system calls:", n);
	for (size_t i = 0; i < n; i++)
		printf(" %s", calls[i].name);
	putchar('\n');
}

TEST(child_that_finds_no_empty_root_loads_nothing)
{
	if (!check_root())
		return;
	begin(loads);
	boot_init(&b, "/nonexistent");
	boot_load(&b, &parts, start);
	run(start);
	CHECK_INT(b.state, BOOT_FAILED);
	CHECK_STR(b.text, "cannot give up rights: /nonexistent: No such file or directory");
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
