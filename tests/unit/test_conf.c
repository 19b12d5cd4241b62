/* SPDX-License-Identifier: MIT
 * The grammar: scopes, inheritance, files and limits. */
#include "tests/unit/check.h"
#include "tests/unit/conf_aid.h"

#include <stdio.h>
#include <string.h>

TEST(words_before_the_first_label_are_global)
{
	CHECK_INT(aid_str("APPEND global\nINITRD ignored\nKERNEL ignored\nSYSAPPEND 2\n"
			  "LABEL a\nKERNEL k\nLABEL b\nKERNEL k2\nAPPEND own\nSYSAPPEND 3\n"),
		  0);
	CHECK(aid_is(aid_label("a")->append, "global"));
	CHECK(aid_is(aid_label("a")->initrd, NULL));
	CHECK_INT(aid_label("a")->sysappend, 2);
	CHECK(aid_is(aid_label("b")->append, "own"));
	CHECK_INT(aid_label("b")->sysappend, 3);
	CHECK(aid_noted(2, "INITRD"));
	CHECK(aid_noted(3, "before the first LABEL"));
}

TEST(truly_global_words_act_inside_labels)
{
	CHECK_INT(aid_str("LABEL a\nKERNEL k\nTIMEOUT 50\nDEFAULT a\nPROMPT 1\nONTIMEOUT b x\n"
			  "APPEND still a\n"),
		  0);
	CHECK_INT(aid_conf.timeout.value, 50);
	CHECK_INT(aid_conf.prompt.value, 1);
	CHECK(aid_is(aid_conf.default_line, "a"));
	CHECK(aid_is(aid_conf.ontimeout, "b x"));
	CHECK(aid_is(aid_label("a")->append, "still a"));
}

TEST(append_dash_means_nothing)
{
	CHECK_INT(aid_str("append global\nlabel a\nappend -\nlabel b\nappend - \nlabel c\n"
			  "append\nlabel d\nappend -x\n"),
		  0);
	CHECK(aid_is(aid_label("a")->append, ""));
	CHECK(aid_is(aid_label("b")->append, "- "));
	CHECK(aid_is(aid_label("c")->append, ""));
	CHECK(aid_is(aid_label("d")->append, "-x"));
}

TEST(the_last_of_two_words_wins)
{
	CHECK_INT(aid_str("default x\nlabel a\nkernel k1\nlocalboot 0\nlinux k2\ninitrd i1\n"
			  "initrd i2\ndefault a\n"),
		  0);
	CHECK(aid_is(aid_label("a")->kernel, "k2"));
	CHECK_INT(aid_label("a")->type, CONF_LINUX);
	CHECK(aid_is(aid_label("a")->initrd, "i2"));
	CHECK(aid_is(aid_conf.default_line, "a"));
}

TEST(a_label_without_kernel_is_its_own_kernel)
{
	CHECK_INT(aid_str("label vmlinuz\nappend x\n"), 0);
	CHECK(aid_is(aid_label("vmlinuz")->kernel, "vmlinuz"));
	CHECK(!aid_label("vmlinuz")->has_kernel);
}

TEST(labels_compare_exactly_and_the_first_wins)
{
	CHECK_INT(aid_str("label a\nkernel one\nlabel A\nkernel two\nlabel a\nkernel three\n"), 0);
	CHECK(aid_is(aid_label("a")->kernel, "one"));
	CHECK(aid_is(aid_label("A args")->kernel, "two"));
	CHECK_INT(conf_find(&aid_conf, view_of("aa")), -1);
	CHECK_INT(conf_find(&aid_conf, view_of("")), -1);
	CHECK(aid_noted(5, "twice"));
}

