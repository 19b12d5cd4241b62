/* SPDX-License-Identifier: MIT */
#include "init/console.h"

#include "init/menu/line.h"
#include "init/menu/screen.h"
#include "init/ring.h"
#include "lib/columns.h"
#include "lib/sysfile.h"
#include "lib/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define REOPEN_FIRST_MS	 100
#define REOPEN_MAX_MS	 10000
#define STUCK_MS	 1000 /* try a full console again after this, whatever poll() says */
#define PROGRESS_MS	 200  /* 80 characters take 83 ms at 9600 bit/s */
#define PROGRESS_LINE_MS 5000
#define PROGRESS_COLS	 79
#define SHOWN_AT_ONCE	 (MENU_STEP_MAX / 4 - 1) /* bytes of which each becomes an escape */

struct console {
	char path[40];
	bool line_mode;
	bool utf8;
	bool lent;
	int fd; /* -1: closed */
	struct ring_pos pos;
	char out[MENU_STEP_MAX]; /* progress and menu, written before anything of the ring */
	size_t out_at, out_len;
	unsigned shown;	      /* columns of progress text now on the screen */
	unsigned progress_no; /* the progress text it has seen last */
	uint64_t progress_due;
	uint64_t open_due; /* when closed */
	uint32_t open_wait;
	bool full;
	uint64_t full_since;
	struct menu_screen screen;
	struct menu_roll roll;
};

static struct ring ring;
static struct console consoles[CONSOLE_MAX];
static unsigned n_consoles;
static char progress[CONSOLE_PROGRESS];
static unsigned progress_no;
static const struct menu *menu; /* NULL = none is shown */

/* --- open and close --------------------------------------------------------------------------- */

/* Keys one by one and unechoed; newlines leave as CR LF. Not every console is a terminal. */
static void set_raw(int fd, bool raw)
{
	struct termios t;

	if (tcgetattr(fd, &t) < 0)
		return;
	t.c_iflag |= ICRNL;
	t.c_oflag |= OPOST | ONLCR;
	if (raw) {
		t.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
		t.c_cc[VMIN] = 1;
		t.c_cc[VTIME] = 0;
	} else {
		t.c_lflag |= ICANON | ECHO | ECHOE | ISIG | IEXTEN;
	}
	tcsetattr(fd, TCSANOW, &t);
}

static void close_one(struct console *c, uint64_t now)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	c->out_at = c->out_len = 0;
	c->shown = 0;
	c->screen.drawn = false;
	c->full = false;
	c->open_due = now + c->open_wait;
	c->open_wait = c->open_wait < REOPEN_MAX_MS / 2 ? 2 * c->open_wait : REOPEN_MAX_MS;
}

static void ask_size(struct console *c)
{
	struct winsize w = {0};

	ioctl(c->fd, TIOCGWINSZ, &w);
	menu_screen_size(&c->screen, w.ws_row, w.ws_col);
}

