/* SPDX-License-Identifier: MIT */
#include "pxe/worker/sandbox.h"

#include "lib/nobody.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__s390x__)
#define OUR_ARCH AUDIT_ARCH_S390X
#elif defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#elif defined(__arm__)
#define OUR_ARCH AUDIT_ARCH_ARM
#else
#error "pxe/worker/sandbox.c does not know this architecture's audit number"
#endif

/* Sockets, memfds, the clock, and what libc's allocator needs. Nothing that opens a path, starts a
 * process, signals one, or touches another one. A call not listed fails with EPERM: the worker can
 * say so, where a kill would turn one forgotten rare call into a boot that never comes. */
static const unsigned short allowed[] = {
	SYS_read,
	SYS_write,
	SYS_pread64,
	SYS_pwrite64,
	SYS_pwritev,
	SYS_close,
	SYS_memfd_create,
	SYS_bind,
	SYS_connect,
	SYS_getsockname,
	SYS_getpeername,
	SYS_getsockopt,
	SYS_sendto,
	SYS_sendmsg,
	SYS_recvfrom,
	SYS_recvmsg,
	SYS_recvmmsg,
	SYS_getrandom,
	SYS_munmap,
	SYS_mremap,
	SYS_madvise,
	SYS_brk,
	SYS_restart_syscall,
	SYS_exit_group,
#ifdef SYS_poll
	SYS_poll,
#else
	SYS_ppoll,
#endif
#ifdef SYS_clock_gettime
	SYS_clock_gettime,
#endif
/* 32-bit systems: files beyond 2 GiB, times beyond 2038 */
#ifdef SYS_mmap2
	SYS_fcntl64,
	SYS_ftruncate64,
#else
	SYS_fcntl,    SYS_ftruncate,
#endif
#ifdef SYS_clock_gettime64
	SYS_clock_gettime64,
	SYS_clock_gettime32,
	SYS_recvmmsg_time64,
#endif
#if defined(__s390x__)
	/* Its arguments lie in memory, where no filter sees them. */
	SYS_mmap,
#endif
};

#define CALLS (sizeof allowed / sizeof *allowed)

/* The calls whose arguments are looked at. */
#if defined(SYS_mmap2)
#define MMAP SYS_mmap2
#else
#define MMAP SYS_mmap
#endif
static const unsigned short looked_at[] = {
	SYS_socket,
	SYS_setsockopt,
#if !defined(__s390x__)
	MMAP,
#endif
};

#define LOOKED_AT (sizeof looked_at / sizeof *looked_at)

size_t sandbox_calls(unsigned short ret[static SANDBOX_CALLS_MAX])
{
	_Static_assert(CALLS + LOOKED_AT <= SANDBOX_CALLS_MAX, "the cage stays small");
	memcpy(ret, allowed, sizeof allowed);
	memcpy(ret + CALLS, looked_at, sizeof looked_at);
	return CALLS + LOOKED_AT;
}

/* The low half of argument @n: the kernel takes an int of it, or flags that are all there. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define ARG(n) (offsetof(struct seccomp_data, args[n]) + 4)
#else
#define ARG(n) offsetof(struct seccomp_data, args[n])
#endif

#define LOAD(at)	  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define EQUAL(k, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, yes, no)
#define ALLOW		  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define REFUSE		  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

static const struct sock_filter head[] = {
	LOAD(offsetof(struct seccomp_data, arch)),
	EQUAL(OUR_ARCH, 1, 0),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
	LOAD(offsetof(struct seccomp_data, nr)),
	/* UDP and TCP over IPv4 alone */
	EQUAL(SYS_socket, 0, 12),
	LOAD(ARG(0)),
	EQUAL(AF_INET, 0, 9),
	LOAD(ARG(1)),
	BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf),
	EQUAL(SOCK_DGRAM, 1, 0),
	EQUAL(SOCK_STREAM, 0, 5),
	LOAD(ARG(2)),
	EQUAL(0, 2, 0),
	EQUAL(IPPROTO_UDP, 1, 0),
	EQUAL(IPPROTO_TCP, 0, 1),
	ALLOW,
	REFUSE,
	/* no rings, no fan-out, no promiscuous mode: the packet sockets are as PID 1 made them */
	EQUAL(SYS_setsockopt, 0, 4),
	LOAD(ARG(1)),
	EQUAL(SOL_PACKET, 0, 1),
	REFUSE,
	ALLOW,
#if !defined(__s390x__)
	EQUAL(MMAP, 0, 4),
	LOAD(ARG(2)),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
	REFUSE,
	ALLOW,
#endif
};

#define HEAD (sizeof head / sizeof *head)

/* The calls that depend on arguments, then one comparison per call, each jumping to the ALLOW at the
 * end, then the refusal. */
static int filter_calls(void)
{
	struct sock_filter code[HEAD + CALLS + 2];
	struct sock_fprog prog = {.len = HEAD + CALLS + 2, .filter = code};
	size_t at = HEAD;

	memcpy(code, head, sizeof head);
	for (size_t i = 0; i < CALLS; i++)
		code[at++] = (struct sock_filter)EQUAL(allowed[i], (unsigned char)(CALLS - i), 0);
	code[at++] = (struct sock_filter)REFUSE;
	code[at++] = (struct sock_filter)ALLOW;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) < 0)
		return -errno;
	return 0;
}

static int limit(int what, rlim_t most)
{
	struct rlimit l = {.rlim_cur = most, .rlim_max = most};

	/* musl's setrlimit() signals every thread; this process has one */
	return prlimit(0, what, &l, NULL) < 0 ? -errno : 0;
}

/* Empty the bounding set, so that not even a set-user-id program could gain a capability again.
 * PR_CAPBSET_DROP fails with EINVAL behind the last capability that the kernel knows. */
static int no_capability_ever(void)
{
	unsigned long cap = 0;

	while (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0)
		cap++;
	return errno == EINVAL && cap ? 0 : -errno;
}

static int drop_root(const char *root, const char **what)
{
	int err;

	*what = root;
	if (chroot(root) < 0 || chdir("/") < 0)
		return -errno;
	*what = "capabilities";
	err = no_capability_ever();
	if (err)
		return err;
	*what = "user nobody";
	return nobody_become(NOBODY_WORKER);
}

int sandbox_enter(const char *root, const char **what)
{
	int err;

	if (geteuid() == 0) {
		err = drop_root(root, what);
		if (err)
			return err;
	}
	*what = "resource limits";
	err = limit(RLIMIT_CORE, 0);
	if (!err)
		err = limit(RLIMIT_NPROC, 0);
	if (err)
		return err;
	*what = "no new privileges";
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	*what = "seccomp filter";
	return filter_calls();
}
