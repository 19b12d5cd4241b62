/* SPDX-License-Identifier: MIT
 * took FILE PROGRAM [ARGUMENT...]: run a program and write what it took, as JSON, to FILE: seconds
 * by the clock, seconds of CPU, peak memory in KiB; the latter two with all that it ran and waited
 * for, of whose peaks the highest counts. Exit status: the program's, 127 when it cannot be run.
 *
 * A process begins with the peak of whoever forked it, so this must be small and Python cannot be
 * it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static int report(const char *path, double wall, const struct rusage *u)
{
	FILE *f = fopen(path, "we");

	if (!f)
		return 127;
	fprintf(f, "{\"s\": %.6f, \"cpu_s\": %.6f, \"peak_kib\": %ld}\n", wall,
		seconds(u->ru_utime) + seconds(u->ru_stime), u->ru_maxrss);
	return fclose(f) ? 127 : 0;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double began = now();
	int status, failed;
	pid_t pid;

	if (argc < 3)
		return 127;
	pid = fork();
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0)
		return 127;
	failed = report(argv[1], now() - began, &usage);
	if (failed || WIFEXITED(status))
		return failed ? failed : WEXITSTATUS(status);
	return 128 + WTERMSIG(status);
}
