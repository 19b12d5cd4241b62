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

static void put(struct print *p, struct view piece)
{
	if (piece.n)
		p->sink->put(p->sink->ctx, piece);
}

static void puts_(struct print *p, const char *text)
{
	put(p, view_of(text));
}

/* A line of @word and its value, indented inside a label. */
static void line(struct print *p, const char *word, struct view value)
{
	puts_(p, p->in_label ? "  " : "");
	puts_(p, word);
	puts_(p, value.n ? " " : "");
	put(p, value);
	puts_(p, "\n");
}

/* The same, unless the word was not there. */
static void maybe(struct print *p, const char *word, struct view value)
{
	if (value.p)
		line(p, word, value);
}

static void flag(struct print *p, const char *word, bool on)
{
	if (on)
		line(p, word, (struct view){0});
}

static void number(struct print *p, const char *word, struct conf_number n)
{
	char text[24];
	struct str s = str_of(text, sizeof text);

	str_fmt(&s, "%lld", (long long)n.value);
	if (n.set)
		line(p, word, view_of(text));
}

/* --- menus ----------------------------------------------------------------------------------- */

/* A value that a submenu would inherit, and should not: an empty one is as good as none. */
static bool differing(struct print *p, const char *word, struct view value, struct view inherited)
{
	if (view_eq(value, inherited))
		return false;
	line(p, word, value);
	return true;
}

/* What @menu has otherwise than @parent, from which it inherits; for the root that is nothing. */
static void menu_words(struct print *p, unsigned menu, const struct conf_menu *parent)
{
	const struct conf_menu *m = &p->c->menus[menu];
	struct conf_number timeout = m->timeout;

	timeout.set = true;
	maybe(p, "MENU TITLE", m->title);
	if (m->timeout.value != parent->timeout.value) {
		number(p, "TIMEOUT", timeout);
		p->timeout = timeout.value;
	}
	if (differing(p, "ONTIMEOUT", m->ontimeout, parent->ontimeout))
		p->ontimeout = m->ontimeout;
	if (differing(p, "ONERROR", m->onerror, parent->onerror))
		p->onerror = m->onerror;
	differing(p, "MENU AUTOBOOT", m->autoboot, parent->autoboot);
	differing(p, "MENU MASTER PASSWD", m->master, parent->master);
	if (m->immediate != parent->immediate)
		flag(p, m->immediate ? "MENU IMMEDIATE" : "MENU NOIMMEDIATE", true);
	flag(p, "MENU START", menu != CONF_MENU_ROOT && p->c->start_menu == menu);
}

/* At the prompt the last TIMEOUT, ONTIMEOUT and ONERROR of all menus count: those are said again
 * where nothing of other menus can follow. */
static void last_words(struct print *p)
{
	const struct conf *c = p->c;

	if (c->timeout_menu == p->menu && c->timeout.value != p->timeout) {
		number(p, "TIMEOUT", c->timeout);
		p->timeout = c->timeout.value;
	}
	if (c->ontimeout_menu == p->menu && differing(p, "ONTIMEOUT", c->ontimeout, p->ontimeout))
		p->ontimeout = c->ontimeout;
	if (c->onerror_menu == p->menu && differing(p, "ONERROR", c->onerror, p->onerror))
		p->onerror = c->onerror;
}

/* Close submenus up to @menu, which is around the one that is open. */
static void close_to(struct print *p, unsigned menu)
{
	while (p->menu != menu && p->menu != CONF_MENU_ROOT) {
		last_words(p);
		p->in_label = false;
		line(p, "MENU END", (struct view){0});
		p->menu = p->c->menus[p->menu].parent;
	}
}

static bool is_chosen(const struct print *p, const struct conf_label *l)
{
	return p->c->menus[l->menu].chosen == l - p->c->labels;
}

static void submenu(struct print *p, const struct conf_label *l)
{
	const struct conf_menu *m = &p->c->menus[l->submenu];

	p->in_label = false;
	line(p, "MENU BEGIN", m->tag);
	p->menu = l->submenu;
	maybe(p, "MENU LABEL", l->menu_label);
	maybe(p, "MENU PASSWD", l->passwd);
	flag(p, "MENU DEFAULT", is_chosen(p, l));
	menu_words(p, l->submenu, &p->c->menus[m->parent]);
}

/* --- labels ---------------------------------------------------------------------------------- */

static const char *kernel_word(enum conf_type type)
{
	switch (type) {
	case CONF_LINUX: return "LINUX";
	case CONF_BOOT: return "BOOT";
	case CONF_BSS: return "BSS";
	case CONF_PXE: return "PXE";
	case CONF_FDIMAGE: return "FDIMAGE";
	case CONF_COMBOOT: return "COMBOOT";
	case CONF_COM32: return "COM32";
	case CONF_CONFIG: return "CONFIG";
	case CONF_LOCALBOOT: return "LOCALBOOT";
	default: return "KERNEL";
	}
}

/* The global APPEND can change where no label is open; in the root menu a MENU END too many gets
 * there. Returns whether the label needs one of its own. */
static bool global_append(struct print *p, const struct conf_label *l)
{
	if (l->has_append)
		return true;
	if (view_eq(l->append, p->append))
		return false;
	if (!l->append.n || (p->in_label && p->menu != CONF_MENU_ROOT))
		return true;
	if (p->in_label) {
		p->in_label = false;
		line(p, "MENU END", (struct view){0});
	}
	p->append = l->append;
	line(p, "APPEND", l->append);
	return false;
}

