/* SPDX-License-Identifier: MIT
 * A configuration printed and parsed again boots the same, and prints the same. */
#include "tests/unit/check.h"
#include "tests/unit/conf_aid.h"

#include "lib/random.h"
#include "pxe/conf/menus.h"
#include "pxe/conf/print.h"
#include "pxe/plan/plan.h"
#include "tests/unit/conf_soup.h"

#include <stdio.h>
#include <string.h>

static struct conf again;
static char first[CONF_TEXT_MAX + 1], second[CONF_TEXT_MAX + 1];

static void add(void *ctx, struct view piece)
{
	str_put(ctx, piece);
}

/* False when the text is longer than a configuration may be. */
static bool print(const struct conf *c, char *buf, struct view *ret)
{
	struct str s = str_of(buf, CONF_TEXT_MAX + 1);
	struct conf_sink sink = {.put = add, .ctx = &s};

	conf_print(c, &sink);
	*ret = (struct view){.p = buf, .n = s.n};
	return !s.cut;
}

/* --- the same? ------------------------------------------------------------------------------- */

static bool same_text(struct view a, struct view b)
{
	return a.n == b.n && (!a.n || view_eq(a, b));
}

static bool same_plan(int label, struct view args)
{
	static const struct plan_host host = {.mac_len = 6, .ip = 1, .sys[4] = {.p = "x", .n = 1}};
	static struct plan a, b;
	struct plan_choice choice = {.label = label, .args = args};
	char text[PLAN_WHY_BUF];
	struct str why = str_of(text, sizeof text), why2 = str_of(text, sizeof text);
	int rc = plan_make(&aid_conf, &choice, &host, &a, &why);
	bool ok = rc == plan_make(&again, &choice, &host, &b, &why2);

	if (rc || !ok)
		return ok;
	ok = a.action == b.action && same_text(a.label, b.label) && same_text(a.kernel, b.kernel) &&
	     a.initrd_count == b.initrd_count && same_text(a.fdt, b.fdt) &&
	     same_text(a.fdtdir, b.fdtdir) && same_text(a.fdtoverlays, b.fdtoverlays) &&
	     same_text(a.cwd, b.cwd) && same_text(a.parmfile, b.parmfile) &&
	     a.kaslrseed == b.kaslrseed && a.localboot == b.localboot && a.submenu == b.submenu;
	for (size_t i = 0; ok && i < a.initrd_count; i++)
		ok = same_text(a.initrds[i], b.initrds[i]);
	return ok && a.cmdline_len == b.cmdline_len && !memcmp(a.cmdline, b.cmdline, a.cmdline_len);
}

static bool same_help(struct view a, struct view b)
{
	struct view x, y;

	while (conf_help_line(&a, &x))
		if (!conf_help_line(&b, &y) || !same_text(x, y))
			return false;
	return !conf_help_line(&b, &y);
}

static bool same_line(const struct conf_label *a, const struct conf_label *b)
{
	char x[100], y[100];
	struct str s = str_of(x, sizeof x), t = str_of(y, sizeof y);

	conf_entry_text(&aid_conf, a, 80, &s);
	conf_entry_text(&again, b, 80, &t);
	return !strcmp(x, y) && a->menu == b->menu && a->indent == b->indent &&
	       conf_entry_open(&aid_conf, a) == conf_entry_open(&again, b) &&
	       conf_entry_hotkey(&aid_conf, a) == conf_entry_hotkey(&again, b) &&
	       conf_entry_immediate(&aid_conf, a) == conf_entry_immediate(&again, b) &&
	       same_text(a->full_name, b->full_name) && !a->passwd.p == !b->passwd.p &&
	       same_text(a->passwd, b->passwd) && same_help(a->help, b->help);
}

static bool same_menu(unsigned i)
{
	const struct conf_menu *a = &aid_conf.menus[i], *b = &again.menus[i];

	return a->parent == b->parent && a->entry == b->entry &&
	       conf_menu_chosen(&aid_conf, i) == conf_menu_chosen(&again, i) &&
	       same_text(conf_menu_title(&aid_conf, i), conf_menu_title(&again, i)) &&
	       same_text(conf_onerror(&aid_conf, i), conf_onerror(&again, i)) &&
	       same_text(a->ontimeout, b->ontimeout) && same_text(a->autoboot, b->autoboot) &&
	       same_text(a->master, b->master) && a->timeout.value == b->timeout.value;
}

static bool same_start(void)
{
	struct plan_choice a, b;

	plan_default(&aid_conf, &a);
	plan_default(&again, &b);
	return a.screen == b.screen && a.wait_ds == b.wait_ds && a.label == b.label &&
	       same_text(a.file, b.file) && same_text(a.args, b.args) &&
	       same_text(a.menu_files.from[0], b.menu_files.from[0]) &&
	       same_text(a.menu_files.from[1], b.menu_files.from[1]) &&
	       same_text(a.menu_files.from[2], b.menu_files.from[2]) &&
	       conf_menu_start(&aid_conf) == conf_menu_start(&again) &&
	       aid_conf.hidden == again.hidden &&
	       aid_conf.allowoptions.value == again.allowoptions.value &&
	       aid_conf.allowoptions.set == again.allowoptions.set &&
	       aid_conf.nocomplete.value == again.nocomplete.value &&
	       same_text(aid_conf.display, again.display) &&
	       same_text(aid_conf.fkeys[0], again.fkeys[0]);
}

