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

void session_menu_reset(struct session *s)
{
	if (s->menu.person == SESSION_OFFERED)
		s->menu.person = SESSION_SOMEBODY;
}

/* --- showing it ------------------------------------------------------------------------------ */

/* 1/10 s until the default starts, 0 = for ever. */
static uint32_t menu_wait_ds(const struct session *s, enum chan_screen screen, unsigned menu)
{
	const struct conf *c = &s->lookup.conf;
	int64_t wait = screen == CHAN_SCREEN_MENU ? c->menus[menu].timeout.value : c->timeout.value;

	if (s->net.timeout_s != UINT32_MAX)
		wait = (int64_t)s->net.timeout_s * 10;
	if (s->net.loadparm == CHAN_LOADPARM_PROMPT)
		return 0;
	if (!wait && s->entry.choice.screen == PLAN_SCREEN_NONE)
		return TOUCHED_DS;
	return wait < 0 ? 0 : wait > UINT32_MAX ? UINT32_MAX : (uint32_t)wait;
}

static void send_menu(struct session *s, enum chan_screen screen, int menu)
{
	const struct session_lookup *l = &s->lookup;
	unsigned start = menu >= 0 ? (unsigned)menu : conf_menu_start(&l->conf);
	int64_t total = l->conf.totaltimeout.value;
	struct session_menu_send_view view = {.screen = screen,
					      .menu = menu,
					      .wait_ds = menu_wait_ds(s, screen, start),
					      .total_ds = total > 0 ? (uint32_t)total : 0};
	static struct session_menu_send sending;
	static struct chan_msg m;

	if (l->place)
		view.back = view_of(l->places[l->place - 1].name);
	session_menu_send_start(&sending, &l->conf, &view);
	while (session_menu_send_next(&sending, &m))
		session_report_menu(&s->report, &m, m.kind);
}

struct session_next session_show_enter(struct session *s, const struct session_next *how,
				       uint64_t now)
{
	struct view greeting = s->lookup.conf.display;

	(void)now;
	session_entry_default(s);
	session_entry_chosen_by(s, SESSION_BY_ITSELF);
	send_menu(s, how->screen, how->menu);
	s->menu.state = SESSION_MENU_OPEN;
	s->menu.screen = how->screen;
	if (how->screen == CHAN_SCREEN_PROMPT && greeting.n)
		return (struct session_next){.phase = PHASE_HELP, .name = greeting};
	return session_go(PHASE_MENU);
}

void session_menu_close(struct session *s)
{
	static struct chan_msg m;

	if (s->menu.state != SESSION_MENU_OFF)
		session_report_menu(&s->report, &m, CHAN_MENU_GONE);
	s->menu.state = SESSION_MENU_OFF;
}

/* --- answers --------------------------------------------------------------------------------- */

/* The sentence in place says why. */
static struct session_next send_denied(struct session *s)
{
	static struct chan_msg m;
	struct str text = str_of(m.u.log.text, sizeof m.u.log.text);

	m.u.log.level = LOG_WARN;
	str_puts(&text, s->report.why);
	s->menu.state = SESSION_MENU_OPEN;
	session_entry_chosen_by(s, SESSION_BY_ITSELF);
	session_report_menu(&s->report, &m, CHAN_DENIED);
	return session_stay();
}

static struct session_next deny_choice(struct session *s, const char *reason)
{
	struct str why = session_report_why(&s->report);

	str_puts(&why, reason);
	return send_denied(s);
}

static struct session_next grant_choice(struct session *s)
{
	static struct chan_msg m;

	memset(&m.u.choice, 0, sizeof m.u.choice);
	m.u.choice.entry = s->menu.request.entry;
	s->menu.state = SESSION_MENU_OPEN;
	session_report_menu(&s->report, &m, CHAN_GRANTED);
	return session_stay();
}

/* The command line is sent from the kernel's name on, as it is edited and comes back. */
static struct session_next send_cmdline(struct session *s)
{
	static const char prefix[] = "BOOT_IMAGE=";
	static struct chan_msg m;
	struct chan_choice *choice = &m.u.choice;
	const struct plan *p = &s->entry.plan;
	struct view line = {.p = p->cmdline, .n = p->cmdline_len};
	bool plain = true;

	if (p->action != PLAN_BOOT || !view_starts(line, prefix))
		return deny_choice(s, "the entry has no command line");
	line.p += sizeof prefix - 1;
	line.n -= sizeof prefix - 1;
	for (size_t i = 0; i < line.n; i++)
		plain = plain && line.p[i] >= 0x20 && line.p[i] <= 0x7e;
	memset(choice, 0, sizeof *choice);
	choice->entry = s->menu.request.entry;
	if (!plain || !text_copy(choice->line, sizeof choice->line, line))
		return deny_choice(
			s, "the command line cannot be edited here: too long, or not plain text");
	s->menu.state = SESSION_MENU_OPEN;
	session_report_menu(&s->report, &m, CHAN_CMDLINE_IS);
	return session_stay();
}

