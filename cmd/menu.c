/* SPDX-License-Identifier: MIT
 * `pxe menu`: a configuration's menu on this terminal, with PID 1's own menu and the worker's own
 * description of it. What is chosen is printed and not started. */
#include "cmd/cmd.h"

#include "init/menu/input.h"
#include "init/menu/line.h"
#include "init/menu/recv.h"
#include "init/menu/request.h"
#include "init/menu/screen.h"
#include "lib/cli.h"
#include "lib/clock.h"
#include "lib/locale.h"
#include "lib/log.h"
#include "lib/print.h"
#include "cmd/load.h"
#include "pxe/session/menu_send.h"
#include "pxe/plan/plan.h"

#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static const char usage[] =
	"usage: pxe menu [--line] [--root DIR] [--no-includes] FILE|URL\n"
	"Shows a configuration's menu as a machine does, and prints what was chosen.\n"
	"  --line         as on a console without a cursor: whole lines, one at a time\n"
	"  --root DIR     FILE is a path under the TFTP root DIR, and so are its includes\n"
	"  --no-includes  every INCLUDE counts as not found\n"
	"Ctrl-R, or s with --line, ends it.\n";

/** struct preview - what PID 1 and the worker hold, each on its side of the channel; here there is
 *  no channel, and messages are handed over */
struct preview {
	struct conf conf;
	struct plan plan;
	struct menu menu;
	struct menu_screen screen;
	struct menu_roll roll;
	struct plan_choice choice;
	struct load load;
	const char *main;	  /* the configuration that "~" means to a menu module */
	char line[CHAN_LINE_MAX]; /* @choice points into it */
	bool line_mode, chosen;
};

static struct preview preview;

static const struct cli_option options[] = {
	{0, "line", CLI_ON, .flag = &preview.line_mode},
	{0, "root", CLI_TEXT, .text = &preview.load.root},
	{0, "no-includes", CLI_ON, .flag = &preview.load.no_includes},
	{0},
};

/* --- the worker's part ----------------------------------------------------------------------- */

static void preview_recv(struct preview *p, struct chan_msg *m)
{
	const char *wrong;

	if (!chan_check(m, 0))
		wrong = "an impossible message";
	else
		wrong = menu_recv(&p->menu, m, clock_ms());
	if (wrong)
		log_err("the menu's description contradicts itself: %s", wrong);
}

/* A menu module reads @files. Return: false: load.why says why that cannot be */
static bool preview_menu_of(struct preview *p, const struct plan_menu_files *files)
{
	static char words[CONF_LINE_MAX];
	struct str s = str_of(words, sizeof words);
	struct plan_menu_files rest = *files;
	struct view name;

	/* the configuration that they stand in is about to be read over */
	while (plan_menu_files_next(&rest, &name)) {
		str_puts(&s, s.n ? " " : "");
		str_put(&s, name);
	}
	if (!s.n)
		str_putc(&s, '~');
	return load_menu(&p->load, plan_menu_words(view_of(words)), p->main, &p->conf) == 0;
}

/* Return: false: the menu's files cannot be read, load.why says why */
static bool preview_menu(struct preview *p)
{
	struct session_menu_send_view view = {.screen = CHAN_SCREEN_MENU};
	struct plan_choice def;
	static struct session_menu_send sending;
	static struct chan_msg m;
	int64_t total = p->conf.totaltimeout.value;

	plan_default(&p->conf, &def);
	if (plan_menu_files_any(&def.menu_files)) {
		if (!preview_menu_of(p, &def.menu_files))
			return false;
		plan_default(&p->conf, &def);
	}
	if (def.screen == PLAN_SCREEN_PROMPT)
		view.screen = CHAN_SCREEN_PROMPT;
	if (def.screen != PLAN_SCREEN_NONE && def.wait_ds != PLAN_FOREVER)
		view.wait_ds = def.wait_ds;
	if (total > 0 && total < UINT32_MAX)
		view.total_ds = (uint32_t)total;
	session_menu_send_start(&sending, &p->conf, &view);
	while (session_menu_send_next(&sending, &m))
		preview_recv(p, &m);
	return true;
}

static void preview_send(struct preview *p, uint32_t kind, uint32_t entry, const char *text)
{
	static struct chan_msg m;
	struct str s;

	memset(&m, 0, sizeof m);
	m.kind = kind;
	if (kind == CHAN_DENIED || kind == CHAN_LINE) {
		s = str_of(m.u.log.text, sizeof m.u.log.text);
		str_shown(&s, view_of(text), true);
	} else {
		m.u.choice.entry = entry;
		s = str_of(m.u.choice.line, sizeof m.u.choice.line);
		str_puts(&s, text);
	}
	preview_recv(p, &m);
}

