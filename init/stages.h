/* SPDX-License-Identifier: MIT
 * init/stages.h - the lines that say where a boot's time went. Layer: adapter (log); stages_put()
 * is pure. Callers: init/pid1.c, tests.
 *
 * The worker says what each of its stages took just before it hands over (CHAN_STAGE); loading and
 * the jump are PID 1's own.
 */
#ifndef INIT_STAGES_H
#define INIT_STAGES_H

#include "lib/text.h"
#include "pxe/chan.h"

#define STAGES_MAX 48

/** struct stages - {0} is empty */
struct stages {
	struct chan_stage stage[STAGES_MAX];
	unsigned n;
};

/** stages_clear() - a boot begins, or came to nothing */
void stages_clear(struct stages *s);

/** stages_add() - what passed chan_check(); one beyond STAGES_MAX is dropped */
void stages_add(struct stages *s, const struct chan_stage *stage);

/** stages_add_own() - a stage of PID 1 without text; ms of clock_ms() */
void stages_add_own(struct stages *s, enum chan_stage_kind kind, uint64_t from, uint64_t to);

/** stages_end() - when the last of them ended, ms of clock_ms(); @otherwise where there is none */
uint64_t stages_end(const struct stages *s, uint64_t otherwise);

/** stages_put() - append the line of one stage */
void stages_put(const struct chan_stage *stage, struct str *out);

/** stages_log() - a line for each */
void stages_log(const struct stages *s);

#endif
