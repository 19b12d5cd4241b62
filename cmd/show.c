/* SPDX-License-Identifier: MIT
 * `pxe show`: what the parser understood. */
#include "cmd/show.h"

#include "cmd/cmd.h"
#include "cmd/ipxe_lint.h"
#include "cmd/load.h"
#include "lib/cli.h"
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

static struct load load;
static uint32_t form;

enum { AS_TEXT, AS_JSON, AS_CONFIG };

static const struct cli_option options[] = {
	{0, "json", CLI_SET, .number = &form, .min = AS_JSON},
	{0, "config", CLI_SET, .number = &form, .min = AS_CONFIG},
	{0, "root", CLI_TEXT, .text = &load.root},
	{0, "no-includes", CLI_ON, .flag = &load.no_includes},
	{0},
};

int cmd_show(int argc, char **argv)
{
	static const struct cli cli = {.usage = usage, .options = options, .least = 1, .most = 1};
	static void (*const show[])(const struct conf *, FILE *) = {
		[AS_TEXT] = show_text, [AS_JSON] = show_json, [AS_CONFIG] = show_config};
	static struct conf conf;
	int status;

	if (!cli_parse(&cli, argc, argv, &status))
		return status;
	if (form != AS_CONFIG && ipxe_lint_is(load.root, argv[optind]))
		return ipxe_show(load.root, argv[optind], form == AS_JSON, stdout) ? 0 : 1;
	if (load_conf(&load, argv[optind], &conf)) {
		log_err("%s, nothing is shown", load.why);
		return 1;
	}
	show[form](&conf, stdout);
	return 0;
}
