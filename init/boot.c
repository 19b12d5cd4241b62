/* SPDX-License-Identifier: MIT */
#include "init/boot.h"

#include "init/kexec/cage.h"
#include "init/kexec/kexec.h"
#include "lib/clock.h"
#include "lib/error.h"
#include "lib/text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CMDLINE_MAX 65536

void boot_init(struct boot *b, const char *root)
{
	memset(b, 0, sizeof *b);
	b->fd = -1;
	b->root = root;
}

/* --- the child -------------------------------------------------------------------------------- */

/* Return: NULL when the command line is too long for any kernel, or cannot be read. */
static const char *read_part_cmdline(const struct boot_parts *parts)
{
	static char text[CMDLINE_MAX];
	uint64_t len = parts->size[CHAN_CMDLINE];

	if (len >= sizeof text)
		return NULL;
	if (pread(parts->fd[CHAN_CMDLINE], text, (size_t)len, 0) != (ssize_t)len)
		return NULL;
	return text;
}

/* All that is read by a path is read before the cage, and it says nothing of the network. */
static int load_as_nobody(const struct boot_parts *parts, const char *root,
			  struct kexec_report *report)
{
	struct kexec_job job = {.kernel_fd = parts->fd[CHAN_KERNEL],
				.initrd_fd = parts->fd[CHAN_INITRD],
				.dtb_fd = parts->fd[CHAN_DTB],
				.overlays_fd = parts->fd[CHAN_OVERLAYS]};
	struct str text = str_of(report->text, sizeof report->text);
	const char *what = "";
	static struct ram ram;
	int err = kexec_ram_read(&ram);

	if (err) {
		str_puts(&text, err < 0 ? error_str(-err) : kexec_reason_str(err));
		return err;
	}
	job.meminfo_fd = kexec_ram_open();
	if (kexec_arch.see)
		kexec_arch.see(&job);
	err = kexec_cage_enter(root, &what);
	if (err) {
		str_fmt(&text, "cannot give up rights: %s: %s", what, error_str(-err));
		return err;
	}
	job.cmdline = read_part_cmdline(parts);
	if (!job.cmdline) {
		str_puts(&text, "the command line cannot be read");
		return -EINVAL;
	}
	return kexec_load_job(&job, &ram, report);
}

/* Close all descriptors but the channel and the parts: those of PID 1 are sockets, consoles and the
 * worker's channel. 0 to 2 lead nowhere, since a memfd under such a number would be taken for a
 * console. */
static void close_others(const struct boot_parts *parts, int channel)
{
	int nowhere = open("/dev/null", O_RDWR);

	for (int fd = 0; fd <= 2; fd++)
		if (nowhere >= 0)
			dup2(nowhere, fd);
	for (int fd = 3; fd < 256; fd++) {
		bool needed = fd == channel;

		for (int i = 0; i < CHAN_PARTS; i++)
			needed = needed || fd == parts->fd[i];
		if (!needed)
			close(fd);
	}
}

static int loader_main(const struct boot_parts *parts, const char *root, int fd)
{
	struct kexec_report report = {.text = ""};
	struct chan_msg m = {.kind = CHAN_LOG};
	struct str text = str_of(m.u.log.text, sizeof m.u.log.text);
	int err = load_as_nobody(parts, root, &report);

	m.u.log.level = err ? LOG_ERR : LOG_INFO;
	str_printable(&text, view_of(report.text), CHAN_TEXT_MAX - 8);
	chan_send(fd, &m, NULL, 0);
	return err ? 1 : 0;
}

/* Not by _exit(): before that a sanitizer makes calls that the cage refuses. */
static void end_child(int status)
{
	for (;;)
		syscall(SYS_exit_group, status);
}

/* --- PID 1's side ----------------------------------------------------------------------------- */

static void boot_failed(struct boot *b, const char *what, int err)
{
	struct str text = str_of(b->text, sizeof b->text);

	str_fmt(&text, "%s: %s", what, error_str(-err));
	b->state = BOOT_FAILED;
}

static void close_loader_channel(struct boot *b)
{
	if (b->fd >= 0)
		close(b->fd);
	b->fd = -1;
}

/* The worker that wanted this boot is gone; the next one brings parts of its own. */
static void kill_loader(struct boot *b)
{
	if (b->pid > 0)
		kill(b->pid, SIGKILL);
	b->pid = 0;
	close_loader_channel(b);
}

void boot_load(struct boot *b, const struct boot_parts *parts, uint64_t now)
{
	int pair[2] = {-1, -1}, err = chan_pair(pair);
	pid_t pid;

	kill_loader(b);
	if (err) {
		boot_failed(b, "no channel to a loader", err);
		return;
	}
	pid = _Fork(); /* _Fork() skips libc's atfork handlers; PID 1 has one thread */
	if (pid == 0) {
		signal(SIGPIPE, SIG_DFL);
		close_others(parts, pair[1]);
		end_child(loader_main(parts, b->root, pair[1]));
	}
	close(pair[1]);
	if (pid < 0) {
		boot_failed(b, "no process for a loader", -errno);
		close(pair[0]);
		return;
	}
	b->fd = pair[0];
	b->pid = pid;
	b->text[0] = '\0';
	b->state = BOOT_LOADING;
	b->deadline = now + BOOT_LOAD_MS;
}

int boot_fd(const struct boot *b)
{
	return b->fd;
}

uint64_t boot_deadline(const struct boot *b)
{
	return b->state == BOOT_LOADING ? b->deadline : CLOCK_NEVER;
}

void boot_step(struct boot *b, uint64_t now)
{
	struct chan_msg m;
	int fds[CHAN_FDS_MAX], n;

	if (b->fd >= 0) {
		n = chan_recv(b->fd, &m, fds);
		if (n == 0 && m.kind == CHAN_LOG && chan_check(&m, 0))
			memcpy(b->text, m.u.log.text, sizeof b->text);
		for (int i = 0; i < n; i++)
			close(fds[i]);
		if (n != -EAGAIN)
			close_loader_channel(b);
	}
	if (b->state == BOOT_LOADING && now >= b->deadline) {
		kill(b->pid, SIGKILL);
		b->deadline = CLOCK_NEVER;
	}
}

bool boot_reaped(struct boot *b, pid_t pid, int status)
{
	if (pid <= 0 || pid != b->pid)
		return false;
	boot_step(b, 0);
	close_loader_channel(b);
	b->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		b->state = BOOT_LOADED;
		return true;
	}
	b->state = BOOT_FAILED;
	if (!b->text[0]) {
		struct str text = str_of(b->text, sizeof b->text);

		str_fmt(&text, "the loader was killed by signal %d",
			WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	}
	return true;
}

int boot_jump(void)
{
	sync();
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_KEXEC, NULL);
	return -errno;
}