TEST(sysappend_reads_any_base)
{
	CHECK_INT(aid_str("label a\nipappend 0x7\nlabel b\nsysappend 010\nlabel c\nipappend 2x\n"
			  "label d\nsysappend 99999999999\nlabel e\n"),
		  0);
	CHECK_INT(aid_label("a")->sysappend, 7);
	CHECK_INT(aid_label("b")->sysappend, 8);
	CHECK_INT(aid_label("c")->sysappend, 2);
	CHECK_INT(aid_label("d")->sysappend, UINT32_MAX);
	CHECK(!aid_label("e")->has_sysappend);
	CHECK(aid_noted(6, "plain number"));
}

TEST(device_tree_words_have_other_spellings)
{
	static const char *const files[] = {"fdt", "devicetree", "dtb", "DeviceTree"};
	char text[80];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(text, sizeof text, "%s before\nlabel a\n%s x.dtb \n", files[i], files[i]);
		CHECK_INT(aid_str(text), 0);
		CHECK(aid_is(aid_label("a")->fdt, "x.dtb "));
		CHECK(aid_noted(1, "before the first LABEL"));
	}
	CHECK_INT(aid_str("label a\ndevicetreedir d\ndevicetree-overlay o p\nlabel b\nfdtdir e\n"
			  "fdtoverlays q\nkaslrseed\nfallback c\n"),
		  0);
	CHECK(aid_is(aid_label("a")->fdtdir, "d") && aid_is(aid_label("b")->fdtdir, "e"));
	CHECK(aid_is(aid_label("a")->fdtoverlays, "o p"));
	CHECK(aid_is(aid_label("b")->fdtoverlays, "q"));
	CHECK(!aid_label("a")->kaslrseed && aid_label("b")->kaslrseed);
	CHECK(aid_is(aid_conf.fallback, "c"));
}

/* Global SYSAPPEND counts as it stands when LABEL is read, global APPEND when the label ends. */
TEST(menu_begin_ends_the_label_and_opens_global_scope)
{
	CHECK_INT(aid_str("label a\nkernel k\nmenu begin sub\nappend later\nsysappend 2\n"
			  "menu label Sub ^menu\nlabel b\nkernel k2\nmenu end\nlabel c\n"),
		  0);
	CHECK(aid_is(aid_label("a")->append, NULL));
	CHECK(aid_is(aid_label("b")->append, "later"));
	CHECK_INT(aid_label("b")->sysappend, 2);
	CHECK_INT(aid_label("b")->menu, 2);
	CHECK_INT(aid_label("c")->menu, CONF_MENU_ROOT);
	CHECK(aid_is(aid_conf.labels[1].menu_label, "Sub ^menu"));
	CHECK_INT(aid_conf.labels[1].action, CONF_DO_SUBMENU);
}

TEST(menu_separator_ends_the_label_too)
{
	CHECK_INT(aid_str("label a\nmenu separator\nkernel lost\nlabel b\nkernel k\n"), 0);
	CHECK(aid_is(aid_label("a")->kernel, "a"));
	CHECK_INT(aid_conf.label_count, 3);
	CHECK(aid_conf.labels[1].separator);
	CHECK(aid_noted(3, "before the first LABEL"));
}

TEST(say_keeps_blanks_and_order)
{
	struct view v;

	CHECK_INT(aid_str("SAY  two blanks\nsay\nSAY last \n"), 0);
	CHECK(conf_say(&aid_conf, &v) && view_is(v, " two blanks"));
	CHECK(conf_say(&aid_conf, &v) && v.n == 0);
	CHECK(conf_say(&aid_conf, &v) && view_is(v, "last "));
	CHECK(!conf_say(&aid_conf, &v));
}

TEST(text_help_is_kept_and_never_parsed)
{
	CHECK_INT(aid_str("label a\nkernel k\ntext help\n append evil\r\nlabel evil\n  endtext\n"
			  "append good\ntext other\nlabel evil\nendtext\n"),
		  0);
	CHECK(aid_is(aid_label("a")->help, " append evil\r\nlabel evil\n"));
	CHECK(aid_is(aid_label("a")->append, "good"));
	CHECK_INT(aid_conf.label_count, 1);
	CHECK_INT(aid_str("text help\nlabel a\n"), 0);
	CHECK(aid_noted(2, "ENDTEXT"));
	CHECK_INT(aid_conf.errors, 1);
}

