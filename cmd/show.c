/* SPDX-License-Identifier: MIT
 * `pxe show`: what the parser understood. */
#include "cmd/show.h"

#include "cmd/cmd.h"
#include "cmd/ipxe_lint.h"
#include "cmd/load.h"
#include "lib/log.h"

#include <getopt.h>
#include <stdio.h>

static const char usage[] =
	"usage: pxe show [--json | --config] [--root DIR] [--no-includes] FILE|URL\n"
	"Prints what a configuration means: its labels, and what starts by itself.\n"
	"  --json         as one JSON document\n"
	"  --config       as one configuration: includes in place, without effect left out\n"
	"  --root DIR     FILE is a path under the TFTP root DIR, and so are its includes\n"
	"  --no-includes  every INCLUDE counts as not found\n";

static const struct option options[] = {
	{"json", no_argument, NULL, 'j'},	{"config", no_argument, NULL, 'c'},
	{"root", required_argument, NULL, 'r'}, {"no-includes", no_argument, NULL, 'n'},
	{"help", no_argument, NULL, 'h'},	{NULL, 0, NULL, 0},
};

int cmd_show(int argc, char **argv)
{
	static struct conf conf;
	static struct load load;
	void (*show)(const struct conf *, FILE *) = show_text;
	int opt;

	optind = 0;
	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (opt) {
		case 'j': show = show_json; break;
		case 'c': show = show_config; break;
		case 'r': load.root = optarg; break;
		case 'n': load.no_includes = true; break;
		case 'h': fputs(usage, stdout); return 0;
		default: fputs(usage, stderr); return 2;
		}
	}
	if (optind != argc - 1) {
		fputs(usage, stderr);
		return 2;
	}
	if (show != show_config && ipxe_lint_is(load.root, argv[optind]))
		return ipxe_show(load.root, argv[optind], show == show_json, stdout) &&
				       !fflush(stdout)
			       ? 0
			       : 1;
	if (load_conf(&load, argv[optind], &conf)) {
		log_err("%s, nothing is shown", load.why);
		return 1;
	}
	show(&conf, stdout);
	return fflush(stdout) ? 1 : 0;
}