/* What was to be started cannot be: whoever chose it is told. */
struct session_next session_refused_enter(struct session *s, const struct session_next *how,
					  uint64_t now)
{
	(void)how;
	(void)now;
	if (s->menu.state < SESSION_MENU_ASKED || s->lookup.state != SESSION_CONF_READ)
		return session_go(PHASE_FALLBACK);
	send_denied(s);
	return session_go(PHASE_MENU);
}

/* --- what a choice means --------------------------------------------------------------------- */

static bool may_edit(const struct conf *c)
{
	return !c->allowoptions.set || c->allowoptions.value;
}

static struct session_next start_by_hand(struct session *s)
{
	session_entry_chosen_by(s, SESSION_BY_HAND);
	return session_go(PHASE_START);
}

static struct session_next choose_command(struct session *s)
{
	const char *line = s->menu.request.line;

	if (!line[0]) {
		session_entry_default(s);
		return start_by_hand(s);
	}
	session_entry_command(s, line);
	if (s->entry.choice.args.n && !may_edit(&s->lookup.conf))
		return deny_choice(
			s, "the configuration allows no words behind a label (ALLOWOPTIONS 0)");
	return start_by_hand(s);
}

static struct session_next choose_entry(struct session *s)
{
	const struct chan_choice *request = &s->menu.request;

	if (!request->edited) {
		session_entry_label(s, (int)request->entry);
		return start_by_hand(s);
	}
	if (!may_edit(&s->lookup.conf))
		return deny_choice(s, "the configuration allows no editing (ALLOWOPTIONS 0)");
	session_entry_edited(s, (int)request->entry, request->line);
	return start_by_hand(s);
}

static struct session_next edit_entry(struct session *s)
{
	if (s->menu.request.entry == CHAN_NO_ENTRY)
		return grant_choice(s);
	session_entry_label(s, (int)s->menu.request.entry);
	return session_entry_plan(s) ? send_cmdline(s) : send_denied(s);
}

/* The password, if there was one to be asked, was right. */
static struct session_next choice_allowed(struct session *s)
{
	const struct conf *c = &s->lookup.conf;
	const struct chan_choice *request = &s->menu.request;

	s->menu.state = SESSION_MENU_ASKED;
	if (s->menu.request_kind == CHAN_EDIT)
		return edit_entry(s);
	if (request->entry == CHAN_NO_ENTRY)
		return choose_command(s);
	switch (session_menu_send_kind(c, &c->labels[request->entry])) {
	case CHAN_E_RUN:
	case CHAN_E_HIDDEN: return choose_entry(s);
	case CHAN_E_TEXT: return deny_choice(s, "this line cannot be chosen");
	default: return grant_choice(s);
	}
}

/* --- passwords ------------------------------------------------------------------------------- */

/* The menu's master password opens everything, an entry's own one the entry as it stands. */
static void find_passwords(const struct session *s, struct view *own, struct view *master)
{
	const struct conf *c = &s->lookup.conf;
	const struct chan_choice *request = &s->menu.request;
	bool by_name = request->entry == CHAN_NO_ENTRY;
	bool edits = s->menu.request_kind == CHAN_EDIT || request->edited ||
		     (by_name && request->line[0]);
	int label = by_name ? conf_find(c, view_of(request->line)) : (int)request->entry;
	unsigned menu = label >= 0 ? c->labels[label].menu : conf_menu_start(c);

	*own = label >= 0 ? c->labels[label].passwd : (struct view){0};
	*master = c->menus[menu == CONF_MENU_HIDDEN ? CONF_MENU_ROOT : menu].master;
	if (edits && master->n)
		*own = (struct view){0};
	else if (!edits && !own->p)
		*master = (struct view){0};
}

static struct session_next check_password(struct session *s)
{
	struct session_menu *menu = &s->menu;
	struct view own, master;

	find_passwords(s, &own, &master);
	if (!own.p && !master.n)
		return choice_allowed(s);
	if (!own.n && !master.n)
		return deny_choice(s, "no password opens this entry (MENU PASSWD without one)");
	if (!menu->request.passwd[0])
		return deny_choice(s, "a password is needed");
	menu->state = own.n ? SESSION_MENU_CHECKING : SESSION_MENU_CHECKING_MASTER;
	session_passwd_start(&menu->passwd, own.n ? own : master, view_of(menu->request.passwd));
	return session_stay();
}

