/* SPDX-License-Identifier: MIT
 * Text files for a person at the menu or the prompt: DISPLAY, F keys, MENU HELP. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "pxe/session/msgfile.h"

#define HELP_MAX   (64u << 10)
#define HELP_LINES 200

static void send_help_lines(struct session *s, struct view text)
{
	char buf[CHAN_TEXT_MAX];

	for (int i = 0; i < HELP_LINES; i++) {
		struct str line = str_of(buf, sizeof buf);

		if (!session_msgfile_line(&text, &line))
			return;
		session_report_line(&s->report, buf);
	}
	session_report_line(&s->report, "(the file goes on)");
}

/* MENU HELP was a choice, which has an answer besides its lines. */
static struct session_next help_over(struct session *s, enum session_phase otherwise)
{
	struct str why = session_report_why(&s->report);

	if (s->menu.state < SESSION_MENU_ASKED)
		return session_go(otherwise);
	str_puts(&why, "that was the entry's help");
	return session_go(PHASE_REFUSED);
}

struct session_next session_help_enter(struct session *s, const struct session_next *how,
				       uint64_t now)
{
	struct str why = session_report_why(&s->report);

	if (session_download_text(&s->download, s->lookup.cwd, how->name, HELP_MAX, now, &why))
		return session_go(PHASE_MENU);
	session_report_line(&s->report, s->report.why);
	return help_over(s, PHASE_MENU);
}

struct session_next session_help_ended(struct session *s, bool ok, uint64_t now)
{
	struct view text;
	int err = ok ? session_download_map(&s->download, &text) : 0;

	(void)now;
	if (!ok) {
		session_report_line(&s->report, session_download_why(&s->download));
	} else if (err) {
		session_report_line(&s->report, error_str(-err));
	} else {
		send_help_lines(s, text);
		session_download_unmap(text);
	}
	session_download_text_close(&s->download);
	return help_over(s, PHASE_STAY);
}
