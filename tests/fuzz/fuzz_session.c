/* SPDX-License-Identifier: MIT
 * A whole attempt to boot, from the lease to the hand-over, against hostile servers, configurations
 * and people: the input is what they do, one behind the other (tests/fuzz/wire_rig.h). Phases follow
 * each other as SESSION_TRANSITIONS says, PID 1 gets nothing that chan_check() refuses, parts are
 * sealed and as long as said, no descriptor is left, and all of it ends or waits for a person.
 * Kernels are not judged (tests/talk/kernel_rig.c), or few inputs would get to the initrds.
 */
#include "tests/fuzz/wire_rig.h"

#include "lib/log.h"
#include "pxe/session/session.h"

#include <fcntl.h>
#include <sys/stat.h>

#define STEPS_MAX 50000
#define ESCAPE	  0xfa /* in place of a packet: something else happens while a download runs */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct session session;
static bool handed_over;

/* --- files ------------------------------------------------------------------------------------ */

/* An archive of nothing but its end. */
#define ZEROES "00000000"
static const char archive[] =
	"070701" ZEROES ZEROES ZEROES ZEROES ZEROES ZEROES ZEROES ZEROES ZEROES ZEROES ZEROES
	"0000000b" ZEROES "TRAILER!!!\0\0\0";

static void rig_choose_file(void)
{
	static char text[4096];
	uint8_t what = rd_left(&rig_in) ? rd_u8(&rig_in) : 0, c;
	size_t n = 0;

	rig_version = what >> 4;
	if (what & 2) { /* what comes next, up to 0xff */
		while (rd_left(&rig_in) && n < sizeof text && (c = rd_u8(&rig_in)) != 0xff)
			text[n++] = (char)c;
		rig_file = (struct view){.p = text, .n = n};
	} else {
		rig_file = what & 1 ? (struct view){.p = archive, .n = sizeof archive - 1}
				    : view_of("a kernel");
	}
}

/* --- PID 1 ------------------------------------------------------------------------------------ */

static void on_progress(void *ctx, const char *text)
{
	(void)ctx;
	need(view_printable(view_of(text)) && strlen(text) < CHAN_TEXT_MAX);
}

static void on_file(void *ctx, const struct chan_file *file)
{
	struct chan_msg m = {.kind = CHAN_FILE, .u.file = *file};

	(void)ctx;
	need(chan_check(&m, 0));
}

static void on_stage(void *ctx, const struct chan_stage *stage)
{
	struct chan_msg m = {.kind = CHAN_STAGE, .u.stage = *stage};

	(void)ctx;
	need(chan_check(&m, 0));
}

static int on_part(void *ctx, enum chan_part which, int fd, uint64_t size)
{
	struct stat st;

	(void)ctx;
	need(which < CHAN_PARTS && fstat(fd, &st) == 0 && (uint64_t)st.st_size == size);
	need(fcntl(fd, F_GET_SEALS) == CHAN_SEALS);
	return 0;
}

static int on_boot(void *ctx)
{
	(void)ctx;
	handed_over = true;
	return 0;
}

static void on_addr(void *ctx, unsigned ifindex, const struct chan_addr *addr)
{
	static struct chan_msg m = {.kind = CHAN_ADDR, .ifindex = 1};

	(void)ctx;
	(void)ifindex;
	m.u.addr = *addr;
	(void)chan_check(&m, 0);
}

static bool on_lease(void *ctx, const char *ifname, struct session_net *ret)
{
	bool there = rd_u8(&rig_in) & 1;

	(void)ctx;
	(void)ifname;
	if (there) {
		*ret = session.net;
		text_copy(ret->ifname, sizeof ret->ifname, view_of("eth0.5"));
		ret->addr = 0x0a010105;
	}
	return there;
}

static void on_menu(void *ctx, const struct chan_msg *m)
{
	(void)ctx;
	need(chan_check(m, 0));
}

static void on_end(void *ctx, enum session_end how, int32_t disk, const char *why)
{
	(void)ctx;
	(void)how;
	need(disk >= -1 && disk < CHAN_DISKS);
	need(view_printable(view_of(why)));
}

static void on_log(enum log_level level, const char *line)
{
	(void)level;
	need(view_printable(view_of(line)));
}

static void on_moved(enum session_phase from, enum session_phase to)
{
	need(to == PHASE_IDLE || session_may_go(from, to));
}

/* --- what happens ----------------------------------------------------------------------------- */

