/* SPDX-License-Identifier: MIT
 * Small text files: help and greetings for a person, the parameter file of an .ins list. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "lib/log.h"
#include "pxe/session/msgfile.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define TEXT_MAX  (64u << 10)
#define LINES_MAX 200

static bool begin(struct session *s, struct view name, uint64_t max, uint64_t now)
{
	return session_memfd(s, &s->fd, "text") &&
	       session_fetch(s, s->fd, s->cwd, name, 0, max, now);
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
	size_t len = (size_t)fetch_bytes(&s->fetch);
	void *map = len ? mmap(NULL, len, PROT_READ, MAP_PRIVATE, s->fd, 0) : NULL;

	if (map == MAP_FAILED) {
		show_failure(s, error_str(errno), now);
		return;
	}
	if (len)
		send_text(s, (struct view){.p = map, .n = len});
	if (map)
		munmap(map, len);
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
	size_t len = (size_t)fetch_bytes(&s->fetch);
	ssize_t n = pread(s->fd, s->line, len < sizeof s->line ? len : sizeof s->line - 1, 0);
	struct str why = session_why(s);

	if (n < 0) {
		str_fmt(&why, "parameter file: %s", error_str(errno));
		return false;
	}
	for (ssize_t i = 0; i < n; i++)
		if (!s->line[i] || s->line[i] == '\n' || s->line[i] == '\r')
			s->line[i] = ' ';
	s->choice.args = view_trim((struct view){.p = s->line, .n = (size_t)n});
	return true;
}

static void parm_ended(struct session *s, bool ok, uint64_t now)
{
	struct str why = session_why(s);

	if (!ok)
		str_puts(&why, fetch_why(&s->fetch));
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
		show_failure(s, fetch_why(&s->fetch), now);
	if (s->phase == PHASE_MENU)
		session_close(&s->fd);
}
