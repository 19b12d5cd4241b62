/* SPDX-License-Identifier: MIT
 * pxe/tftp/rtt.h - the round trip to a server, and how long to wait for an answer. Layer: pure.
 * Callers: pxe/tftp/xfer.c, tests.
 *
 * RFC 6298 in whole milliseconds. Its floor of a second is for TCP, where a repeat too early halves
 * the speed; here it costs one small packet, and a loss that is noticed late costs the wait.
 */
#ifndef PXE_TFTP_RTT_H
#define PXE_TFTP_RTT_H

#include <stdbool.h>
#include <stdint.h>

/** struct tftp_rtt - all 0 at first */
struct tftp_rtt {
	uint32_t srtt8, rttvar4; /* ms, scaled by 8 and 4 */
	uint64_t backoff_ms;	 /* at least so long is waited until there is a sample */
	bool measured;
};

/** tftp_rtt_sample() - an answer came after @ms to something that was sent once */
void tftp_rtt_sample(struct tftp_rtt *r, uint64_t ms);

/** tftp_rtt_back_off() - an answer came after @ms to something sent more than once. It tells no
 *  round trip, as it may belong to either (Karn); the next exchange gets as much time, so that it
 *  can be measured. One such answer may have waited for the server's own patience and lifts that
 *  time to four times the timeout at most, each further one in a row to twice what it was. */
void tftp_rtt_back_off(struct tftp_rtt *r, uint64_t ms);

/** tftp_rtt_timeout() - ms to wait for an answer: 5 to 8000, 1000 while nothing is measured */
uint64_t tftp_rtt_timeout(const struct tftp_rtt *r);

/** tftp_rtt_patience() - the same, or longer while answers come to what was sent more than once */
uint64_t tftp_rtt_patience(const struct tftp_rtt *r);

/** tftp_rtt_slack() - ms by which packets of one burst may lie apart */
uint64_t tftp_rtt_slack(const struct tftp_rtt *r);

#endif
