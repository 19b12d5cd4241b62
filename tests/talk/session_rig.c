/* SPDX-License-Identifier: MIT */
#include "tests/talk/session_rig.h"

#include "lib/log.h"
#include "pxe/fetch/probe.h"
#include "tests/unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 16
#define RUNS  17 /* downloads at a time */

struct file {
	const char *name, *text; /* text NULL: the server does not answer */
	size_t len;
	unsigned steps; /* until all of it is there */
};

static struct file files[FILES];
static unsigned n_files;

/* A download lies where it was started, until it is aborted. */
static struct run {
	const struct fetch *at; /* NULL = free */
	unsigned steps;		/* still to go */
	uint64_t next_at;	/* ms: no step before */
	enum fetch_state end;
} runs[RUNS];

struct rig rig;

static struct str tail(char *text, size_t size)
{
	size_t n = strlen(text);

	return str_of(text + n, size - n);
}

static struct run *run_of(const struct fetch *f)
{
	for (struct run *r = runs; r < runs + RUNS; r++)
		if (r->at == f)
			return r;
	return NULL;
}

static void note_request(const struct fetch_request *r, const char *path)
{
	size_t n = strlen(rig.requests);
	struct str s = str_of(rig.requests + n, sizeof rig.requests - n);

	str_fmt(&s, "%s %s ", r->method, path);
	str_put(&s, r->body);
	str_putc(&s, ' ');
	str_put(&s, r->headers);
	if (!r->headers.n)
		str_putc(&s, '\n');
}

/* --- downloads ------------------------------------------------------------------------------- */

int fetch_start(struct fetch *f, const struct fetch_conf *conf, const struct pxe_target *target,
		int out, uint64_t max_bytes, uint64_t at)
{
	const struct file *file = NULL;
	struct str why = str_of(f->job.why, sizeof f->job.why);
	struct run *run = run_of(NULL);

	(void)max_bytes;
	if (conf->request)
		note_request(conf->request, target->path);
	f->job.target = *target;
	if (!f->job.target.host[0] && netaddr_is_set(&conf->server)) {
		struct str host = str_of(f->job.target.host, sizeof f->job.target.host);

		str_netaddr(&host, &conf->server);
	}
	for (unsigned i = 0; i < n_files; i++)
		if (strcmp(files[i].name, target->path) == 0)
			file = &files[i];
	f->state = FETCH_FAILED;
	f->job.fail = file ? FETCH_TIMEOUT : FETCH_NOT_FOUND;
	f->job.max_bytes = 0;
	f->job.heard = !file || file->text;
	str_fmt(&why, "%s: %s", target->path, file ? "no answer" : "File not found");
	if (file && file->text) {
		f->state = FETCH_DONE;
		f->job.max_bytes = file->len;
		if (pwrite(out, file->text, file->len, (off_t)conf->base) != (ssize_t)file->len)
			return -EIO;
	}
	f->job.part = (struct fetch_part){0};
	if (rig.vouches && file && file->text)
		f->job.part = (struct fetch_part){.bytes = file->len, .validator = "\"1\""};
	if (conf->part.bytes) {
		struct str s = tail(rig.behind, sizeof rig.behind);

		str_fmt(&s, "%s %u\n", target->path, (unsigned)conf->part.bytes);
	}
	CHECK(!run_of(f));
	if (!CHECK(run != NULL))
		return -EMFILE;
	*run = (struct run){.at = f,
			    .steps = file ? file->steps : 0,
			    .next_at = at + rig.pace_ms,
			    .end = f->state};
	if (conf->ip6 ? rig.silent6 : rig.silent4) {
		run->steps = conf->ip6 ? rig.silent6 : rig.silent4;
		run->end = FETCH_FAILED;
		f->job.fail = FETCH_TIMEOUT;
		f->job.heard = false;
	}
	if (run->steps)
		f->state = FETCH_RUNNING;
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
	struct run *run = run_of(f);

	if (!CHECK(run != NULL)) /* it was moved, or never started */
		return;
	if (run->steps && at >= run->next_at) {
		run->steps--;
		run->next_at = at + rig.pace_ms;
	}
	if (!run->steps)
		f->state = run->end;
}

uint64_t fetch_deadline(const struct fetch *f)
{
	const struct run *run = run_of(f);

	return rig.pace_ms && run ? run->next_at : 0;
}

enum fetch_state fetch_state(const struct fetch *f)
{
	return f->state;
}

uint64_t fetch_bytes(const struct fetch *f)
{
	return f->job.max_bytes;
}

struct netaddr fetch_server(const struct fetch *f)
{
	(void)f;
	return netaddr_ip4(rig.looked_up);
}

bool fetch_heard(const struct fetch *f)
{
	return f->job.heard;
}

