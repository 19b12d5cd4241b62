/* SPDX-License-Identifier: MIT
 * What starts when nobody touches a key. */
#include "pxe/plan.h"

static struct view skip_word(struct view v)
{
	view_word(&v);
	while (v.n && (unsigned char)v.p[0] <= ' ') {
		v.p++;
		v.n--;
	}
	return v;
}

/* @command as PXELINUX's prompt would take it: a label, else a file if IMPLICIT allows. */
static void set_command(const struct conf *c, struct view command, struct plan_choice *ret)
{
	struct view rest = command;

	ret->label = conf_find(c, command);
	ret->args = skip_word(command);
	if (ret->label < 0 && (!c->implicit.set || c->implicit.value))
		ret->file = view_word(&rest);
}

static bool can_start(const struct conf_label *l)
{
	return l->action == CONF_DO_BOOT || l->action == CONF_DO_SUBMENU;
}

/* The entry that @menu highlights: MENU DEFAULT, else its first one that is no separator. */
static int menu_entry(const struct conf *c, unsigned menu)
{
	if (c->menus[menu].chosen >= 0)
		return c->menus[menu].chosen;
	for (size_t i = 0; i < c->label_count; i++)
		if (c->labels[i].menu == menu && can_start(&c->labels[i]))
			return (int)i;
	return -1;
}

/* Enter the submenus that are highlighted themselves. Each lies inside the one before, so this
 * ends; the bound says so to readers. */
static int first_label(const struct conf *c)
{
	int at = menu_entry(c, CONF_MENU_ROOT);

	for (size_t i = 0; at >= 0 && i < c->menu_count; i++) {
		if (c->labels[at].action != CONF_DO_SUBMENU)
			return at;
		at = menu_entry(c, c->labels[at].submenu);
	}
	return -1;
}

static bool hidden(const struct conf *c, int label)
{
	return c->labels[label].menu == CONF_MENU_HIDDEN;
}

/* The menu's highlight: DEFAULT moves it only when UI started the menu, for with
 * "DEFAULT menu.c32" that word is used up. */
static void menu_choice(const struct conf *c, struct plan_choice *ret)
{
	int wanted = c->ui.p ? conf_find(c, c->default_line) : -1;

	ret->label = wanted >= 0 && !hidden(c, wanted) ? wanted : first_label(c);
	ret->args = (struct view){0};
	ret->file = (struct view){0};
}

static uint32_t wait_time(const struct conf *c)
{
	int64_t wait = c->timeout.value, total = c->totaltimeout.value;

	if (!wait || (total && total < wait))
		wait = total;
	return wait ? (uint32_t)wait : PLAN_FOREVER;
}

/* Whether @ret runs a menu module, directly or as a label's kernel. */
static bool runs_menu(const struct conf *c, const struct plan_choice *ret, struct view *file)
{
	const struct conf_label *l = ret->label >= 0 ? &c->labels[ret->label] : NULL;
	struct plan_parts parts = {.kernel = ret->file, .args = ret->args};

	if (l)
		plan_parts(l, ret->args, &parts);
	if (!plan_is_menu(parts.kernel) || (l && l->type != CONF_KERNEL && l->type != CONF_COM32))
		return false;
	*file = plan_menu_file(&parts);
	return true;
}

/* What waiting ends in. */
static void after_wait(const struct conf *c, struct plan_choice *ret)
{
	if (ret->wait_ds != PLAN_FOREVER && ret->wait_ds && c->ontimeout.n) {
		ret->file = (struct view){0};
		set_command(c, c->ontimeout, ret);
	}
}

static void prompt_wait(const struct conf *c, bool have_command, struct plan_choice *ret)
{
	if (c->noescape.value || c->ui.p)
		return; /* no prompt, whatever PROMPT says */
	/* Without a command PXELINUX would prompt too, and then have nothing to start. */
	if (c->prompt.value || (!have_command && wait_time(c) != PLAN_FOREVER)) {
		ret->screen = PLAN_SCREEN_PROMPT;
		ret->wait_ds = wait_time(c);
	}
	after_wait(c, ret);
}

void plan_default(const struct conf *c, struct plan_choice *ret)
{
	struct view command = c->ui.p ? c->ui : c->default_line;
	bool have_command = command.n > 0;

	*ret = (struct plan_choice){.label = -1};
	if (have_command)
		set_command(c, command, ret);
	else
		ret->label = first_label(c);
	if (have_command && runs_menu(c, ret, &ret->menu_file)) {
		ret->screen = PLAN_SCREEN_MENU;
		ret->wait_ds = wait_time(c);
		menu_choice(c, ret);
		after_wait(c, ret);
		return;
	}
	prompt_wait(c, have_command, ret);
}