/* Plan @choice; a reason against it goes to the menu. */
static bool preview_plan(struct preview *p)
{
	static const struct plan_host nobody;
	char text[PLAN_WHY_BUF];
	struct str why = str_of(text, sizeof text);

	if (plan_make(&p->conf, &p->choice, &nobody, &p->plan, &why) == 0)
		return true;
	preview_send(p, CHAN_DENIED, 0, text);
	return false;
}

/* The entry leads to a menu: that one is shown next. */
static void preview_next(struct preview *p)
{
	bool other = p->conf.as_menu || plan_menu_files_any(&p->plan.menu_files);

	if (other && !preview_menu_of(p, &p->plan.menu_files)) {
		preview_send(p, CHAN_DENIED, 0, p->load.why);
		return;
	}
	p->conf.as_menu = true;
	preview_menu(p);
}

static void preview_start(struct preview *p)
{
	if (!preview_plan(p))
		return;
	if (p->plan.action == PLAN_MENU) {
		preview_next(p);
		return;
	}
	menu_drop(&p->menu);
	p->chosen = true;
}

static bool is_editable(const char *line)
{
	size_t n = 0;

	while (line[n] >= 0x20 && line[n] <= 0x7e)
		n++;
	return !line[n] && n < CHAN_LINE_MAX;
}

static void preview_edit(struct preview *p, uint32_t entry)
{
	static const char lead[] = "BOOT_IMAGE=";

	if (entry == CHAN_NO_ENTRY) {
		preview_send(p, CHAN_GRANTED, entry, "");
		return;
	}
	p->choice = (struct plan_choice){.label = (int)entry};
	if (!preview_plan(p))
		return;
	if (!view_starts(view_of(p->plan.cmdline), lead))
		preview_send(p, CHAN_DENIED, 0, "the entry has no command line");
	else if (!is_editable(p->plan.cmdline + sizeof lead - 1))
		preview_send(p, CHAN_DENIED, 0,
			     "the command line cannot be edited here: too long, or not plain text");
	else
		preview_send(p, CHAN_CMDLINE_IS, entry, p->plan.cmdline + sizeof lead - 1);
}

static void preview_choose(struct preview *p, const struct chan_choice *c)
{
	const struct conf_label *l = &p->conf.labels[c->entry];

	memcpy(p->line, c->line, sizeof p->line);
	p->choice = (struct plan_choice){.label = -1};
	if (c->entry == CHAN_NO_ENTRY && p->line[0]) {
		plan_command(&p->conf, view_of(p->line), &p->choice);
	} else if (c->entry == CHAN_NO_ENTRY) {
		plan_default(&p->conf, &p->choice);
	} else if (session_menu_send_kind(&p->conf, l) != CHAN_E_RUN) {
		preview_send(p, CHAN_GRANTED, c->entry, "");
		return;
	} else {
		p->choice.label = (int)c->entry;
		if (c->edited)
			p->choice.line = view_of(p->line);
	}
	preview_start(p);
}

static void preview_fkey(struct preview *p, uint32_t n)
{
	struct view line = p->conf.fkeys[n - 1], name = view_word(&line);
	char text[CHAN_TITLE_MAX];
	struct str s = str_of(text, sizeof text);

	str_fmt(&s, "F%u: ", n);
	if (name.n)
		str_printable(&s, name, 90);
	str_puts(&s, name.n ? " would be shown here" : "no file is named for it");
	preview_send(p, CHAN_LINE, 0, text);
}

static void preview_answer(struct preview *p, const struct chan_msg *m)
{
	switch (m->kind) {
	case CHAN_CHOOSE: preview_choose(p, &m->u.choice); break;
	case CHAN_EDIT: preview_edit(p, m->u.choice.entry); break;
	case CHAN_FKEY: preview_fkey(p, m->u.fkey); break;
	default: plan_default(&p->conf, &p->choice); preview_start(p);
	}
}

/* --- the terminal ---------------------------------------------------------------------------- */

static void terminal_raw(bool raw)
{
	static struct termios before;
	struct termios t;

	if (raw && tcgetattr(STDIN_FILENO, &before) == 0) {
		t = before;
		t.c_iflag |= ICRNL;
		t.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
		tcsetattr(STDIN_FILENO, TCSADRAIN, &t);
	} else if (!raw) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	}
}

