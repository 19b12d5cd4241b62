/* SPDX-License-Identifier: MIT
 * Work in a child process, which answers, crashes, or never ends. */
#include "tests/unit/check.h"

#include "init/timed_child.h"
#include "lib/clock.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int answer(void *arg)
{
	const int *what = arg;

	return *what;
}

static int crash(void *arg)
{
	(void)arg;
	return raise(SIGKILL);
}

static int hang(void *arg)
{
	(void)arg;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (pause() < 0)
		continue;
	return 0;
}

TEST(timed_child_answers)
{
	int ok = 0, bad = -ENODEV;

	CHECK_INT(timed_child_run(answer, &ok, 10000), 0);
	CHECK_INT(timed_child_run(answer, &bad, 10000), -ENODEV);
	CHECK_INT(waitpid(-1, NULL, WNOHANG), -1); /* nothing is left to reap */
}

TEST(timed_child_that_crashes_is_one_error)
{
	CHECK_INT(timed_child_run(crash, NULL, 10000), -ECHILD);
	CHECK_INT(waitpid(-1, NULL, WNOHANG), -1);
}

static void nothing(int sig)
{
	(void)sig;
}

/* The signals that come meanwhile make it neither shorter nor longer. */
TEST(hazard_104_timed_child_that_hangs_is_left_behind)
{
	struct sigaction a = {.sa_handler = nothing}, old;
	uint64_t began = clock_ms(), took;
	pid_t pid = getpid(), bell;

	sigaction(SIGUSR1, &a, &old);
	bell = fork();
	if (bell == 0) {
		for (int i = 0; i < 20; i++) {
			usleep(10000);
			kill(pid, SIGUSR1);
		}
		_exit(0);
	}
	CHECK_INT(timed_child_run(hang, NULL, 300), -ETIMEDOUT);
	took = clock_ms() - began;
	CHECK(took >= 300 && took < CHECK_PATIENCE_MS);
	kill(bell, SIGKILL);
	sigaction(SIGUSR1, &old, NULL);
	CHECK_INT(waitpid(bell, NULL, 0), bell);
	/* it is there still, for PID 1's loop */
	CHECK_INT(waitpid(-1, NULL, WNOHANG), 0);
}