/* aid_conf, printed and parsed again; @text says which it was. */
static bool survives(struct view *text)
{
	struct view second_text;
	int rc;

	if (!print(&aid_conf, first, text))
		return true; /* repeated values have made it too long */
	conf_init(&again);
	rc = conf_feed(&again, view_of("again"), *text);
	if (!CHECK_INT(rc, 0) || !CHECK_INT(again.label_count, aid_conf.label_count) ||
	    !CHECK_INT(again.menu_count, aid_conf.menu_count) || !CHECK(same_start()))
		return false;
	for (size_t i = 0; i < again.label_count; i++)
		if (!CHECK(same_line(&aid_conf.labels[i], &again.labels[i])) ||
		    !CHECK(same_plan((int)i, aid_conf.default_line)))
			return false;
	for (unsigned i = 0; i < again.menu_count; i++)
		if (!CHECK(same_menu(i)))
			return false;
	return CHECK(print(&again, second, &second_text)) && CHECK(same_text(*text, second_text));
}

/* --- tests ----------------------------------------------------------------------------------- */

static const struct aid_file files[] = {
	{"a", "label in a\ninclude b\nappend x\n"}, {"b", "menu begin\ninclude a\n"}, {NULL, NULL}};

static bool survives_text(struct view text)
{
	struct view printed = {0};

	if (aid_parse(text, files) || survives(&printed))
		return true;
	printf("  from:\n%.*s\n  printed:\n%.*s\n", (int)text.n, text.p, (int)printed.n, printed.p);
	return false;
}

static const char *const samples[] = {
	"",
	"say  hello \ndefault b x\nlabel a\nkernel k q\nappend y \nlabel b\n",
	"append g\nlabel a\nlabel b\nappend -\nlabel c\nappend own\nmenu end\nappend h\nlabel d\n",
	"append -\nlabel a\nmenu begin t\nlabel b\nmenu separator\nappend x\nlabel c\nmenu end\n",
	"sysappend 3\nlabel a\nmenu end\nsysappend 0x10\nlabel b\nsysappend 1\n",
	"timeout 5\nmenu begin t\ntimeout 7\nlabel a\nmenu end\n",
	"menu begin t\ntimeout 7\nlabel a\nmenu begin u\nlabel b\nmenu end\nmenu end\ntimeout 5\n",
	"ontimeout a\nmenu begin t\nontimeout b\nlabel a\nmenu end\nlabel b\nmenu begin u\nlabel "
	"c\n",
	"onerror x\nmenu begin t\nlabel a\nmenu end\nonerror y\n",
	"menu begin t\nlabel h\nmenu hide\nmenu exit\nlabel e\nmenu exit\nlabel g\nmenu goto t\n",
	"ui menu.c32\ndefault c\nmenu begin\nmenu default\nmenu start\nlabel c\nmenu end\nlabel "
	"d\n",
	"label a\ntext help\n one\nappend no\nendtext\nlabel b\nmenu help f g\nlabel c\nmenu "
	"quit\n",
	"menu immediate\nlabel a\nmenu noimmediate\nmenu begin\nmenu noimmediate\nlabel b\nmenu "
	"end\n",
	"menu master passwd m\nmenu begin x\nmenu passwd\nlabel b\nmenu passwd $4$a$b\nmenu end\n",
	"* ins\nk 0x0\ni,j 0x100\np 0x10480\n",
	"* ins\ni 0x9\n",
	"*\n *k 0\n *i 9\n *p 0x10480\n",
	"default x y\nsysappend 2\nimplicit 1\n",
	"label  two  words \nmenu label ^x\nmenu indent 4\nfdt -\nfdtdir d\nlocalboot 0x80\n",
	"f1 a\nf0 b\ndisplay d\nfallback l\nmenu hidden\nmenu shiftkey\nmenu autoboot in #\n",
	"label a\nmenu disable\nlabel b\nmenu disable\nkernel k\nmenu default\nlabel\nkernel\n",
};

TEST(samples_survive_being_printed)
{
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
		survives_text(view_of(samples[i]));
}

TEST(what_is_printed)
{
	struct view text;

	CHECK_INT(aid_str("include gone\ndefault a\nmenu begin s\nlabel b\nmenu end\n"
			  "label a\nlinux k x\nfoo\nappend y\ninitrd i\n"),
		  0);
	CHECK(print(&aid_conf, first, &text));
	CHECK_STR(first, "# printed by pxehop\n"
			 "DEFAULT a\n"
			 "MENU BEGIN s\n"
			 "LABEL b\n"
			 "MENU END\n"
			 "LABEL a\n"
			 "  LINUX k x\n"
			 "  INITRD i\n"
			 "  APPEND y\n");
}

/* Of 64 bytes to 64 KiB each, whatever the words. */
TEST(any_soup_survives_being_printed)
{
	struct random r = {.state = 5};
	size_t most = 0;

	for (int i = 0; i < 300; i++) {
		if (!survives_text(soup_cook(&r)))
			return;
		if (again.label_count > most)
			most = again.label_count;
	}
	CHECK(most > 100);
}

static void survive(const uint8_t *data, size_t len)
{
	survives_text((struct view){.p = (const char *)data, .n = len});
}

TEST(every_cut_and_flip_of_a_file_survives)
{
	static const char golden[] =
		"DEFAULT menu.c32\nTIMEOUT 50\nAPPEND g\nMENU BEGIN s\nTIMEOUT 20\nLABEL a\n"
		"MENU LABEL ^A\nMENU EXIT\nLABEL d\nKERNEL k x\nINITRD i,j\nIPAPPEND 0x3\n"
		"TEXT HELP\nh\nENDTEXT\nMENU END\nMENU SEPARATOR\nLABEL c\nMENU HIDE\nF1 x\n";

	check_mutations((const uint8_t *)golden, sizeof golden - 1, survive);
}
