/* SPDX-License-Identifier: MIT */
#include "pxe/plan/plan.h"

#include "pxe/conf/menus.h"
#include "pxe/plan/module.h"
#include "pxe/plan/sysappend.h"

#include <string.h>

/* ifcpu64.c32 names a label, which may run ifcpu.c32, and so on. */
#define HOPS_MAX 8

const char *plan_str(int error)
{
	switch (error) {
	case PLAN_NO_LABEL: return "nothing to start";
	case PLAN_NOT_LINUX: return "Linux cannot start this";
	case PLAN_LONG_CMDLINE: return "the command line is longer than 65535 bytes";
	case PLAN_LONG_NAME: return "a file name is longer than 4096 bytes";
	case PLAN_MANY_INITRDS: return "more than 32 initrds";
	case PLAN_NO_KERNEL: return "the label names no kernel";
	case PLAN_CIRCLE: return "its choice of a label leads in a circle";
	default: return "no error";
	}
}

/* --- a label taken apart --------------------------------------------------------------------- */

/* The value of the last word of @v that starts with initrd=, or @before when there is none. */
static struct view last_initrd(struct view v, struct view before)
{
	for (struct view w = view_word(&v); w.n; w = view_word(&v))
		if (view_starts(w, "initrd="))
			before = (struct view){.p = w.p + 7, .n = w.n - 7};
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

int64_t plan_localboot(const struct conf_label *l)
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

/* --- refusals -------------------------------------------------------------------------------- */

static int refuse(const struct conf *c, struct conf_where where, struct view what, int error,
		  const char *text, struct str *why)
{
	conf_put_where(c, where, why);
	str_puts(why, ": ");
	if (what.n) {
		str_printable(why, what, 80);
		str_puts(why, ": ");
	}
	str_puts(why, text ? text : plan_str(error));
	return error;
}

/* --- the command line ------------------------------------------------------------------------ */

static void put_piece(struct str *s, const char *before, struct view v)
{
	if (!v.n)
		return;
	str_puts(s, before);
	str_put(s, v);
}

struct cmdline {
	struct view kernel, args, append, initrd, extra;
	uint32_t sysappend;
};

static void put_cmdline(struct str *s, const struct cmdline *l, const struct plan_host *host)
{
	put_piece(s, "BOOT_IMAGE=", l->kernel);
	put_piece(s, " ", l->args);
	put_piece(s, " ", l->append);
	put_piece(s, " initrd=", l->initrd);
	plan_sysappend(s, host, l->sysappend);
	put_piece(s, " ", l->extra);
}

static int check_names(const struct plan_parts *parts)
{
	if (parts->kernel.n > CONF_NAME_MAX)
		return PLAN_LONG_NAME;
	for (size_t i = 0; i < parts->initrd_count; i++)
		if (parts->initrds[i].n > CONF_NAME_MAX)
			return PLAN_LONG_NAME;
	return parts->too_many ? PLAN_MANY_INITRDS : 0;
}

static void copy_words(struct plan *ret, const struct conf_label *l)
{
	ret->label = l->name;
	ret->where = l->where;
	ret->fdt = view_trim(l->fdt);
	if (view_is(ret->fdt, "-")) /* U-Boot's way to say none */
		ret->fdt.n = 0;
	ret->fdtdir = view_trim(l->fdtdir);
	ret->fdtoverlays = view_trim(l->fdtoverlays);
	ret->parmfile = l->parmfile;
	ret->kaslrseed = l->kaslrseed;
}

static void make_config(struct view kernel, struct view cwd, struct plan *ret)
{
	ret->action = PLAN_CONFIG;
	ret->kernel = kernel;
	ret->cwd = view_word(&cwd);
}

/* A menu module without a file shows the menu that there is. */
static void make_menu(const struct plan_parts *parts, struct plan *ret)
{
	struct view file = plan_menu_file(parts);

	ret->action = file.n ? PLAN_CONFIG : PLAN_MENU;
	ret->kernel = file.n ? file : parts->kernel;
}

/* A label that starts by its own rules instead of a kernel; false when it is a kernel's. */
static bool make_module(const struct conf_label *l, const struct plan_parts *parts,
			struct plan *ret)
{
	struct view args = parts->args.n ? parts->args : parts->append;

