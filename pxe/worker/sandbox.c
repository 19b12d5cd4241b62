/* SPDX-License-Identifier: MIT */
#include "pxe/worker/sandbox.h"

#include "lib/nobody.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* Sockets, memfds, the clock, and what libc's allocator needs. Nothing that opens a path, starts a
 * process, signals one, or touches another one. */
static const struct cage_call calls[] = {
	CAGE_CALL(read),
	CAGE_CALL(write),
	CAGE_CALL(pread64),
	CAGE_CALL(pwrite64),
	CAGE_CALL(pwritev),
	CAGE_CALL(close),
	CAGE_CALL(memfd_create),
	CAGE_CALL(bind),
	CAGE_CALL(connect),
	CAGE_CALL(getsockname),
	CAGE_CALL(getpeername),
	CAGE_CALL(getsockopt),
	CAGE_CALL(sendto),
	CAGE_CALL(sendmsg),
	CAGE_CALL(recvfrom),
	CAGE_CALL(recvmsg),
	CAGE_CALL(recvmmsg),
	CAGE_CALL(getrandom),
	CAGE_CALL(munmap),
	CAGE_CALL(mremap),
	CAGE_CALL(madvise),
	CAGE_CALL(brk),
	CAGE_CALL(restart_syscall),
	CAGE_CALL(exit_group),
#ifdef SYS_poll
	CAGE_CALL(poll),
#else
	CAGE_CALL(ppoll),
#endif
#ifdef SYS_clock_gettime
	CAGE_CALL(clock_gettime),
#endif
/* 32-bit systems: files beyond 2 GiB, times beyond 2038 */
#ifdef SYS_mmap2
	CAGE_CALL(fcntl64),
	CAGE_CALL(ftruncate64),
#else
	CAGE_CALL(fcntl),
	CAGE_CALL(ftruncate),
#endif
#ifdef SYS_clock_gettime64
	CAGE_CALL(clock_gettime64),
	CAGE_CALL(clock_gettime32),
	CAGE_CALL(recvmmsg_time64),
#endif
};

static const struct sock_filter rules[] = {
	/* UDP and TCP, and the kernel's ping sockets of IPv4 */
	CAGE_EQUAL(SYS_socket, 0, 14),
	CAGE_LOAD(CAGE_ARG(0)),
	CAGE_EQUAL(AF_INET, 1, 0),
	CAGE_EQUAL(AF_INET6, 0, 10),
	CAGE_LOAD(CAGE_ARG(1)),
	BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf),
	CAGE_EQUAL(SOCK_DGRAM, 1, 0),
	CAGE_EQUAL(SOCK_STREAM, 0, 6),
	CAGE_LOAD(CAGE_ARG(2)),
	CAGE_EQUAL(0, 3, 0),
	CAGE_EQUAL(IPPROTO_ICMP, 2, 0),
	CAGE_EQUAL(IPPROTO_UDP, 1, 0),
	CAGE_EQUAL(IPPROTO_TCP, 0, 1),
	CAGE_ALLOW,
	CAGE_REFUSE,
	/* no rings, no fan-out, no promiscuous mode: the packet sockets are as PID 1 made them */
	CAGE_EQUAL(SYS_setsockopt, 0, 4),
	CAGE_LOAD(CAGE_ARG(1)),
	CAGE_EQUAL(SOL_PACKET, 0, 1),
	CAGE_REFUSE,
	CAGE_ALLOW,
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct cage worker_cage = {
	.call = calls, .calls = COUNT(calls), .rule = rules, .rules = COUNT(rules)};

size_t sandbox_calls(struct cage_call ret[static CAGE_CALLS_MAX])
{
	static const struct cage_call looked_at[] = {
		CAGE_CALL(socket), CAGE_CALL(setsockopt), {CAGE_MMAP, "mmap"}};
	size_t n = 0;

	_Static_assert(COUNT(calls) + COUNT(looked_at) <= CAGE_CALLS_MAX, "the cage stays small");
	for (size_t i = 0; i < COUNT(calls); i++)
		ret[n++] = calls[i];
	for (size_t i = 0; i < COUNT(looked_at); i++)
		ret[n++] = looked_at[i];
	return n;
}

static int drop_root(const char *root, const char **what)
{
	int err;

	*what = root;
	err = cage_root(root);
	if (err)
		return err;
	*what = "capabilities";
	err = cage_no_capability_ever();
	if (err)
		return err;
	*what = "user nobody";
	return nobody_become(NOBODY_WORKER);
}

int sandbox_enter(const char *root, const char **what)
{
	int err = geteuid() == 0 ? drop_root(root, what) : 0;

	return err ? err : cage_close(&worker_cage, what);
}
