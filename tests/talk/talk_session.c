/* SPDX-License-Identifier: MIT
 * A session against files in memory, on a virtual clock, and a person at the menu: what PID 1 is
 * told, what a choice leads to, what follows a failure. Downloads (pxe/fetch.c) and the judgement
 * of kernels (pxe/check.c) are replaced at the link by those below. */
#include "tests/unit/check.h"

#include "lib/clock.h"
#include "lib/log.h"
#include "pxe/check.h"
#include "pxe/session.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 16

struct file {
	const char *name, *text; /* text NULL: the server does not answer */
	size_t len;
};

static struct file files[FILES];
static unsigned n_files;

static struct session session;
static struct session_net net;
static struct chan_system machine;
static uint64_t now;
static char said[65536]; /* what PID 1 was told, a line each */
static char logged[65536];
static char cmdline[4096];
static unsigned sent_parts, boots;

/* --- downloads ------------------------------------------------------------------------------- */

int fetch_start(struct fetch *f, const struct fetch_conf *conf, const struct pxe_target *target,
		int out, uint64_t max_bytes, uint64_t at)
{
	const struct file *file = NULL;
	struct str why = str_of(f->why, sizeof f->why);

	(void)max_bytes;
	(void)at;
	for (unsigned i = 0; i < n_files; i++)
		if (strcmp(files[i].name, target->path) == 0)
			file = &files[i];
	f->state = FETCH_FAILED;
	f->fail = file ? FETCH_TIMEOUT : FETCH_NOT_FOUND;
	f->max_bytes = 0;
	str_fmt(&why, "%s: %s", target->path, file ? "no answer" : "File not found");
	if (file && file->text) {
		f->state = FETCH_DONE;
		f->max_bytes = file->len;
		if (pwrite(out, file->text, file->len, (off_t)conf->base) != (ssize_t)file->len)
			return -EIO;
	}
	return 0;
}

unsigned fetch_pollfds(const struct fetch *f, struct pollfd ret[static FETCH_POLLFDS])
{
	(void)f;
	(void)ret;
	return 0;
}

void fetch_step(struct fetch *f, uint64_t at)
{
	(void)f;
	(void)at;
}

uint64_t fetch_deadline(const struct fetch *f)
{
	(void)f;
	return 0;
}

enum fetch_state fetch_state(const struct fetch *f)
{
	return f->state;
}

uint64_t fetch_bytes(const struct fetch *f)
{
	return f->max_bytes;
}

uint64_t fetch_size(const struct fetch *f)
{
	return f->max_bytes;
}

enum fetch_fail fetch_failure(const struct fetch *f)
{
	return f->fail;
}

int fetch_errno(const struct fetch *f)
{
	(void)f;
	return 0;
}

const char *fetch_why(const struct fetch *f)
{
	return f->why;
}

const struct fetch_stats *fetch_stats(const struct fetch *f)
{
	return &f->stats;
}

void fetch_abort(struct fetch *f)
{
	(void)f;
}

/* --- kernels: of whatever architecture the test runs on --------------------------------------- */

bool check_kernel(uint16_t arch, struct rd head, uint64_t file_len, size_t cmdline_len,
		  struct str *why)
{
	(void)arch;
	(void)head;
	(void)file_len;
	(void)cmdline_len;
	(void)why;
	return true;
}

bool check_whole(uint16_t arch, struct rd file, struct str *why)
{
	(void)arch;
	(void)file;
	(void)why;
	return true;
}

bool check_fits(uint64_t so_far, uint64_t more, uint64_t max_payload, struct str *why)
{
	(void)so_far;
	(void)more;
	(void)max_payload;
	(void)why;
	return true;
}

/* --- PID 1 ----------------------------------------------------------------------------------- */

static struct str tail(char *text, size_t size)
{
	size_t n = strlen(text);

	return str_of(text + n, size - n);
}

static void say(const char *what, const char *more)
{
	struct str s = tail(said, sizeof said);

	str_fmt(&s, "%s%s%s\n", what, more[0] ? " " : "", more);
}

static void on_progress(void *ctx, const char *text)
{
	(void)ctx;
	(void)text;
}

static void on_file(void *ctx, const struct chan_file *file)
{
	(void)ctx;
	(void)file;
}

