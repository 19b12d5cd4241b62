/* SPDX-License-Identifier: MIT
 * The words of a configuration. MENU has its own table in conf_menu.c. */
#include "pxe/conf_parse.h"

#include <string.h>

static bool looking_at(struct view line, const char *word, struct view *rest)
{
	struct view head = {.p = line.p};
	size_t n;

	if (!line.n || text_lower(line.p[0]) != word[0]) /* nearly all end here */
		return false;
	n = strlen(word);
	head.n = n;
	if (line.n < n || !view_ieq(head, (struct view){.p = word, .n = n}))
		return false;
	if (line.n > n && (unsigned char)line.p[n] > ' ')
		return false;
	*rest = (struct view){.p = line.p + n, .n = line.n - n};
	return true;
}

const struct conf_word *conf_word_find(const struct conf_word *table, struct view line,
				       struct view *rest)
{
	for (; table->name; table++)
		if (looking_at(line, table->name, rest))
			return table;
	return NULL;
}

/* Whether @a becomes @b when one letter is added, dropped, changed or swapped with the next. */
static bool one_slip(struct view a, struct view b)
{
	size_t head = 0, tail = 0;
	size_t longer = a.n > b.n ? a.n : b.n, shorter = a.n > b.n ? b.n : a.n;

	while (head < shorter && text_lower(a.p[head]) == text_lower(b.p[head]))
		head++;
	while (tail < shorter - head &&
	       text_lower(a.p[a.n - 1 - tail]) == text_lower(b.p[b.n - 1 - tail]))
		tail++;
	if (longer - head - tail <= 1)
		return true;
	return a.n == b.n && a.n - head - tail == 2 &&
	       text_lower(a.p[head]) == text_lower(b.p[head + 1]) &&
	       text_lower(a.p[head + 1]) == text_lower(b.p[head]);
}

/* The keyword that @word most likely was meant to be; words of three letters are too close to one
 * another to guess. */
static const char *suggest(const struct conf_word *table, struct view word)
{
	for (; word.n > 3 && table->name; table++)
		if (one_slip(word, view_of(table->name)))
			return table->name;
	return NULL;
}

/* Whether @word was not warned about before. */
static bool first_time(struct conf *c, struct view word)
{
	for (size_t i = 0; i < c->seen_count; i++)
		if (view_ieq(c->seen[i], word))
			return false;
	if (c->seen_count == CONF_NOTES_MAX) { /* a file of nothing else: stop comparing */
		c->notes_lost++;
		return false;
	}
	c->seen[c->seen_count++] = word;
	return true;
}

static void warn(struct conf *c, const char *prefix, struct view word, const char *text)
{
	char name[64];
	struct str s = str_of(name, sizeof name);

	str_puts(&s, prefix);
	str_put(&s, (struct view){.p = word.p, .n = word.n < 50 ? word.n : 50});
	conf_note(c, CONF_WARNING, view_of(name), text);
}

static void warn_unknown(struct conf *c, const struct conf_word *table, struct view line,
			 const char *prefix)
{
	struct view word = view_word(&line);
	const char *meant;
	char text[80];
	struct str s = str_of(text, sizeof text);

	if (!first_time(c, word))
		return;
	str_puts(&s, "unknown word, the line is ignored");
	meant = suggest(table, word);
	if (meant)
		str_fmt(&s, "; is it %s?", meant);
	warn(c, prefix, word, text);
}

static void warn_later(struct conf *c, struct view line, const char *prefix)
{
	struct view word = view_word(&line);

	if (first_time(c, word))
		warn(c, prefix, word, "known, but not acted on yet");
}

int conf_word_run(struct conf *c, const struct conf_word *table, struct view line,
		  const char *prefix)
{
	struct view rest = {0};
	const struct conf_word *w = conf_word_find(table, line, &rest);

	if (!w) {
		warn_unknown(c, table, line, prefix);
		return 0;
	}
	if (w->use == WORD_LATER)
		warn_later(c, line, prefix);
	return w->act ? w->act(c, w->raw ? rest : conf_skip(rest)) : 0;
}

/* --- labels ---------------------------------------------------------------------------------- */

static int do_label(struct conf *c, struct view value)
{
	struct view name = view_word(&value);
	int rc = conf_label_begin(c, name);

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
TEXT_WORD(do_ontimeout, ontimeout)
TEXT_WORD(do_onerror, onerror)
TEXT_WORD(do_display, display)

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
	return conf_want(c, view_word(&value), (struct view){0});
}

static int do_text(struct conf *c, struct view value)
{
	struct conf_frame *f = &c->frames[c->depth - 1];

	f->in_text = true;
	f->text_help = view_ieq(view_word(&value), view_of("help"));
	f->help = f->rest.p;
	return 0;
}

