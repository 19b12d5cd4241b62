/* SPDX-License-Identifier: MIT */
#include "cmd/show.h"

#include "lib/json.h"
#include "pxe/conf/menus.h"
#include "pxe/conf/print.h"
#include "pxe/plan/plan.h"

#include <inttypes.h>

/* --- JSON ------------------------------------------------------------------------------------ */

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

static void key_words(struct json *j, const char *key, struct view v)
{
	json_key(j, key);
	json_array(j);
	for (struct view w = view_word(&v); w.n; w = view_word(&v))
		json_view(j, w);
	json_array_end(j);
}

/* A file name is the rest of its line, but no blank at the end of it is meant. */
static struct view file_name(struct view v)
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

static void label_extras(struct json *j, const struct conf *c, const struct conf_label *l)
{
	if (l->parmfile.n)
		key_text(j, "parmfile", l->parmfile);
	if (l->kaslrseed) {
		json_key(j, "kaslrseed");
		json_bool(j, true);
	}
	if (l->menu == CONF_MENU_HIDDEN) {
		json_key(j, "hidden");
		json_bool(j, true);
	} else if (l->menu != CONF_MENU_ROOT) {
		struct view tag = c->menus[l->menu].tag;

		key_text(j, "submenu", tag.n ? tag : conf_menu_title(c, l->menu));
	}
	if (l->disabled) {
		json_key(j, "disabled");
		json_bool(j, true);
	}
}

static void json_label(struct json *j, const struct conf *c, const struct conf_label *l)
{
	bool localboot = l->type == CONF_LOCALBOOT;
	struct plan_parts parts;

	plan_parts(l, (struct view){0}, &parts);
	json_object(j);
	key_text(j, "name", l->full_name);
	key_text(j, "menu_label", l->menu_label);
	key_text(j, "kernel", parts.kernel);
	json_key(j, "initrds");
	json_array(j);
	for (size_t i = 0; i < parts.initrd_count; i++)
		json_view(j, parts.initrds[i]);
	json_array_end(j);
	key_append(j, &parts);
	key_number(j, "ipappend", l->has_sysappend, l->sysappend);
	key_text(j, "fdt", file_name(l->fdt));
	key_text(j, "fdtdir", file_name(l->fdtdir));
	key_words(j, "fdtoverlays", l->fdtoverlays);
	key_number(j, "localboot", localboot, localboot ? plan_parts_localboot(l) : 0);
	label_extras(j, c, l);
	json_object_end(j);
}

static bool is_label(const struct conf_label *l)
{
	return !l->separator && l->action != CONF_DO_SUBMENU;
}

/* The label that starts when nobody touches a key; none while something waits for ever. */
static struct view default_name(const struct conf *c)
{
	struct plan_choice choice;

	plan_default(c, &choice);
	if (choice.label < 0 || choice.wait_ds == PLAN_FOREVER)
		return (struct view){0};
	return c->labels[choice.label].full_name;
}

static void json_includes(struct json *j, const struct conf *c)
{
	json_key(j, "includes");
	json_array(j);
	for (size_t i = 0; i < c->include_count; i++)
		json_view(j, c->includes[i].name);
	json_array_end(j);
}

static void json_warnings(struct json *j, const struct conf *c)
{
	json_key(j, "warnings");
	json_array(j);
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
	json_key(&j, "labels");
	json_array(&j);
	CONF_EACH_LABEL (c, l)
		if (is_label(l))
			json_label(&j, c, l);
	json_array_end(&j);
	key_text(&j, "default", default_name(c));
	key_number(&j, "timeout_ds", c->timeout.set, c->timeout.value);
	key_number(&j, "prompt", c->prompt.set, c->prompt.value);
	key_text(&j, "ontimeout", c->ontimeout);
	key_text(&j, "onerror", c->onerror);
	json_includes(&j, c);
	json_warnings(&j, c);
	json_object_end(&j);
}

/* --- as it was written ------------------------------------------------------------------------ */

static void write_piece(void *ctx, struct view piece)
{
	fwrite(piece.p, 1, piece.n, ctx);
}

void show_config(const struct conf *c, FILE *out)
{
	struct conf_sink sink = {.put = write_piece, .ctx = out};

	conf_print(c, &sink);
}

/* --- for people ------------------------------------------------------------------------------ */

