/* SPDX-License-Identifier: MIT
 * lib/backoff.h - how long to wait before trying something again. Layer: pure. Callers:
 * init/supervise.c, init/deaf.c, pxe/worker/worker.c.
 *
 * Decorrelated jitter: every wait is drawn from [base, 3 * the wait before], at most the cap; the
 * first wait from [base, 3 * base]. The jitter spreads machines that failed at the same time.
 */
#ifndef LIB_BACKOFF_H
#define LIB_BACKOFF_H

#include "lib/random.h"

#include <stdint.h>

/** struct backoff - callers set the first three, in ms, 0 < base <= cap; prev_ms begins at 0 */
struct backoff {
	uint32_t base_ms;
	uint32_t cap_ms;
	uint32_t good_ms; /* a run of this length forgets the failures before it */
	uint32_t prev_ms;
};

/** backoff_next() - the next wait in ms, base_ms..cap_ms */
uint32_t backoff_next(struct backoff *b, struct random *r);

/** backoff_ran() - the last try ran for @ms. After good_ms or more the next wait is a first one. */
void backoff_ran(struct backoff *b, uint64_t ms);

#endif