static void preview_paint(struct preview *p)
{
	char buf[MENU_STEP_MAX];
	struct winsize w = {0};
	bool more = true;

	if (!p->screen.drawn) {
		ioctl(STDOUT_FILENO, TIOCGWINSZ, &w);
		menu_screen_size(&p->screen, w.ws_row, w.ws_col);
		p->menu.width = p->line_mode ? 0 : p->screen.cols - 1u;
		p->menu.utf8 = p->screen.utf8 = p->roll.utf8 = locale_is_utf8();
	}
	while (more && menu_shown(&p->menu)) {
		struct str s = str_of(buf, sizeof buf);

		more = p->line_mode ? menu_line_step(&p->menu, &p->roll, &s)
				    : menu_screen_step(&p->menu, &p->screen, &s);
		fwrite(s.p, 1, s.n, stdout);
	}
	fflush(stdout);
}

/* Return: false at the end of the input */
static bool preview_read(struct preview *p)
{
	struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
	uint64_t now = clock_ms();
	uint8_t bytes[64];
	ssize_t n;

	if (poll(&in, 1, clock_wait(now, menu_input_deadline(&p->menu, now))) > 0) {
		n = read(STDIN_FILENO, bytes, sizeof bytes);
		if (n <= 0)
			return false;
		now = clock_ms();
		for (ssize_t i = 0; i < n; i++)
			menu_input_byte(&p->menu, 0, bytes[i] == '\r' ? '\n' : bytes[i], now);
	}
	menu_input_tick(&p->menu, clock_ms());
	return true;
}

static void preview_leave(struct preview *p)
{
	char buf[80];
	struct str s = str_of(buf, sizeof buf);

	menu_screen_leave(&p->screen, &s);
	fwrite(s.p, 1, s.n, stdout);
	terminal_raw(false);
}

static void preview_run(struct preview *p)
{
	static struct chan_msg m;
	unsigned which;
	bool go_on = true;

	p->menu.seat[0].line_mode = p->line_mode;
	terminal_raw(!p->line_mode);
	while (go_on && menu_shown(&p->menu)) {
		preview_paint(p);
		go_on = preview_read(p);
		while (menu_request_next(&p->menu, &m))
			preview_answer(p, &m);
		go_on = go_on && !menu_input_shell(&p->menu, &which);
	}
	if (!p->line_mode)
		preview_leave(p);
}

/* --- what was chosen ------------------------------------------------------------------------- */

static void print_chosen(const char *what, struct view v)
{
	if (!v.n)
		return;
	printf("%s: ", what);
	print_outside(stdout, v);
	putchar('\n');
}

static void print_choice(const struct plan *plan)
{
	static const char *const names[] = {
		[PLAN_BOOT] = "boot",
		[PLAN_LOCALBOOT] = "the next boot device",
		[PLAN_CONFIG] = "configuration",
		[PLAN_MENU] = "the menu again",
		[PLAN_SUBMENU] = "submenu",
		[PLAN_QUIT] = "prompt",
		[PLAN_HELP] = "help",
		[PLAN_REBOOT] = "reboot",
		[PLAN_POWEROFF] = "power off",
	};
	_Static_assert(sizeof names / sizeof *names == PLAN_POWEROFF + 1, "one for each action");

	printf("chosen: %s\n", names[plan->action]);
	print_chosen("label", plan->label);
	print_chosen("kernel", plan->kernel);
	for (size_t i = 0; i < plan->initrd_count; i++)
		print_chosen("initrd", plan->initrds[i]);
	print_chosen("fdt", plan->fdt);
	if (plan->action == PLAN_BOOT)
		print_chosen("command line",
			     (struct view){.p = plan->cmdline, .n = plan->cmdline_len});
}

int cmd_menu(int argc, char **argv)
{
	static const struct cli cli = {.usage = usage, .options = options, .least = 1, .most = 1};
	struct preview *p = &preview;
	int status;

	if (!cli_parse(&cli, argc, argv, &status))
		return status;
	p->main = argv[optind];
	if (load_conf(&p->load, p->main, &p->conf) || !preview_menu(p)) {
		log_err("%s, nothing is shown", p->load.why);
		return 1;
	}
	preview_run(p);
	if (!p->chosen) {
		log_err("nothing was chosen");
		return 1;
	}
	print_choice(&p->plan);
	return 0;
}
