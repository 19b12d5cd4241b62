/* SPDX-License-Identifier: MIT */
#include "pxe/tftp/rtt.h"

#include "lib/clock.h"

enum {
	FIRST_MS = 1000,
	MIN_MS = 5,
	MAX_MS = 8000,
	BACKOFF_MAX_MS = 4000,
	SAMPLE_MAX_MS = 60000,
};

uint64_t tftp_rtt_timeout(const struct tftp_rtt *r)
{
	uint64_t ms = r->srtt8 / 8 + r->rttvar4;

	if (!r->measured)
		return FIRST_MS;
	return ms < MIN_MS ? MIN_MS : ms > MAX_MS ? MAX_MS : ms;
}

/* RFC 6298 section 2 in integers: alpha is 1/8, beta is 1/4. */
void tftp_rtt_sample(struct tftp_rtt *r, uint64_t ms)
{
	uint32_t rtt = (uint32_t)clock_min(ms, SAMPLE_MAX_MS), srtt = r->srtt8 / 8;
	uint32_t diff = rtt > srtt ? rtt - srtt : srtt - rtt;

	r->backoff_ms = 0;
	if (!r->measured) {
		r->srtt8 = rtt * 8;
		r->rttvar4 = rtt * 2;
		r->measured = true;
		return;
	}
	r->rttvar4 = r->rttvar4 - r->rttvar4 / 4 + diff;
	r->srtt8 = r->srtt8 - srtt + rtt;
}

void tftp_rtt_back_off(struct tftp_rtt *r, uint64_t ms)
{
	uint64_t most = r->measured ? 4 * tftp_rtt_timeout(r) : BACKOFF_MAX_MS;

	if (most < 2 * r->backoff_ms)
		most = clock_min(2 * r->backoff_ms, MAX_MS);
	r->backoff_ms = clock_min(ms * 5 / 4, most);
}

uint64_t tftp_rtt_patience(const struct tftp_rtt *r)
{
	uint64_t ms = tftp_rtt_timeout(r);

	return ms > r->backoff_ms ? ms : r->backoff_ms;
}

uint64_t tftp_rtt_mean(const struct tftp_rtt *r)
{
	return r->measured ? r->srtt8 / 8 : FIRST_MS;
}

uint64_t tftp_rtt_slack(const struct tftp_rtt *r)
{
	return r->srtt8 / 128 + r->rttvar4 / 2;
}
