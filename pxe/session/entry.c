/* SPDX-License-Identifier: MIT
 * The entry that was chosen, who chose it, and its plan. */
#include "pxe/session/internal.h"

#include "pxe/conf/menus.h"
#include "pxe/plan/check.h"

#include <string.h>

/* CONFIG and UI menu.c32 FILE lead from one file to the next; a loop ends here. */
#define CHAIN_MAX 8

void session_entry_reset(struct session *s)
{
	s->entry.chained = 0;
	s->entry.chooser = SESSION_BY_ITSELF;
}

void session_entry_chosen_by(struct session *s, enum session_chooser chooser)
{
	s->entry.chooser = chooser;
	if (chooser == SESSION_BY_HAND)
		s->entry.chained = 0;
}

bool session_entry_by_hand(const struct session *s)
{
	return s->entry.chooser == SESSION_BY_HAND || s->entry.chooser == SESSION_ONERROR_BY_HAND;
}

bool session_entry_chain(struct session *s)
{
	struct str why = session_report_why(&s->report);

	if (++s->entry.chained <= CHAIN_MAX)
		return true;
	str_fmt(&why, "%s: more than %d configurations lead from one to the next",
		s->lookup.conf_url, CHAIN_MAX);
	return false;
}

/* --- the choice ------------------------------------------------------------------------------ */

void session_entry_default(struct session *s)
{
	plan_default(&s->lookup.conf, &s->entry.choice);
}

void session_entry_label(struct session *s, int label)
{
	s->entry.choice = (struct plan_choice){.label = label};
}

void session_entry_edited(struct session *s, int label, const char *line)
{
	session_entry_label(s, label);
	text_copy(s->entry.line, sizeof s->entry.line, view_of(line));
	s->entry.choice.line = view_of(s->entry.line);
}

void session_entry_command(struct session *s, const char *line)
{
	session_entry_label(s, -1);
	text_copy(s->entry.line, sizeof s->entry.line, view_of(line));
	plan_command(&s->lookup.conf, view_of(s->entry.line), &s->entry.choice);
}

void session_entry_args(struct session *s, struct view args)
{
	text_copy(s->entry.line, sizeof s->entry.line, args);
	s->entry.choice.args = view_of(s->entry.line);
}

/* ONERROR gets the command that failed behind its own words (syslinux's manual; its code appends
 * DEFAULT). U-Boot's FALLBACK is a label. */
bool session_entry_onerror(struct session *s)
{
	const struct conf *c = &s->lookup.conf;
	const struct plan_choice *choice = &s->entry.choice;
	struct plan_choice own;
	static char line[CHAN_LINE_MAX];
	struct str text = str_of(line, sizeof line);
	int label = choice->label;
	struct view name = label >= 0 ? c->labels[label].name : choice->file;
	struct view command = conf_onerror(c, label >= 0 ? c->labels[label].menu : 0);

	if (s->entry.chooser == SESSION_ONERROR || s->entry.chooser == SESSION_ONERROR_BY_HAND)
		return false;
	str_put(&text, command);
	if (command.p != c->fallback.p) {
		str_putc(&text, ' ');
		str_put(&text, name);
		if (choice->args.n)
			str_putc(&text, ' ');
		str_put(&text, choice->args);
	}
	if (!command.n || text.cut)
		return false;
	session_entry_command(s, line);
	/* the words of its own are all of a label's name, or PXELINUX's way holds */
	plan_command(c, command, &own);
	if (own.label >= 0 && !own.args.n) {
		s->entry.choice.label = own.label;
		s->entry.choice.args = view_of(s->entry.line + view_trim(command).n);
		s->entry.choice.args = view_skip_blanks(s->entry.choice.args);
	}
	s->entry.chooser =
		s->entry.chooser == SESSION_BY_HAND ? SESSION_ONERROR_BY_HAND : SESSION_ONERROR;
	return true;
}

void session_entry_onerror_again(struct session *s)
{
	s->entry.chooser = session_entry_by_hand(s) ? SESSION_BY_HAND : SESSION_BY_ITSELF;
}

/* --- the plan -------------------------------------------------------------------------------- */

bool session_entry_plan(struct session *s)
{
	struct str why = session_report_why(&s->report);
	const struct conf *c = &s->lookup.conf;
	struct conf_where where;
	char reason[PLAN_WHY_BUF];
	struct str text = str_of(reason, sizeof reason);

	/* "default 0" of GRUB's old menu names no kernel */
	if (s->entry.choice.file.n && s->entry.choice.file.p == c->default_line.p &&
	    conf_foreign(c)) {
		str_fmt(&why, "%s: %s: ", s->lookup.conf_url, plan_str(PLAN_NO_LABEL));
		conf_nothing(c, &why);
		return false;
	}
	if (plan_make(c, &s->entry.choice, &s->host, &s->entry.plan, &text)) {
		str_fmt(&why, "%s: %s", s->lookup.conf_url, reason);
		return false;
	}
	if (s->entry.plan.action == PLAN_BOOT)
		plan_check_inside(s->net.arch, &s->entry.plan);
	if (s->entry.plan.action == PLAN_BOOT && !session_expand_cmdline(s))
		return false;
	if (s->entry.plan.action != PLAN_BOOT ||
	    plan_check_cmdline(s->net.arch, c, &s->entry.plan, &where, &text))
		return true;
	str_fmt(&why, "%s: ", s->lookup.conf_url);
	conf_put_where(c, where, &why);
	str_fmt(&why, ": %s", reason);
	return false;
}
