/* SPDX-License-Identifier: MIT
 * The conversation with the person before the menu. PID 1 draws it and runs its clocks; here is
 * what it shows, what a choice means, and whether it is allowed. */
#include "pxe/session/internal.h"

#include "lib/clock.h"
#include "lib/log.h"
#include "pxe/conf/menus.h"
#include "pxe/session/menu_send.h"

#include <string.h>

/* A key brought a menu that the configuration does not have: whoever pressed it may be gone. */
#define TOUCHED_DS   600
#define PASSWD_STEP  2000u /* rounds before the other descriptors get their turn */
#define DENY_BASE_MS 1000u
#define DENY_DOUBLE  5u /* wrong passwords in a row until the pause grows no more */

static void tell(struct session *s, struct chan_msg *m, uint32_t kind)
{
	m->kind = kind;
	s->ops->menu(s->ctx, m);
}

/* --- showing it ------------------------------------------------------------------------------ */

bool session_can_show(const struct session *s)
{
	return !s->net.headless;
}

static int64_t configured_wait(const struct session *s, enum chan_screen screen, unsigned menu)
{
	int64_t wait = screen == CHAN_SCREEN_MENU ? s->conf.menus[menu].timeout.value
						  : s->conf.timeout.value;

	if (s->net.timeout_s != UINT32_MAX)
		wait = (int64_t)s->net.timeout_s * 10;
	if (s->net.loadparm == CHAN_LOADPARM_PROMPT)
		return 0;
	if (!wait && s->choice.screen == PLAN_SCREEN_NONE)
		return TOUCHED_DS;
	return wait < 0 ? 0 : wait;
}

static void send_menu(struct session *s, enum chan_screen screen, int menu)
{
	unsigned start = menu >= 0 ? (unsigned)menu : conf_menu_start(&s->conf);
	struct menu_send_view view = {.screen = screen, .menu = menu};
	static struct menu_send sending;
	static struct chan_msg m;
	int64_t wait = configured_wait(s, screen, start), total = s->conf.totaltimeout.value;

	view.wait_ds = wait > UINT32_MAX ? UINT32_MAX : (uint32_t)wait;
	view.total_ds = total > 0 ? (uint32_t)total : 0;
	if (s->place)
		view.back = view_of(s->places[s->place - 1].name);
	menu_send_start(&sending, &s->conf, &view);
	while (menu_send_next(&sending, &m))
		tell(s, &m, m.kind);
}

void session_show(struct session *s, enum chan_screen screen, int menu, uint64_t now)
{
	session_drop(s);
	plan_default(&s->conf, &s->choice);
	send_menu(s, screen, menu);
	s->menu_on = true;
	s->asked = s->by_hand = s->checking = s->failed_once = false;
	s->deny_at = CLOCK_NEVER;
	s->screen = screen;
	s->phase = PHASE_MENU;
	s->phase_since = now;
	if (screen == CHAN_SCREEN_PROMPT && s->conf.display.n)
		session_text(s, s->conf.display, now);
}

void session_menu_gone(struct session *s)
{
	static struct chan_msg m;

	if (s->menu_on)
		tell(s, &m, CHAN_MENU_GONE);
	s->menu_on = s->asked = s->checking = false;
	s->deny_at = CLOCK_NEVER;
}

/* --- answers --------------------------------------------------------------------------------- */

static void send_denial(struct session *s)
{
	struct chan_msg m = {.kind = CHAN_DENIED};
	struct str text = str_of(m.u.log.text, sizeof m.u.log.text);

	m.u.log.level = LOG_WARN;
	str_puts(&text, s->why);
	s->asked = false;
	s->deny_at = CLOCK_NEVER;
	s->phase = PHASE_MENU;
	tell(s, &m, CHAN_DENIED);
}

void session_deny(struct session *s, uint64_t at, uint64_t now)
{
	s->checking = false;
	s->by_hand = false;
	if (at > now)
		s->deny_at = at;
	else
		send_denial(s);
}

static void deny(struct session *s, const char *reason, uint64_t now)
{
	struct str why = session_why(s);

	str_puts(&why, reason);
	session_deny(s, now, now);
}

static void grant(struct session *s)
{
	static struct chan_msg m;

	memset(&m.u.choice, 0, sizeof m.u.choice);
	m.u.choice.entry = s->wish.entry;
	s->asked = false;
	tell(s, &m, CHAN_GRANTED);
}

