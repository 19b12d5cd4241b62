/* SPDX-License-Identifier: MIT */
#include "pxe/plan/default.h"

#include "pxe/conf/menus.h"
#include "pxe/plan/module.h"

void plan_command(const struct conf *c, struct view command, struct plan_choice *ret)
{
	struct view rest = command, word = view_word(&rest);

	ret->label = conf_find(c, command);
	if (ret->label >= 0 && view_eq(c->labels[ret->label].full_name, view_trim(command)))
		rest.n = 0;
	ret->args = view_skip_blanks(rest);
	ret->file = ret->line = (struct view){0};
	if (ret->label < 0 && (!c->implicit.set || c->implicit.value))
		ret->file = word;
}

/* Enter the submenus that are highlighted themselves. Each lies inside the one before, so this
 * ends; a GOTO could lead back, the bound ends that. */
static int first_label(const struct conf *c, unsigned menu)
{
	int at = conf_menu_chosen(c, menu);

	for (size_t i = 0; at >= 0 && i < c->menu_count; i++) {
		const struct conf_label *l = &c->labels[at];
		int target = conf_entry_target(c, l);

		if (l->action == CONF_DO_BOOT)
			return at;
		at = target >= 0 ? conf_menu_chosen(c, (unsigned)target) : -1;
	}
	return -1;
}

static uint32_t wait_time(const struct conf *c, int64_t wait)
{
	int64_t total = c->totaltimeout.value;

	if (!wait || (total && total < wait))
		wait = total;
	return wait ? (uint32_t)wait : PLAN_FOREVER;
}

/* Whether @ret runs a menu module, directly or as a label's kernel; it then is of @files. */
static bool runs_menu(const struct conf *c, const struct plan_choice *ret,
		      struct plan_menu_files *files)
{
	const struct conf_label *l = ret->label >= 0 ? &c->labels[ret->label] : NULL;
	struct plan_parts parts = {.kernel = ret->file};

	if (l)
		plan_parts(l, ret->args, &parts);
	if (!plan_module_is_menu(parts.kernel) || plan_module_config(&parts, ret->args).n ||
	    (l && l->type != CONF_KERNEL && l->type != CONF_COM32))
		return false;
	plan_module_menu_files(&parts, ret->args, files);
	return true;
}

/* What waiting ends in. */
static void after_wait(const struct conf *c, struct view ontimeout, struct plan_choice *ret)
{
	if (ret->wait_ds != PLAN_FOREVER && ret->wait_ds && ontimeout.n)
		plan_command(c, ontimeout, ret);
}

/* The menu has its own timeout. MENU SHIFTKEY: whoever holds no key sees no menu. */
static void menu_choice(const struct conf *c, struct plan_choice *ret)
{
	unsigned start = conf_menu_start(c);
	const struct conf_menu *m = &c->menus[start];

	ret->args = (struct view){0};
	ret->file = (struct view){0};
	if (plan_menu_files_any(&ret->menu_files)) {
		ret->screen = PLAN_SCREEN_MENU;
		ret->wait_ds = PLAN_FOREVER;
		ret->label = -1;
		return;
	}
	ret->screen = c->shiftkey ? PLAN_SCREEN_NONE : PLAN_SCREEN_MENU;
	ret->wait_ds = c->shiftkey ? 0 : wait_time(c, m->timeout.value);
	ret->label = first_label(c, start);
	after_wait(c, m->ontimeout, ret);
}

static void prompt_wait(const struct conf *c, bool have_command, struct plan_choice *ret)
{
	if (c->noescape.value || c->ui.p)
		return; /* no prompt, whatever PROMPT says */
	/* Without a command PXELINUX would prompt too, and then have nothing to start. */
	if (c->prompt.value || (!have_command && c->timeout.value + c->totaltimeout.value)) {
		ret->screen = PLAN_SCREEN_PROMPT;
		ret->wait_ds = wait_time(c, c->timeout.value);
	}
	after_wait(c, c->ontimeout, ret);
}

void plan_default(const struct conf *c, struct plan_choice *ret)
{
	struct view command = c->ui.p ? c->ui : c->default_line;
	bool have_command = command.n > 0 && !c->as_menu;

	*ret = (struct plan_choice){.label = -1};
	if (have_command)
		plan_command(c, command, ret);
	else
		ret->label = first_label(c, c->start_menu);
	if (c->as_menu || (have_command && runs_menu(c, ret, &ret->menu_files))) {
		menu_choice(c, ret);
		return;
	}
	prompt_wait(c, have_command, ret);
}
