/* SPDX-License-Identifier: MIT
 * What stands behind the words of a label and does not mean there what somebody thought. */
#include "cmd/lint.h"

#include "pxe/plan/module.h"

#include <string.h>

static void words_warn(struct lint *l, struct view what, const char *text)
{
	lint_finding(l, conf_where_of(l->c, what, (struct conf_where){0}), CONF_WARNING, what,
		     text);
}

/* A # begins a comment only where a line begins. */
static void check_comment(struct lint *l, struct view value)
{
	for (struct view w = view_word(&value); w.n; w = view_word(&value)) {
		if (w.p[0] != '#')
			continue;
		w.n = (size_t)(value.p + value.n - w.p);
		words_warn(l, view_trim(w),
			   "a # behind a word begins no comment, this is a part of the line");
		return;
	}
}

/* "${" and a name, which U-Boot replaces. */
static void check_variable(struct lint *l, struct view value)
{
	for (size_t i = 0; i + 1 < value.n; i++) {
		struct view v = {.p = value.p + i, .n = value.n - i}, name;
		const char *end = memchr(v.p, '}', v.n);

		if (v.p[0] != '$' || v.p[1] != '{' || !end)
			continue;
		name = (struct view){.p = v.p, .n = (size_t)(end - v.p) + 1};
		words_warn(l, name, "a variable of U-Boot, which stays as it is written here");
		return;
	}
}

static void check_backslash(struct lint *l, struct view value)
{
	value = view_trim(value);
	if (!value.n || value.p[value.n - 1] != '\\')
		return;
	value = view_from(value, value.n - 1);
	words_warn(l, value, "no line is continued, the backslash is a part of this one");
}

static void check_value(struct lint *l, struct view value)
{
	check_variable(l, value);
	check_backslash(l, value);
}

/* pxelinux.0, undionly.kpxe, but not vmlinuz-5.10.0: a version has a digit before its dot. */
static bool is_pxe_name(struct view kernel)
{
	static const char endings[][7] = {".0", ".pxe", ".kpxe", ".kkpxe"};

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (kernel.n > strlen(endings[i]) && view_iends(kernel, endings[i]))
			return i || kernel.p[kernel.n - 3] < '0' || kernel.p[kernel.n - 3] > '9';
	return false;
}

static void check_kernel_name(struct lint *l, const struct conf_label *label)
{
	struct view rest = label->kernel, name = view_word(&rest);

	if (label->type == CONF_KERNEL && is_pxe_name(name) && !lint_own(l, name))
		words_warn(l, name,
			   "a PXE program by its name, and only Linux can be started here");
}

static void check_initrd_line(struct lint *l, const struct conf_label *label)
{
	struct view rest = label->initrd, more;

	view_word(&rest);
	more = view_word(&rest);
	if (more.n && more.p[0] != '#')
		words_warn(l, more,
			   "INITRD takes one word, the rest is not loaded: files are joined "
			   "by commas");
}

void lint_words(struct lint *l, const struct conf_label *label)
{
	struct view rest = label->kernel;
	enum plan_module module = plan_module_of(label->type, view_word(&rest));

	check_comment(l, label->kernel);
	check_comment(l, label->initrd);
	/* "#pass" is an argument of the menu's */
	if (module != PLAN_MODULE_MENU)
		check_comment(l, label->append);
	check_value(l, label->kernel);
	check_value(l, label->append);
	check_value(l, label->initrd);
	check_value(l, label->fdt);
	check_value(l, label->fdtdir);
	check_value(l, label->fdtoverlays);
	check_kernel_name(l, label);
	check_initrd_line(l, label);
}

void lint_words_command(struct lint *l, struct view command)
{
	struct view rest = command;

	if (!plan_module_is_menu(view_word(&rest)))
		check_comment(l, command);
	check_value(l, command);
}
