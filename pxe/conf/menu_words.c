/* SPDX-License-Identifier: MIT
 * The words after MENU. */
#include "pxe/conf/internal.h"

/* The entry that a word without a label before it speaks of: in a submenu the submenu's own in the
 * parent; NULL in the root menu, which has none. */
static struct conf_label *entry_meant(struct conf *c)
{
	if (c->in_label)
		return &c->cur;
	return c->menu == CONF_MENU_ROOT ? NULL : &c->labels[c->menus[c->menu].entry];
}

static void menu_label(struct conf *c, const struct conf_said *said)
{
	struct conf_label *l = entry_meant(c);

	if (l)
		l->menu_label = said->value;
}

/* An empty password is one too: nothing that can be typed opens the entry. */
static void menu_passwd(struct conf *c, const struct conf_said *said)
{
	struct conf_label *l = entry_meant(c);

	if (l)
		l->passwd = said->value;
}

/* MENU MASTER PASSWD */
static void menu_master(struct conf *c, const struct conf_said *said)
{
	struct view value = said->value;

	if (view_ieq(view_word(&value), view_of("passwd")))
		c->menus[c->menu].master = view_skip_blanks(value);
}

static void menu_default(struct conf *c, const struct conf_said *said)
{
	const struct conf_menu *m = &c->menus[c->menu];

	if (c->in_label)
		c->cur.menu_default = true;
	else if (c->menu != CONF_MENU_ROOT)
		c->menus[m->parent].chosen = (int16_t)m->entry;
	else
		conf_note(c, CONF_WARNING, said->value.n ? said->value : view_of("MENU DEFAULT"),
			  "MENU DEFAULT outside of a label is ignored, it belongs into the label "
			  "that it marks");
}

/* said->arg: enum conf_choice */
static void menu_immediate(struct conf *c, const struct conf_said *said)
{
	if (c->in_label)
		c->cur.immediate = (enum conf_choice)said->arg;
	else
		c->menus[c->menu].immediate = said->arg == CONF_YES;
}

static void menu_indent(struct conf *c, const struct conf_said *said)
{
	struct conf_number n = conf_int(c, said->value);

	c->cur.indent = n.value > 0 && n.value < 80 ? (uint32_t)n.value : 0;
}

static void menu_hide(struct conf *c, const struct conf_said *said)
{
	(void)said;
	c->cur.menu = CONF_MENU_HIDDEN;
}

/* said->arg: enum conf_action. The root menu has nowhere to go back to: PXELINUX leaves an entry
 * with MENU EXIT a kernel there. */
static void menu_action(struct conf *c, const struct conf_said *said)
{
	if (!c->in_label || (said->arg == CONF_DO_EXIT && c->menu == CONF_MENU_ROOT))
		return;
	c->cur.action = (enum conf_action)said->arg;
	c->cur.target = said->value;
}

/* --- of the menu rather than of an entry ------------------------------------------------------ */

static void menu_title(struct conf *c, const struct conf_said *said)
{
	c->menus[c->menu].title = said->value;
}

static void menu_autoboot(struct conf *c, const struct conf_said *said)
{
	c->menus[c->menu].autoboot = said->value;
}

static void menu_onerror(struct conf *c, const struct conf_said *said)
{
	conf_set_onerror(c, said->value);
}

static void menu_start(struct conf *c, const struct conf_said *said)
{
	(void)said;
	c->start_menu = c->menu;
}

static void menu_separator(struct conf *c, const struct conf_said *said)
{
	(void)said;
	conf_separator(c);
}

static void menu_begin(struct conf *c, const struct conf_said *said)
{
	conf_menu_begin(c, said->value);
}

static void menu_end(struct conf *c, const struct conf_said *said)
{
	(void)said;
	conf_menu_end(c);
}

static void menu_include(struct conf *c, const struct conf_said *said)
{
	conf_want(c, said->value);
}

static const struct conf_word menu_table[] = {
	{"label", menu_label, 0},
	{"title", menu_title, 0},
	{"default", menu_default, 0},
	{"hide", menu_hide, 0},
	{"disable", conf_word_flag, offsetof(struct conf, cur.disabled)},
	{"disabled", conf_word_flag, offsetof(struct conf, cur.disabled)},
	{"separator", menu_separator, 0},
	{"indent", menu_indent, 0},
	{"begin", menu_begin, 0},
	{"end", menu_end, 0},
	{"include", menu_include, 0},
	{"passwd", menu_passwd, 0},
	{"master", menu_master, 0},
	{"goto", menu_action, CONF_DO_GOTO},
	{"exit", menu_action, CONF_DO_EXIT},
	{"quit", menu_action, CONF_DO_QUIT},
	{"help", menu_action, CONF_DO_HELP},
	{"onerror", menu_onerror, 0},
	{"start", menu_start, 0},
	{"autoboot", menu_autoboot, 0},
	{"hidden", conf_word_flag, offsetof(struct conf, hidden)},
	{"shiftkey", conf_word_flag, offsetof(struct conf, shiftkey)},
	{"immediate", menu_immediate, CONF_YES},
	{"noimmediate", menu_immediate, CONF_NO},
	{"save", conf_word_quiet, 0},
	{"nosave", conf_word_quiet, 0},
	{"clear", conf_word_quiet, 0},
	{"hiddenkey", conf_word_quiet, 0},
	{"tabmsg", conf_word_quiet, 0},
	{"notabmsg", conf_word_quiet, 0},
	{"passprompt", conf_word_quiet, 0},
	{"background", conf_word_quiet, 0},
	{"resolution", conf_word_quiet, 0},
	{"color", conf_word_quiet, 0},
	{"colour", conf_word_quiet, 0},
	{"msgcolor", conf_word_quiet, 0},
	{"msgcolour", conf_word_quiet, 0},
	{"width", conf_word_quiet, 0},
	{"margin", conf_word_quiet, 0},
	{"passwordmargin", conf_word_quiet, 0},
	{"rows", conf_word_quiet, 0},
	{"tabmsgrow", conf_word_quiet, 0},
	{"cmdlinerow", conf_word_quiet, 0},
	{"endrow", conf_word_quiet, 0},
	{"passwordrow", conf_word_quiet, 0},
	{"timeoutrow", conf_word_quiet, 0},
	{"helpmsgrow", conf_word_quiet, 0},
	{"helpmsgendrow", conf_word_quiet, 0},
	{"hshift", conf_word_quiet, 0},
	{"vshift", conf_word_quiet, 0},
	{"hiddenrow", conf_word_quiet, 0},
	{NULL, NULL, 0},
};

void conf_menu_line(struct conf *c, struct view line)
{
	if (line.n)
		conf_word_run(c, menu_table, "MENU ", line);
}