static int on_part(void *ctx, enum chan_part which, int fd, uint64_t size)
{
	struct stat st;

	(void)ctx;
	CHECK_INT(fstat(fd, &st), 0);
	CHECK_INT(st.st_size, size);
	sent_parts |= 1u << which;
	if (which == CHAN_CMDLINE) {
		CHECK_INT(pread(fd, cmdline, sizeof cmdline - 1, 0), size);
		cmdline[size] = 0;
	}
	return 0;
}

static int on_boot(void *ctx)
{
	(void)ctx;
	boots++;
	say("boot", cmdline);
	return 0;
}

static void on_menu(void *ctx, const struct chan_msg *m)
{
	struct str s = tail(said, sizeof said);

	(void)ctx;
	CHECK(chan_check(m, 0));
	switch (m->kind) {
	case CHAN_MENU:
		str_fmt(&s, "%s wait %u total %u start %u\n",
			m->u.menu.screen == CHAN_SCREEN_MENU ? "menu" : "prompt", m->u.menu.wait_ds,
			m->u.menu.total_ds, m->u.menu.start);
		break;
	case CHAN_ENTRY: str_fmt(&s, "  %s\n", m->u.entry.text); break;
	case CHAN_SUBMENU:
	case CHAN_HELP:
	case CHAN_SHOW: break;
	case CHAN_CMDLINE_IS: str_fmt(&s, "cmdline %s\n", m->u.choice.line); break;
	case CHAN_GRANTED: str_puts(&s, "granted\n"); break;
	case CHAN_DENIED: str_fmt(&s, "denied %s\n", m->u.log.text); break;
	case CHAN_LINE: str_fmt(&s, "line %s\n", m->u.log.text); break;
	case CHAN_MENU_GONE: str_puts(&s, "gone\n"); break;
	default: CHECK(false);
	}
}

static void on_end(void *ctx, enum session_end how, const char *why)
{
	static const char *const names[] = {"reboot", "poweroff", "localboot"};

	(void)ctx;
	say(names[how], why);
}

static void on_log(enum log_level level, const char *line)
{
	struct str s = tail(logged, sizeof logged);

	(void)level;
	str_fmt(&s, "%s\n", line);
}

static const struct session_ops ops = {.progress = on_progress,
				       .file = on_file,
				       .part = on_part,
				       .boot = on_boot,
				       .menu = on_menu,
				       .end = on_end};

/* --- the test's hands ------------------------------------------------------------------------ */

static void put(const char *name, const char *text)
{
	files[n_files++] = (struct file){name, text, text ? strlen(text) : 0};
}

/* Everything as at the start of the machine; the session waits to be started. */
static void fresh(void)
{
	n_files = 0;
	now = 1000000;
	net = (struct session_net){.ifname = "eth0",
				   .server = 0x0a000202,
				   .addr = 0x0a00020f,
				   .htype = 1,
				   .mac_len = 6,
				   .timeout_s = UINT32_MAX,
				   .loadparm = CHAN_NO_LOADPARM,
				   .bootfile = "pxelinux.0"};
	memset(&machine, 0, sizeof machine);
	log_set(on_log, LOG_INFO);
	if (session.ops)
		session_stop(&session);
	said[0] = logged[0] = cmdline[0] = 0;
	sent_parts = boots = 0;
	session_init(&session, &ops, NULL, 1);
	session_system(&session, &machine);
	put("k", "kernel");
	put("k2", "kernel");
	put("i", "initrd");
}

/* Until nothing happens any more without time or a person. */
static void settle(void)
{
	for (int i = 0; i < 20000 && session_deadline(&session) <= now; i++)
		session_step(&session, now);
}

static void start(void)
{
	session_start(&session, &net, now);
	settle();
}

static void start_with(const char *conf)
{
	fresh();
	put("pxelinux.cfg/default", conf);
	start();
}

static void send_msg(uint32_t kind, uint32_t number, const struct chan_choice *choice)
{
	static struct chan_msg m;

	m.kind = kind;
	m.ifindex = number;
	m.u.choice = choice ? *choice : (struct chan_choice){.entry = 0};
	session_message(&session, &m, now);
	settle();
}

