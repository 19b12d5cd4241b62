/* SPDX-License-Identifier: MIT
 * The worker's cage, tried from inside: what it needs works, what it must not do fails. */
#include "tests/unit/check.h"

#include "pxe/worker/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Bits of the child's exit status, so that one run says all that went wrong. */
enum { ENTER = 1, MEMFD = 2, UDP = 4, OPEN = 8, FORK = 16, ROOT = 32, RAW = 64, NO_SECCOMP = 128 };

static int inside(const char *root)
{
	const char *what;
	int bad = 0, fd;
	int err = sandbox_enter(root, &what);

	if (err == -EINVAL && strcmp(what, "seccomp filter") == 0)
		return NO_SECCOMP;
	if (err)
		return ENTER;
	fd = (int)syscall(SYS_memfd_create, "x", MFD_ALLOW_SEALING);
	if (fd < 0 || write(fd, "abc", 3) != 3)
		bad |= MEMFD;
	if (socket(AF_INET, SOCK_DGRAM, 0) < 0)
		bad |= UDP;
	if (open("/", O_RDONLY) >= 0)
		bad |= OPEN;
	if (syscall(SYS_clone, 0, 0, 0, 0, 0) != -1 || errno != EPERM)
		bad |= FORK;
	if (syscall(SYS_setuid, 0) == 0)
		bad |= ROOT;
	if (socket(AF_INET, SOCK_RAW, 1) >= 0)
		bad |= RAW;
	return bad;
}

/* The line of capabilities that @pid could ever have again, all of them zero? */
static bool none_left(pid_t pid)
{
	char path[40], text[4096];
	const char *line;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	fd = open(path, O_RDONLY);
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	line = strstr(text, "CapBnd:\t");
	return line && strncmp(line, "CapBnd:\t0000000000000000\n", 25) == 0;
}

TEST(real_21_caged_worker_can_gain_no_capability)
{
	int up[2], down[2], status = -1;
	char dir[] = "/tmp/pxehop-cage-XXXXXX", word = 0;
	pid_t pid;

	if (!check_root())
		return;
	if (!CHECK(mkdtemp(dir) != NULL) || !CHECK(pipe(up) == 0 && pipe(down) == 0))
		return;
	CHECK(!none_left(getpid()));
	pid = fork();
	if (pid == 0) {
		const char *what;
		int err = sandbox_enter(dir, &what);

		word = err && strcmp(what, "seccomp filter") != 0;
		if (write(up[1], &word, 1) == 1 && read(down[0], &word, 1) == 1)
			syscall(SYS_exit_group, 0);
		syscall(SYS_exit_group, 1);
	}
	CHECK(read(up[0], &word, 1) == 1 && word == 0);
	CHECK(none_left(pid));
	CHECK(write(down[1], "", 1) == 1);
	CHECK_INT(waitpid(pid, &status, 0), pid);
	CHECK_INT(status, 0);
	rmdir(dir);
}

/* What @attempts, in a process of its own that the cage in @dir holds, got away with: 0 = nothing. */
static void check_cage(int (*attempts)(const char *dir))
{
	char dir[] = "/tmp/pxehop-cage-XXXXXX";
	int status = -1;
	pid_t pid;

	if (!CHECK(mkdtemp(dir) != NULL))
		return;
	pid = fork();
	if (pid == 0)
		syscall(SYS_exit_group, attempts(dir));
	CHECK_INT(waitpid(pid, &status, 0), pid);
	rmdir(dir);
	if (!CHECK(WIFEXITED(status)))
		return;
	/* qemu's user emulation passes no filter on; the boot tests try it on the real kernel */
	if (WEXITSTATUS(status) == NO_SECCOMP)
		check_skip("this kernel takes no seccomp filter");
	else
		CHECK_INT(WEXITSTATUS(status), 0);
}

TEST(caged_worker_keeps_only_what_it_needs)
{
	check_cage(inside);
}

/* --- issue items ------------------------------------------------------------------------------ */

enum { SIGNALS = 1, FAMILY = 2, EXEC = 4, RING = 8, STREAM = 16, PLAIN = 32, ICMP = 64 };

static int tries_more(const char *root)
{
	const char *what;
	int bad = 0, packet = socket(AF_PACKET, SOCK_DGRAM, 0), one = 1;
	struct packet_mreq all = {.mr_ifindex = 1, .mr_type = PACKET_MR_PROMISC};
	int err = sandbox_enter(root, &what);

	if (err == -EINVAL && strcmp(what, "seccomp filter") == 0)
		return NO_SECCOMP;
	if (syscall(SYS_kill, getppid(), 0) == 0 ||
	    syscall(SYS_tgkill, getppid(), getppid(), 0) == 0)
		bad |= SIGNALS;
	if (socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ||
	    socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6) >= 0 ||
	    socket(AF_NETLINK, SOCK_RAW, 0) >= 0 || socket(AF_PACKET, SOCK_DGRAM, 0) >= 0)
		bad |= FAMILY;
	/* it passes the filter where the kernel lets this group ping */
	if ((socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP) < 0 && errno != EACCES) ||
	    socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0 || socket(AF_INET, SOCK_STREAM, 262) >= 0)
		bad |= ICMP;
	if (socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP) < 0 ||
	    socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP) < 0 ||
	    (socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP) < 0 && errno == EPERM) ||
	    (socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP) < 0 && errno == EPERM))
		bad |= STREAM;
#if !defined(__s390x__)
	if (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
	    MAP_FAILED)
		bad |= EXEC;
#endif
	if (mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
	    MAP_FAILED)
		bad |= PLAIN;
	if (packet >= 0 &&
	    (setsockopt(packet, SOL_PACKET, PACKET_VERSION, &(int){TPACKET_V3}, sizeof one) == 0 ||
	     setsockopt(packet, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all) == 0 ||
	     setsockopt(packet, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0))
		bad |= RING;
	return bad;
}

TEST(real_21_calls_are_held_to_their_arguments)
{
	check_cage(tries_more);
}

/* The list itself, so that a new call is seen by whoever reads a test's output. */
TEST(real_21_few_system_calls_are_left)
{
	static const char *const never[] = {"kill",	"tgkill", "socketcall",
					    "mprotect", "execve", "openat"};
	struct cage_call calls[CAGE_CALLS_MAX];
	size_t n = sandbox_calls(calls);

	CHECK(n > 20 && n <= CAGE_CALLS_MAX);
	printf("the worker has %zu system calls:", n);
	for (size_t i = 0; i < n; i++) {
		printf(" %s", calls[i].name);
		for (size_t j = 0; j < sizeof never / sizeof *never; j++)
			CHECK(strcmp(calls[i].name, never[j]) != 0);
	}
	putchar('\n');
}
