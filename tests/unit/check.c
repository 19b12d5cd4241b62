/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The exit status of a child whose test said FAIL itself. */
#define FAILED 1

static struct check_test *first;
static const char *suite = "?";
static unsigned failed_checks;
static const char *skipped;

void check_register(struct check_test *t, const char *file)
{
	const char *slash = strrchr(file, '/');
	struct check_test **at = &first;

	suite = slash ? slash + 1 : file;
	/* compilers do not agree on the order of constructors */
	while (*at && (*at)->line < t->line)
		at = &(*at)->next;
	t->next = *at;
	*at = t;
}

static bool fail(const char *file, int line)
{
	failed_checks++;
	printf("  %s:%d: ", file, line);
	return false;
}

bool check_true(bool ok, const char *file, int line, const char *what)
{
	if (!ok) {
		fail(file, line);
		printf("not so: %s\n", what);
	}
	return ok;
}

bool check_int(long long got, long long want, const char *file, int line, const char *what)
{
	if (got == want)
		return true;
	fail(file, line);
	printf("%s is %lld, wanted %lld\n", what, got, want);
	return false;
}

bool check_str(const char *got, const char *want, const char *file, int line, const char *what)
{
	if (got && want && strcmp(got, want) == 0)
		return true;
	fail(file, line);
	printf("%s is \"%s\", wanted \"%s\"\n", what, got ? got : "(null)", want ? want : "(null)");
	return false;
}

bool check_mem(const void *got, const void *want, size_t n, const char *file, int line,
	       const char *what)
{
	const uint8_t *a = got, *b = want;

	for (size_t i = 0; i < n; i++) {
		if (a[i] == b[i])
			continue;
		fail(file, line);
		printf("%s: byte %zu is 0x%02x, wanted 0x%02x\n", what, i, a[i], b[i]);
		return false;
	}
	return true;
}

void check_skip(const char *why)
{
	skipped = why;
}

bool check_root(void)
{
	return check_true(geteuid() == 0, __FILE__, __LINE__,
			  "run by root, as make check-unit does");
}

bool check_own_network(void)
{
	if (unshare(CLONE_NEWNET) == 0)
		return true;
	if (errno == EINVAL || errno == ENOSYS) {
		check_skip("this kernel has no network namespaces");
		return false;
	}
	return check_root() &&
	       check_int(errno, 0, __FILE__, __LINE__, "errno of unshare(CLONE_NEWNET)");
}

static void call_exact(const uint8_t *data, size_t len, void (*fn)(const uint8_t *, size_t))
{
	uint8_t *block = calloc(1, len ? len : 1);

	if (!block)
		abort();
	if (len)
		memcpy(block, data, len);
	fn(block, len);
	free(block);
}

void check_mutations(const uint8_t *golden, size_t len, void (*fn)(const uint8_t *, size_t))
{
	uint8_t *work = calloc(1, len ? len : 1);

	if (!work)
		abort();
	if (len)
		memcpy(work, golden, len);
	for (size_t cut = 0; cut <= len; cut++)
		call_exact(work, cut, fn);
	for (size_t bit = 0; bit < len * 8; bit++) {
		work[bit / 8] ^= (uint8_t)(1u << bit % 8);
		call_exact(work, len, fn);
		work[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	free(work);
}

/* Returns true unless it failed. */
static bool run_one(const struct check_test *t)
{
	failed_checks = 0;
	skipped = NULL;
	t->run();
	if (failed_checks)
		printf("FAIL %s: %s\n", suite, t->name);
	else if (skipped)
		printf("SKIP %s: %s (%s)\n", suite, t->name, skipped);
	else
		printf("PASS %s: %s\n", suite, t->name);
	fflush(stdout);
	return failed_checks == 0;
}

/* No test sees what another one left behind: each runs in a process of its own. The child ends by
 * exit(3), so that a sanitizer looks for its leaks. */
static bool run_forked(const struct check_test *t)
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		abort();
	if (pid == 0)
		exit(run_one(t) ? 0 : FAILED);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			abort();
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != FAILED)
		printf("FAIL %s: %s: exit %d\n", suite, t->name, WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		printf("FAIL %s: %s: signal %d\n", suite, t->name, WTERMSIG(status));
	return status == 0;
}

int main(int argc, char **argv)
{
	unsigned failed = 0, ran = 0;

	for (struct check_test *t = first; t; t = t->next) {
		if (argc > 1 && strcmp(argv[1], t->name) != 0)
			continue;
		ran++;
		if (!(argc > 1 ? run_one(t) : run_forked(t)))
			failed++;
	}
	return failed || !ran;
}
