/* SPDX-License-Identifier: MIT
 * pxe/tftp/rtt.h - the round trip to a server, and how long to wait for an answer. Layer: pure.
 * Callers: pxe/tftp/xfer.c, tests.
 *
 * The estimator is RFC 6298's in whole milliseconds. The RFC's floor of one second does not apply:
 * it is for TCP, where an early repeat halves the speed. In TFTP an early repeat costs one small
 * packet, and a late one leaves the line idle.
 */
#ifndef PXE_TFTP_RTT_H
#define PXE_TFTP_RTT_H

#include <stdbool.h>
#include <stdint.h>

/** struct tftp_rtt - private; all 0 to begin with */
struct tftp_rtt {
	uint32_t srtt8, rttvar4; /* SRTT and RTTVAR in ms, scaled by 8 and 4 */
	uint64_t backoff_ms;	 /* least wait in ms until the next sample */
	bool measured;
};

/** tftp_rtt_sample() - an answer came @ms after a packet that was sent once */
void tftp_rtt_sample(struct tftp_rtt *r, uint64_t ms);

/** tftp_rtt_back_off() - an answer came @ms after a packet that was sent more than once
 *
 *  Such an answer is no sample, since it may belong to either packet (Karn's algorithm). The next
 *  wait is a quarter longer than @ms, so that the next exchange yields a sample. The first such
 *  answer in a row may be a repeat by the server's own timer: it lifts the wait to four times the
 *  timeout at most. Each further answer in the row may double the wait. */
void tftp_rtt_back_off(struct tftp_rtt *r, uint64_t ms);

/** tftp_rtt_timeout() - ms to wait for an answer: 5 to 8000, 1000 while nothing is measured */
uint64_t tftp_rtt_timeout(const struct tftp_rtt *r);

/** tftp_rtt_patience() - tftp_rtt_timeout(), or the longer wait of tftp_rtt_back_off(), in ms */
uint64_t tftp_rtt_patience(const struct tftp_rtt *r);

/** tftp_rtt_mean() - the smoothed round trip in ms; 1000 while nothing is measured */
uint64_t tftp_rtt_mean(const struct tftp_rtt *r);

/** tftp_rtt_slack() - ms that may pass between two packets of one burst */
uint64_t tftp_rtt_slack(const struct tftp_rtt *r);

#endif
