/* SPDX-License-Identifier: MIT
 * The words of a configuration. MENU has its own table in pxe/conf/menu_words.c. */
#include "pxe/conf/internal.h"

#include <string.h>

int conf_word_run(struct conf *c, const struct conf_words *words, struct view line)
{
	struct view rest = line, word = view_word(&rest);
	const struct conf_word *w = words->table;
	char first = text_lower(word.p[0]); /* no line gets here without a word */

	/* nearly all differ in the first letter */
	while (w->name[0] && !(w->name[0] == first && view_ieq(word, view_of(w->name))))
		w++;
	if (w->name[0])
		return words->act(c, w->id, rest);
	conf_word_other(c, words, word);
	return 0;
}

/* --- labels ---------------------------------------------------------------------------------- */

static int do_label(struct conf *c, struct view value)
{
	struct view all = view_trim(value), name = view_word(&value);
	int rc = conf_label_begin(c, name, all);

	if (!rc && view_trim(value).n)
		conf_note(c, CONF_WARNING, view_trim(value),
			  "LABEL takes one word, the rest is ignored");
	return rc;
}

static int set_kernel(struct conf *c, struct view value, enum conf_type type)
{
	if (!c->in_label) {
		conf_note(c, CONF_WARNING, value, "a kernel before the first LABEL is ignored");
		return 0;
	}
	c->cur.kernel = value;
	c->cur.kernel_where = conf_here(c);
	c->cur.type = type;
	c->cur.has_kernel = true;
	return 0;
}

static int do_append(struct conf *c, struct view value)
{
	if (!c->in_label) {
		c->append = value;
		return 0;
	}
	c->cur.append = value;
	c->cur.has_append = true;
	return 0;
}

/* Words that only a label has. */
static int set_in_label(struct conf *c, struct view value, struct view *field, const char *word)
{
	if (c->in_label)
		*field = value;
	else
		conf_note(c, CONF_WARNING, view_of(word), "before the first LABEL, ignored");
	return 0;
}

static int do_sysappend(struct conf *c, struct view value)
{
	struct conf_number n = conf_bits(c, value);

	if (!c->in_label) {
		c->sysappend = n;
		return 0;
	}
	c->cur.sysappend = (uint32_t)n.value;
	c->cur.has_sysappend = true;
	return 0;
}

/* --- words that act anywhere ----------------------------------------------------------------- */

/* Times: a negative one would be a wait of years, take it as "never". */
static struct conf_number tenths(struct conf *c, struct view value)
{
	struct conf_number n = conf_int(c, value);

	if (n.value < 0) {
		conf_note(c, CONF_WARNING, value, "a negative time, taken as 0: no timeout");
		n.value = 0;
	}
	return n;
}

static void do_timeout(struct conf *c, struct view value)
{
	c->timeout = tenths(c, value);
	c->menus[c->menu].timeout = c->timeout;
	c->timeout_menu = c->menu;
}

static void do_ontimeout(struct conf *c, struct view value)
{
	c->ontimeout = c->menus[c->menu].ontimeout = value;
	c->ontimeout_menu = c->menu;
}

/* PXELINUX prints from the byte after the blank that ends the word. */
static void do_say(struct conf *c, struct view raw)
{
	size_t at = (c->say_first + c->say_count) % CONF_SAY_MAX;

	if (raw.n) {
		raw.p++;
		raw.n--;
	}
	if (c->say_count < CONF_SAY_MAX) {
		c->say[at] = raw;
		c->say_count++;
	}
}

static int do_include(struct conf *c, struct view value)
{
	struct view name = view_word(&value), tag = view_skip_blanks(value);

	return conf_want(c, name, tag.n ? tag : (struct view){0});
}

static void do_text(struct conf *c, struct view value)
{
	struct conf_frame *f = &c->frames[c->depth - 1];

	f->in_text = true;
	f->text_help = view_ieq(view_word(&value), view_of("help"));
	f->help = f->rest.p;
}

/* A second block of the same label is joined to the first: what stands between the two is skipped
 * by conf_help_line(). */
static int end_text(struct conf *c, struct conf_frame *f, const char *end)
{
	struct view *help = &c->cur.help;

	f->in_text = false;
	if (!f->text_help || !c->in_label)
		return 0;
	if (!help->p || help->p < f->start || help->p > end)
		help->p = f->help;
	help->n = (size_t)(end - help->p);
	return 0;
}

/* The kernel words are in the order of enum conf_type. */
enum word {
	W_KERNEL,
	W_LINUX,
	W_BOOT,
	W_BSS,
	W_PXE,
	W_FDIMAGE,
	W_COMBOOT,
	W_COM32,
	W_CONFIG,
	W_LOCALBOOT,
	W_LABEL,
	W_APPEND,
	W_INITRD,
	W_FDT,
	W_FDTDIR,
	W_FDTOVERLAYS,
	W_KASLRSEED,
	W_SYSAPPEND,
	W_MENU,
	W_TEXT,
	W_INCLUDE,
	W_SAY,
	W_DEFAULT,
	W_UI,
	W_TIMEOUT,
	W_TOTALTIMEOUT,
	W_ONTIMEOUT,
	W_ONERROR,
	W_FALLBACK,
	W_DISPLAY,
	W_PROMPT,
	W_NOESCAPE,
	W_NOCOMPLETE,
	W_IMPLICIT,
	W_ALLOWOPTIONS,
};

