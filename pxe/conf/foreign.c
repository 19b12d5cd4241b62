/* SPDX-License-Identifier: MIT
 * Files of other programs, which end up under a configuration's name. They are told by words that
 * stand first in their lines, and only where no label says that the file is what it should be; a
 * whole page is told by its own first word, whatever its lines begin with. */
#include "lib/image/s390.h"
#include "pxe/conf/internal.h"

#include <string.h>

/* Nobody writes more before the first telling line. */
#define LOOK_MAX 65536u

/** enum trait - what was met in a file, a bit each */
enum trait {
	TRAIT_MENUENTRY = 1 << 0,  /* GRUB 2's commands */
	TRAIT_TITLE = 1 << 1,	   /* of GRUB's old menu and of Boot Loader Specification entries */
	TRAIT_GRUB_ROOT = 1 << 2,  /* GRUB's old menu */
	TRAIT_BLS = 1 << 3,	   /* other words of such entries */
	TRAIT_LOADER = 1 << 4,	   /* systemd-boot's loader.conf */
	TRAIT_UBOOT = 1 << 5,	   /* commands of U-Boot's shell */
	TRAIT_IMAGE = 1 << 6,	   /* "image=": lilo, elilo, yaboot, zipl */
	TRAIT_TARGET = 1 << 7,	   /* "target=": zipl */
	TRAIT_SECTION = 1 << 8,	   /* "[name]" */
	TRAIT_ASSIGNS = 1 << 9,	   /* "default=" and the like */
	TRAIT_PRESEED = 1 << 10,   /* Debian's installer */
	TRAIT_KICKSTART = 1 << 11, /* Fedora's */
};

static const struct {
	char word[16];
	uint16_t trait;
} words[] = {
	{"menuentry", TRAIT_MENUENTRY},	 {"submenu", TRAIT_MENUENTRY},
	{"insmod", TRAIT_MENUENTRY},	 {"linuxefi", TRAIT_MENUENTRY},
	{"configfile", TRAIT_MENUENTRY}, {"set", TRAIT_MENUENTRY},
	{"title", TRAIT_TITLE},		 {"root", TRAIT_GRUB_ROOT},
	{"hiddenmenu", TRAIT_GRUB_ROOT}, {"splashimage", TRAIT_GRUB_ROOT},
	{"options", TRAIT_BLS},		 {"machine-id", TRAIT_BLS},
	{"sort-key", TRAIT_BLS},	 {"version", TRAIT_BLS},
	{"console-mode", TRAIT_LOADER},	 {"editor", TRAIT_LOADER},
	{"auto-entries", TRAIT_LOADER},	 {"setenv", TRAIT_UBOOT},
	{"bootm", TRAIT_UBOOT},		 {"booti", TRAIT_UBOOT},
	{"bootz", TRAIT_UBOOT},		 {"sysboot", TRAIT_UBOOT},
	{"d-i", TRAIT_PRESEED},		 {"%packages", TRAIT_KICKSTART},
};

static unsigned assignment_traits(struct view word)
{
	if (view_starts(word, "image="))
		return TRAIT_IMAGE | TRAIT_ASSIGNS;
	if (view_starts(word, "target="))
		return TRAIT_TARGET | TRAIT_ASSIGNS;
	if (view_starts(word, "default=") || view_starts(word, "timeout=") ||
	    view_starts(word, "linux=") || view_starts(word, "initrd=") ||
	    view_starts(word, "root="))
		return TRAIT_ASSIGNS;
	return 0;
}

static unsigned line_traits(struct view line)
{
	struct view word = view_word(&line);

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (view_ieq(word, view_of(words[i].word)))
			return words[i].trait;
	if (word.n > 2 && word.p[0] == '[' && word.p[word.n - 1] == ']')
		return TRAIT_SECTION;
	if (word.n && memchr(word.p, '=', word.n))
		/* kboot.conf names its entries itself: name='kernel words' */
		return memchr(word.p, '\'', word.n) || memchr(word.p, '"', word.n)
			       ? TRAIT_ASSIGNS | assignment_traits(word)
			       : assignment_traits(word);
	return 0;
}