	if (l->type == CONF_CONFIG) {
		make_config(parts->kernel, args, ret);
		return true;
	}
	if (l->type == CONF_LOCALBOOT) {
		ret->action = PLAN_LOCALBOOT;
		ret->localboot = plan_localboot(l);
		return true;
	}
	switch (plan_module(l->type, parts->kernel)) {
	case MODULE_MENU: make_menu(parts, ret); return true;
	case MODULE_CONFIG: make_config(view_word(&args), (struct view){0}, ret); return true;
	case MODULE_LOCALBOOT: ret->action = PLAN_LOCALBOOT; return true;
	case MODULE_REBOOT: ret->action = PLAN_REBOOT; return true;
	case MODULE_POWEROFF: ret->action = PLAN_POWEROFF; return true;
	default: return false;
	}
}

/* What needs no kernel and no command line; false when the label boots one. */
static bool make_other(const struct conf *c, const struct conf_label *l,
		       const struct plan_parts *parts, struct plan *ret)
{
	int target = conf_entry_target(c, l);
	struct view name = l->target;

	switch (l->action) {
	case CONF_DO_BOOT: return make_module(l, parts, ret);
	case CONF_DO_QUIT: ret->action = PLAN_QUIT; return true;
	case CONF_DO_HELP:
		ret->action = PLAN_HELP;
		ret->kernel = view_word(&name);
		return ret->kernel.n > 0;
	default:
		ret->action = PLAN_SUBMENU;
		ret->submenu = target >= 0 ? (uint16_t)target : 0;
		return target >= 0;
	}
}

static const char *no_kernel(const struct conf_label *l)
{
	if (l->disabled)
		return "the entry is disabled";
	if (l->action == CONF_DO_GOTO || l->action == CONF_DO_EXIT)
		return "no menu has that tag";
	return NULL;
}

static int make_boot(const struct conf *c, const struct conf_label *l,
		     const struct plan_parts *parts, struct view extra,
		     const struct plan_host *host, struct plan *ret, struct str *why)
{
	struct cmdline line = {parts->kernel,		parts->args, parts->append, l->initrd,
			       view_skip_blanks(extra), l->sysappend};
	const char *reason = plan_not_linux(l->type, parts->kernel);
	struct str s = str_of(ret->cmdline, sizeof ret->cmdline);
	int rc = check_names(parts);

	if (!parts->kernel.n || l->disabled)
		return refuse(c, l->where, l->name, PLAN_NO_KERNEL, no_kernel(l), why);
	if (reason)
		return refuse(c, l->kernel_where, parts->kernel, PLAN_NOT_LINUX, reason, why);
	if (rc)
		return refuse(c, l->where, l->name, rc, NULL, why);
	put_cmdline(&s, &line, host);
	if (s.cut)
		return refuse(c, l->where, l->name, PLAN_LONG_CMDLINE, NULL, why);
	ret->cmdline_len = s.n;
	ret->action = PLAN_BOOT;
	ret->kernel = parts->kernel;
	ret->initrd_count = parts->initrd_count;
	memcpy(ret->initrds, parts->initrds, sizeof ret->initrds);
	return 0;
}

/* DEFAULT names a file: its command has no APPEND, but the global SYSAPPEND. */
static struct conf_label file_label(const struct conf *c, struct view file)
{
	return (struct conf_label){
		.kernel = file, .sysappend = (uint32_t)c->sysappend.value, .action = CONF_DO_BOOT};
}

/* The label behind ifcpu64.c32 and its like, or none. */
static struct view next_command(const struct conf_label *l, const struct plan_parts *parts,
				const struct plan_host *host)
{
	enum plan_module module =
		l->action == CONF_DO_BOOT ? plan_module(l->type, parts->kernel) : MODULE_NONE;

	if (module != MODULE_IFCPU64 && module != MODULE_IFCPU)
		return (struct view){0};
	return plan_ifcpu(parts, module, host->cpu_lacks);
}

/* A module's line may be edited into a kernel's, which it is then. */
static void replace_line(struct conf_label *l, struct view line)
{
	l->kernel = line;
	l->append = l->initrd = (struct view){0};
	l->sysappend = 0;
	if (l->type == CONF_COM32)
		l->type = CONF_KERNEL;
}

static int make_one(const struct conf *c, const struct plan_choice *choice,
		    const struct plan_host *host, struct plan *ret, struct str *why,
		    struct view *next)
{
	struct conf_label file = file_label(c, choice->file);
	const struct conf_label *at = choice->label >= 0 ? &c->labels[choice->label] : &file;
	struct conf_label l = *at;
	struct plan_parts parts;

	if (choice->label < 0 && !choice->file.n) {
		str_puts(why, plan_str(PLAN_NO_LABEL));
		return PLAN_NO_LABEL;
	}
	if (choice->line.p)
		replace_line(&l, choice->line);
	plan_parts(&l, choice->args, &parts);
	memset(ret, 0, offsetof(struct plan, cmdline) + 1);
	copy_words(ret, &l);
	*next = next_command(&l, &parts, host);
	if (next->n || make_other(c, at, &parts, ret))
		return 0;
	if (l.action == CONF_DO_BOOT && plan_module(l.type, parts.kernel) == MODULE_LINUX) {
		plan_linux_parts(&parts);
		l.type = CONF_LINUX;
	}
	return make_boot(c, &l, &parts, choice->args, host, ret, why);
}

int plan_make(const struct conf *c, const struct plan_choice *choice, const struct plan_host *host,
	      struct plan *ret, struct str *why)
{
	struct plan_choice at = *choice;
	struct view next = {0};

	for (int i = 0; i < HOPS_MAX; i++) {
		int rc = make_one(c, &at, host, ret, why, &next);

		if (rc || !next.n)
			return rc;
		plan_command(c, next, &at);
	}
	return refuse(c, ret->where, ret->label, PLAN_CIRCLE, NULL, why);
}