static void print(FILE *out, struct view v)
{
	char buf[512];

	for (size_t at = 0; at < v.n; at += 100) {
		struct str s = str_of(buf, sizeof buf);
		size_t n = v.n - at < 100 ? v.n - at : 100;

		str_printable(&s, (struct view){.p = v.p + at, .n = n}, sizeof buf - 1);
		fputs(buf, out);
	}
}

static void field(FILE *out, const char *name, struct view v)
{
	if (!v.p || !v.n)
		return;
	fprintf(out, "  %-10s ", name);
	print(out, v);
	fputc('\n', out);
}

/* Where a line that boots nothing leads. */
static void text_action(const struct conf *c, const struct conf_label *l, FILE *out)
{
	int target = conf_entry_target(c, l);

	switch (l->action) {
	case CONF_DO_GOTO:
	case CONF_DO_EXIT:
		field(out, "leads to",
		      target < 0		 ? view_of("no menu that there is")
		      : target == CONF_MENU_ROOT ? view_of("the first menu")
						 : conf_menu_title(c, (unsigned)target));
		break;
	case CONF_DO_QUIT: field(out, "leads to", view_of("the prompt")); break;
	case CONF_DO_HELP: field(out, "shows", l->target); break;
	default: break;
	}
	if (l->passwd.p)
		field(out, "locked", view_of("by a password"));
}

static void text_label(const struct conf *c, const struct conf_label *l, FILE *out)
{
	struct plan_parts parts;

	plan_parts(l, (struct view){0}, &parts);
	fputs("label ", out);
	print(out, l->full_name);
	fprintf(out, "%s%s\n", l->menu == CONF_MENU_HIDDEN ? " (hidden)" : "",
		l->disabled ? " (disabled)" : "");
	field(out, "title", l->menu_label);
	if (l->menu != CONF_MENU_ROOT && l->menu != CONF_MENU_HIDDEN)
		field(out, "in menu", conf_menu_title(c, l->menu));
	text_action(c, l, out);
	field(out, "kernel", parts.kernel);
	for (size_t i = 0; i < parts.initrd_count; i++)
		field(out, "initrd", parts.initrds[i]);
	field(out, "arguments", parts.args);
	field(out, "append", parts.append);
	if (l->has_sysappend)
		fprintf(out, "  %-10s 0x%" PRIx32 "\n", "sysappend", l->sysappend);
	field(out, "parmfile", l->parmfile);
	field(out, "fdt", l->fdt);
	field(out, "fdtdir", l->fdtdir);
	field(out, "overlays", l->fdtoverlays);
	if (l->type == CONF_LOCALBOOT)
		fprintf(out, "  %-10s %" PRId64 "\n", "localboot", plan_parts_localboot(l));
}

static void text_start(const struct conf *c, FILE *out)
{
	static const char *const screens[] = {"", " at the boot: prompt", " in the menu"};
	struct plan_choice choice;

	plan_default(c, &choice);
	fputs("starts: ", out);
	if (choice.label >= 0)
		print(out, c->labels[choice.label].name);
	else if (choice.file.n)
		print(out, choice.file);
	else
		fputs("nothing", out);
	if (choice.args.n) {
		fputs(" with ", out);
		print(out, choice.args);
	}
	if (choice.wait_ds == PLAN_FOREVER)
		fprintf(out, ", when somebody chooses it%s\n", screens[choice.screen]);
	else if (choice.wait_ds)
		fprintf(out, ", after %u.%u s%s\n", choice.wait_ds / 10, choice.wait_ds % 10,
			screens[choice.screen]);
	else
		fputs(", at once\n", out);
}

void show_text(const struct conf *c, FILE *out)
{
	text_start(c, out);
	CONF_EACH_LABEL (c, l)
		if (is_label(l))
			text_label(c, l, out);
	show_notes(c, out);
}

void show_notes(const struct conf *c, FILE *out)
{
	char where[400];

	for (size_t i = 0; i < c->note_count; i++) {
		const struct conf_note *n = &c->notes[i];
		struct str s = str_of(where, sizeof where);

		conf_put_where(c, n->where, &s);
		fprintf(out, "%s: %s: %s\n", where, n->level == CONF_ERROR ? "error" : "warning",
			n->text);
	}
	if (c->notes_lost)
		fprintf(out, "%zu more warnings are not shown\n", c->notes_lost);
}
