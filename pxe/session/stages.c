/* SPDX-License-Identifier: MIT */
#include "pxe/session/stages.h"

#include "lib/text.h"

#include <string.h>

void session_stages_begin(struct session_stages *s, uint64_t now)
{
	s->began = s->configured = s->chosen = now;
	s->files = 0;
}

void session_stages_configured(struct session_stages *s, uint64_t now)
{
	s->configured = s->chosen = now;
}

void session_stages_chosen(struct session_stages *s, uint64_t now)
{
	s->chosen = now;
	s->files = 0;
}

/* Return: where the next file goes, the last one being shared */
static struct chan_stage *next_file(struct session_stages *s)
{
	struct chan_stage *f;

	if (s->files == SESSION_FILES_MAX)
		return &s->file[SESSION_FILES_MAX - 1];
	f = &s->file[s->files++];
	memset(f, 0, sizeof *f);
	f->kind = CHAN_STAGE_FILE;
	f->from_ms = UINT64_MAX;
	return f;
}

void session_stages_file(struct session_stages *s, const char *name, uint64_t bytes, uint64_t from,
			 uint64_t to)
{
	bool shared = s->files == SESSION_FILES_MAX;
	struct chan_stage *f = next_file(s);
	struct str text = str_of(f->text, sizeof f->text);

	str_puts(&text, shared ? "further files" : name);
	f->from_ms = from < f->from_ms ? from : f->from_ms;
	f->to_ms = to;
	f->bytes += bytes;
}

/* A stage whose end is not known is left out, and the next one begins where the last one ended. */
static void put_stage(struct chan_stage *list, unsigned *n, enum chan_stage_kind kind, uint64_t to,
		      const char *what)
{
	uint64_t from = 0;
	struct chan_stage *st = &list[*n];
	struct str text;

	if (*n && list[*n - 1].kind != CHAN_STAGE_FIRMWARE)
		from = list[*n - 1].to_ms;
	if (!to || to < from)
		return;
	memset(st, 0, sizeof *st);
	st->kind = kind;
	st->from_ms = from;
	st->to_ms = to;
	text = str_of(st->text, sizeof st->text);
	str_puts(&text, what);
	++*n;
}

unsigned session_stages_list(const struct session_stages *s, const struct session_times *times,
			     const char *lease, const char *conf,
			     struct chan_stage ret[static SESSION_STAGES_MAX])
{
	unsigned n = 0;

	put_stage(ret, &n, CHAN_STAGE_FIRMWARE, times->firmware, "");
	put_stage(ret, &n, CHAN_STAGE_KERNEL, times->init, "");
	put_stage(ret, &n, CHAN_STAGE_DRIVERS, times->drivers, "");
	put_stage(ret, &n, CHAN_STAGE_LINK, times->link, "");
	put_stage(ret, &n, CHAN_STAGE_LEASE, times->lease, lease);
	/* Between the lease and this attempt there may have been others. */
	put_stage(ret, &n, CHAN_STAGE_PAUSE, s->began > times->lease ? s->began : 0, "");
	put_stage(ret, &n, CHAN_STAGE_CONFIG, s->configured, conf);
	put_stage(ret, &n, CHAN_STAGE_CHOICE, s->chosen > s->configured ? s->chosen : 0, "");
	memcpy(ret + n, s->file, s->files * sizeof *s->file);
	return n + s->files;
}
