/* SPDX-License-Identifier: MIT */
#include "init/shell.h"

#include "init/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char busybox[] = "/bin/busybox";

int shell_there(void)
{
	return access(busybox, X_OK) < 0 ? -errno : 0;
}

static void become_shell(const char *tty, bool utf8)
{
	static const char name[] = "sh", path[] = "PATH=/bin:/sbin:/usr/bin:/usr/sbin";
	static const char home[] = "HOME=/", term[] = "TERM=linux", prompt[] = "PS1=pxehop# ";
	char *const argv[] = {(char *)(uintptr_t)name, NULL};
	static const char lang[] = "LANG=C.UTF-8";
	char *const envp[] = {(char *)(uintptr_t)path,
			      (char *)(uintptr_t)home,
			      (char *)(uintptr_t)term,
			      (char *)(uintptr_t)prompt,
			      utf8 ? (char *)(uintptr_t)lang : NULL,
			      NULL};
	int fd;

	signals_default();
	setsid();
	fd = open(tty, O_RDWR | O_NOCTTY);
	if (fd < 0)
		_exit(126);
	ioctl(fd, TIOCSCTTY, 1);
	for (int i = 0; i <= 2; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
	execve(busybox, argv, envp);
	_exit(127);
}

pid_t shell_start(const char *tty, bool utf8)
{
	int err = shell_there();
	pid_t pid;

	if (err)
		return err;
	pid = _Fork(); /* _Fork() skips libc's atfork handlers; PID 1 has one thread */
	if (pid < 0)
		return -errno;
	if (pid == 0)
		become_shell(tty, utf8);
	return pid;
}