static const struct conf_word table[] = {
	{"label", W_LABEL},
	{"append", W_APPEND},
	{"kernel", W_KERNEL},
	{"linux", W_LINUX},
	{"initrd", W_INITRD},
	{"menu", W_MENU},
	{"text", W_TEXT},
	{"ipappend", W_SYSAPPEND},
	{"sysappend", W_SYSAPPEND},
	{"default", W_DEFAULT},
	{"timeout", W_TIMEOUT},
	{"totaltimeout", W_TOTALTIMEOUT},
	{"ontimeout", W_ONTIMEOUT},
	{"onerror", W_ONERROR},
	{"prompt", W_PROMPT},
	{"say", W_SAY},
	{"include", W_INCLUDE},
	{"ui", W_UI},
	{"display", W_DISPLAY},
	{"implicit", W_IMPLICIT},
	{"noescape", W_NOESCAPE},
	{"nocomplete", W_NOCOMPLETE},
	{"allowoptions", W_ALLOWOPTIONS},
	{"localboot", W_LOCALBOOT},
	{"config", W_CONFIG},
	{"boot", W_BOOT},
	{"bss", W_BSS},
	{"pxe", W_PXE},
	{"fdimage", W_FDIMAGE},
	{"comboot", W_COMBOOT},
	{"com32", W_COM32},
	/* U-Boot's, petitboot's and the Boot Loader Specification's additions */
	{"fdt", W_FDT},
	{"dtb", W_FDT},
	{"devicetree", W_FDT},
	{"fdtdir", W_FDTDIR},
	{"devicetreedir", W_FDTDIR},
	{"fdtoverlays", W_FDTOVERLAYS},
	{"devicetree-overlay", W_FDTOVERLAYS},
	{"kaslrseed", W_KASLRSEED},
	{"fallback", W_FALLBACK},
	{.name = ""},
};

/* Words that belong to a label, or are a default for those that follow. */
static int label_word(struct conf *c, enum word id, struct view value)
{
	switch (id) {
	case W_LABEL: return do_label(c, value);
	case W_APPEND: return do_append(c, value);
	case W_SYSAPPEND: return do_sysappend(c, value);
	case W_INITRD: return set_in_label(c, value, &c->cur.initrd, "INITRD");
	case W_FDT: return set_in_label(c, value, &c->cur.fdt, "FDT");
	case W_FDTDIR: return set_in_label(c, value, &c->cur.fdtdir, "FDTDIR");
	case W_FDTOVERLAYS: return set_in_label(c, value, &c->cur.fdtoverlays, "FDTOVERLAYS");
	case W_KASLRSEED: c->cur.kaslrseed = c->in_label; return 0;
	default: return set_kernel(c, value, CONF_KERNEL + (id - W_KERNEL));
	}
}

static void set_default(struct conf *c, struct view value)
{
	c->default_line = value;
	c->default_where = conf_here(c);
}

static int word_act(struct conf *c, int id, struct view raw)
{
	struct view value = view_skip_blanks(raw);

	switch ((enum word)id) {
	case W_MENU: return conf_menu_word(c, value);
	case W_TEXT: do_text(c, value); break;
	case W_INCLUDE: return do_include(c, value);
	case W_SAY: do_say(c, raw); break;
	case W_DEFAULT: set_default(c, value); break;
	case W_UI: c->ui = value; break;
	case W_TIMEOUT: do_timeout(c, value); break;
	case W_TOTALTIMEOUT: c->totaltimeout = tenths(c, value); break;
	case W_ONTIMEOUT: do_ontimeout(c, value); break;
	case W_ONERROR: conf_onerror_word(c, value); break;
	case W_FALLBACK: c->fallback = value; break;
	case W_DISPLAY: c->display = value; break;
	case W_PROMPT: c->prompt = conf_int(c, value); break;
	case W_NOESCAPE: c->noescape = conf_int(c, value); break;
	case W_NOCOMPLETE: c->nocomplete = conf_int(c, value); break;
	case W_IMPLICIT: c->implicit = conf_int(c, value); break;
	case W_ALLOWOPTIONS: c->allowoptions = conf_int(c, value); break;
	default: return label_word(c, (enum word)id, value);
	}
	return 0;
}

static const struct conf_words words = {
	.table = table,
	.act = word_act,
	.quiet = "console font kbdmap nohalt path pxeretry sendcookies serial background",
	.prefix = "",
};

/* F1 to F12, F0 is F10: the file that the key shows. A submenu may not take the root's. */
static bool fkey(struct conf *c, struct view line)
{
	struct view word = view_word(&line);
	uint32_t n = 0;

	if (word.n < 2 || word.n > 3 || text_lower(word.p[0]) != 'f')
		return false;
	word.p++;
	word.n--;
	if (!text_u32(word, 0, CONF_FKEYS, &n))
		return false;
	n = n ? n - 1 : 9;
	if (c->menu == CONF_MENU_ROOT || !c->fkeys[n].p) {
		line = view_skip_blanks(line);
		c->fkeys[n] = view_word(&line);
	}
	return true;
}

int conf_line(struct conf *c, struct view line)
{
	struct conf_frame *f = &c->frames[c->depth - 1];
	const char *start = line.p;

	line = view_skip_blanks(line);
	if (f->in_text)
		return view_ieq(view_word(&line), view_of("endtext")) ? end_text(c, f, start) : 0;
	if (!line.n || line.p[0] == '#' || fkey(c, line))
		return 0;
	return conf_word_run(c, &words, line);
}
