/* SPDX-License-Identifier: MIT
 * lib/backoff.h - how long to wait before trying something again. Layer: pure.
 *
 * Decorrelated jitter: every wait is drawn from [base, 3 * the wait before], at most the cap. A
 * thousand machines that failed together do not come back together, and one that failed once is
 * back at once.
 */
#ifndef LIB_BACKOFF_H
#define LIB_BACKOFF_H

#include "lib/random.h"

#include <stdint.h>

/** struct backoff - fill in the first three, in ms, 0 < base <= cap; prev_ms starts at 0 */
struct backoff {
	uint32_t base_ms;
	uint32_t cap_ms;
	uint32_t good_ms; /* a run of this length forgets the failures before it */
	uint32_t prev_ms;
};

/** backoff_next() - the next wait in ms, base_ms..cap_ms */
uint32_t backoff_next(struct backoff *b, struct random *r);

/** backoff_ran() - what was started lived for @ms; long enough, and the next wait is a first one */
void backoff_ran(struct backoff *b, uint64_t ms);

#endif