static void choose(uint32_t entry)
{
	struct chan_choice c = {.entry = entry};

	send_msg(CHAN_CHOOSE, 0, &c);
}

static void choose_with(uint32_t entry, const char *passwd)
{
	struct chan_choice c = {.entry = entry};

	text_copy(c.passwd, sizeof c.passwd, view_of(passwd));
	send_msg(CHAN_CHOOSE, 0, &c);
}

static void type(const char *line, const char *passwd)
{
	struct chan_choice c = {.entry = CHAN_NO_ENTRY};

	text_copy(c.line, sizeof c.line, view_of(line));
	text_copy(c.passwd, sizeof c.passwd, view_of(passwd));
	send_msg(CHAN_CHOOSE, 0, &c);
}

static void run_edited(uint32_t entry, const char *line)
{
	struct chan_choice c = {.entry = entry, .edited = 1};

	text_copy(c.line, sizeof c.line, view_of(line));
	send_msg(CHAN_CHOOSE, 0, &c);
}

static void pass(uint64_t ms)
{
	now += ms;
	settle();
}

/* What PID 1 was told since the last time is exactly this. */
#define TOLD(want) told(want, __LINE__)
static void told(const char *want, int line)
{
	check_str(said, want, __FILE__, line, "said");
	said[0] = 0;
}

#define LOGGED(part) CHECK(strstr(logged, part) != NULL)

/* --- what starts by itself ------------------------------------------------------------------- */

#define TWO  "label a\nkernel k\nappend one\ninitrd i\nlabel b\nkernel k2\nappend two\n"
#define MENU "ui menu.c32\n" TWO

TEST(without_a_menu_the_default_starts)
{
	start_with("default b\n" TWO);
	TOLD("boot BOOT_IMAGE=k2 two\n");
	CHECK_INT(sent_parts, 1u << CHAN_KERNEL | 1u << CHAN_CMDLINE);
	CHECK_INT(session.state, SESSION_HANDED_OVER);
}

TEST(a_menu_waits_for_ever_without_timeout)
{
	char text[200];
	struct str s = str_of(text, sizeof text);

	start_with(MENU);
	TOLD("menu wait 0 total 0 start 0\n  a\n  b\n");
	CHECK_INT(session_deadline(&session), CLOCK_NEVER);
	pass(86400000);
	TOLD("");
	session_status(&session, &s, now);
	CHECK_STR(text, "the menu waits for a choice for 86400 s");
}

TEST(a_menu_that_times_out_starts_its_default)
{
	start_with("timeout 50\ntotaltimeout 600\n" MENU);
	TOLD("menu wait 50 total 600 start 0\n  a\n  b\n");
	send_msg(CHAN_TIMEOUT, 0, NULL);
	TOLD("gone\nboot BOOT_IMAGE=k one initrd=i\n");
	start_with("timeout 50\nontimeout b more\n" MENU);
	said[0] = 0;
	send_msg(CHAN_TIMEOUT, 0, NULL);
	TOLD("gone\nboot BOOT_IMAGE=k2 two more\n");
}

TEST(pxehop_timeout_replaces_timeout)
{
	fresh();
	net.timeout_s = 7;
	put("pxelinux.cfg/default", "timeout 50\n" MENU);
	start();
	TOLD("menu wait 70 total 0 start 0\n  a\n  b\n");
	fresh();
	net.timeout_s = 0; /* at once, nobody is asked */
	put("pxelinux.cfg/default", "timeout 50\n" MENU);
	start();
	TOLD("boot BOOT_IMAGE=k one initrd=i\n");
}

TEST(without_anybody_to_see_it_there_is_no_menu)
{
	fresh();
	net.headless = true;
	put("pxelinux.cfg/default", "timeout 50\n" MENU);
	start();
	TOLD("");
	pass(4999);
	TOLD("");
	pass(1);
	TOLD("boot BOOT_IMAGE=k one initrd=i\n");
	LOGGED("waiting 5.0 s as TIMEOUT says");
}

/* --- choices --------------------------------------------------------------------------------- */

TEST(a_choice_starts)
{
	start_with(MENU);
	said[0] = 0;
	choose(1);
	TOLD("gone\nboot BOOT_IMAGE=k2 two\n");
}

