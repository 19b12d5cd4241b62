/* SPDX-License-Identifier: MIT
 * tests/bench/hop_init.c - the /init of the hop measurement: loads /kernel and /initrd in the way
 * that hop= on the command line names, says "HOP jump", and jumps. The initrd holds this program
 * again, which then says "HOP done" and powers off. Built static for the target; see hop.py.
 *
 *   hop=ours    init/kexec: own entry code
 *   hop=plain   the same segments, but entered at the kernel itself
 *   hop=tools   /kexec, kexec-tools
 */
#include "init/kexec/kexec.h"

#include <fcntl.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NEXT "hop=done console=ttysclp0"

static void mounts(void)
{
	int console;

	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sys", "/sys", "sysfs", 0, NULL);
	console = open("/dev/console", O_RDWR);
	for (int fd = 0; console >= 0 && fd < 3; fd++)
		dup2(console, fd);
	setvbuf(stdout, NULL, _IONBF, 0);
}

static int memfd_of(const char *path)
{
	int in = open(path, O_RDONLY), out = memfd_create(path, MFD_CLOEXEC);

	while (sendfile(out, in, NULL, 1 << 24) > 0)
		;
	close(in);
	return out;
}

static int load_ours(const struct kexec_job *job, struct kexec_report *report)
{
	static struct ram ram;
	int r = kexec_ram_read(&ram);

	return r ? r : kexec_load_job(job, &ram, report);
}

static int without_entry(unsigned long entry, unsigned long segs, const struct kexec_seg *seg,
			 unsigned long flags)
{
	(void)entry;
	return kexec_calls_real.load(seg[0].mem, segs - 1, seg, flags);
}

static int load_plain(const struct kexec_job *job, struct kexec_report *report)
{
	struct kexec_calls calls = kexec_calls_real;
	static struct kexec_set set;
	static struct ram ram;
	int r = kexec_ram_read(&ram);

	calls.load = without_entry;
	return r ? r : kexec_load_with(&calls, job, &ram, &set, report);
}

static int load_tools(struct kexec_report *report)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid) {
		execl("/kexec", "kexec", "-c", "-l", "/kernel", "--initrd=/initrd",
		      "--command-line=" NEXT, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	snprintf(report->text, sizeof report->text, "kexec-tools: status %d", status);
	return status;
}

/* In the way named by hop=, 0 once loaded. */
static int load(const char *cmdline, const struct kexec_job *job, struct kexec_report *report)
{
	if (strstr(cmdline, "hop=ours"))
		return load_ours(job, report);
	if (strstr(cmdline, "hop=plain"))
		return load_plain(job, report);
	if (strstr(cmdline, "hop=tools"))
		return load_tools(report);
	return -1;
}

int main(void)
{
	struct kexec_report report = {.text = "nothing asked for"};
	struct kexec_job job = {.cmdline = NEXT};
	char cmdline[1024] = "";
	int fd, r;

	mounts();
	fd = open("/proc/cmdline", O_RDONLY);
	if (fd < 0 || read(fd, cmdline, sizeof cmdline - 1) <= 0 || strstr(cmdline, "hop=done")) {
		printf("HOP done\n");
		reboot(RB_POWER_OFF);
	}
	job.kernel_fd = memfd_of("/kernel");
	job.initrd_fd = memfd_of("/initrd");
	r = load(cmdline, &job, &report);
	printf("HOP loaded: %d %s\n", r, report.text);
	if (!r) {
		printf("HOP jump\n");
		reboot(LINUX_REBOOT_CMD_KEXEC);
	}
	printf("HOP failed\n");
	reboot(RB_POWER_OFF);
	return 1;
}
