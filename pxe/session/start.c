/* SPDX-License-Identifier: MIT
 * What a configuration starts, by itself or by choice, and what follows when it cannot. */
#include "pxe/session/internal.h"

#include "lib/clock.h"
#include "lib/log.h"

void session_start_reset(struct session *s)
{
	s->start.loadparm = s->net.loadparm;
}

/* --- a configuration is read ----------------------------------------------------------------- */

/* Label number @n as QEMU's firmware counts them, from 1 on; -1 = there are not so many. */
static int label_number(const struct conf *c, int32_t n)
{
	for (size_t i = 0; i < c->label_count; i++) {
		const struct conf_label *l = &c->labels[i];

		if (!l->separator && l->action != CONF_DO_SUBMENU && --n == 0)
			return (int)i;
	}
	return -1;
}

/* The operator's choice counts once in an attempt. Return: whether there is one */
static bool take_loadparm(struct session *s)
{
	int32_t n = s->start.loadparm;
	int label;

	if (n < 0 || s->menu.person != SESSION_NOBODY)
		return false;
	s->start.loadparm = CHAN_NO_LOADPARM;
	if (!n)
		return true;
	label = label_number(&s->lookup.conf, n);
	if (label >= 0)
		session_entry_label(s, label);
	else
		log_warn("%s: has no label number %d as LOADPARM wants, the default starts",
			 s->lookup.conf_url, n);
	return true;
}

/* PXELINUX would show a prompt or a menu; where nobody sees one the wait alone remains, if it ever
 * ends. The menu of another file than the main configuration's is there to be chosen from, so that
 * nothing of it starts unless it has a TIMEOUT. */
static uint64_t wait_ms(const struct session *s)
{
	const struct plan_choice *choice = &s->entry.choice;

	if (choice->screen == PLAN_SCREEN_NONE)
		return 0;
	if (s->net.timeout_s != UINT32_MAX)
		return (uint64_t)s->net.timeout_s * 1000;
	if (choice->wait_ds != PLAN_FOREVER)
		return (uint64_t)choice->wait_ds * 100;
	return s->lookup.conf.as_menu ? CLOCK_NEVER : 0;
}

/* Return: whether there is a screen for a person to be shown first */
static bool wants_screen(const struct session *s, enum chan_screen *ret)
{
	enum plan_screen screen = s->entry.choice.screen;
	bool somebody = s->menu.person != SESSION_NOBODY && !session_entry_by_hand(s);
	bool ask = s->net.loadparm == CHAN_LOADPARM_PROMPT || somebody;

	if (!session_can_show(s))
		return false;
	*ret = screen == PLAN_SCREEN_PROMPT ? CHAN_SCREEN_PROMPT : CHAN_SCREEN_MENU;
	if (screen == PLAN_SCREEN_NONE)
		return ask && !s->lookup.conf.noescape.value;
	return ask || s->net.timeout_s != 0 || session_entry_by_hand(s);
}

static struct session_next chain_to_menu(const struct plan_menu_files *files)
{
	return (struct session_next){.phase = PHASE_CHAIN, .as_menu = true, .files = *files};
}

struct session_next session_ready_enter(struct session *s, const struct session_next *how,
					uint64_t now)
{
	enum chan_screen screen;
	uint64_t ms;

	(void)how;
	session_entry_onerror_again(s);
	session_entry_default(s);
	if (plan_menu_files_any(&s->entry.choice.menu_files))
		return chain_to_menu(&s->entry.choice.menu_files);
	if (take_loadparm(s))
		return session_go(PHASE_START);
	if (wants_screen(s, &screen))
		return session_go_show(screen, -1);
	ms = wait_ms(s);
	if (ms == CLOCK_NEVER) {
		log_warn("%s: a menu without TIMEOUT, which nobody is there to see: nothing starts",
			 s->lookup.conf_url);
		return (struct session_next){.phase = PHASE_WAIT, .until = CLOCK_NEVER};
	}
	if (ms)
		log_info("waiting %llu.%llu s as TIMEOUT says, then the default starts",
			 (unsigned long long)(ms / 1000), (unsigned long long)(ms % 1000 / 100));
	return (struct session_next){.phase = PHASE_WAIT, .until = now + ms};
}

