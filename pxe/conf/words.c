/* SPDX-License-Identifier: MIT
 * The words of a configuration and what they do. Those after MENU are in menu_words.c. */
#include "pxe/conf/internal.h"

/* --- labels ---------------------------------------------------------------------------------- */

static void word_label(struct conf *c, const struct conf_said *said)
{
	struct view rest = said->value, name = view_word(&rest);

	conf_label_begin(c, name, view_trim(said->value));
	if (!c->failed && view_trim(rest).n)
		conf_note(c, CONF_WARNING, view_trim(rest),
			  "LABEL takes one word in PXELINUX, which ignores the rest");
}

/* PXELINUX takes the last one. */
static void warn_of_second(struct conf *c, bool second, struct view value)
{
	if (second)
		conf_note(c, CONF_WARNING, value,
			  "the second of its kind in this label, the one before is ignored");
}

/* CONFIG behind KERNEL vesamenu.c32 is how Debian leads back to a menu. */
static bool is_linux(enum conf_type type)
{
	return type == CONF_KERNEL || type == CONF_LINUX;
}

/* said->arg: enum conf_type */
static void word_kernel(struct conf *c, const struct conf_said *said)
{
	if (!c->in_label) {
		conf_note(c, CONF_WARNING, said->value,
			  "a kernel before the first LABEL is ignored");
		return;
	}
	warn_of_second(c,
		       c->cur.has_kernel && is_linux(c->cur.type) &&
			       is_linux((enum conf_type)said->arg),
		       said->value);
	c->cur.kernel = said->value;
	c->cur.kernel_where = conf_here(c);
	c->cur.type = (enum conf_type)said->arg;
	c->cur.has_kernel = true;
}

static void word_append(struct conf *c, const struct conf_said *said)
{
	if (!c->in_label) {
		c->append = said->value;
		return;
	}
	warn_of_second(c, c->cur.has_append, said->value);
	c->cur.append = said->value;
	c->cur.has_append = true;
}

static void word_sysappend(struct conf *c, const struct conf_said *said)
{
	struct conf_number n = conf_bits(c, said->value);

	if (!c->in_label) {
		c->sysappend = n;
		return;
	}
	c->cur.sysappend = (uint32_t)n.value;
	c->cur.has_sysappend = true;
}

/* Words that only a label has. */
static void set_in_label(struct conf *c, struct view value, struct view *field, const char *word)
{
	if (c->in_label)
		*field = value;
	else
		conf_note(c, CONF_WARNING, view_of(word), "before the first LABEL, ignored");
}

static void word_initrd(struct conf *c, const struct conf_said *said)
{
	warn_of_second(c, c->in_label && c->cur.initrd.p, said->value);
	set_in_label(c, said->value, &c->cur.initrd, "INITRD");
}

static void word_fdt(struct conf *c, const struct conf_said *said)
{
	set_in_label(c, said->value, &c->cur.fdt, "FDT");
}

static void word_fdtdir(struct conf *c, const struct conf_said *said)
{
	set_in_label(c, said->value, &c->cur.fdtdir, "FDTDIR");
}

static void word_fdtoverlays(struct conf *c, const struct conf_said *said)
{
	set_in_label(c, said->value, &c->cur.fdtoverlays, "FDTOVERLAYS");
}

static void word_kaslrseed(struct conf *c, const struct conf_said *said)
{
	(void)said;
	c->cur.kaslrseed = c->in_label;
}

/* --- words that act anywhere ----------------------------------------------------------------- */

static void word_default(struct conf *c, const struct conf_said *said)
{
	c->default_line = said->value;
	c->default_where = conf_here(c);
}

static void word_timeout(struct conf *c, const struct conf_said *said)
{
	c->timeout = conf_tenths(c, said->value);
	c->menus[c->menu].timeout = c->timeout;
	c->timeout_menu = c->menu;
}

static void word_totaltimeout(struct conf *c, const struct conf_said *said)
{
	c->totaltimeout = conf_tenths(c, said->value);
}

static void word_ontimeout(struct conf *c, const struct conf_said *said)
{
	c->ontimeout = c->menus[c->menu].ontimeout = said->value;
	c->ontimeout_menu = c->menu;
}

static void word_onerror(struct conf *c, const struct conf_said *said)
{
	conf_set_onerror(c, said->value);
}

/* PXELINUX prints from the byte after the blank that ends the word. */
static void word_say(struct conf *c, const struct conf_said *said)
{
	size_t at = (c->say_first + c->say_count) % CONF_SAY_MAX;
	struct view line = said->raw;

	if (line.n) {
		line.p++;
		line.n--;
	}
	if (c->say_count < CONF_SAY_MAX) {
		c->say[at] = line;
		c->say_count++;
	}
}

