/* SPDX-License-Identifier: MIT */
#include "init/kexec/other.h"

#include "lib/image/arm.h"
#include "lib/error.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "/bin/kexec"
#define COPY	"/run/kexec-tools"

/* --- while it is root ------------------------------------------------------------------------- */

static bool copy_part_out(int from, int to)
{
	static char buf[65536];
	ssize_t n;

	while ((n = read(from, buf, sizeof buf)) > 0)
		if (write(to, buf, (size_t)n) != n)
			return false;
	return n == 0;
}

/* A bind mount of the copy over the file, in a mount namespace of this process alone. */
static void uncover(const char *path)
{
	int from = open(path, O_RDONLY | O_CLOEXEC);
	int to = open(COPY, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);

	if (from >= 0 && to >= 0 && copy_part_out(from, to) && fchmod(to, 0444) == 0)
		mount(COPY, path, NULL, MS_BIND, NULL);
	if (to >= 0) {
		close(to);
		unlink(COPY);
	}
	if (from >= 0)
		close(from);
}

void kexec_other_ready(void)
{
	if (access(PROGRAM, X_OK) || unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return;
	uncover("/proc/iomem");
	uncover("/sys/firmware/fdt");
}

/* --- afterwards ------------------------------------------------------------------------------- */

/* CAP_SYS_BOOT as ambient capability, so that it lasts through exec() as user nobody. */
static bool hand_down_right(void)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {0};

	data[0].permitted = data[0].effective = data[0].inheritable = 1u << CAP_SYS_BOOT;
	return !syscall(SYS_capset, &head, data) &&
	       !prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_BOOT, 0, 0);
}

struct words {
	char *argv[8];
	size_t n;
	char store[128], *at;
	const char *end;
};

/* @option, with a descriptor's name behind it. */
static void add_fd(struct words *w, const char *option, int fd)
{
	struct str s = str_of(w->at, (size_t)(w->end - w->at));

	if (fd < 0 || fcntl(fd, F_SETFD, 0) < 0)
		return;
	str_fmt(&s, "%s/proc/self/fd/%d", option, fd);
	w->argv[w->n++] = w->at;
	w->at += s.n + 1;
}

static void add_arg(struct words *w, const char *word)
{
	w->argv[w->n++] = (char *)(uintptr_t)word;
}

static _Noreturn void become_program(const struct kexec_job *job, int out)
{
	static char cmdline[ARM64_CMDLINE + 32];
	struct str s = str_of(cmdline, sizeof cmdline);
	struct words w = {.n = 0};

	w.at = w.store;
	w.end = w.store + sizeof w.store;
	add_arg(&w, PROGRAM);
	add_arg(&w, "-lc"); /* load, by kexec_load */
	str_fmt(&s, "--command-line=%s", job->cmdline ? job->cmdline : "");
	add_arg(&w, cmdline);
	add_fd(&w, "--initrd=", job->initrd_fd);
	add_fd(&w, "", job->kernel_fd);
	w.argv[w.n] = NULL;
	if (!s.cut && hand_down_right() && dup2(out, 1) == 1 && dup2(out, 2) == 2)
		execve(PROGRAM, w.argv, w.argv + w.n);
	_exit(127);
}

/* What it says last is why. */
static void last_line(int fd, char *line, size_t size)
{
	static char buf[1024];
	size_t n = 0;
	ssize_t got;
	struct view rest, one;
	struct str s = str_of(line, size);

	while ((got = read(fd, buf + n, sizeof buf - n)) > 0) {
		n += (size_t)got;
		if (n == sizeof buf) {
			memmove(buf, buf + n / 2, n / 2);
			n /= 2;
		}
	}
	rest = (struct view){buf, n};
	while (view_until(&rest, '\n', &one))
		if (one.n) {
			s = str_of(line, size);
			str_printable(&s, one, size - 8);
		}
}

static int run_kexec_tools(const struct kexec_job *job, struct str *text)
{
	char line[160];
	int ends[2], status = 0;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = _Fork();
	if (pid == 0)
		become_program(job, ends[1]);
	close(ends[1]);
	last_line(ends[0], line, sizeof line);
	close(ends[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -ECHILD;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		str_puts(text,
			 "an ELF kernel, which this loader does not know: loaded by kexec-tools");
		return 0;
	}
	str_fmt(text, "an ELF kernel, and kexec-tools could not load it: %s", line);
	return KEXEC_REFUSED;
}

bool kexec_other_knows(const struct kexec_job *job)
{
	uint8_t head[ARM_IMAGE_ELF_LEN];

	return pread(job->kernel_fd, head, sizeof head, 0) == sizeof head &&
	       arm_image_is_elf64(rd_of(head, sizeof head)) && access(PROGRAM, X_OK) == 0;
}

int kexec_other_load(const struct kexec_job *job, struct kexec_report *report)
{
	struct str text = str_of(report->text, sizeof report->text);
	int r;

	/* kexec-tools takes neither memory nor MAC addresses over from the running tree (dt_merge.c). */
	if (job->dtb_fd >= 0 || job->overlays_fd >= 0) {
		str_puts(&text,
			 "an ELF kernel: for that the device tree has to stay the running one");
		return KEXEC_REFUSED;
	}
	r = job->cmdline ? layout_cmdline(strlen(job->cmdline), ARM64_CMDLINE, &text) : 0;
	if (r)
		return r;
	r = run_kexec_tools(job, &text);
	if (r < 0)
		str_fmt(&text, "kexec-tools: %s", error_str(-r));
	return r;
}
