/* SPDX-License-Identifier: MIT
 * A parsed configuration for people, and as a configuration again. */
#include "cmd/show.h"

#include "lib/locale.h"
#include "lib/print.h"
#include "pxe/conf/menus.h"
#include "pxe/conf/print.h"
#include "pxe/plan/default.h"
#include "pxe/plan/parts.h"

#include <inttypes.h>
#include <unistd.h>

/* --- as it was written ------------------------------------------------------------------------ */

static void show_piece(void *ctx, struct view piece)
{
	fwrite(piece.p, 1, piece.n, ctx);
}

/* A terminal acts on control bytes, and a person reads no more of them than their numbers. */
static void show_piece_inert(void *ctx, struct view piece)
{
	char text[20]; /* a character as escapes */

	while (piece.n) {
		struct str s = str_of(text, sizeof text);
		struct view one = view_char(&piece);

		if (*one.p == '\n' || *one.p == '\t')
			str_put(&s, one);
		else
			str_shown(&s, one, locale_is_utf8());
		fputs(text, ctx);
	}
}

void show_config(const struct conf *c, FILE *out)
{
	struct conf_sink sink = {.put = isatty(fileno(out)) ? show_piece_inert : show_piece,
				 .ctx = out};

	conf_print(c, &sink);
}

bool show_is_label(const struct conf_label *l)
{
	return !l->separator && l->action != CONF_DO_SUBMENU;
}

/* --- for people ------------------------------------------------------------------------------ */

static void show_field(FILE *out, const char *name, struct view v)
{
	if (!v.p || !v.n)
		return;
	fprintf(out, "  %-10s ", name);
	print_outside(out, v);
	fputc('\n', out);
}

/* Where a line that boots nothing leads. */
static void show_action(const struct conf *c, const struct conf_label *l, FILE *out)
{
	int target = conf_entry_target(c, l);

	switch (l->action) {
	case CONF_DO_GOTO:
	case CONF_DO_EXIT:
		show_field(out, "leads to",
			   target < 0		      ? view_of("no menu that there is")
			   : target == CONF_MENU_ROOT ? view_of("the first menu")
						      : conf_menu_title(c, (unsigned)target));
		break;
	case CONF_DO_QUIT: show_field(out, "leads to", view_of("the prompt")); break;
	case CONF_DO_HELP: show_field(out, "shows", l->target); break;
	default: break;
	}
	if (l->passwd.p)
		show_field(out, "locked", view_of("by a password"));
}

static void show_label(const struct conf *c, const struct conf_label *l, FILE *out)
{
	struct plan_parts parts;

	plan_parts(l, (struct view){0}, &parts);
	fputs("label ", out);
	print_outside(out, l->full_name);
	fprintf(out, "%s%s\n", l->menu == CONF_MENU_HIDDEN ? " (hidden)" : "",
		l->disabled ? " (disabled)" : "");
	show_field(out, "title", l->menu_label);
	if (l->menu != CONF_MENU_ROOT && l->menu != CONF_MENU_HIDDEN)
		show_field(out, "in menu", conf_menu_title(c, l->menu));
	show_action(c, l, out);
	show_field(out, "kernel", parts.kernel);
	for (size_t i = 0; i < parts.initrd_count; i++)
		show_field(out, "initrd", parts.initrds[i]);
	show_field(out, "arguments", parts.args);
	show_field(out, "append", parts.append);
	if (l->has_sysappend)
		fprintf(out, "  %-10s 0x%" PRIx32 "\n", "sysappend", l->sysappend);
	show_field(out, "parmfile", l->parmfile);
	show_field(out, "fdt", l->fdt);
	show_field(out, "fdtdir", l->fdtdir);
	show_field(out, "overlays", l->fdtoverlays);
	if (l->type == CONF_LOCALBOOT)
		fprintf(out, "  %-10s %" PRId64 "\n", "localboot", plan_parts_localboot(l));
}

/* UI or DEFAULT hands over to other files. */
static void show_menu_files(const struct plan_menu_files *files, FILE *out)
{
	struct plan_menu_files rest = *files;
	struct view name;
	bool here = false;

	fputs("the menu of ", out);
	for (const char *between = ""; plan_menu_files_next(&rest, &name); between = " and ") {
		bool is_this = view_is(name, "~");

		here = here || is_this;
		fputs(between, out);
		print_outside(out, is_this ? view_of("this file") : name);
	}
	fputs(here ? "\n" : ", nothing of this file by itself\n", out);
}

/* Return: whether nothing can be started by hand either, and so the line is complete */
static bool show_nothing(const struct conf *c, FILE *out)
{
	char text[120];
	struct str why = str_of(text, sizeof text);

	fputs("nothing", out);
	if (!conf_nothing(c, &why))
		return false;
	fputs(": ", out);
	print_shown(out, text);
	fputc('\n', out);
	return true;
}

static void show_start(const struct conf *c, FILE *out)
{
	static const char *const screens[] = {"", " at the boot: prompt", " in the menu"};
	struct plan_choice choice;

	plan_default(c, &choice);
	fputs("starts: ", out);
	if (plan_menu_files_any(&choice.menu_files)) {
		show_menu_files(&choice.menu_files, out);
		return;
	}
	if (conf_foreign(c)) { /* whose DEFAULT is another one */
		choice.file.n = 0;
		choice.label = -1;
	}
	if (choice.label >= 0)
		print_outside(out, c->labels[choice.label].full_name);
	else if (choice.file.n)
		print_outside(out, choice.file);
	else if (show_nothing(c, out))
		return;
	if (choice.args.n) {
		fputs(" with ", out);
		print_outside(out, choice.args);
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
	show_start(c, out);
	CONF_EACH_LABEL (c, l)
		if (show_is_label(l))
			show_label(c, l, out);
	show_notes(c, out);
}

void show_notes(const struct conf *c, FILE *out)
{
	char where[400];

	for (size_t i = 0; i < c->note_count; i++) {
		const struct conf_note *n = &c->notes[i];
		struct str s = str_of(where, sizeof where);

		conf_put_where(c, n->where, &s);
		print_shown(out, where);
		fprintf(out, ": %s: ", conf_level_str(n->level));
		print_shown(out, n->text);
		fputc('\n', out);
	}
	if (c->notes_lost)
		fprintf(out, "%zu more warnings are not shown\n", c->notes_lost);
}