static const char *program_of(unsigned traits)
{
	if (traits & TRAIT_MENUENTRY)
		return "GRUB's grub.cfg";
	if (traits & TRAIT_TITLE && traits & TRAIT_GRUB_ROOT)
		return "GRUB's old menu.lst";
	if (traits & TRAIT_IMAGE && traits & TRAIT_SECTION)
		return "zipl.conf";
	if (traits & TRAIT_TARGET && traits & TRAIT_SECTION)
		return "zipl.conf";
	if (traits & TRAIT_IMAGE)
		return "the configuration of lilo, elilo or yaboot";
	if (traits & TRAIT_UBOOT)
		return "a script of U-Boot";
	if (traits & (TRAIT_TITLE | TRAIT_BLS))
		return "an entry of the Boot Loader Specification";
	if (traits & TRAIT_LOADER)
		return "systemd-boot's loader.conf";
	if (traits & TRAIT_ASSIGNS)
		return "petitboot's kboot.conf";
	if (traits & TRAIT_PRESEED)
		return "a preseed file of Debian's installer";
	return traits & TRAIT_KICKSTART ? "a kickstart file" : NULL;
}

/* Behind the byte order mark of some editors and servers, and behind blanks. */
static struct view first_word_on(struct view text)
{
	if (view_starts(text, "\xef\xbb\xbf"))
		text = view_from(text, 3);
	return view_skip_blanks(text);
}

/* A tag alone may be a heading that somebody wrote, or what git leaves of a conflict: PXELINUX ignores
 * such a line. */
static bool begins_with_tag(struct view text)
{
	return view_starts(first_word_on(text), "<");
}

bool conf_is_page(struct view text)
{
	return text.n && s390_image_is_page(rd_of(text.p, text.n));
}

bool conf_is_utf16(struct view text)
{
	const char *p = text.p;

	if (view_starts(text, "\xff\xfe") || view_starts(text, "\xfe\xff"))
		return true;
	return text.n >= 4 && !p[0] == !p[2] && !p[1] == !p[3] && !p[0] != !p[1];
}

/* What the first bytes tell. */
static const char *kind_of(struct view text)
{
	struct view start = first_word_on(text);

	if (conf_is_utf16(text))
		return NULL; /* UTF-16, of which conf.c says so */
	if (view_starts(text, "\x7f"
			      "ELF") ||
	    view_starts(text, "MZ") || view_starts(text, "\x1f\x8b") ||
	    view_starts(text, "\x27\x05\x19\x56") ||
	    (text.n && memchr(text.p, 0, text.n < 512 ? text.n : 512)))
		return "a program, an image or an archive";
	if (view_starts(start, "#!ipxe") || view_starts(start, "#!gpxe"))
		return "a script of iPXE";
	if (view_starts(start, "#!"))
		return "a script";
	if (begins_with_tag(text))
		return CONF_PAGE;
	if (conf_ins_without_0x(text))
		return "an .ins list whose addresses lack 0x";
	return view_starts(start, "{") ? "JSON" : NULL;
}

static bool any_label_starts(const struct conf *c)
{
	CONF_EACH_LABEL (c, l)
		if (l->action == CONF_DO_BOOT)
			return true;
	return false;
}

const char *conf_foreign(const struct conf *c)
{
	struct view text = c->text;
	const char *kind = NULL;
	unsigned traits = 0;

	if (conf_is_page(text))
		return CONF_PAGE;
	if (any_label_starts(c))
		return NULL;
	if (text.n > LOOK_MAX)
		text.n = LOOK_MAX;
	kind = kind_of(text);
	while (!kind && text.n)
		traits |= line_traits(conf_cut_line(&text));
	return kind ? kind : program_of(traits);
}

const char *conf_none(const struct conf *c)
{
	const char *foreign;

	if (conf_is_page(c->text))
		return CONF_PAGE;
	if (begins_with_tag(c->text) && !c->wanted && !any_label_starts(c))
		return CONF_PAGE;
	if (c->any_word)
		return NULL;
	foreign = conf_foreign(c);
	return foreign ? foreign : "a text without a word of PXELINUX";
}

bool conf_nothing(const struct conf *c, struct str *why)
{
	const char *foreign = conf_foreign(c);

	if (!foreign && any_label_starts(c))
		return false;
	if (foreign)
		str_fmt(why, "it seems to be %s, and no PXELINUX configuration", foreign);
	else if (!view_trim(c->text).n)
		str_puts(why, "the file is empty");
	else
		str_puts(why, c->label_count ? "no label of it can be started" : "it has no label");
	return true;
}
