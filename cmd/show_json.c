/* SPDX-License-Identifier: MIT
 * A configuration as the JSON document of `pxe show --json`; docs/pxe.1 names its members. */
#include "cmd/show.h"

#include "lib/json.h"
#include "pxe/conf/menus.h"
#include "pxe/plan/default.h"
#include "pxe/plan/parts.h"

static void key_text(struct json *j, const char *key, struct view v)
{
	json_key(j, key);
	if (v.p)
		json_view(j, v);
	else
		json_null(j);
}

static void key_number(struct json *j, const char *key, bool set, int64_t n)
{
	json_key(j, key);
	if (set)
		json_i64(j, n);
	else
		json_null(j);
}

/* A file name is the rest of its line, but no blank at the end of it is meant. */
static struct view trimmed(struct view v)
{
	return v.p ? view_trim(v) : v;
}

/* What follows the kernel's name and the APPEND in force, as PXELINUX joins them. */
static void key_append(struct json *j, const struct plan_parts *parts)
{
	static char both[2 * CONF_LINE_MAX + 2];
	struct str s = str_of(both, sizeof both);

	str_put(&s, parts->args);
	if (parts->args.n && parts->append.n)
		str_putc(&s, ' ');
	str_put(&s, parts->append);
	key_text(j, "append", s.n ? (struct view){.p = both, .n = s.n} : (struct view){0});
}

static void put_label_extras(struct json *j, const struct conf *c, const struct conf_label *l)
{
	if (l->parmfile.n)
		key_text(j, "parmfile", l->parmfile);
	if (l->kaslrseed) {
		json_bool(json_key(j, "kaslrseed"), true);
	}
	if (l->menu == CONF_MENU_HIDDEN) {
		json_bool(json_key(j, "hidden"), true);
	} else if (l->menu != CONF_MENU_ROOT) {
		struct view tag = c->menus[l->menu].tag;

		key_text(j, "submenu", tag.n ? tag : conf_menu_title(c, l->menu));
	}
	if (l->disabled) {
		json_bool(json_key(j, "disabled"), true);
	}
}

static void put_label(struct json *j, const struct conf *c, const struct conf_label *l)
{
	bool localboot = l->type == CONF_LOCALBOOT;
	struct plan_parts parts;

	plan_parts(l, (struct view){0}, &parts);
	json_object(j);
	key_text(j, "name", l->full_name);
	key_text(j, "menu_label", l->menu_label);
	key_text(j, "kernel", parts.kernel);
	json_array(json_key(j, "initrds"));
	for (size_t i = 0; i < parts.initrd_count; i++)
		json_view(j, parts.initrds[i]);
	json_array_end(j);
	key_append(j, &parts);
	key_number(j, "ipappend", l->has_sysappend, l->sysappend);
	key_text(j, "fdt", trimmed(l->fdt));
	key_text(j, "fdtdir", trimmed(l->fdtdir));
	json_words(json_key(j, "fdtoverlays"), l->fdtoverlays);
	key_number(j, "localboot", localboot, localboot ? plan_parts_localboot(l) : 0);
	put_label_extras(j, c, l);
	json_object_end(j);
}

/* The label that starts when nobody touches a key; none while something waits for ever. */
static struct view default_label(const struct conf *c)
{
	struct plan_choice choice;

	plan_default(c, &choice);
	if (choice.label < 0 || choice.wait_ds == PLAN_FOREVER)
		return (struct view){0};
	return c->labels[choice.label].full_name;
}

static void put_includes(struct json *j, const struct conf *c)
{
	json_array(json_key(j, "includes"));
	for (size_t i = 0; i < c->include_count; i++)
		json_view(j, c->includes[i].name);
	json_array_end(j);
}

static void put_warnings(struct json *j, const struct conf *c)
{
	json_array(json_key(j, "warnings"));
	for (size_t i = 0; i < c->note_count; i++) {
		const struct conf_note *n = &c->notes[i];

		json_object(j);
		key_text(j, "file", c->files[n->where.file]);
		key_number(j, "line", true, n->where.line);
		key_text(j, "text", view_of(n->text));
		json_object_end(j);
	}
	json_array_end(j);
}

void show_json(const struct conf *c, FILE *out)
{
	struct json j = json_open(out);

	json_object(&j);
	json_array(json_key(&j, "labels"));
	CONF_EACH_LABEL (c, l)
		if (show_is_label(l))
			put_label(&j, c, l);
	json_array_end(&j);
	key_text(&j, "default", default_label(c));
	key_number(&j, "timeout_ds", c->timeout.set, c->timeout.value);
	key_number(&j, "prompt", c->prompt.set, c->prompt.value);
	key_text(&j, "ontimeout", c->ontimeout);
	key_text(&j, "onerror", c->onerror);
	put_includes(&j, c);
	put_warnings(&j, c);
	json_object_end(&j);
}
