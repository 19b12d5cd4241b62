/* SPDX-License-Identifier: MIT
 * An iPXE script and the person before it: menus, lines, forms, keys, the shell, and pauses. */
#include "pxe/session/internal.h"

#include "lib/clock.h"
#include "lib/log.h"

#include <string.h>

#define SHELL_OFFER_MS 60000u
#define KEY_MS	       200u /* what belongs to one key comes within that */
#define CTRL_C	       3
#define ASK_TEXT       60u /* characters in front of a question's line */

static uint32_t tenths(uint32_t ms)
{
	return ms / 100 + (ms % 100 != 0); /* a limit below a tenth of a second is still one */
}

static uint64_t limit(const struct session *s, uint64_t now)
{
	uint32_t ms = s->ipxe.run.need.ms;

	return ms ? now + ms : CLOCK_NEVER;
}

void session_script_keys(struct session *s, bool on)
{
	static struct chan_msg m;

	if (s->ipxe.keys_on == on)
		return;
	s->ipxe.keys_on = on;
	m.u.wanted = on;
	session_report_menu(&s->report, &m, CHAN_KEYS);
}

/* Nobody can be shown @what: its time passes all the same. */
static struct session_next unseen(struct session *s, const char *what, struct view name,
				  uint64_t now)
{
	char text[200];
	struct str t = str_of(text, sizeof text);

	session_script_wait(s, SCRIPT_WAITS_PERSON, limit(s, now));
	str_printable(&t, name, 100);
	log_warn("iPXE: %s \"%s\" waits for a person, nobody can see it, and it has %s", what, text,
		 s->ipxe.run.need.ms ? "a time limit" : "no time limit: the script stops here");
	return session_go(PHASE_SCRIPT_WAIT);
}

/* --- menus ----------------------------------------------------------------------------------- */

/* An item's key, where it is one that people see. */
static uint8_t hotkey_of(const struct ipxe_item *item)
{
	return item->key > 0x20 && item->key <= 0x7e ? (uint8_t)text_lower((char)item->key) : 0;
}

static void send_item(struct session *s, unsigned number, const struct ipxe_item *item)
{
	static struct chan_msg m;
	struct chan_entry *e = &m.u.entry;
	struct str text = str_of(e->text, sizeof e->text);
	struct view name = ipxe_text(&s->ipxe.run, item->name);

	memset(e, 0, sizeof *e);
	e->entry = number;
	e->kind = item->name ? CHAN_E_RUN : CHAN_E_TEXT;
	str_printable(&text, ipxe_text(&s->ipxe.run, item->text), 120);
	if (!text.n && item->name)
		str_printable(&text, name, 120);
	e->hotkey = item->name ? hotkey_of(item) : 0;
	e->immediate = e->hotkey != 0;
	session_report_menu(&s->report, &m, CHAN_ENTRY);
}

static unsigned count_items(const struct ipxe *x)
{
	unsigned n = 0;

	for (size_t i = 0; i < x->item_count; i++)
		n += x->items[i].menu == x->need.menu;
	return n < CHAN_ENTRIES ? n : CHAN_ENTRIES;
}

/* The number of an item in the messages, and back: only those of this menu count. */
static int item_of(const struct ipxe *x, uint32_t number)
{
	for (size_t i = 0; i < x->item_count; i++)
		if (x->items[i].menu == x->need.menu && !number--)
			return (int)i;
	return -1;
}

/* Return: the place among the items of this menu of the one that is selected first */
static uint32_t first_of(const struct ipxe *x, unsigned entries)
{
	for (uint32_t i = 0; i < entries; i++)
		if (item_of(x, i) == x->need.item)
			return i;
	return CHAN_NO_ENTRY;
}

/* Behind CHAN_MENU, which @menu is. */
static void send_menu(struct session *s, const struct chan_menu *menu, uint32_t chosen,
		      struct view title)
{
	static struct chan_msg m;
	struct str text = str_of(m.u.submenu.title, sizeof m.u.submenu.title);

