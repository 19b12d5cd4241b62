/* SPDX-License-Identifier: MIT
 * pxe/session/stages.h - when each stage of an attempt began and ended. Layer: pure.
 * Callers: pxe/session.
 *
 * A stage is a struct chan_stage: what PID 1 prints at the jump, and what boot.json says. Times are
 * ms of clock_ms(), which begins with the loader's kernel.
 */
#ifndef PXE_SESSION_STAGES_H
#define PXE_SESSION_STAGES_H

#include "pxe/chan.h"

#include <stdbool.h>
#include <stdint.h>

/* Files with a line of their own; what more there are share the last one. */
#define SESSION_FILES_MAX 24
/* And what comes before the files: one of each kind. */
#define SESSION_STAGES_MAX (SESSION_FILES_MAX + CHAN_STAGE_FILE)

/** struct session_times - before the attempt; ms, 0 = not known */
struct session_times {
	uint64_t firmware;		     /* how long it took */
	uint64_t init, drivers, link, lease; /* when it was there */
};

/** struct session_stages - private */
struct session_stages {
	uint64_t began, configured, chosen; /* ms */
	struct chan_stage file[SESSION_FILES_MAX];
	unsigned files;
};

/** session_stages_begin() - a new attempt */
void session_stages_begin(struct session_stages *s, uint64_t now);

/** session_stages_configured() - a configuration was read to its end; the last one counts */
void session_stages_configured(struct session_stages *s, uint64_t now);

/** session_stages_chosen() - an entry starts: its files follow */
void session_stages_chosen(struct session_stages *s, uint64_t now);

/** session_stages_file() - a file of @bytes, downloaded from @from to @to; @name is printable */
void session_stages_file(struct session_stages *s, const char *name, uint64_t bytes, uint64_t from,
			 uint64_t to);

/**
 * session_stages_list() - all stages, in order
 * @times:            0 leaves a stage out
 * @lease, @conf:     texts of the stages of the lease and of the configuration, printable
 * Return: how many of @ret were filled
 */
unsigned session_stages_list(const struct session_stages *s, const struct session_times *times,
			     const char *lease, const char *conf,
			     struct chan_stage ret[static SESSION_STAGES_MAX]);

#endif