TEST(entries_that_are_not_there)
{
	start_with(MENU "menu separator\n");
	said[0] = 0;
	choose(3);
	TOLD("denied there is no such entry\n");
	choose(CHAN_ENTRIES);
	TOLD("denied there is no such entry\n");
	choose(2);
	TOLD("denied this line cannot be chosen\n");
	choose(0);
	TOLD("gone\nboot BOOT_IMAGE=k one initrd=i\n");
}

TEST(commands_at_the_prompt)
{
	start_with("prompt 1\ntimeout 30\n" TWO);
	TOLD("prompt wait 30 total 0 start 0\n  a\n  b\n");
	type("nowhere", "");
	TOLD("gone\nprompt wait 30 total 0 start 0\n  a\n  b\n");
	LOGGED("nowhere: File not found, back to the menu");
	type("b  x=1 y", "");
	TOLD("gone\nboot BOOT_IMAGE=k2 two x=1 y\n");
	start_with("prompt 1\n" TWO);
	said[0] = 0;
	type("k2 raw", "");
	TOLD("gone\nboot BOOT_IMAGE=k2 raw\n");
	start_with("prompt 1\ndefault b last\n" TWO);
	said[0] = 0;
	type("", "");
	TOLD("gone\nboot BOOT_IMAGE=k2 two last\n");
}

TEST(implicit_0_takes_labels_only)
{
	start_with("prompt 1\nimplicit 0\n" TWO);
	said[0] = 0;
	type("k2", "");
	CHECK(strstr(said, "denied ") == said && !boots);
	type("a", "");
	CHECK_INT(boots, 1);
}

TEST(allowoptions_0_refuses_words_and_editing)
{
	start_with("prompt 1\nallowoptions 0\n" TWO);
	said[0] = 0;
	type("a more", "");
	TOLD("denied the configuration allows no words behind a label (ALLOWOPTIONS 0)\n");
	run_edited(0, "k2 x");
	TOLD("denied the configuration allows no editing (ALLOWOPTIONS 0)\n");
	type("a", "");
	CHECK_INT(boots, 1);
}

TEST(a_line_is_edited_and_comes_back)
{
	struct chan_choice c = {.entry = 0};

	start_with("ui menu.c32\nlabel a\nkernel k\nappend one  two\ninitrd i\nipappend 1\n");
	said[0] = 0;
	send_msg(CHAN_EDIT, 0, &c);
	TOLD("cmdline k one  two initrd=i ip=10.0.2.15:10.0.2.2:0.0.0.0:0.0.0.0\n");
	run_edited(0, "k2 one  two three initrd=i");
	TOLD("gone\nboot BOOT_IMAGE=k2 one  two three initrd=i\n");
	CHECK(sent_parts & 1u << CHAN_INITRD);
}

TEST(lines_that_cannot_be_edited)
{
	static char conf[8192] =
		"ui menu.c32\nlabel l\nlocalboot 0\nlabel u\nkernel k\nappend \xc3\xa4"
		"\nlabel long\nkernel k\nappend ";
	struct chan_choice c = {.entry = 0};

	memset(conf + strlen(conf), 'x', CHAN_LINE_MAX - 2);
	start_with(conf);
	said[0] = 0;
	send_msg(CHAN_EDIT, 0, &c);
	TOLD("denied the entry has no command line\n");
	c.entry = 1;
	send_msg(CHAN_EDIT, 0, &c);
	CHECK(strstr(said, "denied ") == said);
	said[0] = 0;
	c.entry = 2;
	send_msg(CHAN_EDIT, 0, &c);
	CHECK(strstr(said, "denied ") == said);
	conf[strlen(conf) - 1] = 0;
	start_with(conf);
	said[0] = 0;
	send_msg(CHAN_EDIT, 0, &c);
	CHECK(strstr(said, "cmdline k xxx") == said);
}

TEST(submenus_by_name_open_there)
{
	start_with("prompt 1\nmenu begin sub\nlabel in\nkernel k\nmenu end\nlabel there\nmenu goto "
		   "sub\n"
		   "label out\nmenu quit\n");
	said[0] = 0;
	type("there", "");
	CHECK(strstr(said, "menu wait 0 total 0 start 1\n") == said);
	said[0] = 0;
	type("out", "");
	CHECK(strstr(said, "prompt wait 0 total 0 start 0\n") == said);
}