struct session_next session_wait_enter(struct session *s, const struct session_next *how,
				       uint64_t now)
{
	(void)now;
	s->start.until = how->until;
	return session_stay();
}

struct session_next session_wait_tick(struct session *s, uint64_t now)
{
	return now >= s->start.until ? session_go(PHASE_START) : session_stay();
}

uint64_t session_wait_deadline(const struct session *s)
{
	return s->start.until;
}

/* --- starting -------------------------------------------------------------------------------- */

static struct session_next open_menu(struct session *s, enum chan_screen screen, int menu)
{
	struct str why = session_report_why(&s->report);

	if (session_can_show(s))
		return session_go_show(screen, menu);
	str_fmt(&why, "%s: the entry opens a menu, which nobody is there to see",
		s->lookup.conf_url);
	return session_go(PHASE_REFUSED);
}

static struct session_next leave(enum session_end end)
{
	return (struct session_next){.phase = PHASE_LEAVE, .end = end};
}

struct session_next session_start_enter(struct session *s, const struct session_next *how,
					uint64_t now)
{
	const struct plan *p = &s->entry.plan;

	(void)how;
	(void)now;
	if (!session_entry_plan(s))
		return session_go(PHASE_REFUSED);
	switch (p->action) {
	case PLAN_BOOT: return session_go(p->parmfile.n ? PHASE_PARM : PHASE_KERNEL);
	case PLAN_CONFIG:
		return (struct session_next){
			.phase = PHASE_CHAIN, .name = p->kernel, .cwd = p->cwd};
	case PLAN_MENU:
		if (s->lookup.places[s->lookup.place].menu || plan_menu_files_any(&p->menu_files))
			return chain_to_menu(&p->menu_files);
		s->lookup.conf.as_menu = true;
		return open_menu(s, CHAN_SCREEN_MENU, -1);
	case PLAN_SUBMENU: return open_menu(s, CHAN_SCREEN_MENU, p->submenu);
	case PLAN_QUIT: return open_menu(s, CHAN_SCREEN_PROMPT, -1);
	case PLAN_HELP:
		if (s->menu.state == SESSION_MENU_OFF)
			return open_menu(s, CHAN_SCREEN_MENU, -1);
		return (struct session_next){.phase = PHASE_HELP, .name = p->kernel};
	case PLAN_LOCALBOOT: return leave(SESSION_LOCALBOOT);
	case PLAN_REBOOT: return leave(SESSION_REBOOT);
	case PLAN_POWEROFF: return leave(SESSION_POWEROFF);
	}
	return session_go(PHASE_REFUSED);
}

/* PID 1 does it, or says why not as it does of a kernel that it cannot load. */
struct session_next session_leave_enter(struct session *s, const struct session_next *how,
					uint64_t now)
{
	static const char *const words[] = {[SESSION_REBOOT] = "rebooting as it says",
					    [SESSION_POWEROFF] = "switching off as it says",
					    [SESSION_LOCALBOOT] = "LOCALBOOT, leaving the network"};
	const struct session_report *r = &s->report;
	struct str why = session_report_why(&s->report);

	(void)now;
	str_fmt(&why, "%s: label ", s->lookup.conf_url);
	str_printable(&why, s->entry.plan.label, 60);
	str_fmt(&why, ": %s", words[how->end]);
	r->ops->end(r->ctx, how->end, s->entry.plan.disk, r->why);
	return session_go(PHASE_HANDED_OVER);
}

/* --- what follows a failure ------------------------------------------------------------------ */

struct session_next session_fallback_enter(struct session *s, const struct session_next *how,
					   uint64_t now)
{
	bool readable = s->lookup.state == SESSION_CONF_READ;

	(void)how;
	if (readable && session_entry_onerror(s)) {
		log_err("%s, going on as ONERROR says", s->report.why);
		return (struct session_next){.phase = PHASE_WAIT, .until = now};
	}
	if (!readable || !session_entry_by_hand(s) || !session_can_show(s))
		return session_go(PHASE_FAILED);
	log_err("%s, back to the menu", s->report.why);
	return session_go_show(s->menu.screen, -1);
}
