/* SPDX-License-Identifier: MIT
 * init/supervise.h - PID 1's side of the worker: start it, check what it sends, restart it.
 * Layer: adapter. Callers: init/pid1.c and, on a workstation, cmd/boot.c.
 *
 * The worker may crash, hang or be taken over; what it says is checked before it counts, and it is
 * started again after a pause that grows. Links are remembered here, so that a new worker hears of
 * them all. No heap, no blocking call.
 */
#ifndef INIT_SUPERVISE_H
#define INIT_SUPERVISE_H

#include "init/deaf.h"
#include "lib/backoff.h"
#include "lib/log.h"
#include "lib/random.h"
#include "pxe/chan.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define SUPERVISE_LINKS_MAX 32
#define SUPERVISE_AWAIT_MS  500 /* CHAN_AWAIT counts no more often than that */

/** struct boot_parts - sealed memfds of what the worker wants booted; -1 = there is none */
struct boot_parts {
	int fd[CHAN_PARTS];
	uint64_t size[CHAN_PARTS];
};

/** struct supervise_ops - what the worker may ask for; every message was checked before */
struct supervise_ops {
	/* Must not be NULL. */
	void (*log)(void *ctx, enum log_level level, const char *text);
	/* Must not be NULL. */
	void (*progress)(void *ctx, const char *text);
	/* NULL = nobody reads what the parts are made of. */
	void (*file)(void *ctx, const struct chan_file *file);
	/* NULL = nobody wants to know where the time went. */
	void (*stage)(void *ctx, const struct chan_stage *stage);
	/* Must not be NULL. Return: 0 or negative errno, which the worker is told. */
	int (*addr_set)(void *ctx, unsigned ifindex, const struct chan_addr *addr);
	/* Must not be NULL. Return: 0 or negative errno, which the worker is told. */
	int (*addr6_set)(void *ctx, unsigned ifindex, const struct chan_addr6 *addr);
	/* Must not be NULL. */
	void (*addr_gone)(void *ctx, unsigned ifindex);
	/* Switch a link that went deaf off and on; @name is that link or the VLAN on it that awaits an
	 * answer. NULL = links are never switched: they belong to
	 * somebody else, and the worker is told that none may go deaf. */
	void (*relink)(void *ctx, unsigned ifindex, const char *name);
	/* How many packets came in on a link so far. NULL only if relink() is.
	 * Return: 0 or negative errno. */
	int (*received)(void *ctx, unsigned ifindex, uint64_t *ret);
	/* Must not be NULL. Make VLAN @tag on a link, which is called @parent; what comes of it is a new
	 * link. Return: 0 or negative errno, which the worker is told. */
	int (*vlan)(void *ctx, unsigned ifindex, const char *parent, uint16_t tag);
	/* Must not be NULL. Set the wall clock to @ms since 1970. Return: 0 or negative errno, which the
	 * worker is told. */
	int (*clock_set)(void *ctx, uint64_t ms);
	/* Must not be NULL. Kernel and command line are there; the answer is
	 * supervise_boot_failed() or none. */
	void (*boot)(void *ctx, const struct boot_parts *parts);
	/* Must not be NULL, all three. What cannot be done ends in supervise_boot_failed(). */
	void (*reboot)(void *ctx, const char *why);
	void (*poweroff)(void *ctx, const char *why);
	/* @disk: as hdN counts, -1 = none is named */
	void (*localboot)(void *ctx, int disk, const char *why);
	/* A message of a kind that menu_recv() knows. NULL = nobody is there to be shown menus.
	 * Return: NULL, or why the worker is to be killed. */
	const char *(*menu)(void *ctx, const struct chan_msg *m);
};

struct supervise_link {
	unsigned ifindex; /* 0 = free slot */
	struct chan_link link;
	struct deaf deaf;
	uint64_t await_from; /* ms: CHAN_AWAIT does not count before */
};

struct supervise {
	const struct supervise_ops *ops;
	void *ctx;
	const char *root; /* the worker's empty root directory */
	struct chan_setup setup;
	struct chan_system system;
	struct supervise_link links[SUPERVISE_LINKS_MAX];
	struct boot_parts parts;
	bool handed_over; /* ops->boot has the parts; supervise_boot_failed() takes them back */
	struct backoff backoff;
	struct random random;
	pid_t pid;	/* 0 = none */
	int fd;		/* -1 = none */
	uint64_t heard; /* when it last said anything */
	uint64_t started;
	uint64_t start_at; /* when to start the next one; CLOCK_NEVER while one runs */
	unsigned starts;
	uint64_t lines_from; /* when the second began in which @lines came */
	unsigned lines;
	uint64_t addrs_from; /* the same of addresses */
	unsigned addrs;
};

/** supervise_init() - nothing runs yet; @setup is copied, @ops, @ctx and @root must stay valid */
void supervise_init(struct supervise *s, const struct supervise_ops *ops, void *ctx,
		    const struct chan_setup *setup, const char *root, uint64_t seed);

/** supervise_system() - what the machine says of itself, copied; before supervise_start() */
void supervise_system(struct supervise *s, const struct chan_system *system);

/** supervise_start() - start the worker at the next supervise_step() */
void supervise_start(struct supervise *s, uint64_t now);

/** supervise_link() - a link is there or has changed; its sockets are opened here.
 *  Return: 0 or negative errno (sockets), -ENOSPC when SUPERVISE_LINKS_MAX are there already */
int supervise_link(struct supervise *s, unsigned ifindex, const struct chan_link *link);
void supervise_link_gone(struct supervise *s, unsigned ifindex);

/** supervise_fd() - to poll for reading; -1 = nothing to poll */
int supervise_fd(const struct supervise *s);
uint64_t supervise_deadline(const struct supervise *s);

/** supervise_step() - act on what the worker said, start it when due, kill it when it hangs */
void supervise_step(struct supervise *s, uint64_t now);

/** supervise_reaped() - process @pid has ended with @status as of waitpid().
 *  Return: whether it was the worker */
bool supervise_reaped(struct supervise *s, pid_t pid, int status, uint64_t now);

/** supervise_boot_failed() - tell the worker why its parts were not booted, release them */
void supervise_boot_failed(struct supervise *s, const char *why);

/** supervise_send() - one of the menu's messages for the worker; lost when there is none */
void supervise_send(struct supervise *s, const struct chan_msg *m);

/** supervise_stop() - kill the worker for good; the parts stay */
void supervise_stop(struct supervise *s);

#endif
