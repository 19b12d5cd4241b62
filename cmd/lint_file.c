/* SPDX-License-Identifier: MIT
 * The checks of one configuration. */
#include "cmd/lint.h"

#include "init/kexec/fit.h"
#include "lib/image/arm.h"
#include "lib/image/parmfile.h"
#include "lib/image/s390.h"
#include "lib/image/uimage.h"
#include "pxe/conf/menus.h"
#include "pxe/plan/check.h"
#include "pxe/plan/module.h"
#include "pxe/plan/plan.h"
#include "pxe/plan/sysappend.h"

#include <stdio.h>
#include <string.h>

#define ARCH_S390 0x1f

/* Bytes of a command line with its NUL, for kernels whose file is not at hand to say more. */
static const struct arch {
	char name[8];
	uint16_t dhcp; /* option 93 */
	uint32_t max_cmdline;
} archs[] = {
	{"s390x", ARCH_S390, S390_OLD_CMDLINE},
	{"armhf", 0x15, 1024},
	{"arm64", 0x16, 2048},
	{"x86_64", 0x07, 2048},
};

static const struct arch *arch_of(const char *name)
{
	for (size_t i = 0; name && i < sizeof archs / sizeof *archs; i++)
		if (!strcmp(archs[i].name, name))
			return &archs[i];
	return NULL;
}

bool lint_arch(const char *arch)
{
	return arch_of(arch) != NULL;
}

static void put_finding(struct lint *l, struct conf_where where, enum conf_level level,
			struct view what, const char *text, struct str *s)
{
	conf_put_where(l->c, where, s);
	str_fmt(s, ": %s: ", conf_level_str(level));
	str_printable(s, what, 120);
	str_fmt(s, ": %s", text);
}

/* A warning that holds unless another configuration includes the same and leads there. */
static void lint_warn_everywhere(struct lint *l, struct conf_where where, struct view what,
				 const char *text)
{
	char line[PLAN_WHY_BUF + 500];
	struct str s = str_of(line, sizeof line);

	put_finding(l, where, CONF_WARNING, what, text, &s);
	lint_line_everywhere(l, where, line);
}

/* The parser's own. */
static void lint_notes(struct lint *l)
{
	char text[80];
	struct str s = str_of(text, sizeof text);

	for (size_t i = 0; i < l->c->note_count; i++)
		lint_report(l, l->c->notes[i].where, l->c->notes[i].level, l->c->notes[i].text);
	str_fmt(&s, "%zu more warnings are not shown", l->c->notes_lost);
	if (l->c->notes_lost)
		lint_report(l, (struct conf_where){0}, CONF_WARNING, text);
}

static void lint_error(struct lint *l, struct conf_where where, struct view what, const char *text)
{
	lint_finding(l, where, CONF_ERROR, what, text);
}

static void lint_warn(struct lint *l, struct conf_where where, struct view what, const char *text)
{
	lint_finding(l, where, CONF_WARNING, what, text);
}

/* --- files ----------------------------------------------------------------------------------- */

static void check_file(struct lint *l, struct conf_where where, struct view name)
{
	if (name.n && load_exists(l->load, name) == 0)
		lint_error(l, where, name, "no such file in the tree");
}

static void check_words(struct lint *l, struct conf_where where, struct view names)
{
	for (struct view w = view_word(&names); w.n; w = view_word(&names))
		check_file(l, where, w);
}

/* The line of a word that belongs to no label. */
static struct conf_where line_of(const struct lint *l, struct view word)
{
	return conf_where_of(l->c, word, (struct conf_where){0});
}

/* Files that no label names. */
static void check_common_files(struct lint *l)
{
	const struct conf *c = l->c;
	struct view display = c->display;

	check_file(l, line_of(l, display), view_word(&display));
	for (unsigned i = 0; i < CONF_FKEYS; i++)
		check_file(l, line_of(l, c->fkeys[i]), c->fkeys[i]);
}

/* --- labels ---------------------------------------------------------------------------------- */