TEST(unknown_words_warn_once_and_end_nothing)
{
	CHECK_INT(
		aid_str("# comment\nlabel a\nfrobnicate 1\nkernel k\nFROBNICATE 2\nkernelx\n"
			"menu sparkle\nmenu color title 1\nserial 0\nf13 help.txt\nappend x #y\n"),
		0);
	CHECK(aid_is(aid_label("a")->kernel, "k"));
	CHECK(aid_is(aid_label("a")->append, "x #y"));
	CHECK(aid_noted(3, "frobnicate: unknown"));
	CHECK(aid_noted(6, "kernelx: unknown"));
	CHECK(aid_noted(7, "MENU sparkle: unknown"));
	CHECK(aid_noted(10, "f13: unknown"));
	CHECK_INT(aid_conf.note_count, 4);
}

TEST(quiet_words_are_quiet_in_their_place_only)
{
	CHECK_INT(aid_str("console 1\nmenu color x\nmenu console 1\nsave 1\n"), 0);
	CHECK_INT(aid_conf.note_count, 2);
	CHECK(aid_noted(3, "MENU console: unknown"));
	CHECK(aid_noted(4, "save: unknown"));
}

TEST(slips_of_a_letter_are_recognised)
{
	CHECK_INT(aid_str("kernal\nappendx\nlabl\ntimeotu\nmenu tilte\nabel\nsax\nkrenle\n"), 0);
	CHECK(aid_noted(1, "is it kernel?"));
	CHECK(aid_noted(2, "is it append?"));
	CHECK(aid_noted(3, "is it label?"));
	CHECK(aid_noted(4, "is it timeout?"));
	CHECK(aid_noted(5, "is it title?"));
	CHECK(aid_noted(6, "is it label?"));
	CHECK(aid_noted(7, "sax: unknown") && !aid_noted(7, "is it"));
	CHECK(aid_noted(8, "krenle: unknown") && !aid_noted(8, "is it"));
}

/* --- INCLUDE --------------------------------------------------------------------------------- */

TEST(include_is_inline_and_keeps_the_scope)
{
	static const struct aid_file files[] = {{"a.cfg", "append from a\ninclude b.cfg\nsay hi\n"},
						{"b.cfg", "label b\nkernel kb\n"},
						{NULL, NULL}};

	CHECK_INT(aid_parse(view_of("label x\ninclude a.cfg\ninitrd of b\ninclude none\n"), files),
		  0);
	CHECK(aid_is(aid_label("x")->append, "from a"));
	CHECK(aid_is(aid_label("b")->initrd, "of b"));
	CHECK_INT(aid_conf.include_count, 3);
	CHECK(aid_conf.includes[0].found && !aid_conf.includes[2].found);
	CHECK(aid_noted(4, "not found"));
	CHECK(view_is(aid_conf.files[aid_label("b")->where.file], "b.cfg"));
	CHECK_INT(aid_label("b")->where.line, 1);
}

TEST(menu_include_with_a_tag_is_a_submenu)
{
	static const struct aid_file files[] = {{"s.cfg", "label s\nkernel ks\n"}, {NULL, NULL}};

	CHECK_INT(aid_parse(view_of("label x\nmenu include s.cfg Other systems\nlabel y\n"
				    "menu include s.cfg\nlabel z\ninclude s.cfg Again\n"),
			    files),
		  0);
	CHECK_INT(aid_label("s")->menu, 2);
	CHECK_INT(aid_label("y")->menu, CONF_MENU_ROOT);
	CHECK(aid_is(aid_conf.menus[2].tag, "Other systems"));
	CHECK(aid_is(aid_conf.menus[3].tag, "Again"));
	CHECK_INT(aid_conf.label_count, 8);
	CHECK_INT(aid_conf.labels[7].menu, 3);
}

