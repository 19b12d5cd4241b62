/* SPDX-License-Identifier: MIT
 * lib/cage.h - what a process gives up before it looks at what strangers sent. Layer: lib, adapter.
 * Callers: pxe/worker/sandbox.c (the worker), init/kexec/cage.c (the loader child).
 *
 * Each of the two lists the system calls that it needs. A call that is not listed fails with EPERM: the
 * process can say so, where a kill would turn one forgotten rare call into a boot that never comes.
 *
 * No memory becomes code: mmap() refuses PROT_EXEC, and mprotect() is in no list. On s390x the
 * arguments of mmap() lie in memory, where no filter sees them. There PR_SET_MDWE (Linux 6.3) refuses
 * memory that is writable and executable at once. What remains on s390x is code in a memfd, which can be
 * mapped executable and not writable; and before Linux 6.3 all of it.
 */
#ifndef LIB_CAGE_H
#define LIB_CAGE_H

#include <linux/filter.h>
#include <stddef.h>
#include <sys/syscall.h>

#define CAGE_CALLS_MAX 35 /* on every machine, mmap() and those with rules included */
#define CAGE_RULES_MAX 32

struct cage_call {
	unsigned short nr;
	const char *name;
};

/* Version 14 takes braces in a macro for a block, 19 does not. */
/* clang-format off */
#define CAGE_CALL(call) {SYS_##call, #call}
/* clang-format on */

#if defined(SYS_mmap2)
#define CAGE_MMAP SYS_mmap2
#else
#define CAGE_MMAP SYS_mmap
#endif

/** struct cage - the system calls that are left besides mmap() */
struct cage {
	const struct cage_call *call; /* with any arguments */
	size_t calls;
	/* Instructions that look at the arguments of further calls. They begin with the number of the call
	 * in the accumulator, and reach their end only for calls of other numbers. NULL = none */
	const struct sock_filter *rule;
	size_t rules;
};

/* The instructions of rules. */
#define CAGE_LOAD(at)	       BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define CAGE_EQUAL(k, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, yes, no)
#define CAGE_ALLOW	       BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define CAGE_REFUSE	       BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
/* The low half of argument @n: the kernel takes an int of it, or flags that are all there. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define CAGE_ARG(n) (offsetof(struct seccomp_data, args[n]) + 4)
#else
#define CAGE_ARG(n) offsetof(struct seccomp_data, args[n])
#endif

/** cage_root() - chroot to the empty directory @root; only for root. Return: 0 or negative errno */
int cage_root(const char *root);

/** cage_no_capability_ever() - empty the bounding set, so that not even a set-user-id program could
 *  gain a capability again; only for root. Return: 0 or negative errno */
int cage_no_capability_ever(void);

/**
 * cage_close() - no core files, no children, no new privileges, no new code, and @cage's calls
 * @what: the step that failed, when one did
 *
 * Nothing undoes it. Return: 0 or negative errno; the process must end then.
 */
int cage_close(const struct cage *cage, const char **what);

#endif