/* @why is plan_make()'s and starts with the place, which the finding has already. */
static void lint_refusal(struct lint *l, const struct conf_label *label, const char *why)
{
	const struct conf_where places[] = {label->where, label->kernel_where,
					    conf_where_of(l->c, label->target, label->where)};
	char place[400];

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct str s = str_of(place, sizeof place);

		conf_put_where(l->c, places[i], &s);
		str_puts(&s, ": ");
		if (strncmp(why, place, s.n) == 0) {
			lint_report(l, places[i], CONF_ERROR, why + s.n);
			return;
		}
	}
	lint_report(l, label->where, CONF_ERROR, why);
}

/* The longest that ip=, BOOTIF= and SYSUUID= get; of the others nobody knows. */
static size_t sysappend_len(uint32_t bits)
{
	static const struct plan_host longest = {
		.htype = 1,
		.mac_len = 6,
		.ip = UINT32_MAX,
		.server = UINT32_MAX,
		.gateway = UINT32_MAX,
		.netmask = UINT32_MAX,
		.has_uuid = true,
		.uuid = {[6] = 0x10},
	};
	char text[200];
	struct str s = str_of(text, sizeof text);

	plan_sysappend(&s, &longest, bits);
	return s.n;
}

static struct view lint_kernel_file(const struct lint *l, const struct plan *plan)
{
	const struct arch *arch = arch_of(l->arch);

	return arch ? plan_check_kernel_name(arch->dhcp, plan->kernel) : plan->kernel;
}

/* Return: whether the file is the loader's own image, and then all about it is said. */
static bool warn_of_own(struct lint *l, struct conf_where where, struct view name)
{
	bool own = lint_own(l, name);

	if (own)
		lint_warn(l, where, name,
			  "the loader itself; a configuration for its firmware: the loader passes "
			  "it over and tries the next name");
	return own;
}

/* What the loader sees in a FIT after the download. Where no configuration is named the machine may have one
 * of its own, and then the file's default may be of several trees. */
static bool fit_is_good(const struct plan *plan, struct rd file, struct str *why)
{
	struct view conf = plan->kernel, name;
	struct arm_image image;
	struct fit fit;
	int reason;

	if (arm_image_read(file, rd_left(&file), &image) || image.form != ARM_FORM_FIT)
		return true;
	view_until(&conf, '#', &name);
	reason = fit_read(file, conf, rd_of(NULL, 0), &fit);
	if (!reason || (reason == FIT_SEVERAL && !conf.n))
		return true;
	str_puts(why, fit_str(reason));
	return false;
}

/* The loader compares the sum of what is in a uImage when it takes the kernel out. */
static bool uimage_is_good(struct rd file, struct str *why)
{
	struct uimage image;
	int reason;

	if (!uimage_is(file) || uimage_read(file, rd_left(&file), &image))
		return true;
	reason = uimage_check_data(file, &image);
	if (reason)
		str_puts(why, uimage_str(reason));
	return !reason;
}

/* @head: the first bytes of the kernel's file, which is there. As the loader does when all of it has arrived. */
static bool kernel_is_good(const struct lint *l, const struct plan *plan, struct rd head,
			   size_t cmdline_len, struct str *why)
{
	uint16_t arch = arch_of(l->arch)->dhcp;
	struct view name = lint_kernel_file(l, plan);
	static struct initrd_check walk;
	struct rd file;
	bool good;

	if (!plan_check_holds(plan, head, why))
		return false;
	if (!load_map_file(l->load, name, &file))
		return plan_check_kernel(arch, head, 0, cmdline_len, why);
	initrd_check_start(&walk);
	good = plan_check_kernel(arch, head, rd_left(&file), cmdline_len, why) &&
	       plan_check_whole(arch, file, &walk, why) && uimage_is_good(file, why) &&
	       fit_is_good(plan, file, why);
	load_unmap_file(file);
	return good;
}

