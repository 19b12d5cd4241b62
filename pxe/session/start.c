/* SPDX-License-Identifier: MIT
 * From a configuration to what is started, and what follows when it cannot be. */
#include "pxe/session/internal.h"

#include "lib/clock.h"
#include "lib/log.h"
#include "pxe/conf/menus.h"

#include <string.h>

/* --- the plan -------------------------------------------------------------------------------- */

static void plan_host_of(const struct session *s, struct plan_host *h)
{
	const struct session_net *n = &s->net;

	memset(h, 0, sizeof *h);
	h->htype = n->htype;
	memcpy(h->mac, n->mac, sizeof h->mac);
	h->mac_len = n->mac_len;
	h->ip = n->addr;
	h->server = n->server;
	h->gateway = n->gateway;
	h->netmask = n->netmask;
	h->has_uuid = n->has_uuid;
	memcpy(h->uuid, n->uuid, sizeof h->uuid);
	h->cpu_lacks = sizeof(void *) == 8 ? 0 : PLAN_CPU_64 | PLAN_CPU_PAE;
	for (int i = 0; s->system && i < CHAN_SYS_VALUES; i++)
		h->sys[CHAN_SYS_FIRST + i] = view_of(s->system->value[i]);
}

bool session_plan(struct session *s)
{
	struct str why = session_why(s);
	struct plan_host host;
	char reason[PLAN_WHY_BUF];
	struct str text = str_of(reason, sizeof reason);

	plan_host_of(s, &host);
	if (!plan_make(&s->conf, &s->choice, &host, &s->plan, &text))
		return true;
	str_fmt(&why, "%s: %s", s->conf_url, reason);
	return false;
}

static void log_plan(const struct session *s)
{
	char line[LOG_LINE_MAX];
	struct str text = str_of(line, sizeof line);

	str_puts(&text, "label ");
	str_printable(&text, s->plan.label, 60);
	str_puts(&text, ": kernel ");
	str_printable(&text, s->plan.kernel, 200);
	for (size_t i = 0; i < s->plan.initrd_count && i < 4; i++) {
		str_puts(&text, i ? "," : ", initrd ");
		str_printable(&text, s->plan.initrds[i], 100);
	}
	log_info("%s", line);
	text = str_of(line, sizeof line);
	str_printable(&text, (struct view){.p = s->plan.cmdline, .n = s->plan.cmdline_len},
		      sizeof line - 20);
	log_info("command line: %s", line);
}

/* --- starting -------------------------------------------------------------------------------- */

void session_boot(struct session *s, uint64_t now)
{
	log_plan(s);
	session_fetch_kernel(s, now);
}

static void begin_boot(struct session *s, uint64_t now)
{
	session_drop(s);
	session_menu_gone(s);
	if (s->plan.parmfile.n)
		session_parm(s, now);
	else
		session_boot(s, now);
}

/* PID 1 does it, or says why not as it does of a kernel that it cannot load. */
static void end(struct session *s, enum session_end how, const char *what)
{
	struct str why = session_why(s);

	session_drop(s);
	session_menu_gone(s);
	str_fmt(&why, "%s: label ", s->conf_url);
	str_printable(&why, s->plan.label, 60);
	str_fmt(&why, ": %s", what);
	s->state = SESSION_HANDED_OVER;
	s->ops->end(s->ctx, how, s->why);
}

static void open_menu(struct session *s, enum chan_screen screen, int menu, uint64_t now)
{
	struct str why = session_why(s);

	if (session_can_show(s)) {
		session_show(s, screen, menu, now);
		return;
	}
	str_fmt(&why, "%s: the entry opens a menu, which nobody is there to see", s->conf_url);
	session_refuse(s, now);
}

