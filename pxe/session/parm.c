/* SPDX-License-Identifier: MIT
 * The parameter file of an .ins list, whose text becomes the command line's arguments. */
#include "pxe/session/internal.h"

#include "lib/error.h"

struct session_next session_parm_enter(struct session *s, const struct session_next *how,
				       uint64_t now)
{
	struct str why = session_report_why(&s->report);

	(void)how;
	if (session_download_text(&s->download, s->lookup.cwd, s->entry.plan.parmfile,
				  CONF_PARM_MAX, now, &why))
		return session_stay();
	return session_go(PHASE_FALLBACK);
}

/* 80 columns of a card, padded with NULs or blanks, perhaps several lines: one line of words. */
static bool take_parm(struct session *s)
{
	struct str why = session_report_why(&s->report);
	static char line[CONF_PARM_MAX];
	struct view text;
	int err = session_download_map(&s->download, &text);

	if (err) {
		str_fmt(&why, "parameter file: %s", error_str(-err));
		return false;
	}
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		line[i] = !c || c == '\n' || c == '\r' ? ' ' : c;
	}
	session_entry_args(s, view_trim((struct view){.p = line, .n = text.n}));
	session_download_unmap(text);
	return true;
}

struct session_next session_parm_ended(struct session *s, bool ok, uint64_t now)
{
	struct str why = session_report_why(&s->report);

	(void)now;
	if (!ok)
		str_puts(&why, session_download_why(&s->download));
	if (ok && take_parm(s) && session_entry_plan(s))
		return session_go(PHASE_KERNEL);
	return session_go(PHASE_FALLBACK);
}
