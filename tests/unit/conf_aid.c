/* SPDX-License-Identifier: MIT */
#include "tests/unit/conf_aid.h"

#include "tests/unit/check.h"

#include <stdio.h>
#include <string.h>

struct conf aid_conf;

static const struct aid_file *find(const struct aid_file *files, struct view name)
{
	for (; files && files->name; files++)
		if (view_is(name, files->name))
			return files;
	return NULL;
}

int aid_parse(struct view text, const struct aid_file *files)
{
	int rc;

	conf_init(&aid_conf);
	rc = conf_feed(&aid_conf, view_of("default"), text);
	while (rc == CONF_NEED_FILE) {
		const struct aid_file *f = find(files, conf_wanted(&aid_conf));

		rc = f ? conf_feed_include(&aid_conf, view_of(f->text))
		       : conf_no_include(&aid_conf, "not found");
	}
	return rc;
}

int aid_str(const char *text)
{
	return aid_parse(view_of(text), NULL);
}

const struct conf_label *aid_label(const char *name)
{
	static const struct conf_label none;
	int at = conf_find(&aid_conf, view_of(name));

	return CHECK(at >= 0) ? &aid_conf.labels[at] : &none;
}

bool aid_is(struct view v, const char *want)
{
	bool ok = want ? v.p && view_is(v, want) : !v.p;

	if (!ok)
		printf("  got %s%.*s%s, want %s\n", v.p ? "\"" : "none", (int)v.n, v.p ? v.p : "",
		       v.p ? "\"" : "", want ? want : "none");
	return ok;
}

bool aid_noted(unsigned line, const char *part)
{
	for (size_t i = 0; i < aid_conf.note_count; i++)
		if (aid_conf.notes[i].where.line == line && strstr(aid_conf.notes[i].text, part))
			return true;
	return false;
}
