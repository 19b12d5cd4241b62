/* SPDX-License-Identifier: MIT */
#include "init/menu/access.h"

enum menu_access menu_access_entry(const struct chan_entry *e)
{
	return e->locked ? MENU_PASSWD_FIRST : MENU_ALLOWED;
}

enum menu_access menu_access_edit(const struct menu *m, const struct chan_entry *e)
{
	if (!(m->conf.flags & CHAN_M_OPTIONS))
		return MENU_FORBIDDEN;
	if (m->conf.flags & CHAN_M_EDIT_LOCKED || (e && e->locked))
		return MENU_PASSWD_FIRST;
	return MENU_ALLOWED;
}

enum menu_access menu_access_escape(const struct menu *m)
{
	return m->conf.flags & CHAN_M_ESCAPE ? menu_access_prompt(m) : MENU_FORBIDDEN;
}

enum menu_access menu_access_prompt(const struct menu *m)
{
	return m->conf.flags & CHAN_M_EDIT_LOCKED ? MENU_PASSWD_FIRST : MENU_ALLOWED;
}

enum menu_access menu_access_labels(const struct menu *m)
{
	return m->conf.flags & CHAN_M_COMPLETE ? MENU_ALLOWED : MENU_FORBIDDEN;
}
