/* SPDX-License-Identifier: MIT
 * What is relocated once cannot be written after it. */
#include "lib/relro.h"

#include "tests/unit/check.h"

#include <link.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WRITTEN = 10, FAULTED, UNSEALED };

/* A pointer in a constant: only a start may write it. */
static const char *const text[] = {"relocated", "as well"};

static void on_fault(int signal)
{
	(void)signal;
	_exit(FAULTED);
}

/* How a child ends that writes to @at, after relro_seal() or without. */
static int child_writes(void *at, bool sealed)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		char *volatile *p = at;

		signal(SIGSEGV, on_fault);
		if (sealed && relro_seal() < 0)
			_exit(UNSEALED);
		*p = *p;
		_exit(WRITTEN);
	}
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int find_interpreter(struct dl_phdr_info *program, size_t size, void *found)
{
	(void)size;
	for (unsigned i = 0; i < program->dlpi_phnum; i++)
		if (program->dlpi_phdr[i].p_type == PT_INTERP)
			*(bool *)found = true;
	return 1;
}

static union {
	const char *const *constant;
	void *at;
} relocated = {text};

TEST(a_relocated_constant_cannot_be_written)
{
	CHECK_INT(child_writes(relocated.at, true), FAULTED);
}

TEST(a_variable_can_be_written)
{
	CHECK_INT(child_writes(&relocated, true), WRITTEN);
}

/* That it is our doing shows where no dynamic linker has been. */
TEST(a_static_start_leaves_it_writable)
{
	bool dynamic = false;

	dl_iterate_phdr(find_interpreter, &dynamic);
	CHECK_INT(child_writes(relocated.at, false), dynamic ? FAULTED : WRITTEN);
}
