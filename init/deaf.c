/* SPDX-License-Identifier: MIT */
#include "init/deaf.h"

bool deaf_await(struct deaf *d, uint64_t received, uint64_t now, struct random *random)
{
	bool first = !d->patience_ms, heard = received != d->received;

	if (first || heard) {
		d->backoff = (struct backoff){.base_ms = DEAF_MS, .cap_ms = DEAF_CAP_MS};
		d->patience_ms = DEAF_MS;
	}
	if (first || heard || now - d->called_at > DEAF_GAP_MS)
		d->quiet_since = now;
	d->received = received;
	d->called_at = now;
	if (now - d->quiet_since < d->patience_ms)
		return false;
	d->quiet_since = now;
	d->patience_ms = backoff_next(&d->backoff, random);
	return true;
}
