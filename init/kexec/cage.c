/* SPDX-License-Identifier: MIT */
#include "init/kexec/cage.h"

#include "lib/nobody.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Memory, memfds, one message, and both ways to load. */
static const struct cage_call calls[] = {
	CAGE_CALL(kexec_load),
#ifdef SYS_kexec_file_load
	CAGE_CALL(kexec_file_load),
#endif
	CAGE_CALL(pread64),
	CAGE_CALL(close),
	CAGE_CALL(memfd_create),
	CAGE_CALL(munmap),
	CAGE_CALL(mremap),
	CAGE_CALL(madvise),
	CAGE_CALL(brk),
	CAGE_CALL(sendmsg),
	CAGE_CALL(restart_syscall),
	CAGE_CALL(exit_group),
/* 32-bit systems: files beyond 2 GiB */
#ifdef SYS_mmap2
	CAGE_CALL(_llseek),
	CAGE_CALL(ftruncate64),
#else
	CAGE_CALL(lseek),      CAGE_CALL(ftruncate),
#endif
};

#define CALLS (sizeof calls / sizeof *calls)

size_t kexec_cage_calls(struct cage_call ret[static CAGE_CALLS_MAX])
{
	_Static_assert(CALLS < CAGE_CALLS_MAX, "the cage stays small");
	for (size_t i = 0; i < CALLS; i++)
		ret[i] = calls[i];
	ret[CALLS] = (struct cage_call){CAGE_MMAP, "mmap"};
	return CALLS + 1;
}

/* Root without capabilities still owns most of /proc and /dev, so it becomes nobody as well. */
static int become_nobody(void)
{
	return prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 ? -errno : nobody_become(NOBODY_LOADER);
}

static int keep_only_boot_right(void)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {0};

	data[0].permitted = data[0].effective = 1u << CAP_SYS_BOOT;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	return syscall(SYS_capset, &head, data) < 0 ? -errno : 0;
}

static int drop_root(const char *root, const char **what)
{
	int err = 0;

	*what = root;
	if (root)
		err = cage_root(root);
	if (err)
		return err;
	*what = "capabilities";
	if (root)
		err = cage_no_capability_ever();
	if (err)
		return err;
	*what = "user nobody";
	return become_nobody();
}

int kexec_cage_enter(const char *root, const char **what)
{
	static const struct cage cage = {.call = calls, .calls = CALLS};
	int err = geteuid() == 0 ? drop_root(root, what) : 0;

	if (err)
		return err;
	*what = "capabilities";
	err = keep_only_boot_right();
	if (err || !root)
		return err;
	return cage_close(&cage, what);
}
