/* SPDX-License-Identifier: MIT
 * `pxe lint`: what an administrator should look at before machines read it. */
#include "cmd/lint.h"

#include "cmd/cmd.h"
#include "cmd/ipxe_lint.h"
#include "lib/cli.h"
#include "lib/log.h"

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

static const char usage[] =
	"usage: pxe lint [--root DIR] [--map FROM=TO] [--arch ARCH] FILE|DIR...\n"
	"Prints what is unknown, refused, missing or never reached, with file and line.\n"
	"  --root DIR   FILE is a path under the TFTP root DIR, and so is what it names\n"
	"  --map FROM=TO  names that begin with FROM are looked for under TO in the tree\n"
	"  --arch ARCH  s390x, armhf, arm64 or x86_64: look at kernels and command lines\n"
	"A DIR is a TFTP root itself: every configuration in a pxelinux.cfg directory of it.\n"
	"Exit status 1 if anything is wrong enough to keep a label from booting.\n";

/* What a file leads to is put behind it on the list. */
static void lint_files(struct lint *l)
{
	while (l->file_done < l->file_count) {
		struct lint_file f = l->files[l->file_done++];
		int rc;

		l->load->has_prefix = f.prefix && text_copy(l->load->prefix, sizeof l->load->prefix,
							    view_of(f.prefix));
		l->main = f.main ? f.main : f.name;
		l->chained = f.chained;
		rc = f.main ? load_menu(l->load, plan_menu_words(view_of(f.name)), f.main, l->c)
			    : load_conf(l->load, f.name, l->c);
		if (rc) {
			log_err("%s, not checked", l->load->why);
			l->errors++;
			continue;
		}
		if (!f.prefix)
			lint_prefix_known(l, l->file_done - 1);
		lint_check(l);
	}
}

/* A directory is a TFTP root with configurations in it. Return: 1 when there are none */
static int lint_argument(struct lint *l, const char *arg, const char *root)
{
	struct stat st;

	lint_forget(l);
	lint_initrd_forget(l);
	l->load->root = root;
	if (!root && !stat(arg, &st) && S_ISDIR(st.st_mode)) {
		l->load->root = arg;
		lint_walk(l);
		if (!l->file_count) {
			log_err("%s: no configuration in any pxelinux.cfg directory, not checked",
				arg);
			return 1;
		}
	} else if (ipxe_lint_is(root, arg)) {
		l->errors += ipxe_lint(root, arg, l->arch, stdout);
		return 0;
	} else {
		lint_walk_name(l, arg);
		lint_add(l, arg, NULL);
	}
	lint_files(l);
	lint_circles(l);
	lint_print(l);
	return 0;
}

static struct conf conf;
static struct load load;
static struct lint lint = {.c = &conf, .load = &load};
static const char *root;

static bool take_map(const struct cli_option *o, const char *value)
{
	return load_map(&load, value) || cli_refuse(o, value, "FROM=TO");
}

static bool take_arch(const struct cli_option *o, const char *value)
{
	lint.arch = value;
	return lint_arch(value) || cli_refuse(o, value, "one of s390x, armhf, arm64 and x86_64");
}

static const struct cli_option options[] = {
	{0, "root", CLI_TEXT, .text = &root},
	{0, "map", CLI_CALL, .call = take_map},
	{0, "arch", CLI_CALL, .call = take_arch},
	{0},
};

int cmd_lint(int argc, char **argv)
{
	static const struct cli cli = {
		.usage = usage, .options = options, .least = 1, .most = INT_MAX};
	int status;

	if (!cli_parse(&cli, argc, argv, &status))
		return status;
	while (optind < argc)
		status |= lint_argument(&lint, argv[optind++], root);
	lint_forget(&lint);
	lint_initrd_forget(&lint);
	return lint.errors ? 1 : status;
}
