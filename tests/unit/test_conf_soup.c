/* SPDX-License-Identifier: MIT
 * Properties: any bytes parse in bounded time to views inside the arena, and what is planned from
 * them keeps its promises. */
#include "tests/unit/check.h"
#include "tests/unit/conf_aid.h"

#include "lib/clock.h"
#include "lib/random.h"
#include "pxe/plan/plan.h"
#include "tests/unit/conf_soup.h"

#include <string.h>

static bool inside(struct view v)
{
	const char *start = aid_conf.arena, *end = start + sizeof aid_conf.arena;

	return !v.p || !v.n || (v.p >= start && v.p <= end && v.n <= (size_t)(end - v.p));
}

static bool label_inside(const struct conf_label *l)
{
	return inside(l->name) && inside(l->kernel) && inside(l->append) && inside(l->initrd) &&
	       inside(l->menu_label) && inside(l->help) && inside(l->fdt) &&
	       l->menu < aid_conf.menu_count && l->submenu < aid_conf.menu_count;
}

static void check_plan(void)
{
	static struct plan plan;
	static const struct plan_host nobody;
	struct plan_choice choice;
	char why_text[PLAN_WHY_BUF];

	for (size_t i = 0; i < aid_conf.label_count; i++) {
		struct str why = str_of(why_text, sizeof why_text);
		int rc;

		choice = (struct plan_choice){.label = (int)i};
		rc = plan_make(&aid_conf, &choice, &nobody, &plan, &why);
		CHECK((rc == 0) == (why_text[0] == '\0'));
		if (!rc && plan.action == PLAN_BOOT)
			CHECK(plan.cmdline_len == strlen(plan.cmdline) ||
			      memchr(plan.cmdline, 0, plan.cmdline_len));
	}
	plan_default(&aid_conf, &choice);
	CHECK(choice.label < (int)aid_conf.label_count);
}

TEST(any_64_kib_of_bytes_parse_in_bounded_time)
{
	static const struct aid_file files[] = {{"a", "label in a\ninclude b\nappend x\n"},
						{"b", "menu begin\ninclude a\n"},
						{NULL, NULL}};
	struct random r = {.state = 11};
	uint64_t began = clock_ms();
	size_t most = 0;
	struct view v;

	for (int i = 0; i < 400; i++) {
		int rc = aid_parse(soup_cook(&r), files);

		if (!CHECK(rc >= 0 && rc != CONF_NEED_FILE))
			return;
		CHECK((rc != 0) == (conf_error(&aid_conf)[0] != '\0'));
		CONF_EACH_LABEL (&aid_conf, l)
			if (!CHECK(label_inside(l)))
				return;
		while (conf_say(&aid_conf, &v))
			CHECK(inside(v));
		if (rc)
			continue;
		if (aid_conf.label_count > most)
			most = aid_conf.label_count;
		check_plan();
	}
	CHECK(most > 100); /* or the soup is too thin to mean anything */
	/* Under the sanitizers; a real configuration takes well under a millisecond. */
	CHECK(clock_ms() - began < 20000);
}

static void parse_only(const uint8_t *data, size_t len)
{
	int rc = aid_parse((struct view){.p = (const char *)data, .n = len}, NULL);

	CHECK(rc >= 0 && rc != CONF_NEED_FILE);
}

TEST(every_cut_and_flip_of_a_file_parses)
{
	static const char golden[] =
		"DEFAULT menu.c32\nTIMEOUT 50\nAPPEND g\nMENU BEGIN s\nLABEL a\n"
		"MENU LABEL ^A\nKERNEL k x\nINITRD i,j\nIPAPPEND 0x3\n"
		"TEXT HELP\nh\nENDTEXT\nMENU END\nINCLUDE f\nSAY hi\n";

	check_mutations((const uint8_t *)golden, sizeof golden - 1, parse_only);
}