	m.u.menu = *menu;
	session_report_menu(&s->report, &m, CHAN_MENU);
	memset(&m.u.submenu, 0, sizeof m.u.submenu);
	m.u.submenu.chosen = chosen;
	str_printable(&text, title, 120);
	session_report_menu(&s->report, &m, CHAN_SUBMENU);
	for (unsigned i = 0; i < menu->entries; i++)
		send_item(s, i, &s->ipxe.run.items[item_of(&s->ipxe.run, i)]);
	session_report_menu(&s->report, &m, CHAN_SHOW);
	s->menu.state = SESSION_MENU_OPEN;
}

static struct session_next ask_item(struct session *s, uint64_t now)
{
	const struct ipxe *x = &s->ipxe.run;
	struct view title = ipxe_text(x, x->menus[x->need.menu].title);
	unsigned entries = count_items(x);
	static struct chan_menu menu;

	if (!session_can_show(s))
		return unseen(s, "the menu", title, now);
	menu = (struct chan_menu){.screen = CHAN_SCREEN_MENU,
				  .flags = CHAN_M_LEAVE,
				  .menus = 1,
				  .entries = entries,
				  .wait_ds = tenths(x->need.ms),
				  .again_ds = tenths(x->need.retimeout_ms),
				  .autoboot = "Goes on in # second{,s}"};
	send_menu(s, &menu, first_of(x, entries), title);
	return session_go(PHASE_SCRIPT_MENU);
}

/* --- lines ----------------------------------------------------------------------------------- */

static void put_plain(struct str *out, struct view v, size_t max)
{
	for (size_t i = 0; i < v.n && i < max; i++)
		str_putc(out, v.p[i] >= 0x20 && v.p[i] <= 0x7e ? v.p[i] : '?');
}

/* A value that keys could not have typed is not put into the line; an empty line leaves it then. */
static bool prefill(char line[static CHAN_LINE_MAX], struct view value)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] < 0x20 || value.p[i] > 0x7e)
			return false;
	return text_copy(line, CHAN_LINE_MAX, value);
}

static void send_question(struct session *s, struct view name, struct view value, bool secret)
{
	static struct chan_menu menu;
	struct str ask = str_of(menu.ask, sizeof menu.ask);

	menu = (struct chan_menu){.screen = CHAN_SCREEN_PROMPT,
				  .flags = CHAN_M_LEAVE | (secret ? CHAN_M_SECRET : 0u),
				  .menus = 1,
				  .wait_ds = tenths(s->ipxe.run.need.ms),
				  .autoboot = "Goes on in # second{,s}"};
	put_plain(&ask, name, ASK_TEXT);
	str_puts(&ask, ": ");
	s->ipxe.prefilled = prefill(menu.line, value);
	send_menu(s, &menu, CHAN_NO_ENTRY, view_of("iPXE"));
}

static struct session_next ask_line(struct session *s, uint64_t now)
{
	const struct ipxe_need *need = &s->ipxe.run.need;

	if (!session_can_show(s))
		return unseen(s, "the question", need->name, now);
	send_question(s, need->name, need->text, need->secret);
	return session_go(PHASE_SCRIPT_MENU);
}

/* --- forms: a question for each field -------------------------------------------------------- */

/* Return: false = it has no more fields */
static bool next_field(struct session *s)
{
	const struct ipxe *x = &s->ipxe.run;

	while (s->ipxe.field < x->item_count &&
	       (x->items[s->ipxe.field].menu != x->need.menu || !x->items[s->ipxe.field].name))
		s->ipxe.field++;
	return s->ipxe.field < x->item_count;
}

static void say_above_field(struct session *s, size_t from)
{
	const struct ipxe *x = &s->ipxe.run;
	char line[200];

	for (size_t i = from; i < s->ipxe.field; i++) {
		struct str text = str_of(line, sizeof line);

		if (x->items[i].menu != x->need.menu || x->items[i].name)
			continue;
		str_printable(&text, ipxe_text(x, x->items[i].text), 120);
		session_report_line(&s->report, line);
	}
}

/* What was typed is stored when all of it is there: a form that is left changes nothing. */
static struct session_next form_filled(struct session *s)
{
	struct ipxe *x = &s->ipxe.run;
	const char *at = s->ipxe.typed;
	int rc = 0;