uint64_t fetch_size(const struct fetch *f)
{
	return rig.announce ? rig.announce : f->job.max_bytes;
}

enum fetch_fail fetch_failure(const struct fetch *f)
{
	return f->job.fail;
}

int fetch_errno(const struct fetch *f)
{
	(void)f;
	return 0;
}

void fetch_put_url(const struct fetch *f, struct str *out)
{
	pxe_url_text(out, &f->job.target, 120);
}

const char *fetch_why(const struct fetch *f)
{
	return f->job.why;
}

void fetch_forgive(void)
{
}

bool fetch_reconsider(void)
{
	return false;
}

const struct fetch_part *fetch_part(const struct fetch *f)
{
	return &f->job.part;
}

const struct fetch_stats *fetch_stats(const struct fetch *f)
{
	return &f->job.stats;
}

void fetch_abort(struct fetch *f)
{
	struct run *run = run_of(f);

	if (CHECK(run != NULL))
		run->at = NULL;
}

/* --- names: "known" has an address after two steps, all others have none ------------------------ */

enum { DNS_TAKES_MS = 20 };

void dns_lookup_start(struct dns_lookup *l, struct view host, const char *search,
		      const struct netaddr *servers, const char *ifname, uint64_t seed,
		      uint64_t now)
{
	(void)search;
	(void)ifname;
	(void)seed;
	*l = (struct dns_lookup){
		.reason = DNS_NO_HOST, .deadline = now + 10, .end_at = now + DNS_TAKES_MS};
	rig.asked_dns = netaddr_to_ip4(&servers[0]);
	if (view_is(host, "known"))
		l->found = (struct dns_addrs){.n = 1, .addr = {netaddr_ip4(0x0a090807)}};
}

void dns_lookup_step(struct dns_lookup *l, uint64_t now)
{
	if (now < l->deadline)
		return;
	l->deadline = now + 10;
	if (now >= l->end_at)
		l->state = l->found.n ? DNS_LOOKUP_DONE : DNS_LOOKUP_FAILED;
}

unsigned dns_lookup_pollfds(const struct dns_lookup *l,
			    struct pollfd ret[static DNS_LOOKUP_SOCKETS])
{
	(void)l;
	(void)ret;
	return 0;
}

const char *dns_lookup_why(const struct dns_lookup *l)
{
	CHECK_INT(l->reason, DNS_NO_HOST);
	return "no such host";
}

void dns_lookup_stop(struct dns_lookup *l)
{
	(void)l;
	rig.dns_stopped++;
}

/* --- pings and the time ------------------------------------------------------------------------ */

int probe_open(uint32_t addr, uint16_t port, const char *ifname)
{
	CHECK_STR(ifname, "eth0");
	rig.probe.addr = addr;
	rig.probe.port = port;
	rig.probe.n = rig.probe.sent = 0;
	rig.probe.opened++;
	return rig.probe.err ? rig.probe.err : dup(0);
}

int probe_send(int fd, const void *packet, size_t len)
{
	(void)fd;
	rig.probe.sent++;
	rig.probe.n = 0;
	if (CHECK(len <= sizeof rig.probe.packet))
		memcpy(rig.probe.packet, packet, len);
	return 0;
}

ssize_t probe_recv(int fd, void *packet, size_t room)
{
	size_t n = rig.probe.n;

	(void)fd;
	if (!n || !CHECK(n <= room))
		return -EAGAIN;
	memcpy(packet, rig.probe.packet, n);
	rig.probe.n = 0;
	return (ssize_t)n;
}

/* --- PID 1 ----------------------------------------------------------------------------------- */

