/* SPDX-License-Identifier: MIT */
#include "pxe/session/report.h"

#include "lib/log.h"

#include <string.h>

#define PROGRESS_MS 250

void session_report_init(struct session_report *r, const struct session_ops *ops, void *ctx)
{
	memset(r, 0, sizeof *r);
	r->ops = ops;
	r->ctx = ctx;
}

struct str session_report_why(struct session_report *r)
{
	return str_of(r->why, sizeof r->why);
}

/* --- to the owner ---------------------------------------------------------------------------- */

void session_report_progress(struct session_report *r, const struct session_download *d,
			     uint64_t now)
{
	char line[CHAN_TEXT_MAX];
	struct str text = str_of(line, sizeof line);
	uint64_t have = session_download_bytes(d), all = session_download_size(d);
	uint64_t ms = now - session_download_since(d);

	if (now < r->progress_at)
		return;
	r->progress_at = now + PROGRESS_MS;
	session_download_put_url(d, &text);
	str_fmt(&text, ": %llu", (unsigned long long)(have / 1024));
	if (all && have <= all) /* a server may announce less than it sends */
		str_fmt(&text, " of %llu KiB, %llu %%", (unsigned long long)((all + 1023) / 1024),
			(unsigned long long)(have * 100 / all));
	else
		str_puts(&text, " KiB");
	if (have && ms)
		str_fmt(&text, ", %llu KiB/s", (unsigned long long)(have * 1000 / 1024 / ms));
	r->ops->progress(r->ctx, line);
}

void session_report_progress_end(struct session_report *r)
{
	r->ops->progress(r->ctx, "");
}

void session_report_file(struct session_report *r, const struct session_download *d,
			 enum chan_part which, uint64_t offset, uint64_t size)
{
	struct chan_file file = {.which = which, .offset = offset, .size = size};
	struct str name = str_of(file.name, sizeof file.name);

	session_download_put_url(d, &name);
	log_info("%s: fetched, %llu KiB", file.name, (unsigned long long)((size + 1023) / 1024));
	r->ops->file(r->ctx, &file);
}

void session_report_menu(struct session_report *r, struct chan_msg *m, uint32_t kind)
{
	m->kind = kind;
	r->ops->menu(r->ctx, m);
}

void session_report_line(struct session_report *r, const char *text)
{
	static struct chan_msg m;
	struct str line = str_of(m.u.log.text, sizeof m.u.log.text);

	m.u.log.level = LOG_INFO;
	str_puts(&line, text);
	session_report_menu(r, &m, CHAN_LINE);
}

/* --- the log --------------------------------------------------------------------------------- */

static const char *answer_str(uint8_t answer)
{
	switch (answer) {
	case SESSION_IS_MISSING: return "not found";
	case SESSION_IS_EMPTY: return "empty, counts as not found";
	case SESSION_IS_NO_CONF: return "no configuration, counts as not found";
	case SESSION_IS_REFUSED: return "the server refuses it";
	case SESSION_IS_TOO_BIG: return "too big for a configuration";
	case SESSION_IS_LOST: return "no answer";
	case SESSION_IS_IMPOSSIBLE: return "cannot be asked for";
	case SESSION_IS_OURS: return "starts this loader itself";
	default: return "not asked for";
	}
}

void session_report_names(const struct plan_host *host, const uint8_t *answers, unsigned n,
			  bool again)
{
	enum log_level level = again ? LOG_DEBUG : LOG_INFO;
	static struct plan_names_candidate candidate;
	static char name[2 * PLAN_NAMES_BUF];
	struct plan_names_iter names;
	unsigned i = 0;

	if (!n)
		return;
	log_at(level, "names tried for the configuration:");
	plan_names_start(&names, host);
	while (i < n && plan_names_next(&names, &candidate)) {
		char line[SESSION_URL_MAX];
		struct str full = str_of(name, sizeof name), text = str_of(line, sizeof line);

		plan_names_full(plan_names_prefix(host), view_of(candidate.name), &full);
		str_printable(&text, view_of(name), sizeof line - 8);
		log_at(level, "  %s: %s", line, answer_str(answers[i++]));
	}
}

void session_report_conf_said(struct conf *c)
{
	char text[LOG_LINE_MAX];
	struct view line;

	while (conf_say(c, &line)) {
		struct str out = str_of(text, sizeof text);

		str_printable(&out, line, sizeof text - 8);
		log_info("%s", text);
	}
}

void session_report_conf_notes(const struct conf *c)
{
	char where[LOG_LINE_MAX];

	for (size_t i = 0; i < c->note_count; i++) {
		struct str text = str_of(where, sizeof where);

		conf_put_where(c, c->notes[i].where, &text);
		log_warn("%s: %s", where, c->notes[i].text);
	}
	if (c->notes_lost)
		log_warn("%zu more warnings not shown; pxe lint shows them all", c->notes_lost);
}

void session_report_plan(const struct plan *plan)
{
	char line[LOG_LINE_MAX];
	struct str text = str_of(line, sizeof line);

	str_puts(&text, "label ");
	str_printable(&text, plan->label, 60);
	str_puts(&text, ": kernel ");
	str_printable(&text, plan->kernel, 200);
	for (size_t i = 0; i < plan->initrd_count && i < 4; i++) {
		str_puts(&text, i ? "," : ", initrd ");
		str_printable(&text, plan->initrds[i], 100);
	}
	log_info("%s", line);
	text = str_of(line, sizeof line);
	str_printable(&text, (struct view){.p = plan->cmdline, .n = plan->cmdline_len},
		      sizeof line - 20);
	log_info("command line: %s", line);
	if (plan->ip6_unsaid)
		log_warn("no ip= for the booted system: this boot is one by IPv6, which is in the "
			 "ip= of "
			 "pxehop.handover=dracut alone");
}

void session_report_status(struct str *out, const char *what, uint64_t since, uint64_t now)
{
	str_fmt(out, "%s for %llu s", what, (unsigned long long)((now - since) / 1000));
}
