/* SPDX-License-Identifier: MIT
 * The boot menu of a PXE server (DHCP option 43): shown as any menu is. What is chosen is asked of the
 * boot servers by DHCP, which is the worker's part, and the next attempt begins with their answer. */
#include "pxe/session/internal.h"

#include "lib/log.h"

#include <string.h>

/* 1/10 s until the first item is taken, 0 = for ever. Without a prompt there is no limit. */
static uint32_t wait_ds(const struct session *s)
{
	const struct dhcp_pxe *p = &s->net.pxe;

	if (s->net.loadparm == CHAN_LOADPARM_PROMPT)
		return 0;
	if (s->net.timeout_s != UINT32_MAX)
		return s->net.timeout_s * 10;
	return p->has_prompt && p->wait_s != DHCP_PXE_FOREVER ? p->wait_s * 10u : 0;
}

static bool at_once(const struct session *s)
{
	const struct dhcp_pxe *p = &s->net.pxe;

	if (!session_can_show(s))
		return true;
	if (s->net.loadparm == CHAN_LOADPARM_PROMPT)
		return false;
	if (s->net.timeout_s != UINT32_MAX)
		return !s->net.timeout_s;
	return p->n_items == 1 || (p->has_prompt && !p->wait_s);
}

static struct session_next take_item(struct session *s, uint32_t item, const char *who)
{
	char text[200];
	struct str shown = str_of(text, sizeof text);

	str_printable(&shown, view_of(dhcp_pxe_text(&s->net.pxe, item)), sizeof text - 1);
	log_info("PXE boot menu: \"%s\"%s", text, who);
	s->bootmenu.item = item;
	/* whoever chose it wants it to start, and no other menu instead */
	s->menu.person = SESSION_NOBODY;
	if (s->net.pxe.item_type[item] != DHCP_PXE_LOCAL)
		return session_go(PHASE_ASK_SERVER);
	text_copy(s->lookup.conf_url, sizeof s->lookup.conf_url, view_of("PXE boot menu"));
	s->entry.plan.label = view_of(dhcp_pxe_text(&s->net.pxe, item));
	s->entry.plan.disk = -1;
	return (struct session_next){.phase = PHASE_LEAVE, .end = SESSION_LOCALBOOT};
}

static void send_menu(struct session *s)
{
	static struct chan_msg m;
	const struct dhcp_pxe *p = &s->net.pxe;
	struct str title = str_of(m.u.submenu.title, sizeof m.u.submenu.title);

	m.u.menu = (struct chan_menu){.screen = CHAN_SCREEN_MENU,
				      .menus = 1,
				      .entries = p->n_items,
				      .wait_ds = wait_ds(s)};
	session_report_menu(&s->report, &m, CHAN_MENU);
	memset(&m.u.submenu, 0, sizeof m.u.submenu);
	str_printable(&title, view_of(p->prompt[0] ? p->prompt : "PXE boot menu"),
		      sizeof m.u.submenu.title - 1);
	session_report_menu(&s->report, &m, CHAN_SUBMENU);
	for (uint32_t i = 0; i < p->n_items; i++) {
		struct chan_entry *e = &m.u.entry;
		struct str text = str_of(e->text, sizeof e->text);

		memset(e, 0, sizeof *e);
		e->entry = i;
		e->kind = CHAN_E_RUN;
		str_printable(&text, view_of(dhcp_pxe_text(p, i)), sizeof e->text - 1);
		session_report_menu(&s->report, &m, CHAN_ENTRY);
	}
	session_report_menu(&s->report, &m, CHAN_SHOW);
	s->menu.state = SESSION_MENU_OPEN;
}

struct session_next session_bootmenu_enter(struct session *s, const struct session_next *how,
					   uint64_t now)
{
	(void)how;
	(void)now;
	if (at_once(s))
		return take_item(s, 0,
				 session_can_show(s) ? ", as it says"
						     : ", the first, as nobody can see it");
	send_menu(s);
	return session_stay();
}

struct session_next session_bootmenu_message(struct session *s, const struct chan_msg *m)
{
	static struct chan_msg denied;
	uint32_t item = m->u.choice.entry;

	if (m->kind == CHAN_TIMEOUT)
		return take_item(s, 0, ", as nobody chose");
	if (m->kind == CHAN_CHOOSE && item < s->net.pxe.n_items)
		return take_item(s, item, ", by hand");
	if (m->kind != CHAN_CHOOSE && m->kind != CHAN_EDIT)
		return session_stay();
	memset(&denied.u.log, 0, sizeof denied.u.log);
	denied.u.log.level = LOG_WARN;
	text_copy(denied.u.log.text, sizeof denied.u.log.text,
		  view_of("the boot menu of a PXE server has neither command lines nor labels"));
	session_report_menu(&s->report, &denied, CHAN_DENIED);
	return session_stay();
}

bool session_picked(const struct session *s, unsigned *ret)
{
	*ret = s->bootmenu.item;
	return s->phase == PHASE_ASK_SERVER;
}
