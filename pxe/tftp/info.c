/* SPDX-License-Identifier: MIT
 * What a transfer says of itself, and what two of the same file say to each other. */
#include "pxe/tftp/xfer.h"

#include "lib/clock.h"
#include "lib/words.h"

const char *tftp_fail_str(enum tftp_fail f)
{
	static const char reasons[] = "name cannot be asked for by TFTP\0"
				      "the server refused\0"
				      "the server does not get along with our options\0"
				      "no answer\0"
				      "the server stopped sending\0"
				      "large blocks do not arrive\0"
				      "too much is lost on the way\0"
				      "the server repeats itself too early\0"
				      "the file changed meanwhile\0"
				      "nothing listens there\0"
				      "file too big\0"
				      "aborted\0";

	return words_nth(reasons, (unsigned)f - TFTP_FAIL_NAME);
}

/* What is news to a transfer that waits is worth a new run of tries: its server may be anywhere up
 * to there. */
void tftp_xfer_help(struct tftp_xfer *x, uint64_t held, const struct tftp_rtt *rtt, uint64_t now)
{
	bool news = x->helped && x->tries && held > x->held &&
		    x->held < x->window.next + TFTP_WINDOW_SKIP && held >= x->window.next;

	if (x->state != TFTP_RECEIVING || x->window.size != 1)
		return;
	x->helped = x->lossy = true;
	x->held = held;
	if (!x->rtt.measured)
		x->rtt = *rtt;
	if (news) {
		x->probe = x->window.next;
		x->tries = 1;
		x->deadline = now;
	}
}

enum tftp_action_kind tftp_xfer_next(struct tftp_xfer *x, struct tftp_action *ret)
{
	*ret = (struct tftp_action){.kind = TFTP_NOTHING};
	if (x->store) {
		x->store = false;
		ret->kind = TFTP_STORE;
		ret->offset = x->store_at;
		ret->data = x->store_data;
	} else if (x->out_len) {
		ret->kind = TFTP_SEND;
		ret->bytes = x->out;
		ret->len = x->out_len;
		ret->addr = x->out_addr;
		ret->port = x->out_port;
		x->out_len = 0;
	} else if (x->report) {
		x->report = false;
		ret->kind = x->reason ? TFTP_FAIL : TFTP_DONE;
		ret->total = x->total;
		ret->reason = x->reason;
	}
	return ret->kind;
}

uint64_t tftp_xfer_deadline(const struct tftp_xfer *x)
{
	return x->state == TFTP_IDLE ? CLOCK_NEVER : x->deadline;
}

uint64_t tftp_xfer_bytes(const struct tftp_xfer *x)
{
	if (x->state == TFTP_DALLYING || tftp_window_complete(&x->window))
		return x->total;
	return (x->window.next - 1) * x->grant.blksize;
}
