/* SPDX-License-Identifier: MIT
 * iPXE's settings, such as ${net0/mac}, in names from DHCP and in command lines. */
#include "pxe/session/internal.h"

#include "lib/log.h"
#include "pxe/session/ipxe.h"

#include <string.h>

#define WORD "pxehop.expand"

static bool has_setting(struct view v)
{
	for (size_t i = 0; i + 1 < v.n; i++)
		if (v.p[i] == '$' && v.p[i + 1] == '{')
			return true;
	return false;
}

void session_expand_conffile(struct session *s)
{
	static char text[CHAN_URL_MAX];
	struct str name = str_of(text, sizeof text);
	struct session_net *n = &s->net;

	if (!n->has_conffile || !has_setting(view_of(n->conffile)))
		return;
	if (session_ipxe_expand(s, view_of(n->conffile), &name) && name.n) {
		text_copy(n->conffile, sizeof n->conffile, view_of(text));
		return;
	}
	log_warn("the configuration's name is too long, empty or contains itself: passed over");
	n->has_conffile = n->conffile_is_base = false;
}

/* "pxehop.expand", alone a yes, or with =0 or =1. Return: whether @word is that */
static bool is_switch(struct view word, bool *ret)
{
	bool on = view_is(word, WORD) || view_is(word, WORD "=1");

	if (!on && !view_is(word, WORD "=0"))
		return false;
	*ret = on;
	return true;
}

/* The last of these words counts. */
static bool wanted(const struct session *s)
{
	struct view line = view_of(s->entry.plan.cmdline);
	bool on = s->net.expand;

	for (struct view w = view_word(&line); w.n; w = view_word(&line))
		is_switch(w, &on);
	return on;
}

/* Word by word, as a script's are expanded; what is between them stays. */
static bool expand_words(struct session *s, bool on, struct str *out)
{
	struct view line = view_of(s->entry.plan.cmdline);
	const char *at = line.p;
	bool ok = true, ours;

	for (struct view w = view_word(&line); ok && w.n; w = view_word(&line)) {
		struct view blanks = {.p = at, .n = (size_t)(w.p - at)};

		at = w.p + w.n;
		if (is_switch(w, &ours))
			continue;
		if (out->n)
			str_put(out, blanks);
		if (on && has_setting(w))
			ok = session_ipxe_expand(s, w, out);
		else
			str_put(out, w);
	}
	return ok && !out->cut;
}

static bool refuse(struct session *s, const char *what)
{
	struct str why = session_report_why(&s->report);

	str_fmt(&why, "%s: label ", s->lookup.conf_url);
	str_printable(&why, s->entry.plan.label, 60);
	str_fmt(&why, ": %s", what);
	return false;
}

bool session_expand_cmdline(struct session *s)
{
	static char line[PLAN_CMDLINE_MAX + 1];
	struct str out = str_of(line, sizeof line);
	struct plan *p = &s->entry.plan;
	bool on = wanted(s);

	if (!strstr(p->cmdline, on ? "${" : WORD) && !strstr(p->cmdline, WORD))
		return true;
	if (!expand_words(s, on, &out))
		return refuse(s, "with its settings put in the command line is too long, or one "
				 "contains itself");
	for (size_t i = 0; i < out.n; i++)
		if ((uint8_t)line[i] < ' ' || line[i] == 0x7f)
			return refuse(s, "a setting in the command line is not plain text");
	memcpy(p->cmdline, line, out.n);
	p->cmdline[out.n] = '\0';
	p->cmdline_len = out.n;
	return true;
}
