/* SPDX-License-Identifier: MIT
 * The words after MENU. */
#include "pxe/conf/internal.h"

/* MENU LABEL before the first LABEL of a submenu names its entry in the parent. */
static void menu_label(struct conf *c, struct view value)
{
	if (c->in_label)
		c->cur.menu_label = value;
	else if (c->menu != CONF_MENU_ROOT)
		c->labels[c->menus[c->menu].entry].menu_label = value;
}

/* An empty password is one too: nothing that can be typed opens the entry. */
static void menu_passwd(struct conf *c, struct view value)
{
	if (c->in_label)
		c->cur.passwd = value;
	else if (c->menu != CONF_MENU_ROOT)
		c->labels[c->menus[c->menu].entry].passwd = value;
}

/* MENU MASTER PASSWD */
static void menu_master(struct conf *c, struct view value)
{
	if (view_ieq(view_word(&value), view_of("passwd")))
		c->menus[c->menu].master = view_skip_blanks(value);
}

static void menu_default(struct conf *c)
{
	const struct conf_menu *m = &c->menus[c->menu];

	if (c->in_label)
		c->cur.menu_default = true;
	else if (c->menu != CONF_MENU_ROOT)
		c->menus[m->parent].chosen = (int16_t)m->entry;
}

static void menu_immediate(struct conf *c, bool on)
{
	if (c->in_label)
		c->cur.immediate = on ? CONF_YES : CONF_NO;
	else
		c->menus[c->menu].immediate = on;
}

static void menu_indent(struct conf *c, struct view value)
{
	struct conf_number n = conf_int(c, value);

	c->cur.indent = n.value > 0 && n.value < 80 ? (uint32_t)n.value : 0;
}

/* A line of its own: the label before it is complete, what follows is global again. */
static int menu_separator(struct conf *c)
{
	int rc = conf_record(c);

	if (rc)
		return rc;
	c->in_label = true;
	c->cur = (struct conf_label){
		.where = conf_here(c), .kernel_where = conf_here(c), .separator = true};
	return conf_record(c);
}

static int menu_include(struct conf *c, struct view value)
{
	struct view name = view_word(&value);
	struct view tag = view_skip_blanks(value);

	return conf_want(c, name, tag.n ? tag : (struct view){0});
}

static void set_action(struct conf *c, enum conf_action action, struct view target)
{
	if (!c->in_label)
		return;
	c->cur.action = action;
	c->cur.target = target;
}

enum word {
	W_LABEL,
	W_TITLE,
	W_DEFAULT,
	W_HIDE,
	W_DISABLE,
	W_SEPARATOR,
	W_INDENT,
	W_BEGIN,
	W_END,
	W_INCLUDE,
	W_PASSWD,
	W_MASTER,
	W_GOTO,
	W_EXIT,
	W_QUIT,
	W_HELP,
	W_ONERROR,
	W_START,
	W_AUTOBOOT,
	W_HIDDEN,
	W_SHIFTKEY,
	W_IMMEDIATE,
	W_NOIMMEDIATE,
};

static const struct conf_word table[] = {
	{"label", W_LABEL},
	{"title", W_TITLE},
	{"default", W_DEFAULT},
	{"hide", W_HIDE},
	{"disable", W_DISABLE},
	{"disabled", W_DISABLE},
	{"separator", W_SEPARATOR},
	{"indent", W_INDENT},
	{"begin", W_BEGIN},
	{"end", W_END},
	{"include", W_INCLUDE},
	{"passwd", W_PASSWD},
	{"master", W_MASTER},
	{"goto", W_GOTO},
	{"exit", W_EXIT},
	{"quit", W_QUIT},
	{"help", W_HELP},
	{"onerror", W_ONERROR},
	{"start", W_START},
	{"autoboot", W_AUTOBOOT},
	{"hidden", W_HIDDEN},
	{"shiftkey", W_SHIFTKEY},
	{"immediate", W_IMMEDIATE},
	{"noimmediate", W_NOIMMEDIATE},
	{.name = ""},
};

/* Of the menu rather than of an entry. */
static int menu_itself(struct conf *c, enum word id, struct view value)
{
	struct conf_menu *m = &c->menus[c->menu];

	switch (id) {
	case W_TITLE: m->title = value; break;
	case W_AUTOBOOT: m->autoboot = value; break;
	case W_MASTER: menu_master(c, value); break;
	case W_ONERROR: conf_onerror_word(c, value); break;
	case W_START: c->start_menu = c->menu; break;
	case W_HIDDEN: c->hidden = true; break;
	case W_SHIFTKEY: c->shiftkey = true; break;
	case W_SEPARATOR: return menu_separator(c);
	case W_BEGIN: return conf_menu_begin(c, value);
	case W_END: return conf_menu_end(c);
	case W_INCLUDE: return menu_include(c, value);
	default: break;
	}
	return 0;
}

static int word_act(struct conf *c, int id, struct view raw)
{
	struct view value = view_skip_blanks(raw);

	switch ((enum word)id) {
	case W_LABEL: menu_label(c, value); break;
	case W_DEFAULT: menu_default(c); break;
	case W_HIDE: c->cur.menu = CONF_MENU_HIDDEN; break;
	case W_DISABLE: c->cur.disabled = true; break;
	case W_INDENT: menu_indent(c, value); break;
	case W_PASSWD: menu_passwd(c, value); break;
	case W_GOTO: set_action(c, CONF_DO_GOTO, value); break;
	case W_QUIT: set_action(c, CONF_DO_QUIT, value); break;
	case W_HELP: set_action(c, CONF_DO_HELP, value); break;
	case W_IMMEDIATE: menu_immediate(c, true); break;
	case W_NOIMMEDIATE: menu_immediate(c, false); break;
	case W_EXIT:
		/* The root menu has nowhere to go back to: PXELINUX leaves such an entry a kernel.
		 */
		if (c->menu != CONF_MENU_ROOT)
			set_action(c, CONF_DO_EXIT, value);
		break;
	default: return menu_itself(c, (enum word)id, value);
	}
	return 0;
}

static const struct conf_words words = {
	.table = table,
	.act = word_act,
	.quiet = "save nosave clear hiddenkey tabmsg notabmsg passprompt background resolution "
		 "color colour msgcolor msgcolour width margin passwordmargin rows tabmsgrow "
		 "cmdlinerow endrow passwordrow timeoutrow helpmsgrow helpmsgendrow hshift vshift "
		 "hiddenrow",
	.prefix = "MENU ",
};

int conf_menu_word(struct conf *c, struct view value)
{
	return value.n ? conf_word_run(c, &words, value) : 0;
}