static void help(struct print *p, struct view text)
{
	struct view row;

	if (!text.p)
		return;
	line(p, "TEXT HELP", (struct view){0});
	while (conf_help_line(&text, &row)) {
		put(p, row);
		puts_(p, "\n");
	}
	line(p, "ENDTEXT", (struct view){0});
}

/* EXIT means nothing in the root menu, which is where a hidden label may be printed. */
static void action(struct print *p, const struct conf_label *l)
{
	bool go = l->action == CONF_DO_EXIT && l->menu == CONF_MENU_HIDDEN;

	if (go)
		line(p, "MENU GOTO", l->target.n ? l->target : view_of(".top"));
	else if (l->action == CONF_DO_EXIT)
		line(p, "MENU EXIT", l->target);
	else if (l->action == CONF_DO_GOTO)
		line(p, "MENU GOTO", l->target);
	else if (l->action == CONF_DO_HELP)
		line(p, "MENU HELP", l->target);
	flag(p, "MENU QUIT", l->action == CONF_DO_QUIT);
	flag(p, "MENU DISABLE", l->disabled);
	flag(p, "MENU HIDE", l->menu == CONF_MENU_HIDDEN);
	flag(p, "MENU DEFAULT", is_chosen(p, l));
	flag(p, "MENU IMMEDIATE", l->immediate == CONF_YES);
	flag(p, "MENU NOIMMEDIATE", l->immediate == CONF_NO);
}

static void files(struct print *p, const struct conf_label *l)
{
	struct conf_number bits = {.set = l->has_sysappend || p->c->sysappend.set,
				   .value = l->sysappend};

	if (l->has_kernel)
		line(p, kernel_word(l->type), l->kernel);
	maybe(p, "INITRD", l->initrd);
	number(p, "SYSAPPEND", bits);
	maybe(p, "FDT", l->fdt);
	maybe(p, "FDTDIR", l->fdtdir);
	maybe(p, "FDTOVERLAYS", l->fdtoverlays);
	flag(p, "KASLRSEED", l->kaslrseed);
}

static void label(struct print *p, const struct conf_label *l)
{
	struct conf_number indent = {.set = l->indent > 0, .value = l->indent};
	bool own = global_append(p, l);

	p->in_label = false;
	line(p, "LABEL", l->full_name);
	p->in_label = true;
	maybe(p, "MENU LABEL", l->menu_label);
	number(p, "MENU INDENT", indent);
	maybe(p, "MENU PASSWD", l->passwd);
	action(p, l);
	files(p, l);
	if (own)
		line(p, "APPEND", l->append.n ? l->append : view_of("-"));
	help(p, l->help);
}

/* --- the rest -------------------------------------------------------------------------------- */

static void fkeys(struct print *p)
{
	char word[8];

	for (unsigned i = 0; i < CONF_FKEYS; i++) {
		struct str s = str_of(word, sizeof word);

		str_fmt(&s, "F%u", i + 1);
		maybe(p, word, p->c->fkeys[i]);
	}
}

static void globals(struct print *p)
{
	const struct conf *c = p->c;
	static const struct conf_menu nothing;

	for (size_t i = 0; i < c->say_count; i++)
		line(p, "SAY", c->say[(c->say_first + i) % CONF_SAY_MAX]);
	maybe(p, "DEFAULT", c->default_line);
	maybe(p, "UI", c->ui);
	maybe(p, "FALLBACK", c->fallback);
	maybe(p, "DISPLAY", c->display);
	fkeys(p);
	number(p, "TOTALTIMEOUT", c->totaltimeout);
	number(p, "PROMPT", c->prompt);
	number(p, "NOESCAPE", c->noescape);
	number(p, "NOCOMPLETE", c->nocomplete);
	number(p, "IMPLICIT", c->implicit);
	number(p, "ALLOWOPTIONS", c->allowoptions);
	number(p, "SYSAPPEND", c->sysappend);
	flag(p, "MENU HIDDEN", c->hidden);
	flag(p, "MENU SHIFTKEY", c->shiftkey);
	menu_words(p, CONF_MENU_ROOT, &nothing);
}

/* A line that starts with '*' would be a comment. */
static void segment(struct print *p, struct view file, const char *address)
{
	if (!file.n)
		return;
	puts_(p, view_starts(file, "*") ? " " : "");
	put(p, file);
	puts_(p, address);
}

static void print_ins(struct print *p)
{
	const struct conf_label *l = p->c->labels;

	puts_(p, "* printed by pxehop\n");
	if (!p->c->label_count) { /* a line that is ignored keeps it what it is */
		puts_(p, "none 0x00010408\n");
		return;
	}
	segment(p, l->kernel, " 0x00000000\n");
	segment(p, l->initrd, " 0x02000000\n");
	segment(p, l->parmfile, " 0x00010480\n");
}

void conf_print(const struct conf *c, const struct conf_sink *sink)
{
	struct print p = {.c = c, .sink = sink, .menu = CONF_MENU_ROOT};

	if (c->ins) {
		print_ins(&p);
		return;
	}
	puts_(&p, "# printed by pxehop\n");
	globals(&p);
	CONF_EACH_LABEL (c, l) {
		if (l->menu != CONF_MENU_HIDDEN)
			close_to(&p, l->menu);
		if (l->action == CONF_DO_SUBMENU) {
			submenu(&p, l);
		} else if (l->separator) {
			p.in_label = false;
			line(&p, "MENU SEPARATOR", (struct view){0});
		} else {
			label(&p, l);
		}
	}
	close_to(&p, CONF_MENU_ROOT);
	last_words(&p);
}
