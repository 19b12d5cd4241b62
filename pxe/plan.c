/* SPDX-License-Identifier: MIT */
#include "pxe/plan.h"

#include "pxe/plan_sys.h"

#include <string.h>

const char *plan_str(int error)
{
	switch (error) {
	case PLAN_NO_LABEL: return "nothing to start";
	case PLAN_NOT_LINUX: return "Linux cannot start this";
	case PLAN_LONG_CMDLINE: return "the command line is longer than 65535 bytes";
	case PLAN_LONG_NAME: return "a file name is longer than 4096 bytes";
	case PLAN_MANY_INITRDS: return "more than 32 initrds";
	case PLAN_NO_KERNEL: return "the label names no kernel";
	default: return "no error";
	}
}

/* --- a label taken apart --------------------------------------------------------------------- */

static struct view skip_blanks(struct view v)
{
	while (v.n && (unsigned char)v.p[0] <= ' ') {
		v.p++;
		v.n--;
	}
	return v;
}

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

void plan_parts(const struct conf_label *l, struct view extra, struct plan_parts *ret)
{
	struct view line = l->kernel, initrd = l->initrd, list = {0};

	*ret = (struct plan_parts){.append = l->append};
	if ((l->action == CONF_DO_BOOT || l->disabled) && l->type != CONF_LOCALBOOT) {
		struct view word = view_word(&line);

		if (word.n)
			ret->kernel = word;
		ret->args = skip_blanks(line);
	}
	list = last_initrd(ret->args, list);
	list = last_initrd(ret->append, list);
	list = last_initrd(extra, list);
	if (skip_blanks(initrd).n)
		list = view_word(&initrd);
	if (list.n)
		split_initrds(list, ret);
}

int64_t plan_localboot(const struct conf_label *l)
{
	struct view v = l->kernel, word = view_word(&v);
	bool minus = view_starts(word, "-");
	int64_t n = 0;
	unsigned base = 10;

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
		char c = text_lower(word.p[i]);
		unsigned d = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
			     : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
						    : 99;

		if (d >= base)
			break;
		n = n * base + d;
	}
	return minus ? -n : n;
}

static struct view base_name(struct view v)
{
	for (size_t i = v.n; i > 0; i--)
		if (v.p[i - 1] == '/')
			return (struct view){.p = v.p + i, .n = v.n - i};
	return v;
}

/* @kernel without directory and ".c32". */
static struct view module_name(struct view kernel)
{
	struct view name = base_name(kernel), end = name;

	if (name.n > 4) {
		end.p += name.n - 4;
		end.n = 4;
		if (view_ieq(end, view_of(".c32")))
			name.n -= 4;
	}
	return name;
}

bool plan_is_menu(struct view kernel)
{
	static const char *const menus[] = {"menu", "vesamenu", "gfxboot"};
	struct view name = module_name(kernel);

	for (size_t i = 0; i < sizeof menus / sizeof *menus; i++)
		if (view_ieq(name, view_of(menus[i])))
			return true;
	return false;
}

struct view plan_menu_file(const struct plan_parts *parts)
{
	struct view args = parts->args.n ? parts->args : parts->append;
	struct view word = view_word(&args);

	if (view_is(word, "~") || view_ieq(module_name(parts->kernel), view_of("gfxboot")))
		word.n = 0;
	return word;
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

static bool ends_in(struct view v, const char *end)
{
	size_t n = strlen(end);

	return v.n >= n && view_ieq((struct view){.p = v.p + v.n - n, .n = n}, view_of(end));
}

/* Why Linux cannot start a kernel of this type and name; NULL if it may. The suffixes that
 * PXELINUX takes for boot sectors (.0 .bin .bs .bss .img) are ordinary names of Linux kernels
 * elsewhere, so only the image itself can tell. */
static const char *not_linux(enum conf_type type, struct view kernel)
{
	switch (type) {
	case CONF_BOOT:
	case CONF_BSS: return "a boot sector, which needs a PC BIOS; name a Linux kernel";
	case CONF_PXE: return "a PXE program, which needs the PXE ROM; name a Linux kernel";
	case CONF_FDIMAGE: return "a floppy image, which needs a PC BIOS; name a Linux kernel";
	case CONF_COMBOOT:
	case CONF_COM32: return "a syslinux module, which needs syslinux; name a Linux kernel";
	case CONF_KERNEL:
		if (ends_in(kernel, ".c32"))
			return "a syslinux module, which needs syslinux; name a Linux kernel";
		break;
	default: break;
	}
	if (view_ieq(base_name(kernel), view_of("memdisk")))
		return "memdisk needs a PC BIOS; name a Linux kernel";
	return NULL;
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
}

/* What needs no kernel and no command line; false when the label boots one. */
static bool make_other(const struct conf_label *l, const struct plan_parts *parts, struct plan *ret)
{
	if (l->action == CONF_DO_SUBMENU) {
		ret->action = PLAN_SUBMENU;
		ret->submenu = l->submenu;
	} else if (l->action == CONF_DO_BOOT && l->type == CONF_LOCALBOOT) {
		ret->action = PLAN_LOCALBOOT;
		ret->localboot = plan_localboot(l);
	} else if (l->action == CONF_DO_BOOT && l->type == CONF_CONFIG) {
		struct view cwd = parts->args.n ? parts->args : parts->append;

		ret->action = PLAN_CONFIG;
		ret->kernel = parts->kernel;
		ret->cwd = view_word(&cwd);
	} else if (l->action == CONF_DO_BOOT && plan_is_menu(parts->kernel) &&
		   (l->type == CONF_KERNEL || l->type == CONF_COM32)) {
		struct view file = plan_menu_file(parts);

		ret->action = file.n ? PLAN_CONFIG : PLAN_MENU;
		ret->kernel = file.n ? file : parts->kernel;
	} else {
		return false;
	}
	return true;
}

static int make_boot(const struct conf *c, const struct conf_label *l,
		     const struct plan_parts *parts, struct view extra,
		     const struct plan_host *host, struct plan *ret, struct str *why)
{
	struct cmdline line = {parts->kernel, parts->args,	  parts->append,
			       l->initrd,     skip_blanks(extra), l->sysappend};
	const char *reason = not_linux(l->type, parts->kernel);
	struct str s = str_of(ret->cmdline, sizeof ret->cmdline);
	int rc = check_names(parts);

	if (!parts->kernel.n || l->disabled)
		return refuse(c, l->where, l->name, PLAN_NO_KERNEL,
			      l->disabled ? "the entry is disabled" : NULL, why);
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

int plan_make(const struct conf *c, const struct plan_choice *choice, const struct plan_host *host,
	      struct plan *ret, struct str *why)
{
	struct conf_label file = file_label(c, choice->file);
	const struct conf_label *l = choice->label >= 0 ? &c->labels[choice->label] : &file;
	struct plan_parts parts;

	if (choice->label < 0 && !choice->file.n) {
		str_puts(why, plan_str(PLAN_NO_LABEL));
		return PLAN_NO_LABEL;
	}
	plan_parts(l, choice->args, &parts);
	memset(ret, 0, offsetof(struct plan, cmdline) + 1);
	copy_words(ret, l);
	if (make_other(l, &parts, ret))
		return 0;
	return make_boot(c, l, &parts, choice->args, host, ret, why);
}