	for (size_t i = 0; i < x->item_count; i++) {
		struct view text = view_of(at);

		if (x->items[i].menu != x->need.menu || !x->items[i].name)
			continue;
		if (ipxe_filled(x, (unsigned)i, text)) {
			log_warn("iPXE: a field of the form cannot have that value, the script is "
				 "told");
			rc = IPXE_EINVAL;
		}
		at += text.n + 1;
	}
	ipxe_done(x, rc);
	return session_go(PHASE_SCRIPT);
}

static struct session_next ask_field(struct session *s, size_t from)
{
	struct ipxe *x = &s->ipxe.run;
	const struct ipxe_item *item;
	char value[CHAN_LINE_MAX], name[IPXE_NAME_MAX + 4];
	struct str v = str_of(value, sizeof value), n = str_of(name, sizeof name);
	struct view label;

	if (!next_field(s))
		return form_filled(s);
	item = &x->items[s->ipxe.field];
	str_puts(&n, "${");
	str_put(&n, ipxe_text(x, item->name));
	str_putc(&n, '}');
	if (n.cut || ipxe_expand(x, (struct view){.p = name, .n = n.n}, &v))
		v.n = 0;
	label = ipxe_text(x, item->text);
	send_question(s, label.n ? label : ipxe_text(x, item->name),
		      (struct view){.p = value, .n = v.n}, item->secret);
	say_above_field(s, from);
	return session_go(PHASE_SCRIPT_MENU);
}

static struct session_next ask_form(struct session *s, uint64_t now)
{
	const struct ipxe *x = &s->ipxe.run;
	struct view title = ipxe_text(x, x->menus[x->need.menu].title);

	if (!session_can_show(s))
		return unseen(s, "the form", title, now);
	s->ipxe.field = s->ipxe.typed_n = 0;
	if (next_field(s))
		return ask_field(s, 0);
	ipxe_done(&s->ipxe.run, 0);
	return session_stay();
}

static struct session_next field_typed(struct session *s, struct view line)
{
	size_t room = sizeof s->ipxe.typed - s->ipxe.typed_n, from = ++s->ipxe.field;

	if (line.n >= room) {
		log_warn("iPXE: a form has room for %u bytes, the script is told",
			 SESSION_FORM_MAX);
		ipxe_done(&s->ipxe.run, IPXE_ENOMEM);
		return session_go(PHASE_SCRIPT);
	}
	text_copy(s->ipxe.typed + s->ipxe.typed_n, room, line);
	s->ipxe.typed_n += line.n + 1;
	return ask_field(s, from);
}

/* --- keys, pauses, the shell ----------------------------------------------------------------- */

static struct session_next wait_for_key(struct session *s, uint64_t now)
{
	const struct ipxe_need *need = &s->ipxe.run.need;
	char line[200];
	struct str text = str_of(line, sizeof line);

	str_printable(&text, need->text.n ? need->text : view_of("waiting for a key"),
		      sizeof line - 1);
	/* Whoever answers a line at once must not find that keys still mean something else. */
	session_script_keys(s, session_can_show(s));
	log_info("iPXE: %s", line);
	if (!session_can_show(s) && !need->ms)
		log_warn("iPXE: nobody can press a key, and it has no time limit: the script stops "
			 "here");
	session_script_wait(s, SCRIPT_WAITS_KEY, limit(s, now));
	return session_go(PHASE_SCRIPT_WAIT);
}

static struct session_next open_shell(struct session *s)
{
	static struct chan_msg m;

	session_script_wait(s, SCRIPT_WAITS_SHELL, CLOCK_NEVER);
	session_script_keys(s, false);
	session_report_menu(&s->report, &m, CHAN_SHELL);
	return session_go(PHASE_SCRIPT_WAIT);
}

