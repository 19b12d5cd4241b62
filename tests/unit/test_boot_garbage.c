/* SPDX-License-Identifier: MIT
 * The real loader child with what is no kernel for any machine: a sentence, and nothing loaded. */
#include "tests/unit/check.h"

#include "init/boot.h"
#include "lib/clock.h"
#include "lib/text.h"

#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static struct boot b;

static void load(const void *kernel, size_t len)
{
	struct boot_parts parts = {.fd = {-1, -1, -1}};
	uint64_t until = clock_ms() + CHECK_PATIENCE_MS;
	int status;

	parts.fd[CHAN_KERNEL] = memfd_create("kernel", MFD_CLOEXEC);
	parts.fd[CHAN_CMDLINE] = memfd_create("cmdline", MFD_CLOEXEC);
	parts.size[CHAN_KERNEL] = len;
	CHECK(write(parts.fd[CHAN_KERNEL], kernel, len) == (ssize_t)len);
	boot_init(&b, NULL);
	boot_load(&b, &parts, 0);
	while (b.state == BOOT_LOADING && clock_ms() < until) {
		struct pollfd p = {.fd = boot_fd(&b), .events = POLLIN};
		pid_t pid;

		poll(&p, 1, 10);
		boot_step(&b, 1);
		pid = waitpid(b.pid, &status, WNOHANG);
		if (pid > 0)
			CHECK(boot_reaped(&b, pid, status));
	}
	close(parts.fd[CHAN_KERNEL]);
	close(parts.fd[CHAN_CMDLINE]);
	CHECK_INT(b.state, BOOT_FAILED);
	CHECK(strlen(b.text) > 8 && !strstr(b.text, "signal"));
}

TEST(garbage_is_refused_with_a_sentence)
{
	static char noise[200000];

	load("", 0);
	load("\x7f"
	     "ELF",
	     4);
	load("<html>404 not found</html>", 26);
	for (size_t i = 0; i < sizeof noise; i++)
		noise[i] = (char)(i * 2654435761u >> 13);
	load(noise, sizeof noise);
	memcpy(noise + 0x10008, "S390EP\0\1", 8);
	load(noise, sizeof noise); /* the magic, and nonsense behind it */
}