/* What would be started is told from the kernel's name on, as it is edited and comes back. */
static void send_cmdline(struct session *s, uint64_t now)
{
	static const char prefix[] = "BOOT_IMAGE=";
	static struct chan_msg m;
	struct view line = {.p = s->plan.cmdline, .n = s->plan.cmdline_len};
	bool plain = true;

	if (s->plan.action != PLAN_BOOT || !view_starts(line, prefix)) {
		deny(s, "the entry has no command line", now);
		return;
	}
	line.p += sizeof prefix - 1;
	line.n -= sizeof prefix - 1;
	for (size_t i = 0; i < line.n; i++)
		plain = plain && line.p[i] >= 0x20 && line.p[i] <= 0x7e;
	memset(&m.u.choice, 0, sizeof m.u.choice);
	m.u.choice.entry = s->wish.entry;
	if (!plain || !text_copy(m.u.choice.line, sizeof m.u.choice.line, line)) {
		deny(s, "the command line cannot be edited here: too long, or not plain text", now);
		return;
	}
	s->asked = false;
	tell(s, &m, CHAN_CMDLINE_IS);
}

/* --- what a choice means --------------------------------------------------------------------- */

static bool may_edit(const struct conf *c)
{
	return !c->allowoptions.set || c->allowoptions.value;
}

static void run(struct session *s, uint64_t now)
{
	s->by_hand = true;
	s->chained = 0;
	session_run(s, now);
}

static void run_command(struct session *s, uint64_t now)
{
	if (!s->wish.line[0]) {
		plan_default(&s->conf, &s->choice);
		run(s, now);
		return;
	}
	memcpy(s->line, s->wish.line, sizeof s->wish.line);
	s->choice = (struct plan_choice){.label = -1};
	plan_command(&s->conf, view_of(s->line), &s->choice);
	if (s->choice.args.n && !may_edit(&s->conf))
		deny(s, "the configuration allows no words behind a label (ALLOWOPTIONS 0)", now);
	else
		run(s, now);
}

static void run_entry(struct session *s, uint64_t now)
{
	s->choice = (struct plan_choice){.label = (int)s->wish.entry};
	if (s->wish.edited && !may_edit(&s->conf)) {
		deny(s, "the configuration allows no editing (ALLOWOPTIONS 0)", now);
		return;
	}
	if (s->wish.edited) {
		memcpy(s->line, s->wish.line, sizeof s->wish.line);
		s->choice.line = view_of(s->line);
	}
	run(s, now);
}

static void edit(struct session *s, uint64_t now)
{
	if (s->wish.entry == CHAN_NO_ENTRY) {
		grant(s);
		return;
	}
	s->choice = (struct plan_choice){.label = (int)s->wish.entry};
	if (session_plan(s))
		send_cmdline(s, now);
	else
		session_deny(s, now, now);
}

static void allowed_entry(struct session *s, uint64_t now)
{
	switch (menu_send_kind(&s->conf, &s->conf.labels[s->wish.entry])) {
	case CHAN_E_RUN:
	case CHAN_E_HIDDEN: run_entry(s, now); break;
	case CHAN_E_TEXT: deny(s, "this line cannot be chosen", now); break;
	default: grant(s); break;
	}
}

/* The password, if there was one to be asked, was right. */
static void allowed(struct session *s, uint64_t now)
{
	s->checking = false;
	if (s->wish_kind == CHAN_EDIT)
		edit(s, now);
	else if (s->wish.entry == CHAN_NO_ENTRY)
		run_command(s, now);
	else
		allowed_entry(s, now);
}

/* --- passwords ------------------------------------------------------------------------------- */

/* The label that the wish is about, -1 = none. */
static int wish_label(const struct session *s)
{
	if (s->wish.entry != CHAN_NO_ENTRY)
		return (int)s->wish.entry;
	return conf_find(&s->conf, view_of(s->wish.line));
}

/* The menu's master password opens everything, an entry's own one the entry as it stands. */
static void find_locks(const struct session *s, struct view *own, struct view *master)
{
	const struct conf *c = &s->conf;
	bool edits = s->wish_kind == CHAN_EDIT || s->wish.edited ||
		     (s->wish.entry == CHAN_NO_ENTRY && s->wish.line[0]);
	int label = wish_label(s);
	unsigned menu = label >= 0 ? c->labels[label].menu : conf_menu_start(c);

	*own = label >= 0 ? c->labels[label].passwd : (struct view){0};
	*master = c->menus[menu == CONF_MENU_HIDDEN ? CONF_MENU_ROOT : menu].master;
	if (edits && master->n)
		*own = (struct view){0};
	else if (!edits && !own->p)
		*master = (struct view){0};
}

