/* SPDX-License-Identifier: MIT
 * Whole conversations. The input is a list of steps: one byte says what happens, the next how long
 * before or how large. Checked all along: nothing is stored twice, behind the limit or out of
 * place, a machine that is not over has a deadline, and it ends when the network falls silent.
 */
#include "pxe/tftp/xfer.h"

#include "lib/clock.h"

#include <stdlib.h>
#include <string.h>

#define SERVER 0x0a000001
#define LIMIT  4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct run {
	struct tftp_xfer x;
	uint64_t now, stored;
	uint8_t there[LIMIT];
	bool ended;
};

static void store(struct run *r, const struct tftp_action *a)
{
	if (a->offset > LIMIT || a->data.n > LIMIT - a->offset)
		abort();
	for (size_t i = 0; i < a->data.n; i++)
		if (r->there[a->offset + i]++)
			abort();
	r->stored += a->data.n;
}

static void drain(struct run *r)
{
	struct tftp_action a;

	while (tftp_xfer_next(&r->x, &a) != TFTP_NOTHING) {
		if (a.kind == TFTP_STORE)
			store(r, &a);
		if (a.kind == TFTP_SEND && (a.len < 4 || a.len > TFTP_REQUEST_MAX))
			abort();
		if ((a.kind == TFTP_DONE || a.kind == TFTP_FAIL) && r->ended)
			abort();
		if (a.kind == TFTP_DONE && a.total != r->stored)
			abort();
		if (a.kind == TFTP_DONE || a.kind == TFTP_FAIL)
			r->ended = true;
	}
	if (r->x.state != TFTP_OVER && tftp_xfer_deadline(&r->x) == CLOCK_NEVER)
		abort();
	if (tftp_xfer_bytes(&r->x) > r->stored)
		abort();
}

static void feed(struct run *r, struct rd *in, uint8_t what)
{
	uint8_t len = rd_u8(in);
	struct rd packet = rd_sub(in, len < rd_left(in) ? len : rd_left(in));
	size_t n = rd_left(&packet);
	uint8_t *copy = malloc(n ? n : 1);

	if (!copy)
		abort();
	rd_copy(&packet, copy, n);
	tftp_xfer_input(&r->x, r->now, netaddr_ip4(SERVER + (what >> 6 == 3)),
			4000 + (what >> 6 == 2), rd_of(copy, n));
	drain(r);
	free(copy);
}

/* DATA near the block that is awaited, so that conversations get somewhere. */
static void feed_data(struct run *r, uint8_t what, uint8_t how)
{
	uint8_t packet[4 + 512] = {0, TFTP_OP_DATA};
	uint64_t block = r->x.window.next + (uint64_t)(how & 15) - 4;
	size_t n = r->x.grant.blksize < 512 ? r->x.grant.blksize : 512;

	packet[2] = (uint8_t)(block >> 8);
	packet[3] = (uint8_t)block;
	if (how & 0x80)
		n = n * (how >> 4 & 7) / 8;
	tftp_xfer_input(&r->x, r->now, netaddr_ip4(SERVER), 4000 + (what >> 7),
			rd_of(packet, 4 + n));
	drain(r);
}

static void step(struct run *r, struct rd *in)
{
	uint8_t what = rd_u8(in);

	switch (what & 7) {
	case 0:
	case 1: feed(r, in, what); break;
	case 2:
	case 3:
	case 4: feed_data(r, what, rd_u8(in)); break;
	case 5:
		r->now += rd_u8(in) * 4u;
		tftp_xfer_tick(&r->x, r->now);
		break;
	case 6:
		tftp_xfer_unreachable(&r->x, r->now, netaddr_ip4(SERVER), what & 8 ? 69 : 4000);
		break;
	case 7:
	default:
		if (what == 0xff)
			tftp_xfer_abort(&r->x, TFTP_CODE_UNDEFINED, "enough");
		break;
	}
	drain(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct run r;
	struct rd in = rd_of(data, size);
	uint8_t how = rd_u8(&in);
	struct tftp_xfer_conf conf = {
		.name = view_of("f"),
		.server = netaddr_ip4(SERVER),
		.port = 69,
		.ask = {.blksize = how & 1 ? 16 : 1468,
			.windowsize = (uint16_t)(how >> 1 & 31),
			.tsize = how & 64,
			.utimeout_us = how & 32 ? 10000 : 0},
		.whole = how & 64 ? 8 : 0,
		.max_bytes = LIMIT,
		.seed = how,
		.refusal_ms = how & 32 ? 20 : 0,
	};

	memset(&r, 0, sizeof r);
	tftp_xfer_start(&r.x, &conf, r.now);
	drain(&r);
	while (rd_left(&in))
		step(&r, &in);
	for (int i = 0; r.x.state != TFTP_OVER; i++) {
		if (i > 600)
			abort();
		r.now = tftp_xfer_deadline(&r.x);
		tftp_xfer_tick(&r.x, r.now);
		drain(&r);
	}
	if (!r.ended)
		abort();
	return 0;
}