void session_run(struct session *s, uint64_t now)
{
	struct plan *p = &s->plan;

	if (!session_plan(s)) {
		session_refuse(s, now);
		return;
	}
	switch (p->action) {
	case PLAN_BOOT: begin_boot(s, now); break;
	case PLAN_CONFIG: session_chain(s, p->kernel, p->cwd, now); break;
	case PLAN_MENU: open_menu(s, CHAN_SCREEN_MENU, -1, now); break;
	case PLAN_SUBMENU: open_menu(s, CHAN_SCREEN_MENU, p->submenu, now); break;
	case PLAN_QUIT: open_menu(s, CHAN_SCREEN_PROMPT, -1, now); break;
	case PLAN_HELP:
		if (s->menu_on)
			session_text(s, p->kernel, now);
		else
			open_menu(s, CHAN_SCREEN_MENU, -1, now);
		break;
	case PLAN_LOCALBOOT: end(s, SESSION_LOCALBOOT, "LOCALBOOT, leaving the network"); break;
	case PLAN_REBOOT: end(s, SESSION_REBOOT, "rebooting as it says"); break;
	case PLAN_POWEROFF: end(s, SESSION_POWEROFF, "switching off as it says"); break;
	}
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

/* Return: whether the operator's choice starts at once */
static bool take_loadparm(struct session *s)
{
	int32_t n = s->net.loadparm;
	int label;

	if (n < 0 || s->loadparm_used || s->person)
		return false;
	s->loadparm_used = true;
	if (!n)
		return true;
	label = label_number(&s->conf, n);
	if (label >= 0)
		s->choice = (struct plan_choice){.label = label};
	else
		log_warn("%s: has no label number %d as LOADPARM wants, the default starts",
			 s->conf_url, n);
	return true;
}

/* PXELINUX would show a prompt or a menu; where nobody sees one the wait alone remains, if it ever
 * ends. */
static uint64_t wait_ms(const struct session *s)
{
	if (s->choice.screen == PLAN_SCREEN_NONE)
		return 0;
	if (s->net.timeout_s != UINT32_MAX)
		return (uint64_t)s->net.timeout_s * 1000;
	return s->choice.wait_ds == PLAN_FOREVER ? 0 : (uint64_t)s->choice.wait_ds * 100;
}

static void wait_and_run(struct session *s, uint64_t now)
{
	uint64_t ms = wait_ms(s);

	if (ms)
		log_info("waiting %llu.%llu s as TIMEOUT says, then the default starts",
			 (unsigned long long)(ms / 1000), (unsigned long long)(ms % 1000 / 100));
	session_menu_gone(s);
	s->phase = PHASE_PROMPT;
	s->phase_since = now;
	s->prompt_until = now + ms;
}

/* Return: whether there is a screen for a person to be shown first */
static bool wants_screen(const struct session *s, enum chan_screen *ret)
{
	bool ask = s->net.loadparm == CHAN_LOADPARM_PROMPT || (s->person && !s->by_hand);

	if (!session_can_show(s))
		return false;
	*ret = s->choice.screen == PLAN_SCREEN_PROMPT ? CHAN_SCREEN_PROMPT : CHAN_SCREEN_MENU;
	if (s->choice.screen == PLAN_SCREEN_NONE)
		return ask && !s->conf.noescape.value;
	return ask || s->net.timeout_s != 0;
}

void session_ready(struct session *s, uint64_t now)
{
	enum chan_screen screen;

	s->failed_once = false;
	plan_default(&s->conf, &s->choice);
	if (s->choice.menu_file.n)
		session_chain(s, s->choice.menu_file, (struct view){0}, now);
	else if (take_loadparm(s))
		session_run(s, now);
	else if (wants_screen(s, &screen))
		session_show(s, screen, -1, now);
	else
		wait_and_run(s, now);
}

/* --- what follows a failure ------------------------------------------------------------------ */

void session_refuse(struct session *s, uint64_t now)
{
	if (s->asked && s->readable)
		session_deny(s, now, now);
	else
		session_entry_failed(s, now);
}

/* ONERROR gets the command that failed behind its own words (syslinux's manual; its code appends
 * DEFAULT). U-Boot's FALLBACK is a label. */
static bool set_onerror(struct session *s)
{
	static char line[CHAN_LINE_MAX];
	struct str text = str_of(line, sizeof line);
	int label = s->choice.label;
	struct view name = label >= 0 ? s->conf.labels[label].name : s->choice.file;
	struct view command = conf_onerror(&s->conf, label >= 0 ? s->conf.labels[label].menu : 0);

	str_put(&text, command);
	if (command.p != s->conf.fallback.p) {
		str_putc(&text, ' ');
		str_put(&text, name);
		if (s->choice.args.n)
			str_putc(&text, ' ');
		str_put(&text, s->choice.args);
	}
	if (!command.n || text.cut)
		return false;
	memcpy(s->line, line, text.n + 1);
	plan_command(&s->conf, view_of(s->line), &s->choice);
	return true;
}

static bool try_onerror(struct session *s, uint64_t now)
{
	bool hopeless = s->failed_once || !s->readable;

	if (hopeless || !set_onerror(s))
		return false;
	log_err("%s, going on as ONERROR says", s->why);
	session_menu_gone(s);
	s->failed_once = true;
	s->state = SESSION_RUNNING;
	s->phase = PHASE_PROMPT;
	s->phase_since = s->prompt_until = now;
	return true;
}

void session_entry_failed(struct session *s, uint64_t now)
{
	session_drop(s);
	s->ops->progress(s->ctx, "");
	if (try_onerror(s, now))
		return;
	if (!s->by_hand || !s->readable || !session_can_show(s)) {
		session_fail(s);
		return;
	}
	log_err("%s, back to the menu", s->why);
	s->state = SESSION_RUNNING;
	session_show(s, s->screen, -1, now);
}

void session_boot_failed(struct session *s, const char *why, uint64_t now)
{
	struct str text = session_why(s);

	if (s->state != SESSION_HANDED_OVER)
		return;
	str_put(&text, view_of(why));
	session_entry_failed(s, now);
}

bool session_offer(struct session *s, uint64_t now)
{
	if (!s->person || !s->readable || s->offered || !session_can_show(s) ||
	    s->conf.noescape.value)
		return false;
	log_err("%s, the menu is shown to choose something else", s->why);
	s->offered = true;
	s->state = SESSION_RUNNING;
	session_show(s, CHAN_SCREEN_MENU, -1, now);
	return true;
}
