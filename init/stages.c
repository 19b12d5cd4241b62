/* SPDX-License-Identifier: MIT */
#include "init/stages.h"

#include "lib/log.h"

#include <string.h>

void stages_clear(struct stages *s)
{
	s->n = 0;
}

void stages_add(struct stages *s, const struct chan_stage *stage)
{
	if (s->n < STAGES_MAX)
		s->stage[s->n++] = *stage;
}

void stages_add_own(struct stages *s, enum chan_stage_kind kind, uint64_t from, uint64_t to)
{
	struct chan_stage own = {.kind = kind, .from_ms = from, .to_ms = to};

	stages_add(s, &own);
}

uint64_t stages_end(const struct stages *s, uint64_t otherwise)
{
	uint64_t end = 0;

	for (unsigned i = 0; i < s->n; i++)
		if (s->stage[i].kind != CHAN_STAGE_FIRMWARE && s->stage[i].to_ms > end)
			end = s->stage[i].to_ms;
	return s->n ? end : otherwise;
}

static void put_file(const struct chan_stage *st, uint64_t ms, struct str *out)
{
	str_fmt(out, ", %llu bytes", (unsigned long long)st->bytes);
	if (ms && st->bytes <= UINT64_MAX / 1000)
		str_fmt(out, ", %llu KiB/s", (unsigned long long)(st->bytes * 1000 / 1024 / ms));
}

void stages_put(const struct chan_stage *st, struct str *out)
{
	uint64_t ms = st->to_ms - st->from_ms;

	str_fmt(out, "  %-8s %7llu ms", chan_stage_str(st->kind), (unsigned long long)ms);
	if (st->kind == CHAN_STAGE_FIRMWARE)
		str_puts(out, " before that clock began");
	else
		str_fmt(out, ", to %7llu", (unsigned long long)st->to_ms);
	if (st->text[0])
		str_fmt(out, "  %s", st->text);
	if (st->kind == CHAN_STAGE_FILE)
		put_file(st, ms, out);
}

void stages_log(const struct stages *s)
{
	char line[LOG_LINE_MAX];

	log_info("where the time went, by the clock that began with this kernel:");
	for (unsigned i = 0; i < s->n; i++) {
		struct str text = str_of(line, sizeof line);

		stages_put(&s->stage[i], &text);
		log_info("%s", line);
	}
}
