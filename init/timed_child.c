/* SPDX-License-Identifier: MIT */
#include "init/timed_child.h"

#include "lib/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

/* SIGCHLD of the child, or another signal, makes the wait neither shorter nor longer. */
static int wait_readable(int fd, int wait_ms)
{
	uint64_t now = clock_ms(), until = now + (unsigned)wait_ms;
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int n;

	do {
		n = poll(&p, 1, clock_wait(now, until));
		now = clock_ms();
	} while (n < 0 && errno == EINTR);
	return n > 0 ? 0 : -ETIMEDOUT;
}

int timed_child_run(int (*work)(void *arg), void *arg, int wait_ms)
{
	int ends[2], result = -ECHILD, err;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = _Fork(); /* _Fork() skips libc's atfork handlers; PID 1 has one thread */
	if (pid == 0) {
		result = work(arg);
		_exit(write(ends[1], &result, sizeof result) != sizeof result);
	}
	err = pid < 0 ? -errno : 0;
	close(ends[1]);
	if (!err)
		err = wait_readable(ends[0], wait_ms);
	if (!err) {
		/* a child that crashed closes the pipe empty: @result stays -ECHILD */
		if (read(ends[0], &result, sizeof result) < 0)
			result = -errno;
		waitpid(pid, NULL, 0);
	}
	close(ends[0]);
	return err ? err : result;
}