static void note_sent(const char *what, const char *more)
{
	struct str s = tail(rig.sent, sizeof rig.sent);

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

static void on_stage(void *ctx, const struct chan_stage *stage)
{
	static struct chan_msg m = {.kind = CHAN_STAGE};

	(void)ctx;
	m.u.stage = *stage;
	CHECK(chan_check(&m, 0));
	if (rig.stages < sizeof rig.stage / sizeof *rig.stage)
		rig.stage[rig.stages++] = *stage;
}

static int on_part(void *ctx, enum chan_part which, int fd, uint64_t size)
{
	struct stat st;

	(void)ctx;
	if (rig.part_err)
		return rig.part_err;
	CHECK_INT(fstat(fd, &st), 0);
	CHECK_INT(st.st_size, size);
	rig.sent_parts |= 1u << which;
	if (which == CHAN_CMDLINE) {
		CHECK_INT(pread(fd, rig.cmdline, sizeof rig.cmdline - 1, 0), size);
		rig.cmdline[size] = 0;
	}
	if (which == CHAN_INITRD && size <= sizeof rig.initrd) {
		CHECK_INT(pread(fd, rig.initrd, (size_t)size, 0), size);
		rig.initrd_len = (size_t)size;
	}
	return 0;
}

static int on_boot(void *ctx)
{
	(void)ctx;
	rig.boots++;
	note_sent("boot", rig.cmdline);
	return 0;
}

static void on_addr(void *ctx, unsigned ifindex, const struct chan_addr *a)
{
	struct str s = tail(rig.sent, sizeof rig.sent);

	(void)ctx;
	(void)ifindex;
	str_puts(&s, "address ");
	str_ip4(&s, a->addr);
	str_fmt(&s, "/%u", a->prefix_len);
	if (a->routes) {
		str_puts(&s, " by ");
		str_ip4(&s, a->route[0].gateway);
	}
	str_putc(&s, '\n');
}

static bool on_lease(void *ctx, const char *ifname, struct session_net *ret)
{
	(void)ctx;
	if (!rig.vlan || strcmp(rig.vlan->ifname, ifname) != 0)
		return false;
	*ret = *rig.vlan;
	return true;
}

static void on_menu(void *ctx, const struct chan_msg *m)
{
	struct str s = tail(rig.sent, sizeof rig.sent);

	(void)ctx;
	CHECK(chan_check(m, 0));
	switch (m->kind) {
	case CHAN_MENU:
		str_fmt(&s, "%s wait %u total %u start %u\n",
			m->u.menu.screen == CHAN_SCREEN_MENU ? "menu" : "prompt", m->u.menu.wait_ds,
			m->u.menu.total_ds, m->u.menu.start);
		if (m->u.menu.again_ds)
			str_fmt(&s, "again %u\n", m->u.menu.again_ds);
		if (m->u.menu.ask[0])
			str_fmt(&s, "%s%s[%s]\n", m->u.menu.flags & CHAN_M_SECRET ? "secret " : "",
				m->u.menu.ask, m->u.menu.line);
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
	case CHAN_KEYS: str_fmt(&s, "keys %u\n", m->u.wanted); break;
	case CHAN_SHELL: str_puts(&s, "shell\n"); break;
	case CHAN_VLAN: str_fmt(&s, "vlan %u on %u\n", m->u.vlan, m->ifindex); break;
	case CHAN_CLOCK:
		rig.clock_ms = m->u.clock_ms;
		str_puts(&s, "clock\n");
		break;
	default: CHECK(false);
	}
}

static void on_end(void *ctx, enum session_end how, int32_t disk, const char *why)
{
	static const char *const names[] = {"reboot", "poweroff", "localboot"};

	(void)ctx;
	rig.disk = disk;
	note_sent(names[how], why);
}

static void on_log(enum log_level level, const char *line)
{
	struct str s = tail(rig.logged, sizeof rig.logged);

	(void)level;
	str_fmt(&s, "%s\n", line);
}

static const struct session_ops ops = {.progress = on_progress,
				       .file = on_file,
				       .stage = on_stage,
				       .part = on_part,
				       .boot = on_boot,
				       .addr = on_addr,
				       .lease = on_lease,
				       .menu = on_menu,
				       .end = on_end};

/* --- from phase to phase --------------------------------------------------------------------- */

static void on_moved(enum session_phase from, enum session_phase to)
{
	char text[100];
	struct str s = str_of(text, sizeof text);

	if (to == PHASE_IDLE) /* session_stop() leads there from everywhere */
		return;
	rig.went[from][to] = true;
	str_fmt(&s, "SESSION_TRANSITIONS has FROM(%s, TO(%s))", session_phase_str(from),
		session_phase_str(to));
	check_true(session_may_go(from, to), __FILE__, __LINE__, text);
}

void rig_print_transitions(void)
{
	for (enum session_phase from = 0; from < PHASES; from++) {
		char line[400];
		struct str s = str_of(line, sizeof line);

		for (enum session_phase to = 0; to < PHASES; to++)
			if (rig.went[from][to])
				str_fmt(&s, " TO(%s)", session_phase_str(to));
		for (enum session_phase to = 0; to < PHASES; to++)
			if (!rig.went[from][to] && session_may_go(from, to))
				str_fmt(&s, " (never: %s)", session_phase_str(to));
		printf("  FROM(%s,%s)\n", session_phase_str(from), line);
	}
}

/* --- the test's hands ------------------------------------------------------------------------ */

void rig_put(const char *name, const char *text)
{
	rig_put_slow(name, text, 0);
}

void rig_put_bytes(const char *name, const void *data, size_t len)
{
	files[n_files++] = (struct file){name, data, len, 0};
}

void rig_put_slow(const char *name, const char *text, unsigned steps)
{
	files[n_files++] = (struct file){name, text, text ? strlen(text) : 0, steps};
}

unsigned rig_downloads(void)
{
	unsigned n = 0;

	for (const struct run *r = runs; r < runs + RUNS; r++)
		n += r->at != NULL;
	return n;
}

void rig_fresh(void)
{
	n_files = 0;
	rig.now = 1000000;
	rig.net = (struct session_net){.ifname = "eth0",
				       .server = netaddr_ip4(0x0a000202),
				       .addr = 0x0a00020f,
				       .htype = 1,
				       .mac_len = 6,
				       .timeout_s = UINT32_MAX,
				       .loadparm = CHAN_NO_LOADPARM,
				       .bootfile = "pxelinux.0"};
	memset(&rig.machine, 0, sizeof rig.machine);
	log_set(on_log, LOG_INFO);
	if (rig.session.report.ops)
		session_stop(&rig.session);
	rig.sent[0] = rig.logged[0] = rig.cmdline[0] = 0;
	rig.sent_parts = rig.boots = rig.stages = 0;
	rig.initrd_len = 0;
	rig.part_err = 0;
	rig.pace_ms = 0;
	rig.vouches = false;
	rig.behind[0] = 0;
	rig.probe = (struct rig_probe){.err = 0};
	rig.vlan = NULL;
	session_init(&rig.session, &ops, NULL, 1);
	rig.session.moved = on_moved;
	session_system(&rig.session, &rig.machine);
	rig_put("k", "kernel");
	rig_put("k2", "kernel");
	rig_put("i", "initrd");
}

void rig_settle(void)
{
	for (int i = 0; i < 20000 && session_deadline(&rig.session) <= rig.now; i++)
		session_step(&rig.session, rig.now);
}

void rig_start(void)
{
	session_start(&rig.session, &rig.net, rig.now);
	rig_settle();
}

void rig_start_with(const char *conf)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", conf);
	rig_start();
}

