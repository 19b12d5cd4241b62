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

static int menu_autoboot(struct conf *c, struct view value)
{
	c->menus[c->menu].autoboot = value;
	return 0;
}

static int menu_start(struct conf *c, struct view value)
{
	(void)value;
	c->start_menu = c->menu;
	return 0;
}

static int menu_hidden(struct conf *c, struct view value)
{
	(void)value;
	c->hidden = true;
	return 0;
}

static int menu_shiftkey(struct conf *c, struct view value)
{
	(void)value;
	c->shiftkey = true;
	return 0;
}

static int set_immediate(struct conf *c, bool on)
{
	if (c->in_label)
		c->cur.immediate = on ? CONF_YES : CONF_NO;
	else
		c->menus[c->menu].immediate = on;
	return 0;
}

static int menu_immediate(struct conf *c, struct view value)
{
	(void)value;
	return set_immediate(c, true);
}

static int menu_noimmediate(struct conf *c, struct view value)
{
	(void)value;
	return set_immediate(c, false);
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
	else if (c->menu != CONF_MENU_ROOT)
		c->labels[c->menus[c->menu].entry].passwd = value;
	return 0;
}

/* MENU MASTER PASSWD */
static int menu_master(struct conf *c, struct view value)
{
	if (view_ieq(view_word(&value), view_of("passwd")))
		c->menus[c->menu].master = conf_skip(value);
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
	conf_onerror_word(c, value);
	return 0;
}

static const struct conf_word table[] = {
	{"label", .act = menu_label},
	{"title", .act = menu_title},
	{"default", .act = menu_default},
	{"hide", .act = menu_hide},
	{"disable", .act = menu_disable},
	{"disabled", .act = menu_disable},
	{"separator", .act = menu_separator},
	{"indent", .act = menu_indent},
	{"begin", .act = menu_begin},
	{"end", .act = menu_end},
	{"include", .act = menu_include},
	{"passwd", .act = menu_passwd},
	{"master", .act = menu_master},
	{"goto", .act = menu_goto},
	{"exit", .act = menu_exit},
	{"quit", .act = menu_quit},
	{"help", .act = menu_help},
	{"onerror", .act = menu_onerror},
	{"start", .act = menu_start},
	{"autoboot", .act = menu_autoboot},
	{"hidden", .act = menu_hidden},
	{"shiftkey", .act = menu_shiftkey},
	{"immediate", .act = menu_immediate},
	{"noimmediate", .act = menu_noimmediate},
	{.name = ""},
};

static const struct conf_words words = {
	.table = table,
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
