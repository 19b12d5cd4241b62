/* SPDX-License-Identifier: MIT
 * The words after MENU. */
#include "pxe/conf_parse.h"

/* MENU LABEL before the first LABEL of a submenu names its entry in the parent. */
static int menu_label(struct conf *c, struct view value)
{
	if (c->in_label)
		c->cur.menu_label = value;
	else if (c->menu != CONF_MENU_ROOT)
		c->labels[c->menus[c->menu].entry].menu_label = value;
	return 0;
}

static int menu_title(struct conf *c, struct view value)
{
	c->menus[c->menu].title = value;
	return 0;
}

static int menu_default(struct conf *c, struct view value)
{
	const struct conf_menu *m = &c->menus[c->menu];

	(void)value;
	if (c->in_label)
		c->cur.menu_default = true;
	else if (c->menu != CONF_MENU_ROOT)
		c->menus[m->parent].chosen = (int16_t)m->entry;
	return 0;
}

static int menu_hide(struct conf *c, struct view value)
{
	(void)value;
	c->cur.menu = CONF_MENU_HIDDEN;
	return 0;
}

static int menu_disable(struct conf *c, struct view value)
{
	(void)value;
	c->cur.disabled = true;
	return 0;
}

static int menu_indent(struct conf *c, struct view value)
{
	struct conf_number n = conf_int(c, value);

	c->cur.indent = n.value > 0 && n.value < 80 ? (uint32_t)n.value : 0;
	return 0;
}

/* A line of its own: the label before it is complete, what follows is global again. */
static int menu_separator(struct conf *c, struct view value)
{
	int rc = conf_record(c);

	(void)value;
	if (rc)
		return rc;
	c->in_label = true;
	c->cur = (struct conf_label){
		.where = conf_here(c), .kernel_where = conf_here(c), .separator = true};
	return conf_record(c);
}

static int menu_begin(struct conf *c, struct view value)
{
	return conf_menu_begin(c, value);
}

static int menu_end(struct conf *c, struct view value)
{
	(void)value;
	return conf_menu_end(c);
}

static int menu_include(struct conf *c, struct view value)
{
	struct view name = view_word(&value);
	struct view tag = conf_skip(value);

	return conf_want(c, name, tag.n ? tag : (struct view){0});
}

static int menu_passwd(struct conf *c, struct view value)
{
	if (c->in_label)
		c->cur.passwd = value;
	return 0;
}

static int set_action(struct conf *c, enum conf_action action, struct view target)
{
	if (c->in_label) {
		c->cur.action = action;
		c->cur.target = target;
	}
	return 0;
}

static int menu_goto(struct conf *c, struct view value)
{
	return set_action(c, CONF_DO_GOTO, value);
}

/* The root menu has nowhere to go back to: PXELINUX leaves such an entry a kernel. */
static int menu_exit(struct conf *c, struct view value)
{
	return c->menu == CONF_MENU_ROOT ? 0 : set_action(c, CONF_DO_EXIT, value);
}

static int menu_quit(struct conf *c, struct view value)
{
	return set_action(c, CONF_DO_QUIT, value);
}

static int menu_help(struct conf *c, struct view value)
{
	return set_action(c, CONF_DO_HELP, value);
}

static int menu_onerror(struct conf *c, struct view value)
{
	c->onerror = value;
	return 0;
}

static const struct conf_word words[] = {
	{"label", WORD_USED, menu_label, false},
	{"title", WORD_USED, menu_title, false},
	{"default", WORD_USED, menu_default, false},
	{"hide", WORD_USED, menu_hide, false},
	{"disable", WORD_USED, menu_disable, false},
	{"disabled", WORD_USED, menu_disable, false},
	{"separator", WORD_USED, menu_separator, false},
	{"indent", WORD_USED, menu_indent, false},
	{"begin", WORD_USED, menu_begin, false},
	{"end", WORD_USED, menu_end, false},
	{"include", WORD_USED, menu_include, false},
	{"passwd", WORD_LATER, menu_passwd, false},
	{"master", WORD_LATER, NULL, false},
	{"goto", WORD_LATER, menu_goto, false},
	{"exit", WORD_LATER, menu_exit, false},
	{"quit", WORD_LATER, menu_quit, false},
	{"help", WORD_LATER, menu_help, false},
	{"onerror", WORD_LATER, menu_onerror, false},
	{"start", WORD_LATER, NULL, false},
	{"hidden", WORD_LATER, NULL, false},
	{"hiddenkey", WORD_LATER, NULL, false},
	{"shiftkey", WORD_LATER, NULL, false},
	{"immediate", WORD_LATER, NULL, false},
	{"noimmediate", WORD_LATER, NULL, false},
	{"save", WORD_QUIET, NULL, false},
	{"nosave", WORD_QUIET, NULL, false},
	{"clear", WORD_QUIET, NULL, false},
	{"autoboot", WORD_QUIET, NULL, false},
	{"tabmsg", WORD_QUIET, NULL, false},
	{"notabmsg", WORD_QUIET, NULL, false},
	{"passprompt", WORD_QUIET, NULL, false},
	{"background", WORD_QUIET, NULL, false},
	{"resolution", WORD_QUIET, NULL, false},
	{"color", WORD_QUIET, NULL, false},
	{"colour", WORD_QUIET, NULL, false},
	{"msgcolor", WORD_QUIET, NULL, false},
	{"msgcolour", WORD_QUIET, NULL, false},
	{"width", WORD_QUIET, NULL, false},
	{"margin", WORD_QUIET, NULL, false},
	{"passwordmargin", WORD_QUIET, NULL, false},
	{"rows", WORD_QUIET, NULL, false},
	{"tabmsgrow", WORD_QUIET, NULL, false},
	{"cmdlinerow", WORD_QUIET, NULL, false},
	{"endrow", WORD_QUIET, NULL, false},
	{"passwordrow", WORD_QUIET, NULL, false},
	{"timeoutrow", WORD_QUIET, NULL, false},
	{"helpmsgrow", WORD_QUIET, NULL, false},
	{"helpmsgendrow", WORD_QUIET, NULL, false},
	{"hshift", WORD_QUIET, NULL, false},
	{"vshift", WORD_QUIET, NULL, false},
	{"hiddenrow", WORD_QUIET, NULL, false},
	{NULL, WORD_QUIET, NULL, false},
};

int conf_menu_word(struct conf *c, struct view value)
{
	return value.n ? conf_word_run(c, words, value, "MENU ") : 0;
}
