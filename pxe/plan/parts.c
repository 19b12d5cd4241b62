/* SPDX-License-Identifier: MIT */
#include "pxe/plan/parts.h"

/* The value of the last word of @v that starts with initrd=, or @before when there is none. */
static struct view last_initrd(struct view v, struct view before)
{
	for (struct view w = view_word(&v); w.n; w = view_word(&v))
		if (view_starts(w, "initrd="))
			before = view_from(w, 7);
	return before;
}

/* Split at commas; "a,,b" is two files, an empty name can be none. */
static void split_initrds(struct view list, struct plan_parts *ret)
{
	struct view name;

	while (view_until(&list, ',', &name)) {
		if (!name.n)
			continue;
		if (ret->initrd_count == PLAN_INITRDS_MAX) {
			ret->too_many = true;
			return;
		}
		ret->initrds[ret->initrd_count++] = name;
	}
}

/* A disabled line without a kernel is a headline; its name is no file. */
static bool has_file(const struct conf_label *l)
{
	if (l->type == CONF_LOCALBOOT)
		return false;
	return l->disabled ? l->has_kernel : l->action == CONF_DO_BOOT;
}

void plan_parts(const struct conf_label *l, struct view extra, struct plan_parts *ret)
{
	struct view line = l->kernel, initrd = l->initrd, list = {0};

	*ret = (struct plan_parts){.append = l->append};
	if (has_file(l)) {
		struct view word = view_word(&line);

		if (word.n)
			ret->kernel = word;
		ret->args = view_skip_blanks(line);
	}
	list = last_initrd(ret->args, list);
	list = last_initrd(ret->append, list);
	list = last_initrd(extra, list);
	if (view_skip_blanks(initrd).n)
		list = view_word(&initrd);
	if (list.n)
		split_initrds(list, ret);
}

bool plan_menu_files_next(struct plan_menu_files *files, struct view *ret)
{
	for (size_t i = 0; i < sizeof files->from / sizeof *files->from; i++) {
		*ret = view_word(&files->from[i]);
		if (ret->n)
			return true;
	}
	return false;
}

bool plan_menu_files_any(const struct plan_menu_files *files)
{
	struct plan_menu_files rest = *files;
	struct view name;

	while (plan_menu_files_next(&rest, &name))
		if (!view_is(name, "~"))
			return true;
	return false;
}

int64_t plan_parts_localboot(const struct conf_label *l)
{
	struct view v = l->kernel, word = view_word(&v);
	bool minus = view_starts(word, "-");
	int64_t n = 0;
	int base = 10;

	if (minus) {
		word.p++;
		word.n--;
	}
	if (view_starts(word, "0x") || view_starts(word, "0X")) {
		base = 16;
		word.p += 2;
		word.n -= 2;
	}
	for (size_t i = 0; i < word.n && n <= INT32_MAX; i++) {
		int digit = text_hex_digit(word.p[i]);

		if (digit < 0 || digit >= base)
			break;
		n = n * base + digit;
	}
	return minus ? -n : n;
}
