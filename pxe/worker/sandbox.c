/* SPDX-License-Identifier: MIT */
#include "pxe/worker/sandbox.h"

#include "lib/nobody.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
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

/* Sockets, memfds, the clock, and what libc's allocator and stdio need. Nothing that opens a path,
 * starts a process, or touches another one. A call not listed fails with EPERM: the worker can say
 * so, where a kill would turn one forgotten rare call into a boot that never comes. */
static const unsigned short allowed[] = {
	SYS_read,
	SYS_write,
	SYS_readv,
	SYS_writev,
	SYS_pread64,
	SYS_pwrite64,
	SYS_pwritev,
	SYS_close,
	SYS_fcntl,
	SYS_fstat,
	SYS_lseek,
	SYS_ftruncate,
	SYS_fallocate,
	SYS_memfd_create,
	SYS_socket,
	SYS_bind,
	SYS_connect,
	SYS_getsockname,
	SYS_getpeername,
	SYS_setsockopt,
	SYS_getsockopt,
	SYS_sendto,
	SYS_sendmsg,
	SYS_recvfrom,
	SYS_recvmsg,
	SYS_recvmmsg,
	SYS_ppoll,
	SYS_getrandom,
	SYS_munmap,
	SYS_mremap,
	SYS_madvise,
	SYS_brk,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_restart_syscall,
	SYS_getpid,
	SYS_gettid,
	SYS_tgkill,
	SYS_exit,
	SYS_exit_group,
#ifdef SYS_mmap
	SYS_mmap,
#endif
#ifdef SYS_clock_gettime
	SYS_clock_gettime,
#endif
/* 32-bit systems: files beyond 2 GiB, times beyond 2038 */
#ifdef SYS_mmap2
	SYS_mmap2,
	SYS__llseek,
	SYS_fcntl64,
	SYS_fstat64,
	SYS_fstatat64,
	SYS_statx,
	SYS_ftruncate64,
#endif
#ifdef SYS_clock_gettime64
	SYS_clock_gettime64,
	SYS_clock_gettime32,
	SYS_ppoll_time64,
	SYS_recvmmsg_time64,
#endif
#ifdef SYS_poll
	SYS_poll,
#endif
#ifdef SYS_newfstatat
	SYS_newfstatat,
#endif
#ifdef SYS_socketcall
	SYS_socketcall,
#endif
};

#define CALLS (sizeof allowed / sizeof *allowed)

/* One comparison per call, each jumping to the ALLOW at the end, then the refusal. */
static int filter_calls(void)
{
	struct sock_filter code[CALLS + 6];
	struct sock_fprog prog = {.len = CALLS + 6, .filter = code};
	size_t at = 0;

	code[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						  offsetof(struct seccomp_data, arch));
	code[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0);
	code[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	code[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						  offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < CALLS; i++)
		code[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, allowed[i],
							  (unsigned char)(CALLS - i), 0);
	code[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	code[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
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
	return nobody_become();
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