/* Against the kernel itself where it is there, else against what all of its kind can take. */
static void check_kernel_file(struct lint *l, const struct conf_label *label,
			      const struct plan *plan)
{
	static uint8_t head[S390_HEAD_LEN];
	const struct arch *arch = arch_of(l->arch);
	size_t len = plan->cmdline_len + sysappend_len(label->sysappend);
	char text[PLAN_WHY_BUF];
	struct str why = str_of(text, sizeof text);
	ssize_t got;

	got = load_head(l->load, lint_kernel_file(l, plan), head, sizeof head);
	if (!got)
		lint_error(l, label->kernel_where, plan->kernel, "the file is empty");
	if (got > 0 && warn_of_own(l, label->kernel_where, lint_kernel_file(l, plan)))
		return;
	if (!arch || !got)
		return;
	if (got > 0) {
		if (!kernel_is_good(l, plan, rd_of(head, (size_t)got), len, &why))
			lint_error(l, label->kernel_where, plan->kernel, text);
	} else if (len >= arch->max_cmdline) {
		str_fmt(&why, "a command line of %zu bytes, and kernels of %s take %u", len,
			arch->name, arch->max_cmdline - 1);
		lint_warn(l, conf_where_of(l->c, label->append, label->where), label->name, text);
	}
}

static void check_initrd(struct lint *l, const struct conf_label *label, struct view name)
{
	const struct lint_initrd *initrd = lint_initrd_read(l, name);
	struct conf_where where = conf_where_of(l->c, name, label->where);

	check_file(l, where, name);
	if (warn_of_own(l, where, name))
		return;
	if (initrd && initrd->verdict == INITRD_WARN)
		lint_warn(l, where, name, initrd->why);
	else if (initrd && initrd->verdict != INITRD_OK)
		lint_error(l, where, name, initrd->why);
}

/* An .ins list's is the command line of an s390x kernel. */
static void check_parmfile(struct lint *l, struct conf_where where, struct view name)
{
	static char file[CONF_PARM_MAX], line[CONF_PARM_MAX + 1];
	struct str out = str_of(line, sizeof line);
	char text[200];
	struct str why = str_of(text, sizeof text);
	ssize_t got;
	int reason;

	check_file(l, where, name);
	got = name.n ? load_head(l->load, name, file, sizeof file) : 0;
	for (ssize_t i = 0; i < got; i++)
		file[i] = file[i] ? file[i] : ' ';
	reason = got > 0 ? parmfile_fold(rd_of(file, (size_t)got), &out) : 0;
	if (reason == PARMFILE_HIGH)
		parmfile_put_high(rd_of(file, (size_t)got), &why);
	str_puts(&why, parmfile_str(reason));
	if (reason)
		lint_error(l, where, name, text);
}

/* Without --arch the kernel may be one of s390x. */
static void check_cmdline(struct lint *l, const struct conf_label *label, const struct plan *plan)
{
	const struct arch *arch = arch_of(l->arch);
	struct conf_where where = label->where;
	char text[PLAN_WHY_BUF];
	struct str why = str_of(text, sizeof text);

	if (!arch)
		str_puts(&why, "on s390x: ");
	if (!plan_check_cmdline(arch ? arch->dhcp : ARCH_S390, l->c, plan, &where, &why))
		lint_report(l, where, arch || l->c->ins ? CONF_ERROR : CONF_WARNING, text);
}

static void check_boot(struct lint *l, const struct conf_label *label, struct plan *plan)
{
	if (l->arch)
		plan_check_inside(arch_of(l->arch)->dhcp, plan);
	check_file(l, label->kernel_where, lint_kernel_file(l, plan));
	for (size_t i = 0; i < plan->initrd_count; i++)
		check_initrd(l, label, plan->initrds[i]);
	check_file(l, conf_where_of(l->c, plan->fdt, label->where), plan->fdt);
	check_file(l, conf_where_of(l->c, plan->fdtdir, label->where), plan->fdtdir);
	check_words(l, conf_where_of(l->c, plan->fdtoverlays, label->where), plan->fdtoverlays);
	check_parmfile(l, conf_where_of(l->c, plan->parmfile, label->where), plan->parmfile);
	check_kernel_file(l, label, plan);
	check_cmdline(l, label, plan);
}

