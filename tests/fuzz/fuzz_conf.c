/* SPDX-License-Identifier: MIT
 * The configuration parser and the plan. Input: files one behind the other, a byte 0xff between
 * them; the first is the configuration, the others answer its INCLUDEs in turn. */
#include "lib/random.h"
#include "pxe/conf.h"
#include "pxe/plan.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct conf conf;
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
	if (!rc)
		plan_all();
	else if (!conf_error(&conf)[0])
		abort();
	return 0;
}
