/* SPDX-License-Identifier: MIT
 * init/boot.h - check and load in a child of PID 1, then jump. Layer: adapter.
 *
 * The kernel file came from the network, so PID 1 does not look into it: a child that keeps
 * nothing but the right to load a kernel does, and says in one checked message how it went. What
 * it loaded stays loaded when it is gone.
 */
#ifndef INIT_BOOT_H
#define INIT_BOOT_H

#include "init/supervise.h"
#include "pxe/chan.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Copying even a large initrd into segments takes seconds; a loader silent for this long hangs. */
#define BOOT_LOAD_MS 120000

enum boot_state {
	BOOT_IDLE,
	BOOT_LOADING,
	BOOT_LOADED, /* boot_jump() will start it */
	BOOT_FAILED, /* boot.text says why */
};

struct boot {
	enum boot_state state;
	pid_t pid;	  /* 0 = none */
	int fd;		  /* its channel, -1 = none */
	const char *root; /* the loader's empty root directory; NULL = it is not caged */
	uint64_t deadline;
	char text[CHAN_TEXT_MAX]; /* the loader's sentence, printable */
};

/** boot_init() - once. @root: an empty directory, which must stay; NULL leaves the loader child without
 *  empty root and seccomp filter, for kernels that have none */
void boot_init(struct boot *b, const char *root);

/** boot_load() - start the loader child on @parts, which must stay open until it has ended.
 *  A failure to start it is BOOT_FAILED at once. A loader that still runs is killed and
 *  forgotten. */
void boot_load(struct boot *b, const struct boot_parts *parts, uint64_t now);

/** boot_fd() - to poll for reading; -1 = nothing to poll */
int boot_fd(const struct boot *b);
uint64_t boot_deadline(const struct boot *b);

/** boot_step() - take the loader's sentence, kill it when it hangs */
void boot_step(struct boot *b, uint64_t now);

/** boot_reaped() - process @pid has ended. Return: whether it was the loader; state is BOOT_LOADED
 *  or BOOT_FAILED then */
bool boot_reaped(struct boot *b, pid_t pid, int status);

/** boot_jump() - start what is loaded. Return: negative errno; it does not return when it works */
int boot_jump(void);

#endif