/* The configuration @name that this one leads to, and what is relative in it is under. @cwd: CONFIG's;
 * empty = under the same as here. Both buffers have PLAN_NAMES_BUF bytes. Return: false = it is missing
 * or unknown */
static bool way_on(const struct lint *l, struct view name, struct view cwd, char *ret_file,
		   char *ret_prefix)
{
	struct str s = str_of(ret_prefix, PLAN_NAMES_BUF);

	if (cwd.n)
		plan_names_full(view_of(l->load->prefix), cwd, &s);
	else
		str_puts(&s, l->load->prefix);
	return !s.cut && load_path(l->load, name, ret_file, PLAN_NAMES_BUF);
}

/* Another configuration that this one leads to is read as well. */
static void lint_follow(struct lint *l, struct conf_where where, struct view name, struct view cwd)
{
	static char file[PLAN_NAMES_BUF], prefix[PLAN_NAMES_BUF];

	check_file(l, where, name);
	if (way_on(l, name, cwd, file, prefix))
		lint_add(l, file, prefix);
}

/* Nobody can stop a circle of configurations that start each other: the loader ends it after
 * LINT_CHAIN_MAX. */
static void note_way_on(struct lint *l, const struct conf_label *label, const struct plan *plan)
{
	static char file[PLAN_NAMES_BUF], prefix[PLAN_NAMES_BUF];
	struct conf_where where = conf_where_of(l->c, plan->kernel, label->where);
	char line[LINT_LINE_BUF];
	struct str s = str_of(line, sizeof line);

	if (!way_on(l, plan->kernel, plan->cwd, file, prefix))
		return;
	put_finding(l, where, CONF_ERROR, plan->kernel,
		    "leads back here without a key, nothing ever starts", &s);
	lint_leads(l, file, prefix, line);
}

static void follow_label(struct lint *l, const struct conf_label *label, const struct plan *plan,
			 bool by_itself)
{
	if (plan_module_is_ins(label->type, plan->kernel) && label->has_append && label->append.n)
		lint_warn(
			l, conf_where_of(l->c, label->append, label->where), label->name,
			"APPEND is not for the kernel of an .ins list, which has a parameter file");
	lint_follow(l, conf_where_of(l->c, plan->kernel, label->where), plan->kernel, plan->cwd);
	if (by_itself)
		note_way_on(l, label, plan);
}

/* What a menu module reads is read as well; what is missing is passed over, unless that is all. */
static void lint_follow_menu(struct lint *l, struct conf_where where, struct plan_menu_files files)
{
	static char words[PLAN_NAMES_BUF], path[PLAN_NAMES_BUF];
	struct plan_menu_files rest = files;
	struct str s = str_of(words, sizeof words);
	struct view name;

	if (!l->load->root || !plan_menu_files_any(&files))
		return;
	while (plan_menu_files_next(&rest, &name)) {
		bool is_main = view_is(name, "~");

		if (!is_main && !load_path(l->load, name, path, sizeof path))
			continue;
		str_puts(&s, s.n ? " " : "");
		str_puts(&s, is_main ? "~" : "::");
		str_puts(&s, is_main ? "" : path);
	}
	rest = files;
	while (plan_menu_files_next(&rest, &name))
		if (view_is(name, "~") || load_exists(l->load, name))
			continue;
		else if (s.n)
			lint_warn(l, conf_where_of(l->c, name, where), name,
				  "no such file in the tree, the menu goes without");
		else
			lint_error(l, conf_where_of(l->c, name, where), name,
				   "no such file in the tree");
	if (s.n && !s.cut)
		lint_add_menu(l, words, l->load->prefix);
}

