/* SPDX-License-Identifier: MIT
 * init/deaf.h - tell a link that went deaf from one on which nobody answers. Layer: pure.
 * Callers: init/supervise.c, init/link.c, tests.
 *
 * QEMU before 8.1 leaves out memory barriers when it emulates (TCG) a guest with one CPU. virtio's
 * event index may then lose an interrupt, and the guest hears nothing any more until its queues are
 * set up anew: switching the link off and on does that. QEMU's commit c914d46d fixed it. No other
 * driver is known to need it, and on a physical port a switch that looks for loops would let
 * nothing through for half a minute after each time.
 *
 * A deaf link is one on which an answer is awaited and the count of packets received stands still.
 */
#ifndef INIT_DEAF_H
#define INIT_DEAF_H

#include "lib/backoff.h"
#include "lib/random.h"

#include <stdbool.h>
#include <stdint.h>

#define DEAF_DRIVER "virtio_net"
#define DEAF_MS	    3000  /* without a packet while an answer is awaited; then growing pauses */
#define DEAF_CAP_MS 60000 /* the longest of them */
#define DEAF_GAP_MS 2500  /* when deaf_await() was not called for so long, nothing was awaited */

/** struct deaf - one link; all zero is the start */
struct deaf {
	uint64_t received;    /* packets, as of the last call */
	uint64_t called_at;   /* ms */
	uint64_t quiet_since; /* ms: since then an answer is awaited and nothing came */
	uint32_t patience_ms;
	struct backoff backoff;
};

/** deaf_await() - an answer is awaited on the link at @now ms, and it has received @received
 *  packets so far; to be called every second as long as that is so.
 *  Return: whether the link is to be switched off and on now */
bool deaf_await(struct deaf *d, uint64_t received, uint64_t now, struct random *random);

#endif