TEST(hazard_84_include_loops_are_named_and_skipped)
{
	static const struct aid_file files[] = {
		{"a", "include b\nlabel a\n"}, {"b", "include a\nlabel b\n"}, {NULL, NULL}};

	CHECK_INT(aid_parse(view_of("include default\ninclude a\nlabel x\n"), files), 0);
	CHECK(aid_noted(1, "loop"));
	CHECK_INT(aid_conf.errors, 2);
	CHECK_INT(aid_conf.label_count, 3);
}

TEST(a_long_reason_is_cut_and_not_lost)
{
	char why[600];

	memset(why, 'w', sizeof why);
	memcpy(why, "server said", 11);
	why[sizeof why - 1] = '\0';
	conf_init(&aid_conf);
	CHECK_INT(conf_feed(&aid_conf, view_of("c"), view_of("include f\n")), CONF_NEED_FILE);
	CHECK_INT(conf_no_include(&aid_conf, why), 0);
	CHECK(aid_noted(1, "f: INCLUDE skipped, server said"));
	CHECK_INT(strlen(aid_conf.notes[0].text), CONF_NOTE_BUF - 1);
}

/* Files "1" to "17", each including the next. */
TEST(hazard_84_include_depth_16_and_17)
{
	char name[17][16], text[17][64];
	struct aid_file files[18] = {{NULL, NULL}};

	for (int i = 0; i < 17; i++) {
		snprintf(name[i], sizeof name[i], "%d", i + 1);
		snprintf(text[i], sizeof text[i], "label l%d\ninclude %d\n", i + 1, i + 2);
		files[i] = (struct aid_file){name[i], text[i]};
	}
	CHECK_INT(aid_parse(view_of("include 1\n"), files), 0);
	CHECK_INT(aid_conf.label_count, 16);
	CHECK_INT(aid_conf.errors, 1);
	CHECK(aid_noted(2, "deeper than 16"));
}

TEST(hazard_84_sixty_four_files_in_all)
{
	static const struct aid_file files[] = {{"f", "label f\n"}, {NULL, NULL}};
	static char text[64 * 10 + 1];

	for (int i = 0; i < 64; i++)
		memcpy(text + i * 10, "include f\n", 11);
	CHECK_INT(aid_parse((struct view){.p = text, .n = 63 * 10}, files), 0);
	CHECK_INT(aid_conf.errors, 0);
	CHECK_INT(aid_conf.label_count, 63);
	CHECK_INT(aid_parse((struct view){.p = text, .n = 64 * 10}, files), 0);
	CHECK_INT(aid_conf.errors, 1);
	CHECK_INT(aid_conf.file_count, 64);
	CHECK(aid_noted(64, "64 files"));
}

TEST(calls_out_of_turn_are_refused)
{
	CHECK_INT(aid_str("label a\n"), 0);
	CHECK_INT(conf_feed(&aid_conf, view_of("x"), view_of("")), CONF_BAD_STATE);
	CHECK_INT(conf_feed_include(&aid_conf, view_of("")), CONF_BAD_STATE);
	CHECK_INT(conf_no_include(&aid_conf, "x"), CONF_BAD_STATE);
	CHECK_INT(conf_wanted(&aid_conf).n, 0);
}

/* --- limits: at the cap and one above -------------------------------------------------------- */

static char big[CONF_TEXT_MAX + 1];

TEST(hazard_83_text_of_1_mib_and_one_byte_more)
{
	memset(big, '\n', sizeof big);
	CHECK_INT(aid_parse((struct view){.p = big, .n = CONF_TEXT_MAX}, NULL), 0);
	CHECK_INT(aid_parse((struct view){.p = big, .n = CONF_TEXT_MAX + 1}, NULL), CONF_TOO_BIG);
	CHECK_STR(conf_error(&aid_conf), "default: more than 1 MiB of configuration");
}

