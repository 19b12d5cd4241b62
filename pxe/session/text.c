/* SPDX-License-Identifier: MIT
 * Small text files: help and greetings for a person, the parameter file of an .ins list. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "lib/log.h"
#include "pxe/session/msgfile.h"

#define TEXT_MAX  (64u << 10)
#define LINES_MAX 200

static bool begin(struct session *s, struct view name, uint64_t max, uint64_t now)
{
	struct str why = session_why(s);

	s->phase_since = now;
	return session_download_text(&s->download, s->cwd, name, max, now, &why);
}

/* --- lines ----------------------------------------------------------------------------------- */

static void send_line(struct session *s, struct chan_msg *m)
{
	m->kind = CHAN_LINE;
	m->u.log.level = LOG_INFO;
	s->ops->menu(s->ctx, m);
}

static void send_text(struct session *s, struct view text)
{
	static struct chan_msg m;

	for (int i = 0; i < LINES_MAX; i++) {
		struct str line = str_of(m.u.log.text, sizeof m.u.log.text);

		if (!msgfile_line(&text, &line))
			return;
		send_line(s, &m);
	}
	text_copy(m.u.log.text, sizeof m.u.log.text, view_of("(the file goes on)"));
	send_line(s, &m);
}

/* MENU HELP was a choice, which has an answer besides its lines. */
static void answer(struct session *s, uint64_t now)
{
	struct str why = session_why(s);

	if (!s->asked)
		return;
	str_puts(&why, "that was the entry's help");
	session_deny(s, now, now);
}

static void show_failure(struct session *s, const char *reason, uint64_t now)
{
	static struct chan_msg m;
	struct str line = str_of(m.u.log.text, sizeof m.u.log.text);

	str_puts(&line, reason);
	send_line(s, &m);
	answer(s, now);
}

void session_text(struct session *s, struct view name, uint64_t now)
{
	if (!begin(s, name, TEXT_MAX, now))
		show_failure(s, s->why, now);
}

static void show(struct session *s, uint64_t now)
{
	struct view text;
	int err = session_download_map(&s->download, &text);

	if (err) {
		show_failure(s, error_str(-err), now);
		return;
	}
	send_text(s, text);
	session_download_unmap(text);
	answer(s, now);
}

/* --- the parameter file ---------------------------------------------------------------------- */

void session_parm(struct session *s, uint64_t now)
{
	s->phase = PHASE_PARM;
	if (!begin(s, s->plan.parmfile, CONF_PARM_MAX, now))
		session_entry_failed(s, now);
}

/* 80 columns of a card, padded with NULs or blanks, perhaps several lines: one line of words. */
static bool read_parm(struct session *s)
{
	struct str why = session_why(s);
	struct view text;
	int err = session_download_map(&s->download, &text);
	size_t n = text.n < sizeof s->line ? text.n : sizeof s->line - 1;

	if (err) {
		str_fmt(&why, "parameter file: %s", error_str(-err));
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		char c = text.p[i];

		s->line[i] = !c || c == '\n' || c == '\r' ? ' ' : c;
	}
	session_download_unmap(text);
	s->choice.args = view_trim((struct view){.p = s->line, .n = n});
	return true;
}

static void parm_ended(struct session *s, bool ok, uint64_t now)
{
	struct str why = session_why(s);

	if (!ok)
		str_puts(&why, session_download_why(&s->download));
	if (ok && read_parm(s) && session_plan(s))
		session_boot(s, now);
	else
		session_entry_failed(s, now);
}

void session_text_ended(struct session *s, bool ok, uint64_t now)
{
	if (s->phase == PHASE_PARM)
		parm_ended(s, ok, now);
	else if (ok)
		show(s, now);
	else
		show_failure(s, session_download_why(&s->download), now);
	if (s->phase == PHASE_MENU)
		session_download_text_close(&s->download);
}