static void word_include(struct conf *c, const struct conf_said *said)
{
	conf_want(c, said->value);
}

static void word_menu(struct conf *c, const struct conf_said *said)
{
	conf_menu_line(c, said->value);
}

static void word_text(struct conf *c, const struct conf_said *said)
{
	struct conf_frame *f = &c->frames[c->depth - 1];
	struct view rest = said->value;

	f->in_text = true;
	f->text_help = view_ieq(view_word(&rest), view_of("help"));
	f->help = f->rest.p;
}

/* A second block of the same label is joined to the first: what stands between the two is skipped
 * by conf_help_line(). */
static void end_text(struct conf *c, struct conf_frame *f, const char *end)
{
	struct view *help = &c->cur.help;

	f->in_text = false;
	if (!f->text_help || !c->in_label)
		return;
	if (!help->p || help->p < f->start || help->p > end)
		help->p = f->help;
	help->n = (size_t)(end - help->p);
}

static const struct conf_word conf_table[] = {
	{"label", word_label, 0},
	{"append", word_append, 0},
	{"kernel", word_kernel, CONF_KERNEL},
	{"linux", word_kernel, CONF_LINUX},
	{"initrd", word_initrd, 0},
	{"menu", word_menu, 0},
	{"text", word_text, 0},
	{"ipappend", word_sysappend, 0},
	{"sysappend", word_sysappend, 0},
	{"default", word_default, 0},
	{"timeout", word_timeout, 0},
	{"totaltimeout", word_totaltimeout, 0},
	{"ontimeout", word_ontimeout, 0},
	{"onerror", word_onerror, 0},
	{"prompt", conf_word_number, offsetof(struct conf, prompt)},
	{"say", word_say, 0},
	{"include", word_include, 0},
	{"ui", conf_word_rest, offsetof(struct conf, ui)},
	{"display", conf_word_rest, offsetof(struct conf, display)},
	{"implicit", conf_word_number, offsetof(struct conf, implicit)},
	{"noescape", conf_word_number, offsetof(struct conf, noescape)},
	{"nocomplete", conf_word_number, offsetof(struct conf, nocomplete)},
	{"allowoptions", conf_word_number, offsetof(struct conf, allowoptions)},
	{"localboot", word_kernel, CONF_LOCALBOOT},
	{"config", word_kernel, CONF_CONFIG},
	{"boot", word_kernel, CONF_BOOT},
	{"bss", word_kernel, CONF_BSS},
	{"pxe", word_kernel, CONF_PXE},
	{"fdimage", word_kernel, CONF_FDIMAGE},
	{"comboot", word_kernel, CONF_COMBOOT},
	{"com32", word_kernel, CONF_COM32},
	/* U-Boot's, petitboot's and the Boot Loader Specification's additions */
	{"fdt", word_fdt, 0},
	{"dtb", word_fdt, 0},
	{"devicetree", word_fdt, 0},
	{"fdtdir", word_fdtdir, 0},
	{"devicetreedir", word_fdtdir, 0},
	{"fdtoverlays", word_fdtoverlays, 0},
	{"devicetree-overlay", word_fdtoverlays, 0},
	{"kaslrseed", word_kaslrseed, 0},
	{"fallback", conf_word_rest, offsetof(struct conf, fallback)},
	{"console", conf_word_quiet, 0},
	{"font", conf_word_quiet, 0},
	{"gfxboot", conf_word_quiet, 0}, /* SUSE's */
	{"kbdmap", conf_word_quiet, 0},
	{"nohalt", conf_word_quiet, 0},
	{"path", conf_word_quiet, 0},
	{"pxeretry", conf_word_quiet, 0},
	{"sendcookies", conf_word_quiet, 0},
	{"serial", conf_word_quiet, 0},
	{"background", conf_word_quiet, 0},
	{NULL, NULL, 0},
};

/* F1 to F12, F0 is F10: the file that the key shows. A submenu may not take the root's. */
static bool word_fkey(struct conf *c, struct view line)
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

void conf_line(struct conf *c, struct view line)
{
	struct conf_frame *f = &c->frames[c->depth - 1];
	const char *start = line.p;

	line = view_skip_blanks(line);
	if (f->in_text) {
		if (view_ieq(view_word(&line), view_of("endtext")))
			end_text(c, f, start);
		return;
	}
	if (!line.n || line.p[0] == '#')
		return;
	if (word_fkey(c, line))
		c->any_word = true;
	else
		conf_word_run(c, conf_table, "", line);
}
