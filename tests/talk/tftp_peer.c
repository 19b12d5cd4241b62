/* SPDX-License-Identifier: MIT */
#include "tests/talk/tftp_peer.h"

#include "lib/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint8_t talk_byte(uint64_t at)
{
	return (uint8_t)(at * 0x9e3779b97f4a7c15u >> 57 ^ at >> 3);
}

void talk_open(struct talk *t, struct tftp_opts ask, size_t room)
{
	talk_open_whole(t, ask, room, 0);
}

void talk_open_whole(struct talk *t, struct tftp_opts ask, size_t room, uint16_t whole)
{
	*t = (struct talk){.now = 1000, .room = room};
	t->file = calloc(1, room ? room : 1);
	if (!t->file)
		abort();
	t->conf = (struct tftp_xfer_conf){
		.name = view_of("file"),
		.server = netaddr_ip4(SERVER_ADDR),
		.port = 69,
		.ask = ask,
		.whole = whole,
		.max_bytes = room,
		.seed = 7,
	};
	tftp_xfer_start(&t->x, &t->conf, t->now);
	talk_drain(t);
}

void talk_again(struct talk *t, struct tftp_opts ask)
{
	*t = (struct talk){.now = t->now, .room = t->room, .file = t->file, .conf = t->conf};
	t->conf.ask = ask;
	t->conf.seed++;
	tftp_xfer_start(&t->x, &t->conf, t->now);
	talk_drain(t);
}

void talk_close(struct talk *t)
{
	free(t->file);
	t->file = NULL;
}

static void record(struct talk *t, const struct tftp_action *a)
{
	struct sent *s = &t->sent[t->n_sent++ % SENT_MAX];

	if (a->len > sizeof s->bytes)
		abort();
	*s = (struct sent){
		.at = t->now, .addr = netaddr_to_ip4(&a->addr), .port = a->port, .len = a->len};
	memcpy(s->bytes, a->bytes, a->len);
}

void talk_drain(struct talk *t)
{
	struct tftp_action a;

	while (tftp_xfer_next(&t->x, &a) != TFTP_NOTHING) {
		if (a.kind == TFTP_STORE) {
			if (a.offset > t->room || a.data.n > t->room - a.offset)
				abort();
			memcpy(t->file + a.offset, a.data.p, a.data.n);
			t->stored += a.data.n;
		} else if (a.kind == TFTP_SEND) {
			record(t, &a);
		} else if (a.kind == TFTP_DONE) {
			t->done = true;
			t->total = a.total;
		} else if (a.kind == TFTP_FAIL) {
			t->failed = true;
			t->reason = a.reason;
		}
	}
}

void talk_feed(struct talk *t, uint32_t addr, uint16_t port, const void *bytes, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	if (!copy)
		abort();
	if (len)
		memcpy(copy, bytes, len);
	tftp_xfer_input(&t->x, t->now, netaddr_ip4(addr), port, rd_of(copy, len));
	talk_drain(t);
	free(copy);
}

size_t peer_data(uint8_t *buf, size_t size, uint16_t wire, uint64_t at, size_t len)
{
	struct wr w = wr_of(buf, size);

	wr_be16(&w, TFTP_OP_DATA);
	wr_be16(&w, wire);
	for (size_t i = 0; i < len; i++)
		wr_u8(&w, talk_byte(at + i));
	if (w.full)
		abort();
	return wr_len(&w);
}

void talk_data(struct talk *t, uint16_t wire, uint64_t at, size_t len)
{
	static uint8_t buf[TFTP_BLKSIZE_MAX + 100];

	talk_feed(t, SERVER_ADDR, TID, buf, peer_data(buf, sizeof buf, wire, at, len));
}

size_t peer_oack(uint8_t *buf, size_t size, const char *const *pairs)
{
	struct wr w = wr_of(buf, size);

	wr_be16(&w, TFTP_OP_OACK);
	for (; *pairs; pairs++)
		wr_cstr(&w, *pairs);
	return wr_len(&w);
}

void talk_oack(struct talk *t, const char *const *pairs)
{
	uint8_t buf[512];

	talk_feed(t, SERVER_ADDR, TID, buf, peer_oack(buf, sizeof buf, pairs));
}

void talk_error(struct talk *t, uint16_t code, const char *text)
{
	uint8_t buf[1024];
	struct wr w = wr_of(buf, sizeof buf);

	tftp_msg_error(&w, (enum tftp_code)code, text);
	talk_feed(t, SERVER_ADDR, TID, buf, wr_len(&w));
}

void talk_wait(struct talk *t, uint64_t ms)
{
	uint64_t until = t->now + ms;

	while (tftp_xfer_deadline(&t->x) <= until) {
		if (tftp_xfer_deadline(&t->x) > t->now)
			t->now = tftp_xfer_deadline(&t->x);
		tftp_xfer_tick(&t->x, t->now);
		talk_drain(t);
	}
	t->now = until;
}

const struct sent *talk_last(const struct talk *t)
{
	return t->n_sent ? &t->sent[(t->n_sent - 1) % SENT_MAX] : NULL;
}

static int number_of(const struct talk *t, uint16_t op)
{
	const struct sent *s = talk_last(t);
	struct rd r;
	int n;

	if (!s)
		return -1;
	r = rd_of(s->bytes, s->len);
	if (rd_be16(&r) != op)
		return -1;
	n = rd_be16(&r);
	return r.bad ? -1 : n;
}

int talk_acked(const struct talk *t)
{
	return number_of(t, TFTP_OP_ACK);
}

int talk_errored(const struct talk *t)
{
	return number_of(t, TFTP_OP_ERROR);
}

bool talk_intact(const struct talk *t, uint64_t size)
{
	if (!t->done || t->total != size || size > t->room)
		return false;
	for (uint64_t i = 0; i < size; i++)
		if (t->file[i] != talk_byte(i))
			return false;
	return true;
}

const struct tftp_opts ask_none;
const struct tftp_opts ask_full = {
	.blksize = 1468, .windowsize = 16, .timeout_s = 2, .tsize = true};

const char *const grant_1468[] = {"blksize", "1468", "tsize", "4000", NULL};
const char *const grant_w4[] = {"blksize", "8", "windowsize", "4", NULL};

void talk_open_w4(struct talk *t)
{
	talk_open(t, (struct tftp_opts){.blksize = 8, .windowsize = 4}, 4096);
	talk_oack(t, grant_w4);
}