/* A machine that nobody looks after must not stop in a shell: there is one where somebody is. */
static struct session_next want_shell(struct session *s, uint64_t now)
{
	if (!session_can_show(s)) {
		log_warn("iPXE: a shell is wanted, and nobody can use it, the script is told");
		ipxe_done(&s->ipxe.run, IPXE_ENOTSUP);
		return session_stay();
	}
	if (s->menu.person == SESSION_SOMEBODY)
		return open_shell(s);
	session_script_keys(s, true);
	log_warn("iPXE: a shell is wanted: press a key within %u s, or the script is told that "
		 "there is none",
		 SHELL_OFFER_MS / 1000);
	session_script_wait(s, SCRIPT_WAITS_OFFER, now + SHELL_OFFER_MS);
	return session_go(PHASE_SCRIPT_WAIT);
}

struct session_next session_script_ask(struct session *s, enum ipxe_event event, uint64_t now)
{
	switch (event) {
	case IPXE_CHOOSE: return ask_item(s, now);
	case IPXE_LINE: return ask_line(s, now);
	case IPXE_FORM: return ask_form(s, now);
	case IPXE_KEY: return wait_for_key(s, now);
	case IPXE_SHELL: return want_shell(s, now);
	default:
		session_script_wait(s, SCRIPT_WAITS_TIME, limit(s, now));
		return session_go(PHASE_SCRIPT_WAIT);
	}
}

const char *session_script_waits(const struct session *s)
{
	static const char *const what[] = {
		[SCRIPT_WAITS_TIME] = "the iPXE script pauses",
		[SCRIPT_WAITS_KEY] = "the iPXE script waits for a key",
		[SCRIPT_WAITS_PERSON] =
			"the iPXE script waits for a person, and nobody can see it,",
		[SCRIPT_WAITS_OFFER] = "the iPXE script wants a shell and waits for a key",
		[SCRIPT_WAITS_SHELL] = "a shell is open, the iPXE script waits for its end",
		[SCRIPT_WAITS_NAME] = "looking up a name for the iPXE script",
		[SCRIPT_WAITS_ADDRESS] = "setting the address of the iPXE script",
		[SCRIPT_WAITS_ECHO] = "pinging a host for the iPXE script",
		[SCRIPT_WAITS_HOST_TIME] = "asking for the time for the iPXE script",
		[SCRIPT_WAITS_VLAN] = "making a VLAN for the iPXE script",
		[SCRIPT_WAITS_LEASE] = "the iPXE script waits for a lease of its VLAN",
		[SCRIPT_WAITS_CLOCK] = "setting the clock for the iPXE script"};

	return what[s->ipxe.wait];
}

/* --- answers --------------------------------------------------------------------------------- */

static struct session_next told(struct session *s, int rc)
{
	ipxe_done(&s->ipxe.run, rc);
	return session_go(PHASE_SCRIPT);
}

/* Nobody did anything in time. */
static struct session_next timed_out(struct session *s)
{
	struct ipxe *x = &s->ipxe.run;

	if (x->event != IPXE_CHOOSE)
		return told(s, x->event == IPXE_PAUSE ? 0 : IPXE_ETIMEDOUT);
	ipxe_chosen(x, x->need.item);
	return session_go(PHASE_SCRIPT);
}

static struct session_next pressed(struct session *s, uint32_t key)
{
	uint32_t wanted = s->ipxe.run.need.key;

	if (s->ipxe.wait == SCRIPT_WAITS_OFFER)
		return open_shell(s);
	return told(s, !wanted || wanted == key || (wanted == '\n' && key == '\r')
			       ? 0
			       : IPXE_ECANCELED);
}

static bool waits_for_host(const struct session *s)
{
	return s->ipxe.wait == SCRIPT_WAITS_ECHO || s->ipxe.wait == SCRIPT_WAITS_HOST_TIME;
}

struct session_next session_script_wait_tick(struct session *s, uint64_t now)
{
	if (s->ipxe.wait == SCRIPT_WAITS_NAME)
		return session_script_name_step(s, now);
	if (waits_for_host(s))
		return session_script_host_step(s, now);
	if (s->ipxe.wait == SCRIPT_WAITS_LEASE)
		return session_script_vlan_step(s, now);
	if (now >= s->ipxe.key_at)
		return pressed(s, s->ipxe.keys.byte[0]);
	return now < s->ipxe.until ? session_stay() : timed_out(s);
}

