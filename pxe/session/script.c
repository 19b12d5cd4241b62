/* SPDX-License-Identifier: MIT
 * An iPXE script: what it needs becomes downloads, menus and pauses, and its end a boot. */
#include "pxe/session/internal.h"

#include "lib/clock.h"
#include "lib/log.h"

#include <string.h>

/* --- what it says ---------------------------------------------------------------------------- */

static void say(const struct ipxe *x)
{
	struct view text = x->say, line;
	char buf[400];

	while (text.n && view_until(&text, '\n', &line)) {
		struct str s = str_of(buf, sizeof buf);

		str_printable(&s, line, sizeof buf - 1);
		log_info("iPXE: %s", buf);
	}
}

static void cannot(struct ipxe *x, const char *what)
{
	log_warn("iPXE: %s, the script is told", what);
	ipxe_done(x, IPXE_ENOTSUP);
}

/* --- menus ----------------------------------------------------------------------------------- */

/* An item's key where one press of it can be told: a letter or a digit. */
static uint8_t hotkey_of(const struct ipxe_item *item)
{
	bool plain = (item->key >= 'a' && item->key <= 'z') ||
		     (item->key >= 'A' && item->key <= 'Z') ||
		     (item->key >= '0' && item->key <= '9');

	return plain ? (uint8_t)text_lower((char)item->key) : 0;
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

static void send_menu(struct session *s, enum chan_screen screen, unsigned entries,
		      struct view title)
{
	const struct ipxe *x = &s->ipxe.run;
	static struct chan_msg m;
	struct str text;
	uint32_t number = 0, chosen = CHAN_NO_ENTRY;

	memset(&m.u.menu, 0, sizeof m.u.menu);
	m.u.menu.screen = screen;
	m.u.menu.menus = 1;
	m.u.menu.entries = entries;
	/* a time limit below a tenth of a second is still one */
	m.u.menu.wait_ds = x->need.ms / 100 + (x->need.ms % 100 != 0);
	session_report_menu(&s->report, &m, CHAN_MENU);
	for (size_t i = 0; entries && i < x->item_count; i++) {
		if (x->items[i].menu != x->need.menu)
			continue;
		if ((int)i == x->need.item && number < entries)
			chosen = number;
		number++;
	}
	memset(&m.u.submenu, 0, sizeof m.u.submenu);
	m.u.submenu.chosen = chosen;
	text = str_of(m.u.submenu.title, sizeof m.u.submenu.title);
	str_printable(&text, title, 120);
	session_report_menu(&s->report, &m, CHAN_SUBMENU);
	for (unsigned i = 0; i < entries; i++)
		send_item(s, i, &x->items[item_of(x, i)]);
	session_report_menu(&s->report, &m, CHAN_SHOW);
	s->menu.state = SESSION_MENU_OPEN;
}

/* Nobody can be shown it: its time passes all the same. */
static struct session_next unseen(struct session *s, uint64_t now)
{
	s->ipxe.until = s->ipxe.run.need.ms ? now + s->ipxe.run.need.ms : CLOCK_NEVER;
	s->ipxe.key_counts = false;
	if (!s->ipxe.run.need.ms)
		log_warn("the script waits for a person, and nobody can see it");
	return session_go(PHASE_SCRIPT_WAIT);
}

static struct session_next ask_item(struct session *s, uint64_t now)
{
	const struct ipxe *x = &s->ipxe.run;

	if (!session_can_show(s))
		return unseen(s, now);
	send_menu(s, CHAN_SCREEN_MENU, count_items(x), ipxe_text(x, x->menus[x->need.menu].title));
	return session_go(PHASE_SCRIPT_MENU);
}

static struct session_next ask_line(struct session *s, uint64_t now)
{
	struct ipxe *x = &s->ipxe.run;
	char line[200];
	struct str text = str_of(line, sizeof line);

	if (x->need.secret) {
		cannot(x, "a password cannot be asked for");
		return session_stay();
	}
	if (!session_can_show(s))
		return unseen(s, now);
	str_puts(&text, "iPXE: ");
	str_printable(&text, x->need.name, 60);
	str_puts(&text, " [");
	str_printable(&text, x->need.text, 100);
	str_puts(&text, "]:");
	send_menu(s, CHAN_SCREEN_PROMPT, 0, view_of("iPXE"));
	session_report_line(&s->report, line);
	return session_go(PHASE_SCRIPT_MENU);
}

/* --- what it needs --------------------------------------------------------------------------- */

static struct session_next wait_for(struct session *s, uint64_t now, bool key)
{
	const struct ipxe *x = &s->ipxe.run;

	if (key && x->need.text.n) {
		char line[200];
		struct str text = str_of(line, sizeof line);

		str_printable(&text, x->need.text, sizeof line - 1);
		log_info("iPXE: %s", line);
	}
	s->ipxe.until = x->need.ms ? now + x->need.ms : CLOCK_NEVER;
	/* PID 1 says that a key was pressed, and not which one */
	s->ipxe.key_counts = key && !x->need.key;
	return session_go(PHASE_SCRIPT_WAIT);
}

/* We have a lease already, and one interface that is open. */
static void net(struct ipxe *x)
{
	if (x->need.net == IPXE_NET_VLAN || x->need.net == IPXE_NET_NO_VLAN)
		cannot(x, "VLANs are made by vlan= on the loader's command line only");
	else
		ipxe_done(x, 0);
}

/* Return: PHASE_STAY = it was answered at once */
static struct session_next need(struct session *s, enum ipxe_event event, uint64_t now)
{
	struct ipxe *x = &s->ipxe.run;

	switch (event) {
	case IPXE_SAY: say(x); break;
	case IPXE_FETCH:
		if (session_ipxe_fetch(s, now))
			return session_go(PHASE_SCRIPT_FILE);
		break;
	case IPXE_SUM: session_ipxe_sum(s); break;
	case IPXE_CONTENT: session_ipxe_content(s); break;
	case IPXE_CHOOSE: return ask_item(s, now);
	case IPXE_LINE: return ask_line(s, now);
	case IPXE_KEY: return wait_for(s, now, true);
	case IPXE_PAUSE: return wait_for(s, now, false);
	case IPXE_NET: net(x); break;
	case IPXE_EXTRACT:
		cannot(x, "images are not unpacked here, kernels and initrds need not be");
		break;
	case IPXE_FORM: cannot(x, "forms cannot be shown"); break;
	case IPXE_RESOLVE: cannot(x, "names are looked up for downloads only"); break;
	case IPXE_PING: cannot(x, "nothing can be pinged"); break;
	case IPXE_CLOCK: cannot(x, "the clock is not set"); break;
	default: cannot(x, "the rescue shell is a key's (see the greeting)"); break;
	}
	return session_stay();
}

static struct session_next leave(struct session *s, enum session_end end)
{
	s->entry.plan.label = view_of("of iPXE");
	s->entry.plan.disk = -1;
	return (struct session_next){.phase = PHASE_LEAVE, .end = end};
}

static struct session_next failed(struct session *s, const char *what)
{
	struct str why = session_report_why(&s->report);

	str_fmt(&why, "%s: %s", s->lookup.conf_url, what);
	return session_go(PHASE_FALLBACK);
}

/* The script is a firmware's, and starts this loader: another configuration may be the loader's. */
static struct session_next for_firmware(struct session *s)
{
	struct str why = session_report_why(&s->report);

	str_fmt(&why, "%s: the script starts this loader itself", s->lookup.conf_url);
	if (session_entry_by_hand(s))
		return session_go(PHASE_FALLBACK);
	return (struct session_next){.phase = PHASE_LOOKUP, .ours = true};
}

/* A script that says `exit` means the next device, whatever its status; one that failed did not mean to. */
static struct session_next ended(struct session *s)
{
	const struct ipxe *x = &s->ipxe.run;

	switch (x->end) {
	case IPXE_END_BOOT:
		return session_go(session_ipxe_parts(s) ? PHASE_HAND_OVER : PHASE_FALLBACK);
	case IPXE_END_LOCAL: return leave(s, SESSION_LOCALBOOT);
	case IPXE_END_REBOOT: return leave(s, SESSION_REBOOT);
	case IPXE_END_POWEROFF: return leave(s, SESSION_POWEROFF);
	case IPXE_END_LOOP: return failed(s, "the script went round in circles");
	case IPXE_END_EXIT: break;
	}
	if (x->exited || !x->status)
		return leave(s, SESSION_LOCALBOOT);
	return s->ipxe.ours ? for_firmware(s) : failed(s, "the script failed");
}

struct session_next session_script_enter(struct session *s, const struct session_next *how,
					 uint64_t now)
{
	enum ipxe_event event;

	(void)how;
	while ((event = ipxe_run(&s->ipxe.run)) != IPXE_STOP) {
		struct session_next next = need(s, event, now);

		if (next.phase != PHASE_STAY)
			return next;
	}
	return ended(s);
}

/* --- answers --------------------------------------------------------------------------------- */

struct session_next session_script_file_ended(struct session *s, bool ok, uint64_t now)
{
	(void)now;
	session_ipxe_fetched(s, ok);
	return session_go(PHASE_SCRIPT);
}

/* Nobody did anything in time. */
static void timed_out(struct ipxe *x)
{
	if (x->event == IPXE_CHOOSE)
		ipxe_chosen(x, x->need.item);
	else
		ipxe_done(x, x->event == IPXE_PAUSE ? 0 : IPXE_ETIMEDOUT);
}

struct session_next session_script_wait_tick(struct session *s, uint64_t now)
{
	if (now < s->ipxe.until)
		return session_stay();
	timed_out(&s->ipxe.run);
	return session_go(PHASE_SCRIPT);
}

uint64_t session_script_wait_deadline(const struct session *s)
{
	return s->ipxe.until;
}

struct session_next session_script_touched(struct session *s)
{
	s->menu.person = SESSION_SOMEBODY;
	if (!s->ipxe.key_counts)
		return session_stay();
	ipxe_done(&s->ipxe.run, 0);
	return session_go(PHASE_SCRIPT);
}

static struct session_next chosen(struct session *s, const struct chan_choice *choice)
{
	struct ipxe *x = &s->ipxe.run;
	struct view line = view_of(choice->line);
	int item = choice->entry == CHAN_NO_ENTRY ? -1 : item_of(x, choice->entry);

	if (x->event == IPXE_LINE) {
		/* an empty line leaves what is there */
		ipxe_typed(x, line.n ? line : x->need.text);
		return session_go(PHASE_SCRIPT);
	}
	if (item < 0 || !x->items[item].name)
		return session_stay();
	ipxe_chosen(x, item);
	return session_go(PHASE_SCRIPT);
}

struct session_next session_script_message(struct session *s, const struct chan_msg *m)
{
	switch (m->kind) {
	case CHAN_CHOOSE: return chosen(s, &m->u.choice);
	case CHAN_TIMEOUT: timed_out(&s->ipxe.run); return session_go(PHASE_SCRIPT);
	default: return session_stay();
	}
}