static void open_one(struct console *c, uint64_t now)
{
	c->fd = open(c->path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (c->fd < 0)
		c->fd = open(c->path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (c->fd < 0) {
		close_one(c, now);
		return;
	}
	set_raw(c->fd, true);
	ask_size(c);
}

void console_add(const char *path, bool line_mode, bool utf8, uint64_t now)
{
	struct console *c = &consoles[n_consoles];

	if (n_consoles == CONSOLE_MAX || strlen(path) >= sizeof c->path)
		return;
	for (unsigned i = 0; i < n_consoles; i++)
		if (strcmp(consoles[i].path, path) == 0)
			return;
	n_consoles++;
	*c = (struct console){
		.line_mode = line_mode,
		.utf8 = utf8,
		.open_wait = REOPEN_FIRST_MS,
		.screen.utf8 = utf8,
		.roll.utf8 = utf8,
	};
	c->progress_no = progress_no;
	memcpy(c->path, path, strlen(path) + 1);
	open_one(c, now);
}

/* s390 consoles whose terminal device has another name than the console itself. */
static struct view device_name(struct view console)
{
	static const struct {
		const char *console, *device;
	} other[] = {{"ttyS0", "/dev/sclp_line0"}, {"ttyS1", "/dev/ttysclp0"}};
	char path[40] = "/dev/";

	if (text_copy(path + 5, sizeof path - 5, console) && access(path, F_OK) == 0)
		return console;
	for (unsigned i = 0; i < sizeof other / sizeof *other; i++)
		if (view_is(console, other[i].console) && access(other[i].device, F_OK) == 0)
			return view_of(other[i].device + 5);
	return console;
}

static bool is_vt(const char *name)
{
	return view_starts(view_of(name), "tty") && name[3] >= '0' && name[3] <= '9';
}

/* The word pxehop.utf8= decides, else the console's name, and of the kernel's own screens their
 * setting. */
static bool utf8_of(const struct options *o, const char *name, bool s390)
{
	char value[16] = "";

	if (o->utf8_given)
		return o->utf8;
	sysfile_read("/sys/module/vt/parameters/default_utf8", value, sizeof value);
	return console_is_utf8(name, s390) && !(is_vt(name) && value[0] == '0');
}

static void add_name(const struct options *o, struct view name, uint64_t now)
{
#if defined(__s390x__)
	const bool s390 = true;
#else
	const bool s390 = false;
#endif
	char path[40] = "/dev/";

	name = device_name(name);
	if (name.n && text_copy(path + 5, sizeof path - 5, name))
		console_add(path, console_is_line_mode(path + 5, s390), utf8_of(o, path + 5, s390),
			    now);
}

void console_open(const struct options *o, uint64_t now)
{
	char active[256];
	struct view v, word;

	sysfile_read("/sys/class/tty/console/active", active, sizeof active);
	v = view_of(active);
	while ((word = view_word(&v)).n)
		add_name(o, word, now);
	for (unsigned i = 0; i < o->n_console; i++)
		add_name(o, view_of(o->console[i]), now);
	if (!n_consoles)
		add_name(o, view_of("console"), now);
}

bool console_is_line_mode(const char *name, bool s390)
{
	struct view v = view_of(name);

	return view_starts(v, "sclp_line") || view_starts(v, "3215") ||
	       (s390 && view_is(v, "ttyS0"));
}

bool console_is_utf8(const char *name, bool s390)
{
	struct view v = view_of(name);

	return !console_is_line_mode(name, s390) && !view_starts(v, "3270") &&
	       !view_starts(v, "tty3270");
}

/* --- what comes in from our side -------------------------------------------------------------- */

void console_put(const char *line)
{
	ring_put(&ring, view_of(line));
}

void console_log(enum log_level level, const char *line)
{
	(void)level;
	console_put(line);
}

void console_progress(const char *text)
{
	struct view v = view_front(view_of(text), sizeof progress - 1);

	if (view_is(v, progress))
		return;
	text_copy(progress, sizeof progress, v);
	progress_no++;
}

void console_menu(const struct menu *m)
{
	for (unsigned i = 0; m && !menu && i < n_consoles; i++)
		if (consoles[i].fd >= 0)
			ask_size(&consoles[i]);
	menu = m;
}

/* --- what goes out ---------------------------------------------------------------------------- */

/* Write; false when the console takes no more for now, or is gone. @ret_n: bytes it took */
static bool write_some(struct console *c, struct view v, size_t *ret_n, uint64_t now)
{
	ssize_t n = write(c->fd, v.p, v.n);

	*ret_n = n > 0 ? (size_t)n : 0;
	if (n > 0) {
		c->full = false;
		c->open_wait = REOPEN_FIRST_MS;
		return true;
	}
	if (n < 0 && errno == EINTR)
		return true;
	if (n == 0 || errno == EAGAIN || errno == ENOMEM) {
		c->full = true;
		c->full_since = now;
	} else {
		close_one(c, now);
	}
	return false;
}

/* Texts of our own, the menu's and progress, go through @out: start_out(), the text, end_out(). */
static struct str start_out(struct console *c)
{
	c->out_at = c->out_len = 0;
	return str_of(c->out, sizeof c->out);
}

static void end_out(struct console *c, const struct str *s)
{
	c->out_len = s->n;
}

static void wipe_progress(struct console *c)
{
	struct str s = start_out(c);

	str_fmt(&s, "\r%*s\r", (int)c->shown, "");
	c->shown = 0;
	end_out(c, &s);
}

static void show_progress(struct console *c, uint64_t now)
{
	struct str s = start_out(c);
	unsigned n;

	c->progress_no = progress_no;
	if (c->line_mode) {
		c->progress_due = now + PROGRESS_LINE_MS;
		columns_put(&s, view_of(progress), c->utf8, PROGRESS_COLS);
		str_putc(&s, '\n');
	} else {
		c->progress_due = now + PROGRESS_MS;
		str_putc(&s, '\r');
		n = columns_put(&s, view_of(progress), c->utf8, PROGRESS_COLS);
		str_fmt(&s, "%*s", (int)(c->shown > n ? c->shown - n : 0), "");
		c->shown = n > c->shown ? n : c->shown;
	}
	end_out(c, &s);
}

static void put_loss(struct console *c, uint64_t lost, bool torn)
{
	struct str s = start_out(c);

	str_fmt(&s, "%s[%llu lines lost: this console was too slow]\n", torn ? "\n" : "",
		(unsigned long long)lost);
	end_out(c, &s);
}

static bool progress_wanted(const struct console *c)
{
	return c->progress_no != progress_no && (progress[0] || c->shown);
}

/* While a screen shows the menu, lines of the log wait. Lines from before the menu are written
 * first. */
static bool held(const struct console *c)
{
	return menu && c->screen.drawn;
}

static bool ring_due(const struct console *c)
{
	return !held(c) && !ring_empty(&ring, &c->pos);
}

static bool menu_due(const struct console *c)
{
	if (!menu)
		return c->screen.drawn;
	return c->line_mode ? menu_line_due(menu, &c->roll) : menu_screen_due(menu, &c->screen);
}

/* Return: false when the menu has nothing to write */
static bool show_menu(struct console *c)
{
	struct str s = start_out(c);
	bool more = true;

	if (!menu)
		menu_screen_leave(&c->screen, &s);
	else if (c->line_mode)
		more = menu_line_step(menu, &c->roll, &s);
	else
		more = menu_screen_step(menu, &c->screen, &s);
	c->shown = 0;
	end_out(c, &s);
	return more;
}

/* As much of the ring's lines as fits into the text of the next write. Return: bytes taken */
static size_t show_lines(struct console *c, struct view v)
{
	struct str s = start_out(c);
	struct view part = {.p = v.p, .n = v.n < SHOWN_AT_ONCE ? v.n : SHOWN_AT_ONCE}, line;

	while (view_until(&part, '\n', &line)) {
		str_shown(&s, line, false);
		if (part.p)
			str_putc(&s, '\n');
	}
	end_out(c, &s);
	return v.n < SHOWN_AT_ONCE ? v.n : SHOWN_AT_ONCE;
}

static bool push_ring(struct console *c, uint64_t now)
{
	uint64_t lost;
	struct view v;
	size_t n;
	bool torn, more;

	if (c->shown) {
		wipe_progress(c);
		c->progress_no = progress_no - 1;
		return true;
	}
	v = ring_peek(&ring, &c->pos, &lost, &torn);
	if (lost) {
		put_loss(c, lost, torn);
		return true;
	}
	if (!c->utf8) {
		ring_take(&ring, &c->pos, show_lines(c, v));
		return true;
	}
	more = write_some(c, v, &n, now);
	ring_take(&ring, &c->pos, n);
	return more;
}

/* Write once, or prepare the text of the next write. Return: false when this console is done for
 * now */
static bool push(struct console *c, uint64_t now)
{
	struct view v;
	size_t n;
	bool more;

	if (c->out_at < c->out_len) {
		v = (struct view){.p = c->out + c->out_at, .n = c->out_len - c->out_at};
		more = write_some(c, v, &n, now);
		c->out_at += n;
		return more;
	}
	if (!menu && c->screen.drawn)
		return show_menu(c);
	if (ring_due(c))
		return push_ring(c, now);
	if (menu_due(c))
		return show_menu(c);
	if (menu || !progress_wanted(c) || (progress[0] && now < c->progress_due))
		return false;
	if (progress[0])
		show_progress(c, now);
	else
		wipe_progress(c);
	return true;
}

static bool pending(const struct console *c)
{
	return c->out_at < c->out_len || ring_due(c) || menu_due(c);
}

void console_step(uint64_t now)
{
	for (unsigned i = 0; i < n_consoles; i++) {
		struct console *c = &consoles[i];

		if (c->lent)
			continue;
		if (c->fd < 0 && now >= c->open_due)
			open_one(c, now);
		/* A turn is bounded: a console as fast as memory must not keep the loop. */
		for (int turn = 0; turn < 64 && c->fd >= 0 && push(c, now); turn++)
			;
	}
}

uint64_t console_deadline(void)
{
	uint64_t due = CLOCK_NEVER;

	for (unsigned i = 0; i < n_consoles; i++) {
		const struct console *c = &consoles[i];

		if (c->lent)
			continue;
		if (c->fd < 0)
			due = clock_min(due, c->open_due);
		else if (c->full)
			due = clock_min(due, c->full_since + STUCK_MS);
		else if (pending(c))
			due = 0;
		else if (!menu && progress_wanted(c))
			due = clock_min(due, progress[0] ? c->progress_due : 0);
	}
	return due;
}

bool console_idle(void)
{
	for (unsigned i = 0; i < n_consoles; i++)
		if (consoles[i].fd >= 0 && !consoles[i].lent && pending(&consoles[i]))
			return false;
	return true;
}

/* Nothing is left in the driver either; sclp keeps lines back for a tenth of a second. */
static bool drained(void)
{
	int left = 0;

	for (unsigned i = 0; i < n_consoles; i++)
		if (consoles[i].fd >= 0 && !consoles[i].lent &&
		    ioctl(consoles[i].fd, TIOCOUTQ, &left) == 0 && left > 0)
			return false;
	return console_idle();
}

void console_flush(uint32_t ms)
{
	uint64_t now = clock_ms(), end = now + ms;
	struct pollfd p[CONSOLE_MAX];

	for (console_step(now); !drained() && now < end; console_step(now)) {
		unsigned n = console_fds(p, CONSOLE_MAX);

		for (unsigned i = 0; i < n; i++) /* keys typed meanwhile must not wake us */
			p[i].events &= POLLOUT;
		poll(p, n, clock_wait(now, clock_min(end, now + 20)));
		now = clock_ms();
	}
}

/* --- poll and input --------------------------------------------------------------------------- */

unsigned console_fds(struct pollfd *ret, unsigned max)
{
	unsigned n = 0;

	for (unsigned i = 0; i < n_consoles && n < max; i++) {
		const struct console *c = &consoles[i];

		if (c->fd < 0 || c->lent)
			continue;
		ret[n++] = (struct pollfd){
			.fd = c->fd,
			.events = (short)(POLLIN | (c->full ? POLLOUT : 0)),
		};
	}
	return n;
}

static unsigned read_one(unsigned i, struct console_key *ret, unsigned max, uint64_t now)
{
	struct console *c = &consoles[i];
	uint8_t bytes[64];
	ssize_t n = read(c->fd, bytes, max < sizeof bytes ? max : sizeof bytes);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR && errno != EBADF)) {
		close_one(c, now); /* hung up */
		return 0;
	}
	for (ssize_t k = 0; k < n; k++)
		ret[k] = (struct console_key){
			.which = (uint8_t)i,
			.byte = bytes[k] == '\r' ? '\n' : bytes[k],
		};
	return n > 0 ? (unsigned)n : 0;
}

