/* SPDX-License-Identifier: MIT */
#include "pxe/conf/print.h"

#include "pxe/conf/menus.h"

/* What the text so far amounts to. */
struct print {
	const struct conf *c;
	const struct conf_sink *sink;
	unsigned menu;			/* the menu that is open */
	bool in_label;			/* what follows belongs to a label */
	struct view append;		/* the global APPEND */
	struct view ontimeout, onerror; /* as they stood last, in whatever menu */
	int64_t timeout;
};

static void print_piece(struct print *p, struct view piece)
{
	if (piece.n)
		p->sink->put(p->sink->ctx, piece);
}

static void print_str(struct print *p, const char *text)
{
	print_piece(p, view_of(text));
}

/* A line of @word and its value, indented inside a label. */
static void print_line(struct print *p, const char *word, struct view value)
{
	print_str(p, p->in_label ? "  " : "");
	print_str(p, word);
	print_str(p, value.n ? " " : "");
	print_piece(p, value);
	print_str(p, "\n");
}

/* The same, unless the word was not there. */
static void print_if_there(struct print *p, const char *word, struct view value)
{
	if (value.p)
		print_line(p, word, value);
}

static void print_flag(struct print *p, const char *word, bool on)
{
	if (on)
		print_line(p, word, (struct view){0});
}

static void print_number(struct print *p, const char *word, struct conf_number n)
{
	char text[24];
	struct str s = str_of(text, sizeof text);

	str_fmt(&s, "%lld", (long long)n.value);
	if (n.set)
		print_line(p, word, view_of(text));
}

/* --- menus ----------------------------------------------------------------------------------- */

/* A value that a submenu would inherit, and should not: an empty one is as good as none. */
static bool print_differing(struct print *p, const char *word, struct view value,
			    struct view inherited)
{
	if (view_eq(value, inherited))
		return false;
	print_line(p, word, value);
	return true;
}

/* What @menu has otherwise than @parent, from which it inherits; for the root that is nothing. */
static void print_menu_words(struct print *p, unsigned menu, const struct conf_menu *parent)
{
	const struct conf_menu *m = &p->c->menus[menu];
	struct conf_number timeout = m->timeout;

	timeout.set = true;
	print_if_there(p, "MENU TITLE", m->title);
	if (m->timeout.value != parent->timeout.value) {
		print_number(p, "TIMEOUT", timeout);
		p->timeout = timeout.value;
	}
	if (print_differing(p, "ONTIMEOUT", m->ontimeout, parent->ontimeout))
		p->ontimeout = m->ontimeout;
	if (print_differing(p, "ONERROR", m->onerror, parent->onerror))
		p->onerror = m->onerror;
	print_differing(p, "MENU AUTOBOOT", m->autoboot, parent->autoboot);
	print_differing(p, "MENU MASTER PASSWD", m->master, parent->master);
	if (m->immediate != parent->immediate)
		print_flag(p, m->immediate ? "MENU IMMEDIATE" : "MENU NOIMMEDIATE", true);
	print_flag(p, "MENU START", menu != CONF_MENU_ROOT && p->c->start_menu == menu);
}

/* At the prompt the last TIMEOUT, ONTIMEOUT and ONERROR of all menus count: those are said again
 * where nothing of other menus can follow. */
static void print_last_words(struct print *p)
{
	const struct conf *c = p->c;

	if (c->timeout_menu == p->menu && c->timeout.value != p->timeout) {
		print_number(p, "TIMEOUT", c->timeout);
		p->timeout = c->timeout.value;
	}
	if (c->ontimeout_menu == p->menu &&
	    print_differing(p, "ONTIMEOUT", c->ontimeout, p->ontimeout))
		p->ontimeout = c->ontimeout;
	if (c->onerror_menu == p->menu && print_differing(p, "ONERROR", c->onerror, p->onerror))
		p->onerror = c->onerror;
}

/* Close submenus up to @menu, which is around the one that is open. */
static void print_menu_ends(struct print *p, unsigned menu)
{
	while (p->menu != menu && p->menu != CONF_MENU_ROOT) {
		print_last_words(p);
		p->in_label = false;
		print_line(p, "MENU END", (struct view){0});
		p->menu = p->c->menus[p->menu].parent;
	}
}

