/* SPDX-License-Identifier: MIT */
#include "lib/cage.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
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
#error "lib/cage.c does not know this architecture's audit number"
#endif

/* Since Linux 6.3; the headers of older ones do not name it. */
#define MDWE		 65
#define MDWE_REFUSE_EXEC 1ul

int cage_root(const char *root)
{
	return chroot(root) < 0 || chdir("/") < 0 ? -errno : 0;
}

/* PR_CAPBSET_DROP fails with EINVAL behind the last capability that the kernel knows. */
int cage_no_capability_ever(void)
{
	unsigned long cap = 0;

	while (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0)
		cap++;
	return errno == EINVAL && cap ? 0 : -errno;
}

/* --- the filter ------------------------------------------------------------------------------- */

static const struct sock_filter head[] = {
	CAGE_LOAD(offsetof(struct seccomp_data, arch)),
	CAGE_EQUAL(OUR_ARCH, 1, 0),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
	CAGE_LOAD(offsetof(struct seccomp_data, nr)),
#if defined(__s390x__)
	CAGE_EQUAL(CAGE_MMAP, 0, 1),
	CAGE_ALLOW,
#else
	CAGE_EQUAL(CAGE_MMAP, 0, 4),
	CAGE_LOAD(CAGE_ARG(2)),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
	CAGE_REFUSE,
	CAGE_ALLOW,
#endif
};

#define HEAD (sizeof head / sizeof *head)

/* The calls that depend on arguments, then one comparison per call, each jumping to the ALLOW at the
 * end, then the refusal. */
static int set_filter(const struct cage *cage)
{
	struct sock_filter code[HEAD + CAGE_RULES_MAX + CAGE_CALLS_MAX + 2];
	size_t at = HEAD, calls = cage->calls;
	struct sock_fprog prog = {.filter = code};

	if (cage->rules > CAGE_RULES_MAX || calls > CAGE_CALLS_MAX)
		return -E2BIG;
	memcpy(code, head, sizeof head);
	for (size_t i = 0; i < cage->rules; i++)
		code[at++] = cage->rule[i];
	for (size_t i = 0; i < calls; i++)
		code[at++] = (struct sock_filter)CAGE_EQUAL(cage->call[i].nr,
							    (unsigned char)(calls - i), 0);
	code[at++] = (struct sock_filter)CAGE_REFUSE;
	code[at++] = (struct sock_filter)CAGE_ALLOW;
	prog.len = (unsigned short)at;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) < 0 ? -errno : 0;
}

/* --- closing it ------------------------------------------------------------------------------- */

static int limit(int what, rlim_t most)
{
	struct rlimit l = {.rlim_cur = most, .rlim_max = most};

	/* musl's setrlimit() signals every thread; these processes have one */
	return prlimit(0, what, &l, NULL) < 0 ? -errno : 0;
}

int cage_close(const struct cage *cage, const char **what)
{
	int err;

	*what = "resource limits";
	err = limit(RLIMIT_CORE, 0);
	if (!err)
		err = limit(RLIMIT_NPROC, 0);
	if (err)
		return err;
	*what = "no new privileges";
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	prctl(MDWE, MDWE_REFUSE_EXEC, 0, 0, 0); /* an older kernel does not know it */
	*what = "seccomp filter";
	return set_filter(cage);
}