TEST(messages_out_of_turn_change_nothing)
{
	fresh();
	send_msg(CHAN_CHOOSE, 0, NULL);
	send_msg(CHAN_TIMEOUT, 0, NULL);
	send_msg(CHAN_FKEY, 99, NULL);
	TOLD("");
	start_with("default b\n" TWO);
	said[0] = 0;
	choose(0);
	send_msg(CHAN_TIMEOUT, 0, NULL);
	send_msg(CHAN_TOUCHED, 0, NULL); /* it is PID 1's by now */
	TOLD("");
	CHECK_INT(boots, 1);
}

/* --- a person who comes late ----------------------------------------------------------------- */

TEST(a_key_before_the_configuration_brings_a_menu)
{
	fresh();
	put("pxelinux.cfg/default", "default b\n" TWO);
	send_msg(CHAN_TOUCHED, 0, NULL);
	start();
	TOLD("menu wait 600 total 0 start 0\n  a\n  b\n");
	send_msg(CHAN_TIMEOUT, 0, NULL);
	TOLD("gone\nboot BOOT_IMAGE=k2 two\n");
}

TEST(a_key_during_the_wait_brings_a_menu)
{
	fresh();
	put("pxelinux.cfg/default", "default b\n" TWO);
	session_start(&session, &net, now);
	while (session.phase != PHASE_KERNEL)
		session_step(&session, now);
	send_msg(CHAN_TOUCHED, 0, NULL);
	TOLD("menu wait 600 total 0 start 0\n  a\n  b\n");
	CHECK_INT(boots, 0);
	choose(0);
	TOLD("gone\nboot BOOT_IMAGE=k one initrd=i\n");
}

TEST(noescape_keeps_the_menu_away)
{
	fresh();
	put("pxelinux.cfg/default", "noescape 1\ndefault b\n" TWO);
	send_msg(CHAN_TOUCHED, 0, NULL);
	start();
	TOLD("boot BOOT_IMAGE=k2 two\n");
}

/* --- LOADPARM -------------------------------------------------------------------------------- */

static void start_loadparm(int32_t n, const char *conf)
{
	fresh();
	net.loadparm = n;
	put("pxelinux.cfg/default", conf);
	start();
}

TEST(loadparm_counts_labels_from_1)
{
	start_loadparm(2, MENU);
	TOLD("boot BOOT_IMAGE=k2 two\n");
	start_loadparm(0, "default a\n" TWO);
	TOLD("boot BOOT_IMAGE=k one initrd=i\n");
	start_loadparm(3, "menu begin\nlabel x\nmenu separator\nmenu end\n" TWO);
	TOLD("boot BOOT_IMAGE=k2 two\n");
	start_loadparm(3, "default b\n" TWO);
	TOLD("boot BOOT_IMAGE=k2 two\n");
	LOGGED("has no label number 3 as LOADPARM wants, the default starts");
	start_loadparm(CHAN_LOADPARM_PROMPT, "timeout 50\ndefault b\n" TWO);
	TOLD("menu wait 0 total 0 start 0\n  a\n  b\n");
}

/* --- passwords ------------------------------------------------------------------------------- */

TEST(a_locked_entry)
{
	start_with(MENU "label c\nkernel k\nmenu passwd secret\n");
	said[0] = 0;
	choose(2);
	TOLD("denied a password is needed\n");
	choose_with(2, "wrong");
	TOLD(""); /* not at once */
	pass(999);
	TOLD("");
	pass(1);
	TOLD("denied wrong password\n");
	choose_with(2, "wrong");
	pass(1999);
	TOLD("");
	choose_with(2, "secret"); /* out of turn */
	pass(1);
	TOLD("denied wrong password\n");
	type("c", "");
	TOLD("denied a password is needed\n");
	choose_with(2, "secret");
	TOLD("gone\nboot BOOT_IMAGE=k\n");
}

TEST(the_pause_grows_up_to_half_a_minute)
{
	start_with("ui menu.c32\nlabel c\nkernel k\nmenu passwd secret\n");
	for (unsigned i = 0; i < 8; i++) {
		uint64_t ms = 1000u << (i < 5 ? i : 5);

		said[0] = 0;
		choose_with(0, "no");
		pass(ms - 1);
		TOLD("");
		pass(1);
		TOLD("denied wrong password\n");
	}
}