static bool is_chosen(const struct print *p, const struct conf_label *l)
{
	return p->c->menus[l->menu].chosen == l - p->c->labels;
}

static void print_submenu(struct print *p, const struct conf_label *l)
{
	const struct conf_menu *m = &p->c->menus[l->submenu];

	p->in_label = false;
	print_line(p, "MENU BEGIN", m->tag);
	p->menu = l->submenu;
	print_if_there(p, "MENU LABEL", l->menu_label);
	print_if_there(p, "MENU PASSWD", l->passwd);
	print_flag(p, "MENU DEFAULT", is_chosen(p, l));
	print_menu_words(p, l->submenu, &p->c->menus[m->parent]);
}

/* --- labels ---------------------------------------------------------------------------------- */

static const char *const kernel_words[] = {
	[CONF_KERNEL] = "KERNEL",   [CONF_LINUX] = "LINUX",
	[CONF_BOOT] = "BOOT",	    [CONF_BSS] = "BSS",
	[CONF_PXE] = "PXE",	    [CONF_FDIMAGE] = "FDIMAGE",
	[CONF_COMBOOT] = "COMBOOT", [CONF_COM32] = "COM32",
	[CONF_CONFIG] = "CONFIG",   [CONF_LOCALBOOT] = "LOCALBOOT",
};

_Static_assert(sizeof kernel_words / sizeof *kernel_words == CONF_LOCALBOOT + 1,
	       "a word for each enum conf_type");

/* The global APPEND can change where no label is open; in the root menu a MENU END too many gets
 * there. Returns whether the label needs one of its own. */
static bool print_global_append(struct print *p, const struct conf_label *l)
{
	if (l->has_append)
		return true;
	if (view_eq(l->append, p->append))
		return false;
	if (!l->append.n || (p->in_label && p->menu != CONF_MENU_ROOT))
		return true;
	if (p->in_label) {
		p->in_label = false;
		print_line(p, "MENU END", (struct view){0});
	}
	p->append = l->append;
	print_line(p, "APPEND", l->append);
	return false;
}

static void print_text_help(struct print *p, struct view text)
{
	struct view row;

	if (!text.p)
		return;
	print_line(p, "TEXT HELP", (struct view){0});
	while (conf_help_line(&text, &row)) {
		print_piece(p, row);
		print_str(p, "\n");
	}
	print_line(p, "ENDTEXT", (struct view){0});
}

/* EXIT means nothing in the root menu, which is where a hidden label may be printed. */
static void print_action(struct print *p, const struct conf_label *l)
{
	bool go = l->action == CONF_DO_EXIT && l->menu == CONF_MENU_HIDDEN;

	if (go)
		print_line(p, "MENU GOTO", l->target.n ? l->target : view_of(".top"));
	else if (l->action == CONF_DO_EXIT)
		print_line(p, "MENU EXIT", l->target);
	else if (l->action == CONF_DO_GOTO)
		print_line(p, "MENU GOTO", l->target);
	else if (l->action == CONF_DO_HELP)
		print_line(p, "MENU HELP", l->target);
	print_flag(p, "MENU QUIT", l->action == CONF_DO_QUIT);
	print_flag(p, "MENU DISABLE", l->disabled);
	print_flag(p, "MENU HIDE", l->menu == CONF_MENU_HIDDEN);
	print_flag(p, "MENU DEFAULT", is_chosen(p, l));
	print_flag(p, "MENU IMMEDIATE", l->immediate == CONF_YES);
	print_flag(p, "MENU NOIMMEDIATE", l->immediate == CONF_NO);
}

static void print_files(struct print *p, const struct conf_label *l)
{
	struct conf_number bits = {.set = l->has_sysappend || p->c->sysappend.set,
				   .value = l->sysappend};

	if (l->has_kernel)
		print_line(p, kernel_words[l->type], l->kernel);
	print_if_there(p, "INITRD", l->initrd);
	print_number(p, "SYSAPPEND", bits);
	print_if_there(p, "FDT", l->fdt);
	print_if_there(p, "FDTDIR", l->fdtdir);
	print_if_there(p, "FDTOVERLAYS", l->fdtoverlays);
	print_flag(p, "KASLRSEED", l->kaslrseed);
}