static void check_label(struct lint *l, int at, bool by_itself)
{
	static struct plan plan;
	static const struct plan_host nobody;
	const struct conf_label *label = &l->c->labels[at];
	struct plan_choice choice = {.label = at};
	char text[PLAN_WHY_BUF];
	struct str why = str_of(text, sizeof text);

	if (label->action == CONF_DO_NOTHING || label->action == CONF_DO_SUBMENU)
		return;
	lint_words(l, label);
	if (plan_make(l->c, &choice, &nobody, &plan, &why))
		lint_refusal(l, label, text);
	else if (plan.action == PLAN_BOOT)
		check_boot(l, label, &plan);
	else if (plan.action == PLAN_CONFIG)
		follow_label(l, label, &plan, by_itself);
	else if (plan.action == PLAN_MENU)
		lint_follow_menu(l, label->kernel_where, plan.menu_files);
	else if (plan.action == PLAN_HELP)
		check_file(l, conf_where_of(l->c, plan.kernel, label->where), plan.kernel);
}

/* --- what starts, and what never can --------------------------------------------------------- */

/* A label that @word would be but for the case of its letters. */
static int other_case(const struct conf *c, struct view word)
{
	for (size_t i = 0; i < c->label_count; i++)
		if (word.n && view_ieq(c->labels[i].name, word))
			return (int)i;
	return -1;
}

/* Whoever gives labels several words means all of them; the command is one word of @label. */
static void warn_of_first_word(struct lint *l, const char *word, struct conf_where where,
			       struct view command, const struct conf_label *label)
{
	char text[300];
	struct str s = str_of(text, sizeof text);

	if (view_eq(label->full_name, label->name) || view_eq(label->full_name, view_trim(command)))
		return;
	str_fmt(&s, "%s is the whole of no label; its first word starts ", word);
	str_printable(&s, label->full_name, 120);
	lint_warn(l, where, view_trim(command), text);
}

/* DEFAULT and its like: a label, a module that means something here, or a file that is there. */
static void check_command(struct lint *l, const char *word, struct view command)
{
	struct view rest = command, name = view_word(&rest);
	struct conf_where where = line_of(l, name);
	const char *not_linux = plan_module_not_linux(CONF_KERNEL, name);
	int at = conf_find(l->c, command);
	char text[100];
	struct str s = str_of(text, sizeof text);

	lint_words_command(l, command);
	if (at >= 0)
		warn_of_first_word(l, word, where, command, &l->c->labels[at]);
	if (!name.n || at >= 0 || plan_module_of(CONF_KERNEL, name) != PLAN_MODULE_NONE)
		return;
	str_fmt(&s, "%s names no label", word);
	if (command.p == l->c->default_line.p && l->c->ui.p) {
		str_puts(&s, " to be highlighted in the menu, it is ignored");
		lint_warn(l, where, name, text);
	} else if (other_case(l->c, name) >= 0) {
		str_puts(&s, ", only one in other letters");
		lint_error(l, where, name, text);
	} else if (not_linux) {
		lint_error(l, where, name, not_linux);
	} else if (l->c->implicit.set && !l->c->implicit.value) {
		str_puts(&s, ", and by IMPLICIT 0 it is no file name either");
		lint_error(l, where, name, text);
	} else if (load_exists(l->load, name) == 0) {
		str_puts(&s, " and no file in the tree");
		lint_error(l, where, name, text);
	} else {
		str_puts(&s, ", it is taken for a kernel's file name");
		lint_warn(l, where, name, text);
	}
}

static void check_commands(struct lint *l)
{
	const struct conf *c = l->c;
	const struct conf_where whole = {0};
	struct plan_choice choice;
	char text[120];
	struct str s = str_of(text, sizeof text);

	check_command(l, "UI", c->ui);
	check_command(l, "DEFAULT", c->default_line);
	check_command(l, "ONTIMEOUT", c->ontimeout);
	check_command(l, "ONERROR", c->onerror);
	check_command(l, "FALLBACK", c->fallback);
	plan_default(c, &choice);
	if (choice.label >= 0 || choice.file.n || plan_menu_files_any(&choice.menu_files))
		return;
	if (conf_nothing(c, &s))
		lint_error(l, whole, view_of("nothing can start from this"), text);
	else if (c->default_line.n)
		lint_warn(l, c->default_where, view_of("DEFAULT"), "nothing starts by itself");
}

