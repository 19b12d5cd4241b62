/* SPDX-License-Identifier: MIT */
#include "lib/nobody.h"

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/* On 32-bit ARM the system calls without "32" take 16-bit user ids. */
#ifdef SYS_setresuid32
enum { SETGROUPS = SYS_setgroups32, SETRESGID = SYS_setresgid32, SETRESUID = SYS_setresuid32 };
#else
enum { SETGROUPS = SYS_setgroups, SETRESGID = SYS_setresgid, SETRESUID = SYS_setresuid };
#endif

/* The system calls are made directly: libc's functions also change the other threads. */
int nobody_become(unsigned id)
{
	if (syscall(SETGROUPS, 0, NULL) < 0 || syscall(SETRESGID, id, id, id) < 0 ||
	    syscall(SETRESUID, id, id, id) < 0)
		return -errno;
	return 0;
}
