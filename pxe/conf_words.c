/* SPDX-License-Identifier: MIT
 * The words of a configuration. MENU has its own table in conf_menu.c. */
#include "pxe/conf_parse.h"

#include <string.h>

static bool is_word(struct view word, const char *name)
{
	/* nearly all end at the first letter */
	return word.n && text_lower(word.p[0]) == name[0] && view_ieq(word, view_of(name));
}

int conf_word_run(struct conf *c, const struct conf_words *words, struct view line)
{
	struct view rest = line, word = view_word(&rest);
	const struct conf_word *w = words->table;

	while (w->name[0] && !is_word(word, w->name))
		w++;
	if (w->name[0])
		return w->act(c, w->raw ? rest : conf_skip(rest));
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

#define KERNEL_WORD(fn, type)                            \
	static int fn(struct conf *c, struct view value) \
	{                                                \
		return set_kernel(c, value, type);       \
	}
KERNEL_WORD(do_kernel, CONF_KERNEL)
KERNEL_WORD(do_linux, CONF_LINUX)
KERNEL_WORD(do_boot, CONF_BOOT)
KERNEL_WORD(do_bss, CONF_BSS)
KERNEL_WORD(do_pxe, CONF_PXE)
KERNEL_WORD(do_fdimage, CONF_FDIMAGE)
KERNEL_WORD(do_comboot, CONF_COMBOOT)
KERNEL_WORD(do_com32, CONF_COM32)
KERNEL_WORD(do_config, CONF_CONFIG)
KERNEL_WORD(do_localboot, CONF_LOCALBOOT)

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

static int do_initrd(struct conf *c, struct view value)
{
	return set_in_label(c, value, &c->cur.initrd, "INITRD");
}

static int do_fdt(struct conf *c, struct view value)
{
	return set_in_label(c, value, &c->cur.fdt, "FDT");
}

static int do_fdtdir(struct conf *c, struct view value)
{
	return set_in_label(c, value, &c->cur.fdtdir, "FDTDIR");
}

static int do_fdtoverlays(struct conf *c, struct view value)
{
	return set_in_label(c, value, &c->cur.fdtoverlays, "FDTOVERLAYS");
}

static int do_kaslrseed(struct conf *c, struct view value)
{
	(void)value;
	if (c->in_label)
		c->cur.kaslrseed = true;
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

#define TEXT_WORD(fn, field)                             \
	static int fn(struct conf *c, struct view value) \
	{                                                \
		c->field = value;                        \
		return 0;                                \
	}
TEXT_WORD(do_ui, ui)
TEXT_WORD(do_fallback, fallback)
TEXT_WORD(do_display, display)

static int do_ontimeout(struct conf *c, struct view value)
{
	c->ontimeout = value;
	c->menus[c->menu].ontimeout = value;
	return 0;
}

static int do_onerror(struct conf *c, struct view value)
{
	conf_onerror_word(c, value);
	return 0;
}

#define NUMBER_WORD(fn, field)                           \
	static int fn(struct conf *c, struct view value) \
	{                                                \
		c->field = conf_int(c, value);           \
		return 0;                                \
	}
NUMBER_WORD(do_prompt, prompt)
NUMBER_WORD(do_noescape, noescape)
NUMBER_WORD(do_nocomplete, nocomplete)
NUMBER_WORD(do_implicit, implicit)
NUMBER_WORD(do_allowoptions, allowoptions)

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

static int do_timeout(struct conf *c, struct view value)
{
	c->timeout = tenths(c, value);
	c->menus[c->menu].timeout = c->timeout;
	return 0;
}

static int do_totaltimeout(struct conf *c, struct view value)
{
	c->totaltimeout = tenths(c, value);
	return 0;
}

/* PXELINUX prints from the byte after the blank that ends the word. */
static int do_say(struct conf *c, struct view raw)
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
	return 0;
}

static int do_include(struct conf *c, struct view value)
{
	struct view name = view_word(&value), tag = conf_skip(value);

	return conf_want(c, name, tag.n ? tag : (struct view){0});
}

static int do_text(struct conf *c, struct view value)
{
	struct conf_frame *f = &c->frames[c->depth - 1];

	f->in_text = true;
	f->text_help = view_ieq(view_word(&value), view_of("help"));
	f->help = f->rest.p;
	return 0;
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

static int do_default(struct conf *c, struct view value)
{
	c->default_line = value;
	c->default_where = conf_here(c);
	return 0;
}

static const struct conf_word table[] = {
	{"label", .act = do_label},
	{"append", .act = do_append},
	{"kernel", .act = do_kernel},
	{"linux", .act = do_linux},
	{"initrd", .act = do_initrd},
	{"menu", .act = conf_menu_word},
	{"text", .act = do_text},
	{"ipappend", .act = do_sysappend},
	{"sysappend", .act = do_sysappend},
	{"default", .act = do_default},
	{"timeout", .act = do_timeout},
	{"totaltimeout", .act = do_totaltimeout},
	{"ontimeout", .act = do_ontimeout},
	{"prompt", .act = do_prompt},
	{"say", .raw = true, .act = do_say},
	{"include", .act = do_include},
	{"ui", .act = do_ui},
	{"implicit", .act = do_implicit},
	{"noescape", .act = do_noescape},
	{"localboot", .act = do_localboot},
	{"config", .act = do_config},
	{"boot", .act = do_boot},
	{"bss", .act = do_bss},
	{"pxe", .act = do_pxe},
	{"fdimage", .act = do_fdimage},
	{"comboot", .act = do_comboot},
	{"com32", .act = do_com32},
	/* U-Boot's and the Boot Loader Specification's additions */
	{"fdt", .act = do_fdt},
	{"devicetree", .act = do_fdt},
	{"fdtdir", .act = do_fdtdir},
	{"devicetreedir", .act = do_fdtdir},
	{"fdtoverlays", .act = do_fdtoverlays},
	{"devicetree-overlay", .act = do_fdtoverlays},
	{"dtb", .act = do_fdt},
	{"kaslrseed", .act = do_kaslrseed},
	{"fallback", .act = do_fallback},
	/* for a person at the prompt */
	{"onerror", .act = do_onerror},
	{"nocomplete", .act = do_nocomplete},
	{"allowoptions", .act = do_allowoptions},
	{"display", .act = do_display},
	{.name = ""},
};

static const struct conf_words words = {
	.table = table,
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
		line = conf_skip(line);
		c->fkeys[n] = view_word(&line);
	}
	return true;
}

int conf_line(struct conf *c, struct view line)
{
	struct conf_frame *f = &c->frames[c->depth - 1];
	const char *start = line.p;

	line = conf_skip(line);
	if (f->in_text)
		return is_word(view_word(&line), "endtext") ? end_text(c, f, start) : 0;
	if (!line.n || line.p[0] == '#' || fkey(c, line))
		return 0;
	return conf_word_run(c, &words, line);
}
