/* SPDX-License-Identifier: MIT
 * The parameter file of an .ins list, whose text becomes the command line's arguments. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "lib/image/parmfile.h"

struct session_next session_parm_enter(struct session *s, const struct session_next *how,
				       uint64_t now)
{
	struct str why = session_report_why(&s->report);

	(void)how;
	s->parts.retries = 0;
	if (session_download_text(&s->download, s->lookup.cwd, s->entry.plan.parmfile,
				  CONF_PARM_MAX, now, &why))
		return session_stay();
	return session_go(PHASE_FALLBACK);
}

/* Return: false, for @reason */
static bool parm_is_bad(struct session *s, const char *reason)
{
	struct str why = session_report_why(&s->report);

	session_download_put_url(&s->download, &why);
	str_fmt(&why, ": %s", reason);
	return false;
}

/* Cards or lines, padded with blanks or NULs, become one line of words. */
static bool take_parm(struct session *s)
{
	static char text[CONF_PARM_MAX], line[CONF_PARM_MAX + 1];
	struct str out = str_of(line, sizeof line);
	struct view file;
	int reason, err = session_download_map(&s->download, &file);

	if (err)
		return parm_is_bad(s, error_str(-err));
	for (size_t i = 0; i < file.n; i++)
		text[i] = file.p[i] ? file.p[i] : ' ';
	reason = parmfile_fold(rd_of(text, file.n), &out);
	if (reason) {
		char text_why[200];
		struct str why = str_of(text_why, sizeof text_why);

		if (reason == PARMFILE_HIGH)
			parmfile_put_high(rd_of(text, file.n), &why);
		str_puts(&why, parmfile_str(reason));
		session_download_unmap(file);
		return parm_is_bad(s, text_why);
	}
	session_download_unmap(file);
	session_entry_args(s, view_of(line));
	return true;
}

struct session_next session_parm_ended(struct session *s, bool ok, uint64_t now)
{
	static char other[PLAN_NAMES_BUF];
	struct str name = str_of(other, sizeof other), why;

	if (!ok && session_parts_elsewhere(s, s->entry.plan.parmfile, &name)) {
		why = session_report_why(&s->report);
		if (session_download_text(&s->download, view_of(""), view_of(other), CONF_PARM_MAX,
					  now, &why))
			return session_stay();
		return session_go(PHASE_FALLBACK);
	}
	why = session_report_why(&s->report);
	if (!ok)
		str_puts(&why, session_download_why(&s->download));
	if (ok && take_parm(s) && session_entry_plan(s))
		return session_go(PHASE_KERNEL);
	return session_go(PHASE_FALLBACK);
}
