/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/sntp.h"

#define VERSION	     4u
#define MODE_CLIENT  3u
#define MODE_SERVER  4u
#define LEAP_UNKNOWN 3u /* the clock is not synchronised */
#define STRATUM_MAX  15u

#define UNIX_EPOCH 2208988800u /* 1970, in seconds since 1900 */
#define ERA	   ((uint64_t)1 << 32)

/* Behind the first four bytes: root delay, root dispersion, reference, reference timestamp. */
#define BEFORE_ORIGINATE 20u

void sntp_query(struct wr *w, uint64_t cookie)
{
	wr_u8(w, VERSION << 3 | MODE_CLIENT);
	wr_zero(w, SNTP_LEN - 1 - 8);
	wr_be64(w, cookie);
}

/* Seconds since 1900, of which the upper half of 32 bits began in 1968; the lower half is in 2036 and later. */
static uint64_t unix_ms(uint32_t seconds, uint32_t fraction)
{
	uint64_t s = seconds & 0x80000000u ? seconds : seconds + ERA;

	return (s - UNIX_EPOCH) * 1000 + ((uint64_t)fraction * 1000 >> 32);
}

int sntp_reply(struct rd packet, uint64_t cookie, uint64_t *ret)
{
	uint8_t first = rd_u8(&packet), stratum = rd_u8(&packet);
	uint32_t seconds, fraction;
	uint64_t originate;

	rd_skip(&packet, 2 + BEFORE_ORIGINATE);
	originate = rd_be64(&packet);
	rd_skip(&packet, 8); /* when it came in */
	seconds = rd_be32(&packet);
	fraction = rd_be32(&packet);
	if (packet.bad || (first & 7) != MODE_SERVER || !(first >> 3 & 7) || originate != cookie)
		return SNTP_NOT_OURS;
	if (!stratum)
		return SNTP_REFUSED;
	if (first >> 6 == LEAP_UNKNOWN || stratum > STRATUM_MAX || (!seconds && !fraction))
		return SNTP_UNSURE;
	*ret = unix_ms(seconds, fraction);
	return 0;
}

const char *sntp_str(int error)
{
	switch (error) {
	case SNTP_OK: return "fine";
	case SNTP_UNSURE: return "the server does not know the time itself";
	case SNTP_REFUSED: return "the server refuses to tell the time";
	default: return "no answer";
	}
}