static int end_text(struct conf *c, struct conf_frame *f, const char *end)
{
	f->in_text = false;
	if (f->text_help && c->in_label && f->help)
		c->cur.help = (struct view){.p = f->help, .n = (size_t)(end - f->help)};
	return 0;
}

static int do_default(struct conf *c, struct view value)
{
	c->default_line = value;
	c->default_where = conf_here(c);
	return 0;
}

static const struct conf_word words[] = {
	{"label", WORD_USED, do_label, false},
	{"append", WORD_USED, do_append, false},
	{"kernel", WORD_USED, do_kernel, false},
	{"linux", WORD_USED, do_linux, false},
	{"initrd", WORD_USED, do_initrd, false},
	{"menu", WORD_USED, conf_menu_word, false},
	{"text", WORD_USED, do_text, false},
	{"ipappend", WORD_USED, do_sysappend, false},
	{"sysappend", WORD_USED, do_sysappend, false},
	{"default", WORD_USED, do_default, false},
	{"timeout", WORD_USED, do_timeout, false},
	{"totaltimeout", WORD_USED, do_totaltimeout, false},
	{"ontimeout", WORD_USED, do_ontimeout, false},
	{"prompt", WORD_USED, do_prompt, false},
	{"say", WORD_USED, do_say, true},
	{"include", WORD_USED, do_include, false},
	{"ui", WORD_USED, do_ui, false},
	{"implicit", WORD_USED, do_implicit, false},
	{"noescape", WORD_USED, do_noescape, false},
	{"localboot", WORD_USED, do_localboot, false},
	{"config", WORD_USED, do_config, false},
	{"boot", WORD_USED, do_boot, false},
	{"bss", WORD_USED, do_bss, false},
	{"pxe", WORD_USED, do_pxe, false},
	{"fdimage", WORD_USED, do_fdimage, false},
	{"comboot", WORD_USED, do_comboot, false},
	{"com32", WORD_USED, do_com32, false},
	/* U-Boot's and the Boot Loader Specification's additions */
	{"fdt", WORD_USED, do_fdt, false},
	{"devicetree", WORD_USED, do_fdt, false},
	{"fdtdir", WORD_USED, do_fdtdir, false},
	{"devicetreedir", WORD_USED, do_fdtdir, false},
	{"fdtoverlays", WORD_USED, do_fdtoverlays, false},
	{"devicetree-overlay", WORD_USED, do_fdtoverlays, false},
	{"kaslrseed", WORD_LATER, do_kaslrseed, false},
	{"fallback", WORD_LATER, NULL, false},
	/* for a person at the prompt */
	{"onerror", WORD_LATER, do_onerror, false},
	{"nocomplete", WORD_LATER, do_nocomplete, false},
	{"allowoptions", WORD_LATER, do_allowoptions, false},
	{"display", WORD_LATER, do_display, false},
	{"f0", WORD_LATER, NULL, false},
	{"f1", WORD_LATER, NULL, false},
	{"f2", WORD_LATER, NULL, false},
	{"f3", WORD_LATER, NULL, false},
	{"f4", WORD_LATER, NULL, false},
	{"f5", WORD_LATER, NULL, false},
	{"f6", WORD_LATER, NULL, false},
	{"f7", WORD_LATER, NULL, false},
	{"f8", WORD_LATER, NULL, false},
	{"f9", WORD_LATER, NULL, false},
	{"f10", WORD_LATER, NULL, false},
	{"f11", WORD_LATER, NULL, false},
	{"f12", WORD_LATER, NULL, false},
	/* the console and the firmware of an x86 machine */
	{"console", WORD_QUIET, NULL, false},
	{"font", WORD_QUIET, NULL, false},
	{"kbdmap", WORD_QUIET, NULL, false},
	{"nohalt", WORD_QUIET, NULL, false},
	{"path", WORD_QUIET, NULL, false},
	{"pxeretry", WORD_QUIET, NULL, false},
	{"sendcookies", WORD_QUIET, NULL, false},
	{"serial", WORD_QUIET, NULL, false},
	{NULL, WORD_QUIET, NULL, false},
};

int conf_line(struct conf *c, struct view line)
{
	struct conf_frame *f = &c->frames[c->depth - 1];
	const char *start = line.p;
	struct view rest;

	line = conf_skip(line);
	if (f->in_text)
		return looking_at(line, "endtext", &rest) ? end_text(c, f, start) : 0;
	if (!line.n || line.p[0] == '#')
		return 0;
	return conf_word_run(c, words, line, "");
}