TEST(hashed_passwords_take_their_steps)
{
	start_with("ui menu.c32\nlabel c\nkernel k\nmenu passwd "
		   "$6$sa1tSALT$pybSYHwyLuWFq4ZEAJJbragVESDT6LaJO8xFJttLMff4QXCnjZlSdvejnJQwR3/"
		   "gG1EbD0Tdur4gBSmidBd9y.\n");
	said[0] = 0;
	choose_with(0, "secret");
	TOLD("gone\nboot BOOT_IMAGE=k\n");
}

TEST(a_locked_submenu_is_granted)
{
	start_with("ui menu.c32\nmenu begin s\nmenu passwd secret\nlabel in\nkernel k\nmenu end\n");
	said[0] = 0;
	choose_with(0, "secret");
	TOLD("granted\n");
	choose(1);
	TOLD("gone\nboot BOOT_IMAGE=k\n");
}

TEST(the_master_password)
{
	struct chan_choice c = {.entry = 0};

	start_with("menu master passwd boss\n" MENU "label c\nkernel k\nmenu passwd secret\n");
	said[0] = 0;
	send_msg(CHAN_EDIT, 0, &c);
	TOLD("denied a password is needed\n");
	text_copy(c.passwd, sizeof c.passwd, view_of("boss"));
	send_msg(CHAN_EDIT, 0, &c);
	TOLD("cmdline k one initrd=i\n");
	c.entry = CHAN_NO_ENTRY;
	send_msg(CHAN_EDIT, 0, &c);
	TOLD("granted\n");
	run_edited(0, "k2 x"); /* it must come again */
	TOLD("denied a password is needed\n");
	type("b", "");
	TOLD("denied a password is needed\n");
	choose_with(2, "boss");
	TOLD("gone\nboot BOOT_IMAGE=k\n");
}

TEST(a_locked_entry_that_nothing_opens)
{
	start_with(MENU "label c\nkernel k\nmenu passwd\n");
	said[0] = 0;
	choose_with(2, "x");
	CHECK(strstr(said, "denied no password opens this entry") == said);
}

/* --- other configurations -------------------------------------------------------------------- */

#define FIRST "ui menu.c32\nlabel other\nconfig dir/other sub/\n" TWO

static void start_chained(const char *other)
{
	fresh();
	put("pxelinux.cfg/default", FIRST);
	put("dir/other", other);
	put("sub/k", "kernel");
	start();
	said[0] = 0;
}

TEST(config_leads_there_and_back)
{
	start_chained("ui menu.c32\nlabel x\nkernel k\n");
	choose(0);
	TOLD("menu wait 0 total 0 start 0\n  x\n  Back to pxelinux.cfg/default\n");
	choose(1);
	TOLD("menu wait 0 total 0 start 0\n  other\n  a\n  b\n");
	choose(0);
	said[0] = 0;
	choose(0);
	TOLD("gone\nboot BOOT_IMAGE=k\n");
	LOGGED("sub/k: fetched");
}

TEST(config_without_a_menu_starts_at_once)
{
	start_chained("default x\nlabel x\nkernel k\nappend own\n");
	choose(0);
	TOLD("gone\nboot BOOT_IMAGE=k own\n");
}

TEST(config_that_is_not_there)
{
	fresh();
	put("pxelinux.cfg/default", FIRST);
	start();
	said[0] = 0;
	choose(0);
	TOLD("denied dir/other: File not found\n");
	choose(1);
	TOLD("gone\nboot BOOT_IMAGE=k one initrd=i\n");
}

TEST(config_that_cannot_be_read)
{
	static char huge[70000];

	memset(huge, 'x', sizeof huge - 1);
	start_chained(huge);
	choose(0);
	TOLD("menu wait 0 total 0 start 0\n  other\n  a\n  b\n");
	LOGGED("back to the one before");
}

