/* SPDX-License-Identifier: MIT */
#include "init/early.h"

#include "lib/sysfile.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/nobody.h"
#include "lib/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

/* klogctl(2) has numbers without names. */
#define KLOG_CONSOLE_LEVEL 8
#define KLOG_ERRORS	   4 /* everything more urgent than a warning */
#define KLOG_ALL	   8

/* If PID 1 ever dies: seconds until the machine restarts. Distribution kernels wait for ever. */
#define PANIC_SECONDS	   "30"
#define RECEIVE_BUFFER_MAX "4194304"

static const struct {
	char type[12], dir[24], options[20]; /* pointers would cost 32 bytes each */
	unsigned long flags;
	bool may_lack; /* optional: not every kernel has it */
} mounts[] = {
	{"proc", "/proc", "", MS_NOSUID | MS_NODEV | MS_NOEXEC, false},
	{"sysfs", "/sys", "", MS_NOSUID | MS_NODEV | MS_NOEXEC, false},
	{"devtmpfs", "/dev", "mode=0755", MS_NOSUID | MS_NOEXEC, false},
	{"tmpfs", "/run", "mode=0755,size=16m", MS_NOSUID | MS_NODEV | MS_NOEXEC, false},
	/* securityfs says whether kernel lockdown forbids kexec */
	{"securityfs", "/sys/kernel/security", "", MS_NOSUID | MS_NODEV | MS_NOEXEC, true},
};

static void mount_one(unsigned i)
{
	const char *dir = mounts[i].dir;

	if (!mounts[i].may_lack && mkdir(dir, 0755) < 0 && errno != EEXIST)
		log_warn("%s: cannot make the directory: %s, going on", dir, error_str(errno));
	if (mount(mounts[i].type, dir, mounts[i].type, mounts[i].flags, mounts[i].options) == 0)
		return;
	if (errno != EBUSY && !mounts[i].may_lack) /* EBUSY: the kernel has mounted it already */
		log_err("%s: cannot mount: %s, going on without it", dir, error_str(errno));
}

static int open_nothing(void)
{
	int ends[2], fd = open("/dev/null", O_RDWR);

	if (fd >= 0 || pipe(ends) < 0)
		return fd;
	close(ends[1]);
	return ends[0];
}

void early_fds(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		int nothing;

		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		/* open() takes the lowest free number, which is this one: all below it exist by now. */
		nothing = open_nothing();
		if (nothing > fd && dup2(nothing, fd) == fd)
			close(nothing);
	}
}

/* Standard error is /dev/console so far, where a write may block: the console module serves all
 * consoles from a ring instead. */
static void leave_console(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		log_warn("/dev/null: %s, going on", error_str(errno));
		return;
	}
	for (int i = 0; i <= 2; i++)
		if (fd != i)
			dup2(fd, i);
	if (fd > 2)
		close(fd);
}

static void restart_after_panic(void)
{
	int err = sysfile_write("/proc/sys/kernel/panic", PANIC_SECONDS);

	if (err)
		log_warn("kernel.panic: cannot set: %s, a crash would leave the machine hanging",
			 error_str(-err));
}

/* The worker may not ask for more than this, and a window of blocks that does not fit is lost. The
 * default holds two blocks of 64 KiB; what is not used costs nothing. */
static void allow_receive_buffers(void)
{
	int err = sysfile_write("/proc/sys/net/core/rmem_max", RECEIVE_BUFFER_MAX);

	if (err)
		log_debug("net.core.rmem_max: %s, downloads use small windows", error_str(-err));
}

/* The worker may ping, and nobody else. */
static void allow_ping(void)
{
	char group[32];
	struct str text = str_of(group, sizeof group);
	int err;

	str_fmt(&text, "%u %u", NOBODY_WORKER, NOBODY_WORKER);
	err = sysfile_write("/proc/sys/net/ipv4/ping_group_range", group);
	if (err)
		log_debug("ping_group_range: %s, iPXE scripts cannot ping", error_str(-err));
}

/* By itself the kernel answers on every network card for the addresses of all of them, and a machine
 * with two cards on one network takes itself for another one that has its address. */
static void answer_for_own_address(void)
{
	int err = sysfile_write("/proc/sys/net/ipv4/conf/all/arp_ignore", "1");

	if (err)
		log_warn("arp_ignore: %s, two cards on one network may disturb each other",
			 error_str(-err));
}

/* A new address of IPv6 is of use while the kernel still looks for a duplicate, for a second or more (RFC 4429).
 * Without that the first requests come from the link-local address, which no router lets through. */
static void use_new_addresses(void)
{
	static const char *const files[] = {"/proc/sys/net/ipv6/conf/all/optimistic_dad",
					    "/proc/sys/net/ipv6/conf/default/optimistic_dad",
					    "/proc/sys/net/ipv6/conf/all/use_optimistic",
					    "/proc/sys/net/ipv6/conf/default/use_optimistic"};

	for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
		int err = sysfile_write(files[i], "1");

		if (err)
			log_debug("%s: %s, addresses of IPv6 are used a second later", files[i],
				  error_str(-err));
	}
}

void early_run(void)
{
	early_fds();
	umask(022);
	mount_one(0);
	restart_after_panic();
	for (unsigned i = 1; i < sizeof mounts / sizeof *mounts; i++)
		mount_one(i);
	allow_receive_buffers();
	allow_ping();
	answer_for_own_address();
	use_new_addresses();
	leave_console();
	if (chdir("/") < 0)
		log_warn("/: cannot enter: %s, going on", error_str(errno));
	setsid();
	if (reboot(RB_DISABLE_CAD) < 0)
		log_warn("Ctrl-Alt-Del: cannot disarm: %s, going on", error_str(errno));
	early_printk(false);
}

void early_printk(bool debug)
{
	if (klogctl(KLOG_CONSOLE_LEVEL, NULL, debug ? KLOG_ALL : KLOG_ERRORS) < 0)
		log_warn("kernel messages: cannot set their level: %s, going on", error_str(errno));
}
