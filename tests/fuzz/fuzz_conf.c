/* SPDX-License-Identifier: MIT
 * The configuration parser, the menu, the plan and the printer. Input: files one behind the other,
 * a byte 0xff between them; the first is the configuration, the others answer its INCLUDEs in turn.
 */
#include "lib/random.h"
#include "pxe/conf/conf.h"
#include "pxe/conf/menus.h"
#include "pxe/conf/print.h"
#include "pxe/plan/plan.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct conf conf, again;
static char text1[1 << 18], text2[1 << 18];
static struct plan plan;

static struct view next_file(struct view *rest)
{
	struct view file = {0};

	view_until(rest, '\xff', &file);
	return file;
}

static void plan_all(void)
{
	static const struct plan_host host = {.mac_len = 6, .ip = 1, .has_uuid = true};
	struct plan_choice choice;
	char text[PLAN_WHY_BUF];

	plan_default(&conf, &choice);
	for (int i = -1; i < (int)conf.label_count && i < 32; i++) {
		struct str why = str_of(text, sizeof text);

		if (i >= 0)
			choice = (struct plan_choice){.label = i, .args = conf.default_line};
		if (!plan_make(&conf, &choice, &host, &plan, &why) && plan.action == PLAN_BOOT &&
		    plan.cmdline[plan.cmdline_len] != '\0')
			abort();
	}
}

static void look_at_menus(void)
{
	char text[64];

	if (conf_menu_start(&conf) >= conf.menu_count)
		abort();
	for (unsigned i = 0; i < conf.menu_count; i++) {
		int at = conf_menu_chosen(&conf, i);

		if (at >= 0 && conf.labels[at].menu != i)
			abort();
		conf_menu_title(&conf, i);
	}
	for (size_t i = 0; i < conf.label_count && i < 32; i++) {
		const struct conf_label *l = &conf.labels[i];
		struct view help = l->help, line;
		struct str s = str_of(text, sizeof text);

		conf_entry_text(&conf, l, sizeof text - 1, &s);
		if (!view_printable(view_of(text)))
			abort();
		if (conf_entry_target(&conf, l) >= (int)conf.menu_count)
			abort();
		conf_entry_hotkey(&conf, l);
		while (conf_help_line(&help, &line))
			if (line.n && line.p[line.n - 1] == '\n')
				abort();
	}
}

static void add(void *ctx, struct view piece)
{
	str_put(ctx, piece);
}

static struct str print(const struct conf *c, char *buf)
{
	struct str s = str_of(buf, sizeof text1);
	struct conf_sink sink = {.put = add, .ctx = &s};

	conf_print(c, &sink);
	return s;
}

/* What is printed parses, boots the same by itself, and prints the same. */
static void print_twice(void)
{
	struct plan_choice a, b;
	struct str one = print(&conf, text1), two;

	if (one.cut)
		return;
	conf_init(&again);
	if (conf_feed(&again, view_of("again"), (struct view){.p = text1, .n = one.n}))
		abort();
	two = print(&again, text2);
	if (one.n != two.n || memcmp(text1, text2, one.n))
		abort();
	plan_default(&conf, &a);
	plan_default(&again, &b);
	if (a.label != b.label || a.wait_ds != b.wait_ds || a.screen != b.screen)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = {.p = (const char *)data, .n = size}, say;
	int rc;

	conf_init(&conf);
	rc = conf_feed(&conf, view_of("default"), next_file(&rest));
	while (rc == CONF_NEED_FILE) {
		struct view file = next_file(&rest);

		if (!conf_wanted(&conf).n)
			abort();
		rc = file.p ? conf_feed_include(&conf, file) : conf_no_include(&conf, "no");
	}
	while (conf_say(&conf, &say))
		if (say.n && say.p[say.n - 1] == '\n')
			abort();
	if (!rc) {
		look_at_menus();
		plan_all();
		print_twice();
	} else if (!conf_error(&conf)[0]) {
		abort();
	}
	return 0;
}