TEST(config_in_a_circle_by_hand_is_a_walk)
{
	fresh();
	put("pxelinux.cfg/default", "ui menu.c32\nlabel there\nconfig o\n");
	put("o", "ui menu.c32\nlabel home\nconfig pxelinux.cfg/default\n");
	start();
	for (int i = 0; i < 30; i++) {
		TOLD("menu wait 0 total 0 start 0\n  there\n");
		choose(0);
		TOLD("menu wait 0 total 0 start 0\n  home\n  Back to pxelinux.cfg/default\n");
		choose(0);
	}
}

TEST(a_long_way_forgets_its_beginning)
{
	static char texts[12][80], names[12][8];

	fresh();
	put("pxelinux.cfg/default", "ui menu.c32\nlabel n\nconfig c0\n");
	for (unsigned i = 0; i < 12; i++) {
		struct str s = str_of(texts[i], sizeof texts[i]);
		struct str n = str_of(names[i], sizeof names[i]);

		str_fmt(&s, "ui menu.c32\nlabel n%u\nconfig c%u\n", i, i + 1);
		str_fmt(&n, "c%u", i);
		put(names[i], texts[i]);
	}
	start();
	for (unsigned i = 0; i < 12; i++)
		choose(0);
	CHECK(strstr(said, "  n11\n  Back to c10\n") != NULL);
	for (unsigned i = 0; i < SESSION_PLACES - 1; i++)
		choose(1);
	said[0] = 0;
	choose(1);
	TOLD("denied there is no such entry\n");
}

TEST(hazard_86_configurations_in_a_circle)
{
	start_with("default c\nlabel c\nconfig pxelinux.cfg/default\n");
	CHECK_INT(session.state, SESSION_FAILED);
	CHECK(strstr(session.why, "more than 8 configurations") != NULL);
}

/* --- files to be read ------------------------------------------------------------------------ */

TEST(display_and_f_keys)
{
	fresh();
	put("pxelinux.cfg/default", "prompt 1\ndisplay hello\nf1 help.txt pic\nf2 gone\n" TWO);
	put("hello", "\x0cWelcome\x0f"
		     "07 here\r\n\n\x18logo.lss\nlast");
	put("help.txt", "help\x1b[2J\x1arest\n");
	start();
	TOLD("prompt wait 0 total 0 start 0\n  a\n  b\nline Welcome here\nline \nline \nline "
	     "last\n");
	send_msg(CHAN_FKEY, 1, NULL);
	TOLD("line help\\x1b[2J\n");
	send_msg(CHAN_FKEY, 2, NULL);
	TOLD("line gone: File not found\n");
	send_msg(CHAN_FKEY, 3, NULL);
	send_msg(CHAN_FKEY, 0, NULL);
	send_msg(CHAN_FKEY, 13, NULL);
	TOLD("");
	choose(0);
	CHECK_INT(boots, 1);
}

TEST(menu_help_shows_its_file)
{
	fresh();
	put("pxelinux.cfg/default", "ui menu.c32\nlabel h\nmenu help t.txt\n" TWO);
	put("t.txt", "one\ntwo\n");
	start();
	said[0] = 0;
	choose(0);
	TOLD("line one\nline two\ndenied that was the entry's help\n");
	choose(1);
	CHECK_INT(boots, 1);
}

TEST(an_ins_list_with_a_parameter_file)
{
	fresh();
	put("pxelinux.cfg/default", "* list\nk 0x00000000\ni 0x02000000\nparm 0x00010480\n");
	put("parm", "root=/dev/x  ro\nmore      ");
	start();
	TOLD("boot BOOT_IMAGE=k initrd=i root=/dev/x  ro more\n");
}

/* --- what cannot be started ------------------------------------------------------------------ */

TEST(onerror_gets_the_command_that_failed)
{
	start_with("default a x\nonerror b because\nlabel a\nkernel gone\nlabel b\nkernel k2\n");
	TOLD("boot BOOT_IMAGE=k2 because a x\n");
	LOGGED("gone: File not found, going on as ONERROR says");
}

TEST(onerror_is_tried_once)
{
	start_with("default a\nonerror a\nlabel a\nkernel gone\n");
	CHECK_INT(session.state, SESSION_FAILED);
	CHECK(strstr(session.why, "gone: File not found") != NULL);
}

TEST(fallback_is_a_label)
{
	start_with(
		"default a x\nfallback b\nlabel a\nkernel gone\nlabel b\nkernel k2\nappend two\n");
	TOLD("boot BOOT_IMAGE=k2 two\n");
}