TEST(hazard_83_text_is_counted_over_all_files)
{
	static char half[CONF_TEXT_MAX / 2 + 1];
	const struct aid_file files[] = {{"half", half}, {NULL, NULL}};

	memset(half, '\n', CONF_TEXT_MAX / 2);
	CHECK_INT(aid_parse(view_of("include half\n"), files), 0);
	CHECK_INT(aid_parse(view_of("include half\ninclude half\n"), files), CONF_TOO_BIG);
}

TEST(hazard_83_line_of_64_kib_and_one_byte_more)
{
	memset(big, 'x', CONF_LINE_MAX + 64);
	memcpy(big, "label a\nappend ", 15);
	big[8 + CONF_LINE_MAX] = '\n';
	CHECK_INT(aid_parse((struct view){.p = big, .n = 8 + CONF_LINE_MAX + 1}, NULL), 0);
	CHECK_INT(aid_label("a")->append.n, CONF_LINE_MAX - 7);
	big[8 + CONF_LINE_MAX] = 'x';
	big[8 + CONF_LINE_MAX + 1] = '\n';
	CHECK_INT(aid_parse((struct view){.p = big, .n = 8 + CONF_LINE_MAX + 2}, NULL),
		  CONF_LONG_LINE);
	CHECK_STR(conf_error(&aid_conf), "default: line 2: a line is longer than 65536 bytes");
}

TEST(hazard_85_labels_1024_and_one_more)
{
	for (size_t i = 0; i < 1025; i++)
		memcpy(big + i * 8, "label x\n", 8);
	CHECK_INT(aid_parse((struct view){.p = big, .n = 1024 * 8}, NULL), 0);
	CHECK_INT(aid_conf.label_count, 1024);
	CHECK_INT(aid_parse((struct view){.p = big, .n = 1025 * 8}, NULL), CONF_MANY_LABELS);
}

TEST(hazard_85_names_of_4_kib_and_one_byte_more)
{
	memset(big, 'n', 8192);
	memcpy(big, "label ", 6);
	CHECK_INT(aid_parse((struct view){.p = big, .n = 6 + 4096}, NULL), 0);
	CHECK_INT(aid_parse((struct view){.p = big, .n = 6 + 4097}, NULL), CONF_LONG_NAME);
	memcpy(big, "include ", 8);
	CHECK_INT(aid_parse((struct view){.p = big, .n = 8 + 4096}, NULL), 0);
	CHECK_INT(aid_parse((struct view){.p = big, .n = 8 + 4097}, NULL), CONF_LONG_NAME);
}

TEST(hazard_85_submenus_are_bounded)
{
	for (size_t i = 0; i < 200; i++)
		memcpy(big + i * 11, "menu begin\n", 11);
	CHECK_INT(aid_parse((struct view){.p = big, .n = 126 * 11}, NULL), 0);
	CHECK_INT(aid_parse((struct view){.p = big, .n = 127 * 11}, NULL), CONF_MANY_MENUS);
	CHECK_INT(aid_str("menu end\nmenu end\nlabel a\n"), 0);
}

TEST(warnings_are_bounded)
{
	size_t n = 0;

	for (int i = 0; i < 300; i++)
		n += (size_t)snprintf(big + n, 16, "word%d\n", i);
	CHECK_INT(aid_parse((struct view){.p = big, .n = n}, NULL), 0);
	CHECK_INT(aid_conf.note_count, CONF_NOTES_MAX);
	CHECK_INT(aid_conf.notes_lost, 300 - CONF_NOTES_MAX);
}