static void passwd_over(struct session *s, enum passwd_state state, uint64_t now)
{
	struct str why = session_why(s);
	struct view own, master;
	unsigned n = s->wrong < DENY_DOUBLE ? s->wrong : DENY_DOUBLE;

	find_locks(s, &own, &master);
	if (state == PASSWD_RIGHT) {
		s->wrong = 0;
		allowed(s, now);
	} else if (!s->second_check && own.n && master.n) {
		s->second_check = true;
		passwd_start(&s->passwd, master, view_of(s->wish.passwd));
	} else {
		s->wrong++;
		str_puts(&why, passwd_str(state));
		log_warn("menu: %s", s->why);
		session_deny(s, now + ((uint64_t)DENY_BASE_MS << n), now);
	}
}

static void begin_check(struct session *s, uint64_t now)
{
	struct view own, master;

	find_locks(s, &own, &master);
	if (!own.p && !master.n) {
		allowed(s, now);
	} else if (!own.n && !master.n) {
		deny(s, "no password opens this entry (MENU PASSWD without one)", now);
	} else if (!s->wish.passwd[0]) {
		deny(s, "a password is needed", now);
	} else {
		s->checking = true;
		s->second_check = false;
		passwd_start(&s->passwd, own.n ? own : master, view_of(s->wish.passwd));
	}
}

/* --- messages -------------------------------------------------------------------------------- */

static void wish(struct session *s, const struct chan_msg *m, uint64_t now)
{
	size_t count = s->conf.label_count;

	if (s->asked)
		return;
	s->wish = m->u.choice;
	s->wish_kind = m->kind;
	s->asked = s->person = true;
	if (s->wish.entry == count && s->place && m->kind == CHAN_CHOOSE) {
		s->by_hand = false;
		session_back(s, now);
	} else if (s->wish.entry != CHAN_NO_ENTRY && s->wish.entry >= count) {
		deny(s, "there is no such entry", now);
	} else {
		begin_check(s, now);
	}
}

/* Nobody is there: the configuration's own choice starts, and fails as it would without a menu. */
static void timed_out(struct session *s, uint64_t now)
{
	if (s->asked)
		return;
	log_info("menu: nobody chose, the default starts");
	s->person = s->by_hand = false;
	plan_default(&s->conf, &s->choice);
	session_drop(s);
	session_run(s, now);
}

static void fkey(struct session *s, uint32_t n, uint64_t now)
{
	struct view line;

	if (n < 1 || n > CONF_FKEYS || s->asked)
		return;
	line = s->conf.fkeys[n - 1];
	if (line.n)
		session_text(s, view_word(&line), now);
}

/* Before there is a menu: whoever presses a key wants one, instead of what starts by itself. */
static void touched(struct session *s, uint64_t now)
{
	bool by_itself = s->state == SESSION_RUNNING && s->readable && !s->chaining &&
			 !s->menu_on && !s->by_hand && s->phase >= PHASE_PROMPT;

	s->person = true;
	s->offered = false;
	if (!by_itself || !session_can_show(s) || s->conf.noescape.value)
		return;
	log_info("a key was pressed: the menu instead");
	s->ops->progress(s->ctx, "");
	session_show(s, CHAN_SCREEN_MENU, -1, now);
}

void session_message(struct session *s, const struct chan_msg *m, uint64_t now)
{
	if (m->kind == CHAN_TOUCHED) {
		touched(s, now);
		return;
	}
	if (s->state != SESSION_RUNNING || s->phase != PHASE_MENU || !s->menu_on)
		return;
	switch (m->kind) {
	case CHAN_CHOOSE:
	case CHAN_EDIT: wish(s, m, now); break;
	case CHAN_TIMEOUT: timed_out(s, now); break;
	case CHAN_FKEY: fkey(s, m->ifindex, now); break;
	default: break;
	}
}

uint64_t session_menu_deadline(const struct session *s)
{
	return s->checking ? 0 : s->deny_at;
}

void session_menu_step(struct session *s, uint64_t now)
{
	enum passwd_state state;

	if (s->checking) {
		state = passwd_step(&s->passwd, PASSWD_STEP);
		if (state != PASSWD_RUNNING)
			passwd_over(s, state, now);
	} else if (now >= s->deny_at) {
		send_denial(s);
	}
}