TEST(not_linux_is_a_failure_like_others)
{
	start_with("default m\nonerror b\nlabel m\nkernel memdisk\n" TWO);
	CHECK_INT(boots, 1);
	LOGGED("memdisk");
	start_with("default m\nlabel m\nkernel memdisk\n" TWO);
	CHECK_INT(session.state, SESSION_FAILED);
	CHECK(strstr(session.why, "default: line 3: memdisk") != NULL);
}

TEST(a_choice_that_fails_comes_back_to_the_menu)
{
	start_with(MENU "label c\nkernel gone\nlabel d\nkernel memdisk\n");
	said[0] = 0;
	choose(2);
	TOLD("gone\nmenu wait 0 total 0 start 0\n  a\n  b\n  c\n  d\n");
	LOGGED("gone: File not found, back to the menu");
	choose(3);
	CHECK(strstr(said, "denied ") == said && strstr(said, "memdisk") != NULL);
	said[0] = 0;
	choose(0);
	CHECK_INT(boots, 1);
	session_boot_failed(&session, "kexec: no", now);
	CHECK(strstr(said, "menu wait") != NULL);
	LOGGED("kexec: no, back to the menu");
}

TEST(a_default_that_fails_is_offered_to_a_person_once)
{
	fresh();
	put("pxelinux.cfg/default", "default c\nlabel c\nkernel gone\n" TWO);
	start();
	CHECK_INT(session.state, SESSION_FAILED);
	CHECK(!session_offer(&session, now)); /* nobody is there */
	send_msg(CHAN_TOUCHED, 0, NULL);
	start();
	said[0] = 0;
	send_msg(CHAN_TIMEOUT, 0, NULL);
	TOLD("gone\n");
	CHECK_INT(session.state, SESSION_FAILED);
	CHECK(!session_offer(&session, now)); /* and gone again */
	send_msg(CHAN_TOUCHED, 0, NULL);
	CHECK(session_offer(&session, now));
	CHECK_INT(session.state, SESSION_RUNNING);
	TOLD("menu wait 600 total 0 start 0\n  c\n  a\n  b\n");
	choose(1);
	CHECK_INT(boots, 1);
}

TEST(ends_other_than_a_kernel)
{
	start_with(
		"ui menu.c32\nlabel r\nkernel reboot.c32\nlabel p\nkernel poweroff.c32\nlabel l\n"
		"localboot 0\n");
	said[0] = 0;
	choose(0);
	TOLD("gone\nreboot tftp://10.0.2.2/pxelinux.cfg/default: label r: rebooting as it says\n");
	session_boot_failed(&session, "no", now);
	said[0] = 0;
	choose(1);
	CHECK(strstr(said, "gone\npoweroff ") == said);
	session_boot_failed(&session, "no", now);
	said[0] = 0;
	choose(2);
	CHECK(strstr(said, "gone\nlocalboot ") == said);
	CHECK_INT(session.state, SESSION_HANDED_OVER);
	session_boot_failed(&session, "no disk is known", now);
	LOGGED("no disk is known, back to the menu");
}

TEST(the_table_of_names)
{
	fresh();
	put("pxelinux.cfg/0A", "");
	start();
	CHECK_INT(session.state, SESSION_FAILED);
	CHECK(strstr(session.why, "no configuration under any of 10 names") != NULL);
	LOGGED("names tried for the configuration:\n"
	       "  pxelinux.cfg/01-00-00-00-00-00-00: not found\n"
	       "  pxelinux.cfg/0A00020F: not found\n");
	LOGGED("  pxelinux.cfg/0A: empty, counts as not found\n  pxelinux.cfg/0: not found\n"
	       "  pxelinux.cfg/default: not found\n");
	logged[0] = 0;
	net.again = true;
	start();
	CHECK_STR(logged, "");
}

/* --- the lease ------------------------------------------------------------------------------- */

TEST(a_menu_without_a_lease_is_gone)
{
	start_with(MENU);
	said[0] = 0;
	session_stop(&session);
	TOLD("gone\n");
	session_stop(&session);
	TOLD("");
	start();
	TOLD("menu wait 0 total 0 start 0\n  a\n  b\n");
}