/* Hazard 83: the shapes that files arrive in. */
TEST(hazard_83_odd_files)
{
	CHECK_INT(aid_str(""), 0);
	CHECK_INT(aid_str("x"), 0);
	CHECK_INT(aid_str("label a"), 0);
	CHECK_INT(aid_conf.label_count, 1);
	CHECK_INT(aid_str("\xff\xfel\0a\0"), 0);
	CHECK_INT(aid_conf.errors, 1);
	CHECK_INT(aid_parse((struct view){.p = "label a\0b\nkernel k\n", .n = 19}, NULL), 0);
	CHECK(aid_is(aid_label("a")->kernel, "k"));
	CHECK(aid_noted(1, "NUL"));
	CHECK_INT(aid_str("label a\rkernel k\rappend x"), 0);
	CHECK(aid_is(aid_label("a")->append, "x"));
	CHECK_INT(aid_str("\r\n\r\nfoo\r\n"), 0);
	CHECK(aid_noted(3, "foo"));
}

TEST(hazard_87_times_that_are_no_times)
{
	CHECK_INT(aid_str("timeout -1\n"), 0);
	CHECK_INT(aid_conf.timeout.value, 0);
	CHECK(aid_noted(1, "negative"));
	CHECK_INT(aid_str("timeout 99999999999999999999\n"), 0);
	CHECK_INT(aid_conf.timeout.value, INT32_MAX);
	CHECK_INT(aid_str("timeout 5x\n"), 0);
	CHECK_INT(aid_conf.timeout.value, 5);
	CHECK_INT(aid_str("timeout\n"), 0);
	CHECK(aid_conf.timeout.set && aid_conf.timeout.value == 0);
}

/* What a configuration says reaches a terminal through its notes. */
TEST(hazard_91_notes_and_errors_are_printable)
{
	static const char text[] = "\x1b[2J\x9b x\n"
				   "label \x1b]0;t\x07 b\n"
				   "label \x1b]0;t\x07\n"
				   "include \x1b[31m\n"
				   "timeout \x1b[0m\n"
				   "menu \x1bP x\n";

	CHECK_INT(aid_str(text), 0);
	CHECK(aid_conf.note_count >= 5);
	for (size_t i = 0; i < aid_conf.note_count; i++)
		for (const char *p = aid_conf.notes[i].text; *p; p++)
			CHECK(*p >= 0x20 && *p <= 0x7e);
}

/* As a menu module reads its arguments. */
TEST(real_02_files_one_behind_the_other)
{
	struct conf *c = &aid_conf;

	conf_init(c);
	CHECK_INT(conf_feed_more(c, view_of("x"), view_of("label a\n")), CONF_BAD_STATE);
	CHECK_INT(aid_str("append g\nmenu title T\nlabel a\nkernel k\n"), 0);
	CHECK_INT(conf_feed_more(c, view_of("two"), view_of("label b\ninclude i\n")),
		  CONF_NEED_FILE);
	CHECK_INT(conf_feed_more(c, view_of("x"), view_of("label c\n")), CONF_BAD_STATE);
	CHECK_INT(conf_feed_include(c, view_of("kernel kb\nfoo\n")), 0);
	CHECK_INT(conf_feed_more(c, view_of("three"), view_of("\nbar\nlabel c\n")), 0);
	CHECK_INT(c->label_count, 3);
	CHECK(aid_is(aid_label("b")->kernel, "kb") && aid_is(aid_label("b")->append, "g"));
	CHECK(aid_is(c->files[c->labels[2].where.file], "three"));
	CHECK(aid_noted(2, "foo") && aid_noted(2, "bar"));
}

TEST(real_02_64_files_and_one_more)
{
	CHECK_INT(aid_str("label a\n"), 0);
	for (int i = 0; i < 63; i++)
		CHECK_INT(conf_feed_more(&aid_conf, view_of("n"), view_of("label b\n")), 0);
	CHECK_INT(aid_conf.errors, 0);
	CHECK_INT(conf_feed_more(&aid_conf, view_of("n"), view_of("label c\n")), 0);
	CHECK_INT(aid_conf.errors, 1);
	CHECK_INT(aid_conf.file_count, 64);
	CHECK_INT(aid_conf.label_count, 64);
}
