/* SPDX-License-Identifier: MIT
 * `pxe ipxe`: what an iPXE script would do, without a network. */
#include "cmd/cmd.h"
#include "cmd/ipxe_dry.h"
#include "lib/cli.h"
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/outfile.h"
#include "lib/print.h"
#include "pxe/ipxe/machine.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define DRY_STEPS 40000u /* some milliseconds */

static const char usage[] =
	"usage: pxe ipxe [--json] [--case CASE] [--initrd OUT] FILE\n"
	"Runs an iPXE script without a network, and prints what it shows and boots. Every file "
	"that\n"
	"it asks for is there; a question with a time limit runs into it, one without\n"
	"gets a key; a menu without one is where it ends.\n"
	"  --json        as one JSON document\n"
	"  --case CASE   settings, answers of servers and choices at menus from the JSON file "
	"CASE\n"
	"  --initrd OUT  the initrd that the kernel would get, into the file OUT\n";

static bool as_json;
static const char *case_file, *initrd;

static const struct cli_option options[] = {
	{0, "json", CLI_ON, .flag = &as_json},
	{0, "case", CLI_TEXT, .text = &case_file},
	{0, "initrd", CLI_TEXT, .text = &initrd},
	{0},
};

static const char *end_str(const struct dry *d, const struct ipxe *x)
{
	switch (d->end) {
	case DRY_MENU: return "menu";
	case DRY_SHELL: return "shell";
	case DRY_LOOP: return "loop";
	default: return ipxe_end_str(x->end);
	}
}

/* --- as text --------------------------------------------------------------------------------- */

static void say(struct view text)
{
	struct view line;

	while (text.n && view_until(&text, '\n', &line)) {
		print_outside(stdout, line);
		if (text.p)
			putchar('\n');
	}
}

static void print_named(const char *what, struct view v)
{
	fputs(what, stdout);
	print_outside(stdout, v);
	putchar('\n');
}

static void print_menu(const struct dry_menu *m)
{
	print_named("menu: ", view_of(m->title));
	for (size_t i = 0; i < m->item_count; i++) {
		fputs(m->items[i].name ? "  " : "  - ", stdout);
		if (m->items[i].name) {
			print_outside(stdout, view_of(m->items[i].name));
			fputs(": ", stdout);
		}
		print_outside(stdout, view_of(m->items[i].text));
		putchar('\n');
	}
	if (m->timeout_ms)
		printf("  after %u ms: ", m->timeout_ms);
	else
		fputs("  first: ", stdout);
	print_named("", view_of(m->first));
	if (m->chosen)
		print_named("  chosen: ", view_of(m->chosen));
}

static void print_image(const char *what, const struct ipxe *x, const struct ipxe_image *i)
{
	print_named(what, ipxe_text(x, i->uri));
	if (i->has_args)
		print_named("  arguments: ", ipxe_text(x, i->args));
}

static void print_text(const struct dry *d, const struct ipxe *x)
{
	const struct ipxe_image *kernel = d->end == DRY_ENDED ? ipxe_kernel(x) : NULL, *i;

	for (size_t m = 0; m < d->menu_count; m++)
		print_menu(&d->menus[m]);
	for (size_t r = 0; r < d->request_count; r++)
		print_named("request: ", view_of(d->requests[r]));
	if (kernel) {
		print_named("kernel: ", ipxe_text(x, kernel->uri));
		print_named("command line: ", ipxe_text(x, kernel->args));
		for (size_t at = 0; (i = ipxe_initrd(x, at)) != NULL; at++)
			print_image("initrd: ", x, i);
	}
	printf("end: %s", end_str(d, x));
	if (d->end == DRY_ENDED && x->end == IPXE_END_EXIT && x->status)
		printf(", status %#x", (unsigned)x->status);
	putchar('\n');
}

/* --- as JSON --------------------------------------------------------------------------------- */

static void json_images(struct json *j, const struct ipxe *x, bool boots)
{
	const struct ipxe_image *i;

	json_array(json_key(j, "images"));
	for (size_t at = 0; boots && (i = ipxe_initrd(x, at)) != NULL; at++) {
		json_object(j);
		json_view(json_key(j, "uri"), ipxe_text(x, i->uri));
		json_view(json_key(j, "name"), ipxe_text(x, i->name));
		json_view(json_key(j, "args"), ipxe_text(x, i->args));
		json_object_end(j);
	}
	json_array_end(j);
}

