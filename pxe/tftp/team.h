/* SPDX-License-Identifier: MIT
 * pxe/tftp/team.h - several lock-step transfers of one file that help each other over losses.
 * Layer: pure. Callers: pxe/fetch/tftp.c, tests.
 *
 * A lock-step server alone repeats a lost block, most of them after seconds. What one transfer has
 * received the others may acknowledge, whose servers then go on: all wait only when all have lost
 * the same block. A further transfer is begun when the file has not grown for a while, and catches
 * up in moments, for it acknowledges what is known without waiting for it. So does the next attempt
 * after one that broke off: what arrives once more on the way is compared with what is there.
 */
#ifndef PXE_TFTP_TEAM_H
#define PXE_TFTP_TEAM_H

#include "pxe/tftp/xfer.h"

#define TFTP_HELPERS 7

/** struct tftp_team - all 0 at first; running is the caller's */
struct tftp_team {
	uint64_t held;	     /* blocks that one of them has had, without a gap */
	uint64_t tsize;	     /* of the file they are of */
	struct tftp_rtt rtt; /* as one of them measured it */
	uint64_t moved_at;   /* when that grew */
	unsigned blksize;    /* of those blocks */
	unsigned running;    /* helpers that have a socket */
	unsigned begun;	     /* helpers in all */
	uint64_t begun_at, waited_ms;
	unsigned asking; /* of those running, how many wait for their first answer */
};

/** tftp_team_note() - @x, one of them, got further, or not */
void tftp_team_note(struct tftp_team *t, const struct tftp_xfer *x, uint64_t now);

/** tftp_team_wants() - another transfer is worth its load; @lossy: losses are known beforehand */
bool tftp_team_wants(const struct tftp_team *t, const struct tftp_xfer *x, bool lossy,
		     uint64_t now);

/** tftp_team_help() - tell @x, one of them, what the others know */
void tftp_team_help(const struct tftp_team *t, struct tftp_xfer *x, uint64_t now);

/** tftp_team_again() - all transfers are over and the next one begins; @keep: with what there is of
 *  the file, should it be the same one */
void tftp_team_again(struct tftp_team *t, bool keep, uint64_t now);

/** tftp_team_begun() - it was begun */
void tftp_team_begun(struct tftp_team *t, uint64_t now);

#endif