static void person_types(struct chan_choice *c)
{
	static const char *const lines[] = {"",		 "a",
					    "b x=1",	 "menu.c32 other",
					    "k -- y",	 "c/pxelinux.0",
					    "initrd= k", "http://10.0.0.9/k q"};
	uint8_t what = rd_u8(&rig_in);

	text_copy(c->line, sizeof c->line, view_of(lines[what & 7]));
	text_copy(c->passwd, sizeof c->passwd, view_of(what & 8 ? "secret" : ""));
	c->edited = what >> 4 & 1;
}

static void happen(uint64_t now)
{
	static const uint32_t kinds[] = {CHAN_TOUCHED, CHAN_CHOOSE, CHAN_TIMEOUT, CHAN_EDIT,
					 CHAN_FKEY};
	static struct chan_msg m;
	uint8_t what = rd_u8(&rig_in);

	memset(&m, 0, sizeof m);
	if (what % 8 < 5) {
		m.kind = kinds[what % 8];
		if (m.kind == CHAN_FKEY)
			m.u.fkey = 1 + rd_u8(&rig_in) % 12;
		else
			m.u.choice.entry = what & 0x80 ? CHAN_NO_ENTRY : rd_u8(&rig_in) % 8;
		if (what & 0xc0 && m.kind != CHAN_FKEY)
			person_types(&m.u.choice);
		session_message(&session, &m, now);
	} else if (what % 8 == 5 && handed_over) {
		handed_over = false;
		session_boot_failed(&session, "the jump came back", now);
	} else if (what % 8 == 6 && session.phase == PHASE_FAILED) {
		session_offer(&session, now);
	} else if (what == 0xff) {
		session_stop(&session);
	}
}

static int lowest_free(void)
{
	int fd = dup(0);

	close(fd);
	return fd;
}

static void run_session(uint64_t now)
{
	struct pollfd fds[SESSION_POLLFDS];

	for (unsigned steps = 0;; steps++) {
		uint64_t due = session_deadline(&session);
		bool busy = session_pollfds(&session, fds) > 0, input = rd_left(&rig_in) > 0;

		need(steps < STEPS_MAX);
		if (input && ((due > now && !busy) || *rig_in.p == ESCAPE)) {
			if (busy)
				rd_u8(&rig_in);
			happen(now);
			due = session_deadline(&session);
		}
		if (!input && !busy && due == CLOCK_NEVER)
			return;
		if (due != CLOCK_NEVER && due > now && (!input || !busy))
			now = due;
		else
			now++;
		session_step(&session, now);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct session_ops ops = {.progress = on_progress,
					       .file = on_file,
					       .stage = on_stage,
					       .part = on_part,
					       .boot = on_boot,
					       .addr = on_addr,
					       .lease = on_lease,
					       .menu = on_menu,
					       .end = on_end};
	static const struct chan_system systems[2] = {{.tree = false},
						      {.tree = true, .compatible = "b"}};
	static struct session_net net;
	uint8_t how, more;
	int free_before = lowest_free();

	log_set(on_log, LOG_DEBUG);
	rig_in = rd_of(data, size);
	how = rd_u8(&rig_in);
	more = rd_u8(&rig_in);
	net = (struct session_net){.ifname = "eth0",
				   .report = true,
				   .server = {{[10] = 0xff, 0xff, 10, 0, 2, 2}},
				   .addr = 0x0a00020f,
				   .htype = 1,
				   .mac_len = 6,
				   .arch = how & 1 ? 0x1f : 0x0b,
				   .max_payload = 1u << 20,
				   .timeout_s = how & 2 ? 1 : UINT32_MAX,
				   .loadparm = how & 4 ? more % 4 : CHAN_NO_LOADPARM,
				   .headless = how & 8,
				   .again = how & 16};
	text_copy(net.bootfile, sizeof net.bootfile,
		  view_of(how & 32 ? "http://10.0.2.2/x/pxelinux.0" : "pxelinux.0"));
	text_copy(net.mirrors, sizeof net.mirrors, view_of(how & 64 ? "tftp://10.0.2.9/" : ""));
	net.has_conffile = how & 128;
	text_copy(net.conffile, sizeof net.conffile, view_of(more & 64 ? "a.ins" : "conf"));
	rig_honest = more & 128;
	if (more & 16)
		dhcp_pxe_decode(rd_sub(&rig_in, rd_u8(&rig_in)), &net.pxe);
	handed_over = false;
	memset(&session, 0, sizeof session);
	session_init(&session, &ops, NULL, how);
	session.moved = on_moved;
	session_system(&session, &systems[more >> 5 & 1]);
	session_start(&session, &net, 1000);
	run_session(1000);
	if (session.phase == PHASE_FAILED)
		need(session_why(&session)[0] && view_printable(view_of(session_why(&session))));
	session_stop(&session);
	need(lowest_free() == free_before);
	return 0;
}
