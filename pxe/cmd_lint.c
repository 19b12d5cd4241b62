/* SPDX-License-Identifier: MIT
 * `pxe lint`: what an administrator should look at before machines read it. */
#include "pxe/cmd.h"

#include "lib/log.h"
#include "pxe/load.h"
#include "pxe/plan.h"
#include "pxe/show.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: pxe lint [--root DIR] FILE...\n"
	"Prints what is unknown, refused or missing, with file and line.\n"
	"  --root DIR  FILE is a path under the TFTP root DIR, and so is what it names\n"
	"Exit status 1 if anything is wrong enough to keep a label from booting.\n";

static const struct option options[] = {
	{"root", required_argument, NULL, 'r'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static struct conf conf;
static struct load load;

static void complain(struct conf_where where, const char *level, struct view what, const char *text)
{
	char line[PLAN_WHY_BUF + 400];
	struct str s = str_of(line, sizeof line);

	conf_put_where(&conf, where, &s);
	str_fmt(&s, ": %s: ", level);
	str_printable(&s, what, 120);
	str_fmt(&s, ": %s", text);
	puts(line);
}

/* The plan's reason, which starts with one of the label's two lines, in the form of the others. */
static void refuse(const struct conf_label *l, const char *why)
{
	const struct conf_where places[] = {l->where, l->kernel_where};
	char place[400];

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct str s = str_of(place, sizeof place);

		conf_put_where(&conf, places[i], &s);
		if (strncmp(why, place, s.n) == 0 && why[s.n] == ':') {
			printf("%s: error%s\n", place, why + s.n);
			return;
		}
	}
	printf("%s\n", why);
}

/* Files that the label names and the tree lacks. Returns the number of errors. */
static unsigned check_file(const struct conf_label *l, struct view name)
{
	if (!name.n || load_exists(&load, name) != 0)
		return 0;
	complain(l->where, "error", name, "no such file in the tree");
	return 1;
}

static unsigned check_label(int at)
{
	static struct plan plan;
	static const struct plan_host nobody;
	const struct conf_label *l = &conf.labels[at];
	struct plan_choice choice = {.label = at};
	char text[PLAN_WHY_BUF];
	struct str why = str_of(text, sizeof text);
	unsigned errors = 0;

	if (l->action != CONF_DO_BOOT)
		return 0;
	if (plan_make(&conf, &choice, &nobody, &plan, &why)) {
		refuse(l, text);
		return 1;
	}
	if (plan.action != PLAN_BOOT && plan.action != PLAN_CONFIG)
		return 0;
	errors += check_file(l, plan.kernel);
	for (size_t i = 0; i < plan.initrd_count; i++)
		errors += check_file(l, plan.initrds[i]);
	return errors;
}

static void check_start(void)
{
	struct plan_choice choice;

	plan_default(&conf, &choice);
	if (choice.label >= 0)
		return;
	if (choice.file.n)
		complain(conf.default_where, "warning", choice.file,
			 "DEFAULT names no label, it is taken for a kernel's file name");
	else
		complain((struct conf_where){0}, "warning", view_of("DEFAULT"),
			 "nothing starts by itself");
}

static unsigned lint(const char *file)
{
	unsigned errors;

	if (load_conf(&load, file, &conf)) {
		log_err("%s, not checked", load.why);
		return 1;
	}
	show_notes(&conf, stdout);
	errors = (unsigned)conf.errors;
	check_start();
	for (size_t i = 0; i < conf.label_count; i++)
		errors += check_label((int)i);
	return errors;
}

int pxe_cmd_lint(int argc, char **argv)
{
	unsigned errors = 0;
	int opt;

	optind = 0;
	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'r': load.root = optarg; break;
		case 'h': fputs(usage, stdout); return 0;
		default: fputs(usage, stderr); return 2;
		}
	}
	if (optind == argc) {
		fputs(usage, stderr);
		return 2;
	}
	while (optind < argc)
		errors += lint(argv[optind++]);
	return fflush(stdout) || errors ? 1 : 0;
}