unsigned console_input(struct console_key *ret, unsigned max, uint64_t now)
{
	unsigned n = 0;

	for (unsigned i = 0; i < n_consoles && n < max; i++)
		if (consoles[i].fd >= 0 && !consoles[i].lent)
			n += read_one(i, ret + n, max - n, now);
	return n;
}

bool console_mode(unsigned which, bool *ret_line_mode)
{
	if (which >= n_consoles)
		return false;
	*ret_line_mode = consoles[which].line_mode;
	return true;
}

bool console_knows_utf8(unsigned which)
{
	return which < n_consoles && consoles[which].utf8;
}

unsigned console_width(bool *ret_utf8)
{
	unsigned least = 0;

	*ret_utf8 = true;

	for (unsigned i = 0; i < n_consoles; i++) {
		unsigned cols = consoles[i].screen.cols;

		if (consoles[i].line_mode || !cols)
			continue;
		if (!least || cols - 1 < least)
			least = cols - 1;
		*ret_utf8 = *ret_utf8 && consoles[i].utf8;
	}
	return least;
}

const char *console_path(unsigned which)
{
	return consoles[which < CONSOLE_MAX ? which : 0].path;
}

/* What the driver does not take now is lost: nothing waits for a console. */
static void give_back(struct console *c)
{
	struct str s = start_out(c);

	if (!c->screen.drawn)
		return;
	menu_screen_leave(&c->screen, &s);
	if (write(c->fd, s.p, s.n) < 0)
		c->full = true;
}

void console_lend(unsigned which)
{
	struct console *c;

	if (which >= n_consoles)
		return;
	c = &consoles[which];
	if (c->fd >= 0) {
		give_back(c);
		set_raw(c->fd, false);
	}
	close_one(c, 0);
	c->lent = true;
}

void console_return(unsigned which, uint64_t now)
{
	struct console *c;

	if (which >= n_consoles)
		return;
	c = &consoles[which];
	c->lent = false;
	c->open_wait = REOPEN_FIRST_MS;
	open_one(c, now);
}