static void json_menu(struct json *j, const struct dry_menu *m)
{
	json_object(j);
	json_str(json_key(j, "title"), m->title);
	json_u64(json_key(j, "timeout_ms"), m->timeout_ms);
	json_str(json_key(j, "default"), m->first);
	json_array(json_key(j, "items"));
	for (size_t i = 0; i < m->item_count; i++) {
		json_object(j);
		json_str(json_key(j, "name"), m->items[i].name);
		json_str(json_key(j, "text"), m->items[i].text);
		json_str(json_key(j, "key"), m->items[i].key);
		json_object_end(j);
	}
	json_array_end(j);
	json_str(json_key(j, "chosen"), m->chosen);
	json_object_end(j);
}

static void print_json(const struct dry *d, const struct ipxe *x)
{
	const struct ipxe_image *kernel = d->end == DRY_ENDED ? ipxe_kernel(x) : NULL;
	struct json j = json_open(stdout);

	json_object(&j);
	json_str(json_key(&j, "end"), end_str(d, x));
	json_i64(json_key(&j, "status"),
		 d->end == DRY_ENDED && x->end == IPXE_END_EXIT ? x->status : 0);
	json_key(&j, "kernel");
	if (kernel)
		json_view(&j, ipxe_text(x, kernel->uri));
	else
		json_null(&j);
	json_key(&j, "cmdline");
	if (kernel)
		json_view(&j, ipxe_text(x, kernel->args));
	else
		json_null(&j);
	json_images(&j, x, kernel);
	json_array(json_key(&j, "menus"));
	for (size_t i = 0; i < d->menu_count; i++)
		json_menu(&j, &d->menus[i]);
	json_array_end(&j);
	json_array(json_key(&j, "requests"));
	for (size_t i = 0; i < d->request_count; i++)
		json_str(&j, d->requests[i]);
	json_array_end(&j);
	json_object_end(&j);
}

/* --- the command ----------------------------------------------------------------------------- */

static bool begin(struct ipxe *x, const struct ipxe_case *c, const char *file, struct str *why)
{
	struct view text;
	int rc;

	if (!ipxe_case_file(file, IPXE_SCRIPT_MAX, &text, why))
		return false;
	ipxe_init(x);
	x->steps_max = DRY_STEPS;
	x->unixtime = clock_unix();
	ipxe_machine(x, PXEHOP_VERSION);
	if (!ipxe_case_settings(c, x, why))
		return false;
	ipxe_machine_cpu(x);
	rc = ipxe_start(x, c->uri, text);
	if (!rc)
		return true;
	str_printable(why, view_of(file), 200);
	str_fmt(why, ": %s",
		rc == IPXE_ENOEXEC ? "no iPXE script, which begins with #!ipxe"
				   : ipxe_error_str(rc));
	return false;
}

static int write_initrd(const struct dry *d, const struct ipxe *x, const char *path)
{
	struct outfile o;
	int rc = outfile_open(&o, path);

	if (!rc) {
		rc = dry_initrd(d, x, o.fd);
		if (rc)
			outfile_drop(&o);
		else
			rc = outfile_keep(&o);
	}
	if (rc)
		log_err("%s: %s, not written", path, strerror(-rc));
	return rc;
}

int cmd_ipxe(int argc, char **argv)
{
	static const struct cli cli = {.usage = usage, .options = options, .least = 1, .most = 1};
	static struct ipxe x;
	struct ipxe_case c;
	struct dry d = {.c = &c};
	char text[512];
	struct str why = str_of(text, sizeof text);
	int status;

	if (!cli_parse(&cli, argc, argv, &status))
		return status;
	ipxe_case_init(&c);
	if ((case_file && !ipxe_case_read(&c, case_file, &why)) ||
	    !begin(&x, &c, argv[optind], &why)) {
		log_err("%s, nothing is run", text);
		return 1;
	}
	d.say = as_json ? NULL : say;
	if (!dry_run(&d, &x)) {
		log_err("no memory, the run is given up");
		return 1;
	}
	if (initrd && write_initrd(&d, &x, initrd))
		return 1;
	if (as_json)
		print_json(&d, &x);
	else
		print_text(&d, &x);
	return 0;
}
