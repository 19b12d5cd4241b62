/* SPDX-License-Identifier: MIT */
#include "pxe/plan/plan.h"

#include "pxe/conf/menus.h"
#include "pxe/plan/handover.h"
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
	case PLAN_HANDOVER: return "pxehop.handover= is not " CHAN_HANDOVER_KINDS;
	case PLAN_CIRCLE: return "its choice of a label leads in a circle";
	default: return "no error";
	}
}

_Static_assert(PLAN_CMDLINE_MAX == 65535 && CONF_NAME_MAX == 4096 && PLAN_INITRDS_MAX == 32,
	       "plan_str() says the caps");

/* --- refusals -------------------------------------------------------------------------------- */

/* "file: line N: @what: @text" in @why, the text of @error when @text is NULL. Returns @error. */
static int refuse_label(const struct conf *c, struct conf_where where, struct view what, int error,
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

static int refuse_nothing(const struct conf *c, struct str *why)
{
	char text[120];
	struct str s = str_of(text, sizeof text);

	str_puts(why, plan_str(PLAN_NO_LABEL));
	if (conf_nothing(c, &s))
		str_fmt(why, ": %s", text);
	return PLAN_NO_LABEL;
}

/* --- the command line ------------------------------------------------------------------------ */

/* @v behind @before, or neither when there is no @v; without the words pxehop.handover=, which are
 * the loader's. */
static void put_behind(struct str *s, const char *before, struct view v)
{
	struct view part, kind;
	bool more = true;

	while (more) {
		more = plan_handover_cut(&v, &part, &kind);
		v = view_skip_blanks(v);
		if (!part.n)
			continue;
		str_puts(s, before);
		str_put(s, part);
		before = "";
	}
}

/* Likewise the name of a file, which may be a URL with a password. */
static void put_name(struct str *s, const char *before, struct view name)
{
	if (!name.n)
		return;
	str_puts(s, before);
	str_public(s, name);
}

/* What a command line is joined from, in its order; the SYSAPPEND strings stand before @extra. */
struct cmdline {
	struct view kernel, args, append, initrd, extra;
	uint32_t sysappend;
	bool edited; /* a person has replaced the whole line, what the loader added included */
};

/* ip= and BOOTIF= of SYSAPPEND are the handover's where there is one. */
#define SYSAPPEND_NET 3u

/* Whose words the booted system wants; the last pxehop.handover= counts. Return: false: @kind, its
 * value, is none */
static bool find_handover(const struct cmdline *l, const struct plan_host *host,
			  enum chan_handover *ret, struct view *kind)
{
	const struct view texts[] = {l->args, l->append, l->extra};
	struct view part, value;
	bool good = true;

	*ret = l->edited ? CHAN_HANDOVER_NONE : (enum chan_handover)host->handover;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		for (struct view v = texts[i]; plan_handover_cut(&v, &part, &value);) {
			good = chan_handover_kind(value, ret);
			*kind = value;
		}
	return good;
}

static void join_cmdline(struct str *s, const struct cmdline *l, const struct plan_host *host,
			 enum chan_handover handover)
{
	const struct view said[] = {l->args, l->append, l->extra};
	bool own = handover != CHAN_HANDOVER_NONE;

	put_name(s, "BOOT_IMAGE=", l->kernel);
	put_behind(s, " ", l->args);
	put_behind(s, " ", l->append);
	put_name(s, " initrd=", l->initrd);
	plan_sysappend(s, host, own ? l->sysappend & ~SYSAPPEND_NET : l->sysappend);
	plan_handover(s, host, handover, said, 3);
	put_behind(s, " ", l->extra);
}

/* Only dracut's ip= knows IPv6. */
static bool is_unsaid(const struct plan_host *host, enum chan_handover handover, uint32_t sysappend)
{
	bool asked = handover == CHAN_HANDOVER_NONE ? sysappend & 1 : true;

	return asked && !host->ip && host->net.how6 && handover != CHAN_HANDOVER_DRACUT;
}

/* @ret: the name that is too long, or the last initrd that counts */
static int check_lengths(const struct plan_parts *parts, struct view *ret)
{
	*ret = parts->kernel;
	if (ret->n > CONF_NAME_MAX)
		return PLAN_LONG_NAME;
	for (size_t i = 0; i < parts->initrd_count; i++) {
		*ret = parts->initrds[i];
		if (ret->n > CONF_NAME_MAX)
			return PLAN_LONG_NAME;
	}
	return parts->too_many ? PLAN_MANY_INITRDS : 0;
}

static void copy_label(struct plan *ret, const struct conf_label *l)
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

static void make_menu(const struct plan_parts *parts, struct view extra, struct plan *ret)
{
	struct view config = plan_module_config(parts, extra);

	ret->action = config.n ? PLAN_CONFIG : PLAN_MENU;
	ret->kernel = config.n ? config : parts->kernel;
	if (!config.n)
		plan_module_menu_files(parts, extra, &ret->menu_files);
}

/* A label that starts by its own rules instead of a kernel; false when it is a kernel's. */
static bool make_module(const struct conf_label *l, const struct plan_parts *parts,
			struct view extra, struct plan *ret)
{
	struct view args = plan_module_args(parts);

	if (l->type == CONF_CONFIG) {
		make_config(parts->kernel, args, ret);
		return true;
	}
	if (l->type == CONF_LOCALBOOT) {
		ret->action = PLAN_LOCALBOOT;
		ret->localboot = plan_parts_localboot(l);
		ret->disk = plan_module_disk_number(ret->localboot);
		return true;
	}
	if (plan_module_is_ins(l->type, parts->kernel)) {
		make_config(parts->kernel, (struct view){0}, ret);
		return true;
	}
	switch (plan_module_of(l->type, parts->kernel)) {
	case PLAN_MODULE_MENU: make_menu(parts, extra, ret); return true;
	case PLAN_MODULE_CONFIG: make_config(view_word(&args), (struct view){0}, ret); return true;
	case PLAN_MODULE_LOCALBOOT:
		ret->action = PLAN_LOCALBOOT;
		ret->disk = plan_module_chain_disk(args);
		return true;
	case PLAN_MODULE_REBOOT: ret->action = PLAN_REBOOT; return true;
	case PLAN_MODULE_POWEROFF: ret->action = PLAN_POWEROFF; return true;
	default: return false;
	}
}

/* What needs no kernel and no command line; false when the label boots one. */
static bool make_other(const struct conf *c, const struct conf_label *l,
		       const struct plan_parts *parts, struct view extra, struct plan *ret)
{
	int target = conf_entry_target(c, l);
	struct view name = l->target;

	switch (l->action) {
	case CONF_DO_BOOT: return make_module(l, parts, extra, ret);
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
		     const struct plan_parts *parts, struct view extra, bool edited,
		     const struct plan_host *host, struct plan *ret, struct str *why)
{
	struct cmdline line = {parts->kernel,		parts->args,  parts->append, l->initrd,
			       view_skip_blanks(extra), l->sysappend, edited};
	const char *reason = plan_module_not_linux(l->type, parts->kernel);
	struct str s = str_of(ret->cmdline, sizeof ret->cmdline);
	enum chan_handover handover;
	struct view word;
	int rc = check_lengths(parts, &word);

	if (!parts->kernel.n || l->disabled)
		return refuse_label(c, conf_where_of(c, l->target, l->where), l->name,
				    PLAN_NO_KERNEL, no_kernel(l), why);
	if (reason)
		return refuse_label(c, l->kernel_where, parts->kernel, PLAN_NOT_LINUX, reason, why);
	if (rc)
		return refuse_label(c, conf_where_of(c, word, l->where), l->name, rc, NULL, why);
	if (!find_handover(&line, host, &handover, &word))
		return refuse_label(c, conf_where_of(c, word, l->where), l->name, PLAN_HANDOVER,
				    NULL, why);
	join_cmdline(&s, &line, host, handover);
	if (s.cut)
		return refuse_label(c, conf_where_of(c, line.append, l->where), l->name,
				    PLAN_LONG_CMDLINE, NULL, why);
	ret->cmdline_len = s.n;
	ret->ip6_unsaid = is_unsaid(host, handover, line.sysappend);
	ret->sources[0] = l->kernel;
	ret->sources[1] = line.append;
	ret->sources[2] = line.initrd;
	ret->sources[3] = line.extra;
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
	enum plan_module module = l->action == CONF_DO_BOOT ? plan_module_of(l->type, parts->kernel)
							    : PLAN_MODULE_NONE;

	if (module != PLAN_MODULE_IFCPU64 && module != PLAN_MODULE_IFCPU)
		return (struct view){0};
	return plan_module_ifcpu(parts, module, host->cpu_lacks);
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

/* A line that comes back from a person was shown without logins: @name, if it is @whole but for that,
 * becomes @whole. */
static void restore_login(struct view *name, struct view whole)
{
	struct view left = *name;

	for (struct view rest = whole; rest.n;) {
		struct view one = view_public(&rest);

		if (left.n < one.n || memcmp(left.p, one.p, one.n) != 0)
			return;
		left.p += one.n;
		left.n -= one.n;
	}
	if (!left.n)
		*name = whole;
}

static void restore_logins(struct plan_parts *parts, const struct conf_label *unedited)
{
	struct plan_parts whole;

	plan_parts(unedited, (struct view){0}, &whole);
	restore_login(&parts->kernel, whole.kernel);
	for (size_t i = 0; i < parts->initrd_count; i++)
		for (size_t k = 0; k < whole.initrd_count; k++)
			restore_login(&parts->initrds[i], whole.initrds[k]);
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
		return refuse_nothing(c, why);
	}
	if (choice->line.p)
		replace_line(&l, choice->line);
	plan_parts(&l, choice->args, &parts);
	if (choice->line.p)
		restore_logins(&parts, at);
	memset(ret, 0, offsetof(struct plan, cmdline) + 1);
	ret->disk = -1;
	copy_label(ret, &l);
	*next = next_command(&l, &parts, host);
	if (next->n || make_other(c, at, &parts, choice->args, ret))
		return 0;
	if (l.action == CONF_DO_BOOT && plan_module_of(l.type, parts.kernel) == PLAN_MODULE_LINUX) {
		plan_module_linux(&parts);
		l.type = CONF_LINUX;
	}
	return make_boot(c, &l, &parts, choice->args, choice->line.p, host, ret, why);
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
	return refuse_label(c, ret->where, ret->label, PLAN_CIRCLE, NULL, why);
}