uint64_t session_script_wait_deadline(const struct session *s)
{
	if (s->ipxe.wait == SCRIPT_WAITS_NAME)
		return s->ipxe.dns.deadline;
	if (waits_for_host(s))
		return s->ipxe.host.until;
	if (s->ipxe.wait == SCRIPT_WAITS_LEASE)
		return clock_min(s->ipxe.vlans.look_at, s->ipxe.until);
	return clock_min(s->ipxe.until, s->ipxe.key_at);
}

bool session_script_ctrl_c(const struct chan_msg *m)
{
	const struct chan_keys *k = &m->u.keys;

	return k->n <= CHAN_KEYS_MAX && memchr(k->byte, CTRL_C, k->n);
}

/* The bytes of one key may come in two messages. */
static struct session_next take_keys(struct session *s, const struct chan_keys *more, uint64_t now)
{
	struct chan_keys *k = &s->ipxe.keys;
	uint32_t key = 0;

	for (unsigned i = 0; i < more->n && i < CHAN_KEYS_MAX && k->n < CHAN_KEYS_MAX; i++)
		k->byte[k->n++] = more->byte[i];
	if (!k->n)
		return session_stay();
	if (ipxe_lex_pressed((struct view){.p = (const char *)k->byte, .n = k->n}, &key))
		return pressed(s, key);
	s->ipxe.key_at = now + KEY_MS;
	return session_stay();
}

struct session_next session_script_touched(struct session *s, const struct chan_msg *m,
					   uint64_t now)
{
	s->menu.person = SESSION_SOMEBODY;
	if (s->ipxe.wait == SCRIPT_WAITS_SHELL || s->ipxe.wait == SCRIPT_WAITS_ADDRESS ||
	    s->ipxe.wait == SCRIPT_WAITS_CLOCK || s->ipxe.wait == SCRIPT_WAITS_VLAN)
		return session_stay();
	if (session_script_ctrl_c(m)) {
		session_script_stop(s);
		return told(s, IPXE_ECANCELED);
	}
	if (s->ipxe.wait != SCRIPT_WAITS_KEY && s->ipxe.wait != SCRIPT_WAITS_OFFER)
		return session_stay();
	return take_keys(s, &m->u.keys, now);
}

struct session_next session_script_shell_ended(struct session *s, int err)
{
	if (s->ipxe.wait != SCRIPT_WAITS_SHELL)
		return session_stay();
	if (err)
		log_warn("iPXE: there is no shell in this image, or it is switched off, the script "
			 "is told");
	return told(s, err ? IPXE_ENOTSUP : 0);
}

static struct session_next typed(struct session *s, struct view line)
{
	struct ipxe *x = &s->ipxe.run;

	if (x->event == IPXE_FORM)
		return field_typed(s, line);
	ipxe_typed(x, line.n || s->ipxe.prefilled ? line : x->need.text);
	return session_go(PHASE_SCRIPT);
}

static struct session_next chosen(struct session *s, const struct chan_choice *choice)
{
	struct ipxe *x = &s->ipxe.run;
	int item = choice->entry == CHAN_NO_ENTRY ? -1 : item_of(x, choice->entry);

	s->menu.person = SESSION_SOMEBODY;
	if (x->event != IPXE_CHOOSE)
		return typed(s, view_of(choice->line));
	if (item < 0 || !x->items[item].name)
		return session_stay();
	ipxe_chosen(x, item);
	return session_go(PHASE_SCRIPT);
}

static struct session_next left(struct session *s)
{
	struct ipxe *x = &s->ipxe.run;

	s->menu.person = SESSION_SOMEBODY;
	if (x->event != IPXE_CHOOSE)
		return told(s, IPXE_ECANCELED);
	ipxe_chosen(x, -1);
	return session_go(PHASE_SCRIPT);
}

struct session_next session_script_message(struct session *s, const struct chan_msg *m)
{
	switch (m->kind) {
	case CHAN_CHOOSE: return chosen(s, &m->u.choice);
	case CHAN_LEFT: return left(s);
	case CHAN_TIMEOUT: s->menu.person = SESSION_NOBODY; return timed_out(s);
	default: return session_stay();
	}
}