static struct session_next password_checked(struct session *s, enum session_passwd_state state,
					    uint64_t now)
{
	struct session_menu *menu = &s->menu;
	struct str why = session_report_why(&s->report);
	unsigned n = menu->wrong < DENY_DOUBLE ? menu->wrong : DENY_DOUBLE;
	struct view own, master;

	if (state == SESSION_PASSWD_RIGHT) {
		menu->wrong = 0;
		return choice_allowed(s);
	}
	find_passwords(s, &own, &master);
	if (menu->state == SESSION_MENU_CHECKING && master.n) {
		menu->state = SESSION_MENU_CHECKING_MASTER;
		session_passwd_start(&menu->passwd, master, view_of(menu->request.passwd));
		return session_stay();
	}
	menu->wrong++;
	str_puts(&why, session_passwd_str(state));
	log_warn("menu: %s", s->report.why);
	menu->state = SESSION_MENU_DENYING;
	menu->deny_at = now + ((uint64_t)DENY_BASE_MS << n);
	return session_stay();
}

/* --- time ------------------------------------------------------------------------------------ */

uint64_t session_menu_deadline(const struct session *s)
{
	switch (s->menu.state) {
	case SESSION_MENU_CHECKING:
	case SESSION_MENU_CHECKING_MASTER: return 0;
	case SESSION_MENU_DENYING: return s->menu.deny_at;
	default: return CLOCK_NEVER;
	}
}

struct session_next session_menu_tick(struct session *s, uint64_t now)
{
	enum session_passwd_state state;

	if (s->menu.state == SESSION_MENU_DENYING)
		return now >= s->menu.deny_at ? send_denied(s) : session_stay();
	if (session_menu_deadline(s) == CLOCK_NEVER)
		return session_stay();
	state = session_passwd_step(&s->menu.passwd, PASSWD_STEP);
	return state == SESSION_PASSWD_RUNNING ? session_stay() : password_checked(s, state, now);
}

/* --- messages -------------------------------------------------------------------------------- */

static struct session_next choice_made(struct session *s, const struct chan_msg *m)
{
	struct session_menu *menu = &s->menu;
	size_t count = s->lookup.conf.label_count;

	menu->request = m->u.choice;
	menu->request_kind = m->kind;
	menu->state = SESSION_MENU_ASKED;
	menu->person = SESSION_SOMEBODY;
	if (menu->request.entry == count && s->lookup.place && m->kind == CHAN_CHOOSE)
		return (struct session_next){
			.phase = PHASE_CHAIN, .back = true, .place = s->lookup.place - 1};
	if (menu->request.entry != CHAN_NO_ENTRY && menu->request.entry >= count)
		return deny_choice(s, "there is no such entry");
	return check_password(s);
}

/* Nobody is there: the configuration's own choice starts, and fails as it would without a menu. */
static struct session_next menu_timed_out(struct session *s)
{
	log_info("menu: nobody chose, the default starts");
	s->menu.person = SESSION_NOBODY;
	session_entry_default(s);
	session_entry_chosen_by(s, SESSION_BY_ITSELF);
	return session_go(PHASE_START);
}

static struct session_next fkey_pressed(struct session *s, uint32_t n)
{
	struct view line;

	if (n < 1 || n > CONF_FKEYS)
		return session_stay();
	line = s->lookup.conf.fkeys[n - 1];
	if (!line.n)
		return session_stay();
	return (struct session_next){.phase = PHASE_HELP, .name = view_word(&line)};
}

/* While PID 1 waits for an answer it asks nothing more. */
struct session_next session_menu_message(struct session *s, const struct chan_msg *m)
{
	if (s->menu.state != SESSION_MENU_OPEN)
		return session_stay();
	switch (m->kind) {
	case CHAN_CHOOSE:
	case CHAN_EDIT: return choice_made(s, m);
	case CHAN_TIMEOUT: return menu_timed_out(s);
	case CHAN_FKEY: return fkey_pressed(s, m->u.fkey);
	default: return session_stay();
	}
}

/* Before there is a menu: whoever presses a key wants one, instead of what starts by itself. */
struct session_next session_menu_touched(struct session *s, bool by_itself)
{
	s->menu.person = SESSION_SOMEBODY;
	if (!by_itself || session_entry_by_hand(s) || !session_can_show(s) ||
	    s->lookup.conf.noescape.value)
		return session_stay();
	log_info("a key was pressed: the menu instead");
	session_report_progress_end(&s->report);
	return session_go_show(CHAN_SCREEN_MENU, -1);
}

struct session_next session_menu_offer(struct session *s)
{
	if (s->menu.person != SESSION_SOMEBODY || s->lookup.state != SESSION_CONF_READ ||
	    !session_can_show(s) || s->lookup.conf.noescape.value)
		return session_stay();
	log_err("%s, the menu is shown to choose something else", s->report.why);
	s->menu.person = SESSION_OFFERED;
	return session_go_show(CHAN_SCREEN_MENU, -1);
}
