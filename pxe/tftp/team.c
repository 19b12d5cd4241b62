/* SPDX-License-Identifier: MIT */
#include "pxe/tftp/team.h"

enum {
	/* A loss, and not a pause of the server; a helper needs that long to catch up. */
	STUCK_MS = 200, /* and so twenty round trips of FAR_MS */
	WAIT_MS = 25,	/* fewer, or few round trips, are no loss */
	WAIT_TRIPS = 4,
	WAITED_MS = 150,  /* fewer in all may be bad luck */
	WAITED_PART = 5,  /* of the time */
	OFTEN_HELPED = 3, /* more are begun for long waits only */
	BEGUN_MAX = 16,	  /* helpers that come to nothing; later losses may need some more */
	BEGUN_BLOCKS = 64,
	ASKING_MAX = 3,
	/* Where round trips take long it may be the blocks' own time on the line, which another
	 * transfer makes longer. */
	FAR_MS = 10,
	FAR_PART = 2,
};

void tftp_team_note(struct tftp_team *t, const struct tftp_xfer *x, uint64_t now)
{
	uint64_t held = x->window.next - 1, gap = now - t->moved_at;

	if (x->state != TFTP_RECEIVING)
		return;
	if (t->blksize != x->grant.blksize || t->tsize != x->grant.tsize) {
		t->held = 0;
		t->blksize = x->grant.blksize;
		t->tsize = x->grant.tsize;
	}
	if (x->rtt.measured)
		t->rtt = x->rtt;
	if (held <= t->held)
		return;
	/* of a first block it is the server's disk */
	if (!t->held)
		t->begun_at = now;
	else if (gap >= WAIT_MS && gap >= WAIT_TRIPS * tftp_rtt_patience(&x->rtt))
		t->waited_ms += gap;
	t->held = held;
	t->moved_at = now;
}

bool tftp_team_wants(const struct tftp_team *t, const struct tftp_xfer *x, bool lossy, uint64_t now)
{
	uint64_t still = now - (t->moved_at > t->begun_at ? t->moved_at : t->begun_at);
	bool far = !x->rtt.measured || x->rtt.least_ms > FAR_MS;

	if (x->state != TFTP_RECEIVING || x->window.size != 1 || tftp_xfer_in_fragments(x) ||
	    (!t->held && !lossy) || t->running >= TFTP_HELPERS ||
	    t->begun >= BEGUN_MAX + t->held / BEGUN_BLOCKS || t->asking >= (lossy ? ASKING_MAX : 1))
		return false;
	if (lossy && !t->running)
		return true;
	if (!far && still >= STUCK_MS)
		return true;
	return t->running < OFTEN_HELPED && t->waited_ms >= WAITED_MS &&
	       t->waited_ms * (far ? FAR_PART : WAITED_PART) >= now - t->begun_at;
}

void tftp_team_help(const struct tftp_team *t, struct tftp_xfer *x, uint64_t now)
{
	if (t->running || t->held >= x->window.next)
		tftp_xfer_help(x, t->held, &t->rtt, now);
}

/* A server that tells no size gives too little to know a file by. */
void tftp_team_again(struct tftp_team *t, bool keep, uint64_t now)
{
	*t = (struct tftp_team){
		.held = keep && t->tsize ? t->held : 0,
		.blksize = t->blksize,
		.tsize = t->tsize,
		.rtt = t->rtt,
		.moved_at = now,
		.begun_at = now,
	};
}

void tftp_team_begun(struct tftp_team *t, uint64_t now)
{
	t->begun_at = now;
	t->waited_ms = 0;
	t->begun++;
	t->asking++;
}