void rig_send(uint32_t kind, uint32_t fkey, const struct chan_choice *choice)
{
	static struct chan_msg m;

	m.kind = kind;
	m.u.choice = choice ? *choice : (struct chan_choice){.entry = 0};
	if (kind == CHAN_FKEY)
		m.u.fkey = fkey;
	session_message(&rig.session, &m, rig.now);
	rig_settle();
}

void rig_choose(uint32_t entry)
{
	struct chan_choice c = {.entry = entry};

	rig_send(CHAN_CHOOSE, 0, &c);
}

void rig_choose_with(uint32_t entry, const char *passwd)
{
	struct chan_choice c = {.entry = entry};

	text_copy(c.passwd, sizeof c.passwd, view_of(passwd));
	rig_send(CHAN_CHOOSE, 0, &c);
}

void rig_press(const char *bytes)
{
	static struct chan_msg m = {.kind = CHAN_TOUCHED};

	m.u.keys = (struct chan_keys){.n = (uint8_t)strlen(bytes)};
	memcpy(m.u.keys.byte, bytes, m.u.keys.n);
	session_message(&rig.session, &m, rig.now);
	rig_settle();
}

void rig_address_set(uint32_t addr, int err)
{
	static struct chan_msg m = {.kind = CHAN_ADDR_RESULT};

	m.u.result.addr = addr;
	m.u.result.err = err;
	session_message(&rig.session, &m, rig.now);
	rig_settle();
}

void rig_clock_set(int err)
{
	static struct chan_msg m = {.kind = CHAN_CLOCK_SET};

	m.u.result.err = err;
	session_message(&rig.session, &m, rig.now);
	rig_settle();
}

void rig_vlan_set(int err)
{
	static struct chan_msg m = {.kind = CHAN_VLAN_SET};

	m.u.result.err = err;
	session_message(&rig.session, &m, rig.now);
	rig_settle();
}

void rig_shell_ended(int err)
{
	static struct chan_msg m = {.kind = CHAN_SHELL_ENDED};

	m.u.result.err = err;
	session_message(&rig.session, &m, rig.now);
	rig_settle();
}

void rig_type(const char *line, const char *passwd)
{
	struct chan_choice c = {.entry = CHAN_NO_ENTRY};

	text_copy(c.line, sizeof c.line, view_of(line));
	text_copy(c.passwd, sizeof c.passwd, view_of(passwd));
	rig_send(CHAN_CHOOSE, 0, &c);
}

void rig_run_edited(uint32_t entry, const char *line)
{
	struct chan_choice c = {.entry = entry, .edited = 1};

	text_copy(c.line, sizeof c.line, view_of(line));
	rig_send(CHAN_CHOOSE, 0, &c);
}

void rig_pass(uint64_t ms)
{
	rig.now += ms;
	rig_settle();
}

void rig_check_sent(const char *want, const char *file, int line)
{
	check_str(rig.sent, want, file, line, "sent");
	rig.sent[0] = 0;
}