static void print_label(struct print *p, const struct conf_label *l)
{
	struct conf_number indent = {.set = l->indent > 0, .value = l->indent};
	bool own = print_global_append(p, l);

	p->in_label = false;
	print_line(p, "LABEL", l->full_name);
	p->in_label = true;
	print_if_there(p, "MENU LABEL", l->menu_label);
	print_number(p, "MENU INDENT", indent);
	print_if_there(p, "MENU PASSWD", l->passwd);
	print_action(p, l);
	print_files(p, l);
	if (own)
		print_line(p, "APPEND", l->append.n ? l->append : view_of("-"));
	print_text_help(p, l->help);
}

/* --- the rest -------------------------------------------------------------------------------- */

static void print_fkeys(struct print *p)
{
	char word[8];

	for (unsigned i = 0; i < CONF_FKEYS; i++) {
		struct str s = str_of(word, sizeof word);

		str_fmt(&s, "F%u", i + 1);
		print_if_there(p, word, p->c->fkeys[i]);
	}
}

static void print_globals(struct print *p)
{
	const struct conf *c = p->c;
	static const struct conf_menu nothing;

	for (size_t i = 0; i < c->say_count; i++)
		print_line(p, "SAY", c->say[(c->say_first + i) % CONF_SAY_MAX]);
	print_if_there(p, "DEFAULT", c->default_line);
	print_if_there(p, "UI", c->ui);
	print_if_there(p, "FALLBACK", c->fallback);
	print_if_there(p, "DISPLAY", c->display);
	print_fkeys(p);
	print_number(p, "TOTALTIMEOUT", c->totaltimeout);
	print_number(p, "PROMPT", c->prompt);
	print_number(p, "NOESCAPE", c->noescape);
	print_number(p, "NOCOMPLETE", c->nocomplete);
	print_number(p, "IMPLICIT", c->implicit);
	print_number(p, "ALLOWOPTIONS", c->allowoptions);
	print_number(p, "SYSAPPEND", c->sysappend);
	print_flag(p, "MENU HIDDEN", c->hidden);
	print_flag(p, "MENU SHIFTKEY", c->shiftkey);
	print_menu_words(p, CONF_MENU_ROOT, &nothing);
}

/* A line that starts with '*' would be a comment. */
static void print_segment(struct print *p, struct view file, const char *address)
{
	if (!file.n)
		return;
	print_str(p, view_starts(file, "*") ? " " : "");
	print_piece(p, file);
	print_str(p, address);
}

static void print_ins(struct print *p)
{
	const struct conf_label *l = p->c->labels;

	print_str(p, "* printed by pxehop\n");
	if (!p->c->label_count) { /* a line that is ignored keeps it what it is */
		print_str(p, "none 0x00010408\n");
		return;
	}
	print_segment(p, l->kernel, " 0x00000000\n");
	print_segment(p, l->initrd, " 0x02000000\n");
	print_segment(p, l->parmfile, " 0x00010480\n");
}

void conf_print(const struct conf *c, const struct conf_sink *sink)
{
	struct print p = {.c = c, .sink = sink, .menu = CONF_MENU_ROOT};

	if (c->ins) {
		print_ins(&p);
		return;
	}
	print_str(&p, "# printed by pxehop\n");
	print_globals(&p);
	CONF_EACH_LABEL (c, l) {
		if (l->menu != CONF_MENU_HIDDEN)
			print_menu_ends(&p, l->menu);
		if (l->action == CONF_DO_SUBMENU) {
			print_submenu(&p, l);
		} else if (l->separator) {
			p.in_label = false;
			print_line(&p, "MENU SEPARATOR", (struct view){0});
		} else {
			print_label(&p, l);
		}
	}
	print_menu_ends(&p, CONF_MENU_ROOT);
	print_last_words(&p);
}