static bool starts_label(const struct conf *c, struct view command, const struct conf_label *label)
{
	return conf_find(c, command) == label - c->labels;
}

static bool has_this_word(struct view text, struct view word)
{
	for (struct view w = view_word(&text); w.n; w = view_word(&text))
		if (view_eq(w, word))
			return true;
	return false;
}

/* Whether ifcpu64.c32 or the like has @label among its arguments. */
static bool branched_to(const struct conf *c, const struct conf_label *label)
{
	CONF_EACH_LABEL (c, o) {
		enum plan_module module;
		struct plan_parts parts;

		plan_parts(o, (struct view){0}, &parts);
		module = plan_module_of(o->type, parts.kernel);
		if (module != PLAN_MODULE_IFCPU64 && module != PLAN_MODULE_IFCPU)
			continue;
		if (has_this_word(parts.args, label->name) ||
		    has_this_word(parts.append, label->name))
			return true;
	}
	return false;
}

/* The prompt, which knows all labels, is a key away unless the configuration says otherwise. */
static void check_reach(struct lint *l, bool menu_shown)
{
	const struct conf *c = l->c;
	bool prompt = !c->noescape.value && (!c->allowoptions.set || c->allowoptions.value);

	CONF_EACH_LABEL (c, label) {
		bool in_menu = menu_shown && label->menu != CONF_MENU_HIDDEN;

		if (!label->name.n || label->action == CONF_DO_NOTHING)
			continue;
		if (prompt || in_menu) {
			lint_reached(l, label->where);
			continue;
		}
		if (!starts_label(c, c->default_line, label) &&
		    !starts_label(c, c->ontimeout, label) && !starts_label(c, c->onerror, label) &&
		    !starts_label(c, c->fallback, label) && !branched_to(c, label))
			lint_warn_everywhere(
				l, label->where, label->name,
				"nothing leads here: no menu shows it, no word names it, and "
				"NOESCAPE or ALLOWOPTIONS keeps the prompt away");
		else
			lint_reached(l, label->where);
	}
}

static void check_menus(struct lint *l, bool menu_shown)
{
	const struct conf *c = l->c;
	char text[CONF_NOTE_BUF];

	for (unsigned i = CONF_MENU_HIDDEN + 1; i < c->menu_count; i++) {
		const struct conf_label *entry = &c->labels[c->menus[i].entry];
		struct str s = str_of(text, sizeof text);

		str_printable(&s, conf_menu_title(c, i), 60);
		if (!s.n)
			str_puts(&s, "MENU BEGIN");
		if (conf_menu_chosen(c, i) < 0)
			lint_warn(l, entry->where, view_of(text), "a submenu without entries");
		else if (menu_shown)
			lint_reached(l, entry->where);
		else
			lint_warn_everywhere(
				l, entry->where, view_of(text),
				"a submenu that nothing opens: no UI menu.c32 or DEFAULT menu.c32");
	}
}

/* --- all of it ------------------------------------------------------------------------------- */

void lint_check(struct lint *l)
{
	const struct conf_where whole = {0};
	struct plan_choice choice;
	bool menu_shown;
	char text[120];
	struct str s = str_of(text, sizeof text);

	plan_default(l->c, &choice);
	if (conf_foreign(l->c)) { /* about its words there is nothing to say */
		conf_nothing(l->c, &s);
		lint_error(l, whole, view_of("nothing can start from this"), text);
		return;
	}
	lint_notes(l);
	menu_shown = choice.screen == PLAN_SCREEN_MENU;
	check_commands(l);
	check_menus(l, menu_shown);
	check_reach(l, menu_shown);
	check_common_files(l);
	for (size_t i = 0; i < l->c->label_count; i++)
		check_label(l, (int)i, choice.label == (int)i && choice.wait_ds != PLAN_FOREVER);
	/* a label that DEFAULT names was checked as a label */
	if (l->c->ui.p || conf_find(l->c, l->c->default_line) < 0)
		lint_follow_menu(l, line_of(l, l->c->ui.p ? l->c->ui : l->c->default_line),
				 choice.menu_files);
}
