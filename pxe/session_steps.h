/* SPDX-License-Identifier: MIT
 * pxe/session_steps.h - how the files of one session call each other; nobody else includes it.
 *
 * session.c owns the machine and its downloads, session_conf.c what ends in a plan,
 * session_parts.c what ends in sealed memfds.
 */
#ifndef PXE_SESSION_STEPS_H
#define PXE_SESSION_STEPS_H

#include "pxe/session.h"

/* --- session.c --- */

/** session_why() - an empty builder over the sentence that says what went wrong */
struct str session_why(struct session *s);

/** session_fail() - end the attempt; the sentence is in place */
void session_fail(struct session *s);

/** session_memfd() - an empty memfd in s->fd; false: the sentence says why not */
bool session_memfd(struct session *s, const char *name);

/** session_fetch() - begin to fetch @name, relative to @cwd, into s->fd from offset @base on, at
 *  most @max bytes; false: the sentence says why not */
bool session_fetch(struct session *s, struct view cwd, struct view name, uint64_t base,
		   uint64_t max, uint64_t now);

/** session_put_target() - the file being fetched, printable */
void session_put_target(const struct session *s, struct str *out);

void session_close(int *fd);

/* --- session_conf.c --- */

/** session_next_candidate() - ask for the next configuration file, or fail */
void session_next_candidate(struct session *s, uint64_t now);

/** session_conf_ended() - the download of a configuration or an included file is over */
void session_conf_ended(struct session *s, bool ok, uint64_t now);

/** session_prompt_over() - nobody touched a key */
void session_prompt_over(struct session *s, uint64_t now);

/* --- session_parts.c --- */

/** session_fetch_kernel() - the plan is made: begin with its kernel */
void session_fetch_kernel(struct session *s, uint64_t now);

/** session_part_ended() - the download of kernel or initrd is over */
void session_part_ended(struct session *s, bool ok, uint64_t now);

/** session_part_ok() - judge a running download by its head; false: the sentence says why not. Its
 *  size the download itself compares with what is left of the memory. */
bool session_part_ok(struct session *s);

#endif
