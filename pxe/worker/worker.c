/* SPDX-License-Identifier: MIT */
#include "pxe/worker/worker.h"

#include "lib/backoff.h"
#include "lib/clock.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/random.h"
#include "pxe/chan.h"
#include "pxe/worker/nic.h"
#include "pxe/worker/sandbox.h"
#include "pxe/session/session.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NICS_MAX 32
/* With one NIC ready that lacks boot data, this long for one that some server has answered. */
#define OTHERS_MS 2000
/* Whoever moves a cable to another interface needs some seconds, and a switch that starts again some more. */
#define UNPLUGGED_MS 5000
/* So long the servers of one family may say nothing, where the other one leads somewhere too. */
#define FAMILY_MS 2000
/* Pauses between rounds: short while somebody may be watching, then easy on the servers. */
#define PAUSE_BASE_MS	  1000
#define PAUSE_CAP_MS	  60000
#define PAUSE_LATE_MS	  300000
#define PAUSE_PATIENT_MS  900000 /* a server that is started again is back by then */
#define PAUSE_BLOCKED_MS  2000	 /* the switch's port does not forward yet */
#define BLOCKED_JITTER_PC 20
#define STATUS_MS	  60000
#define RECV_BATCH	  32

struct worker {
	int fd;
	bool hung_up;
	struct chan_setup setup;
	struct chan_system system;
	struct nic nics[NICS_MAX];
	struct session session;
	struct nic *booting; /* the NIC of the session */
	bool by_six;	     /* the session is one by IPv6 */
	bool has_left;	     /* in this round one was given up for the other family */
	struct nic *left;    /* whose it was, until it gets another turn; NULL = none */
	bool left_six;	     /* it was one by IPv6 */
	struct random random;
	struct backoff backoff;
	uint64_t started, pause_until, alive_at, status_at;
	uint64_t failed_at; /* when the first round failed; 0 = none did yet */
	uint64_t reboot_at; /* when option 211 wants a reboot */
};

/* Static, for its size: most of it is the configuration's arena and never touched. */
static struct worker worker;

/* --- to PID 1 --------------------------------------------------------------------------------- */

static void send_message(struct worker *w, const struct chan_msg *m, const int *fds, unsigned n)
{
	if (chan_send(w->fd, m, fds, n) < 0)
		w->hung_up = true;
}

static void log_to_pid1(enum log_level level, const char *line)
{
	struct chan_msg m = {.kind = CHAN_LOG};
	struct str text = str_of(m.u.log.text, sizeof m.u.log.text);

	m.u.log.level = level;
	/* what came from outside is printable already; this is for slips of our own */
	for (; *line; line++)
		str_putc(&text, *line >= 0x20 && *line <= 0x7e ? *line : '?');
	send_message(&worker, &m, NULL, 0);
	worker.status_at = clock_ms() + STATUS_MS;
}

/* What PID 1 is loading by now needs no network any more. A script may have gone on to a VLAN. */
static bool downloads_from(const struct worker *w, unsigned ifindex)
{
	return w->booting &&
	       (w->booting->ifindex == ifindex || w->session.net.ifindex == ifindex) &&
	       w->session.phase != PHASE_HANDED_OVER;
}

static void on_addr(void *ctx, unsigned ifindex, const struct chan_addr *addr)
{
	struct chan_msg m = {.kind = CHAN_ADDR, .ifindex = ifindex};

	m.u.addr = *addr;
	send_message(ctx, &m, NULL, 0);
}

static void on_addr6(void *ctx, unsigned ifindex, const struct chan_addr6 *addr)
{
	struct chan_msg m = {.kind = CHAN_ADDR6, .ifindex = ifindex};

	m.u.addr6 = *addr;
	send_message(ctx, &m, NULL, 0);
}

static void on_addr_gone(void *ctx, unsigned ifindex)
{
	struct worker *w = ctx;
	struct chan_msg m = {.kind = CHAN_ADDR_GONE, .ifindex = ifindex};

	if (downloads_from(w, ifindex) && !w->by_six) {
		log_warn("%s: the address is gone, the boot from it is given up",
			 w->booting->ifindex == ifindex ? w->booting->link.name
							: w->session.net.ifname);
		session_suspend(&w->session);
		w->booting = NULL;
	}
	send_message(w, &m, NULL, 0);
}

static void on_progress(void *ctx, const char *line)
{
	struct chan_msg m = {.kind = CHAN_PROGRESS};

	text_copy(m.u.log.text, sizeof m.u.log.text, view_of(line));
	send_message(ctx, &m, NULL, 0);
}

static void on_file(void *ctx, const struct chan_file *file)
{
	struct chan_msg m = {.kind = CHAN_FILE};

	m.u.file = *file;
	send_message(ctx, &m, NULL, 0);
}

static void on_stage(void *ctx, const struct chan_stage *stage)
{
	struct chan_msg m = {.kind = CHAN_STAGE};

	m.u.stage = *stage;
	send_message(ctx, &m, NULL, 0);
}

static int on_part(void *ctx, enum chan_part which, int fd, uint64_t size)
{
	struct worker *w = ctx;
	struct chan_msg m = {.kind = CHAN_PART};

	m.u.part.which = which;
	m.u.part.size = size;
	return chan_send(w->fd, &m, &fd, 1);
}

static int on_boot(void *ctx)
{
	struct worker *w = ctx;
	struct chan_msg m = {.kind = CHAN_BOOT};

	return chan_send(w->fd, &m, NULL, 0);
}

static void on_menu(void *ctx, const struct chan_msg *m)
{
	send_message(ctx, m, NULL, 0);
}

static void on_end(void *ctx, enum session_end how, int32_t disk, const char *why)
{
	static const uint32_t kinds[] = {[SESSION_REBOOT] = CHAN_REBOOT,
					 [SESSION_POWEROFF] = CHAN_POWEROFF,
					 [SESSION_LOCALBOOT] = CHAN_LOCALBOOT};
	struct chan_msg m = {.kind = kinds[how]};

	m.u.log.disk = disk;
	text_copy(m.u.log.text, sizeof m.u.log.text, view_of(why));
	send_message(ctx, &m, NULL, 0);
}

static void on_await(void *ctx, unsigned ifindex)
{
	struct chan_msg m = {.kind = CHAN_AWAIT, .ifindex = ifindex};

	send_message(ctx, &m, NULL, 0);
}

/* --- rounds: one NIC after the other, then a pause -------------------------------------------- */

/* A lease that says where to boot from need not wait for another interface's. */
static bool others_may_come(const struct worker *w, const struct nic *best, uint64_t now)
{
	for (const struct nic *n = w->nics; n < w->nics + NICS_MAX; n++) {
		if (n->ifindex && n->picked)
			return true;
		if (nic_suffices(best))
			continue;
		if (n->ifindex && nic_hears(n) && now < n->found + OTHERS_MS)
			return true;
	}
	return false;
}

static struct nic *best_nic(struct worker *w)
{
	struct nic *best = NULL;

	for (struct nic *n = w->nics; n < w->nics + NICS_MAX; n++) {
		if (!n->ifindex || n->state != NIC_READY || n->tried)
			continue;
		if (!best || nic_rank(n) > nic_rank(best))
			best = n;
	}
	return best;
}

/* One that can be booted from by IPv6. */
static struct nic *best_six(struct worker *w)
{
	for (struct nic *n = w->nics; n < w->nics + NICS_MAX; n++)
		if (n->ifindex && nic6_leads(&n->six) && !n->six.tried)
			return n;
	return NULL;
}

static bool may_go_on(struct worker *w)
{
	return best_nic(w) || best_six(w);
}

/* FNV-1a; nic_net() leaves no byte unset. Times of a lease stand in its options, and change. */
static uint64_t lease_sum(const struct session_net *net)
{
	const uint8_t *p = (const uint8_t *)net;
	uint64_t sum = 0xcbf29ce484222325u;

	for (size_t i = 0; i < offsetof(struct session_net, as_ipxe); i++)
		sum = (sum ^ p[i]) * 0x100000001b3u;
	return sum;
}

/* What the lease says, the loader's command line, and when what was there. */
static void net_of(const struct worker *w, const struct nic *n, bool six, struct session_net *ret)
{
	if (six)
		nic_net6(n, ret);
	else
		nic_net(n, ret);
	ret->arch = w->setup.arch;
	ret->max_payload = w->setup.max_payload;
	ret->timeout_s = w->setup.timeout_s;
	ret->loadparm = w->setup.loadparm;
	ret->headless = w->setup.headless;
	ret->report = w->setup.report;
	ret->expand = w->setup.expand;
	ret->times = (struct session_times){.firmware = w->setup.firmware_ms,
					    .init = w->setup.init_ms,
					    .drivers = w->setup.drivers_ms,
					    .link = n->found,
					    .lease = six ? n->six.ready_at : n->ready};
}

static bool on_lease(void *ctx, const char *ifname, struct session_net *ret)
{
	struct worker *w = ctx;

	for (const struct nic *n = w->nics; n < w->nics + NICS_MAX; n++) {
		if (!n->ifindex || strcmp(n->link.name, ifname) != 0)
			continue;
		if (n->state == NIC_READY)
			net_of(w, n, false, ret);
		return n->state == NIC_READY;
	}
	return false;
}

const struct nic_ops worker_nic_ops = {
	.addr = on_addr, .addr6 = on_addr6, .addr_gone = on_addr_gone, .await = on_await};
const struct session_ops worker_session_ops = {.progress = on_progress,
					       .file = on_file,
					       .stage = on_stage,
					       .part = on_part,
					       .boot = on_boot,
					       .addr = on_addr,
					       .lease = on_lease,
					       .menu = on_menu,
					       .end = on_end};

static void begin_session(struct worker *w, struct nic *n, bool six, uint64_t now)
{
	static struct session_net net;
	uint64_t sum;

	w->by_six = six;
	net_of(w, n, six, &net);
	sum = lease_sum(&net);
	net.again = n->told == sum;
	if (!net.pxe.n_items)
		n->told = sum;
	w->booting = n;
	session_start(&w->session, &net, now);
}

/* Whoever runs the servers may have mended something while this machine waited. */
static void new_round(struct worker *w, uint64_t now)
{
	w->has_left = false;
	w->left = NULL;
	for (struct nic *n = w->nics; n < w->nics + NICS_MAX; n++) {
		n->tried = false;
		if (!n->ifindex)
			continue;
		nic_refresh(n, now);
		nic6_again(&n->six, now);
	}
	w->pause_until = 0;
}

/* PXELINUX reboots when it finds no configuration for so long, so that a machine whose firmware
 * got a wrong answer asks again. Here any failed attempt counts, and only a server that names the
 * time gets it. */
static void note_failure(struct worker *w, uint64_t now)
{
	uint32_t reboot_s = nic_reboot_s(w->booting);

	if (!w->failed_at)
		w->failed_at = now;
	w->reboot_at = reboot_s ? w->failed_at + (uint64_t)reboot_s * 1000 : CLOCK_NEVER;
}

static void ask_for_reboot(struct worker *w, uint64_t now)
{
	struct chan_msg m = {.kind = CHAN_REBOOT};
	struct str text = str_of(m.u.log.text, sizeof m.u.log.text);

	str_fmt(&text, "nothing to boot for %llu s, rebooting as the DHCP server asks (option 211)",
		(unsigned long long)((now - w->failed_at) / 1000));
	w->reboot_at = CLOCK_NEVER;
	w->failed_at = 0;
	send_message(w, &m, NULL, 0);
}

/* Whoever wanted one round has seen it. */
static void end_rounds(struct worker *w)
{
	struct chan_msg m = {.kind = CHAN_REBOOT};
	struct str text = str_of(m.u.log.text, sizeof m.u.log.text);

	str_fmt(&text, "%s: %s", w->booting->link.name, w->booting->why);
	w->pause_until = CLOCK_NEVER;
	w->booting = NULL;
	send_message(w, &m, NULL, 0);
}

static void pause_round(struct worker *w, uint64_t now)
{
	uint32_t ms;

	if (w->setup.once) {
		end_rounds(w);
		return;
	}

	if (now - w->started > PAUSE_PATIENT_MS)
		w->backoff.cap_ms = PAUSE_LATE_MS;
	note_failure(w, now);
	if (nic_blocked(w->booting))
		ms = (uint32_t)random_jitter(&w->random, PAUSE_BLOCKED_MS, BLOCKED_JITTER_PC);
	else
		ms = backoff_next(&w->backoff, &w->random);
	w->pause_until = now + ms;
	log_err("%s: %s, next try in %u s", w->booting->link.name, w->booting->why,
		(ms + 999) / 1000);
	w->booting = NULL;
}

/* Return: whether the interface of the session waits for another lease instead */
static bool ask_otherwise(struct worker *w, uint64_t now)
{
	if (w->by_six || !nic_ask_otherwise(w->booting, session_nowhere(&w->session), now))
		return false;
	session_stop(&w->session);
	w->booting = NULL;
	return true;
}

static void mark_tried(struct nic *n, bool six, bool tried)
{
	if (six)
		n->six.tried = tried;
	else
		n->tried = tried;
}

/* The other family has failed: what was given up for it may take its time now. */
static void recall_left(struct worker *w)
{
	if (w->left)
		mark_tried(w->left, w->left_six, false);
	w->left = NULL;
}

static void session_failed(struct worker *w, uint64_t now)
{
	struct nic *n = w->booting;

	text_copy(n->why, sizeof n->why, view_of(session_why(&w->session)));
	if (ask_otherwise(w, now))
		return;
	/* the same server says the same by IPv6 */
	if (w->by_six || (!session_nowhere(&w->session) && !session_lost(&w->session)))
		n->six.tried = true;
	if (!w->by_six)
		n->tried = true;
	recall_left(w);
	if (!may_go_on(w) && session_offer(&w->session, now))
		return;
	session_stop(&w->session);
	if (!may_go_on(w)) {
		pause_round(w, now);
		return;
	}
	log_err("%s: %s, trying the next %s", n->link.name, n->why,
		n == best_nic(w) || n == best_six(w) ? "family of addresses" : "interface");
	w->booting = NULL;
}

/* DHCP says the same to another client: the session that failed before needs no repetition. */
static void end_unchanged(struct worker *w, struct nic *n, uint64_t now)
{
	if (nic_ask_otherwise(n, n->nowhere, now))
		return;
	n->tried = true;
	w->booting = n;
	if (may_go_on(w))
		w->booting = NULL;
	else
		pause_round(w, now);
}

/* The session has found no configuration yet. */
static bool leads_nowhere(const struct worker *w)
{
	return !w->booting || session_searching(&w->session);
}

static void give_way(struct worker *w)
{
	log_info("%s: nothing to boot from so far, given up for what says more",
		 w->booting->link.name);
	session_stop(&w->session);
	w->booting = NULL;
}

/* When a session whose cable is out is given up for another interface; CLOCK_NEVER = its cable is in */
static uint64_t unplugged_until(const struct worker *w)
{
	if (!w->booting || w->booting->link.carrier || w->session.phase == PHASE_HANDED_OVER)
		return CLOCK_NEVER;
	return w->booting->unplugged + UNPLUGGED_MS;
}

static void leave_unplugged(struct worker *w, const struct nic *for_this)
{
	log_warn("%s: no carrier for %d s, the boot from it is given up for %s",
		 w->booting->link.name, UNPLUGGED_MS / 1000, for_this->link.name);
	session_suspend(&w->session);
	mark_tried(w->booting, w->by_six, true);
	w->booting = NULL;
}

static bool may_boot(const struct nic *n)
{
	return n->state == NIC_READY && !n->tried && nic_suffices(n);
}

/* One that the other family of addresses leads to. */
static const struct nic *other_family(struct worker *w)
{
	if (!w->by_six)
		return best_six(w);
	for (const struct nic *n = w->nics; n < w->nics + NICS_MAX; n++)
		if (n->ifindex && may_boot(n))
			return n;
	return NULL;
}

/* When a session whose servers say nothing is given up for the other family; CLOCK_NEVER = it is not */
static uint64_t unheard_until(struct worker *w)
{
	uint64_t since = w->booting && !w->has_left ? session_unheard(&w->session) : CLOCK_NEVER;

	return since != CLOCK_NEVER && other_family(w) ? since + FAMILY_MS : CLOCK_NEVER;
}

static void leave_unheard(struct worker *w)
{
	log_warn("%s: no server answers by %s so far, going on by %s", w->booting->link.name,
		 w->by_six ? "IPv6" : "IPv4", w->by_six ? "IPv4" : "IPv6");
	session_stop(&w->session);
	w->has_left = true;
	w->left = w->booting;
	w->left_six = w->by_six;
	mark_tried(w->left, w->left_six, true);
	w->booting = NULL;
}

/* A lease that says where to boot from is used as soon as it comes, however late that is. */
static void heed_better(struct worker *w, uint64_t now)
{
	for (struct nic *n = w->nics; n < w->nics + NICS_MAX; n++) {
		if (!n->ifindex || (n == w->booting && !leads_nowhere(w)))
			continue;
		if (n->better) {
			if (n == w->booting)
				give_way(w);
			nic_take(n, now);
		}
		if (!w->booting || n == w->booting ||
		    !(may_boot(n) || (nic6_leads(&n->six) && !n->six.tried)))
			continue;
		if (!w->by_six && may_boot(n) && !nic_suffices(w->booting) && leads_nowhere(w))
			give_way(w);
		else if (n->link.carrier && now >= unplugged_until(w))
			leave_unplugged(w, n);
	}
	if (w->booting && !w->by_six && !nic_suffices(w->booting) && leads_nowhere(w) &&
	    best_six(w))
		give_way(w);
	if (now >= unheard_until(w))
		leave_unheard(w);
}

static void ask_boot_server(struct worker *w, unsigned item, uint64_t now)
{
	struct nic *n = w->booting;

	session_stop(&w->session);
	w->booting = NULL;
	nic_pick(n, item, now);
}

static void conduct_rounds(struct worker *w, uint64_t now)
{
	struct nic *n, *six;
	unsigned item;

	if (w->booting && w->session.phase == PHASE_FAILED)
		session_failed(w, now);
	if (w->booting && session_picked(&w->session, &item))
		ask_boot_server(w, item, now);
	heed_better(w, now);
	if (w->booting)
		return;
	if (w->pause_until) {
		if (now >= w->reboot_at)
			ask_for_reboot(w, now);
		if (now >= w->pause_until)
			new_round(w, now);
	}
	/* in a pause only one that came, or got a lease, since then */
	n = best_nic(w);
	six = best_six(w);
	if (six && (!n || n->unchanged || !nic_suffices(n)))
		begin_session(w, six, true, now);
	else if (n && n->unchanged)
		end_unchanged(w, n, now);
	else if (n && !others_may_come(w, n, now))
		begin_session(w, n, false, now);
}

/* --- from PID 1 ------------------------------------------------------------------------------- */

static struct nic *find_nic(struct worker *w, unsigned ifindex)
{
	for (struct nic *n = w->nics; n < w->nics + NICS_MAX; n++)
		if (n->ifindex == ifindex)
			return n;
	return NULL;
}

/* Somebody plugged the cable in and looks at the screen. */
static void end_pause(struct worker *w, uint64_t now)
{
	if (w->pause_until)
		w->pause_until = now;
	w->backoff.prev_ms = 0;
}

static void drop_sockets(const int *fds, int n, const struct chan_link *link)
{
	log_warn("%s: not used, there are %d interfaces already", link->name, NICS_MAX);
	while (n-- > 0)
		close(fds[n]);
}

static void link_message(struct worker *w, const struct chan_msg *m, const int *fds, int n_fds,
			 uint64_t now)
{
	struct nic *n = find_nic(w, m->ifindex);

	if (n) {
		if (m->u.link.carrier && !n->link.carrier)
			end_pause(w, now);
		nic_changed(n, &m->u.link, now);
		return;
	}
	n = find_nic(w, 0);
	if (n_fds != NIC_SOCKETS && n_fds != NIC_POLLFDS)
		return;
	if (!n)
		drop_sockets(fds, n_fds, &m->u.link);
	else
		nic_open(n, m->ifindex, &m->u.link, fds,
			 n_fds == NIC_POLLFDS ? fds + NIC_SOCKETS : NULL, &w->setup,
			 &worker_nic_ops, w, random_u64(&w->random), now);
}

static void link_gone(struct worker *w, unsigned ifindex)
{
	struct nic *n = find_nic(w, ifindex);

	if (!n)
		return;
	if (downloads_from(w, ifindex)) {
		log_warn("%s: the interface is gone, the boot from it is given up", n->link.name);
		session_suspend(&w->session);
		w->booting = NULL;
	}
	nic_close(n);
}

static void set_up(struct worker *w, const struct chan_setup *setup)
{
	w->setup = *setup;
	log_set(log_to_pid1, setup->debug ? LOG_DEBUG : LOG_INFO);
}

/* Somebody is there: what waits for its time need not wait any longer. */
static void key_touched(struct worker *w, const struct chan_msg *m, uint64_t now)
{
	end_pause(w, now);
	session_message(&w->session, m, now);
}

static void handle_pid1_message(struct worker *w, const struct chan_msg *m, const int *fds,
				int n_fds, uint64_t now)
{
	struct nic *n = find_nic(w, m->ifindex);

	switch (m->kind) {
	case CHAN_SETUP: set_up(w, &m->u.setup); break;
	case CHAN_SYSTEM: w->system = m->u.system; break;
	case CHAN_LINK: link_message(w, m, fds, n_fds, now); break;
	case CHAN_LINK_GONE: link_gone(w, m->ifindex); break;
	case CHAN_ADDR_RESULT:
		if (m->ifindex && n)
			nic_addr_result(n, m->u.result.addr, m->u.result.err, now);
		if (w->booting && m->ifindex == w->session.net.ifindex)
			session_message(&w->session, m, now);
		break;
	case CHAN_ADDR6_SET:
		if (m->ifindex && n)
			nic6_address_set(&n->six, m->u.result.err, now);
		break;
	case CHAN_BOOT_FAILED: session_boot_failed(&w->session, m->u.log.text, now); break;
	case CHAN_TOUCHED: key_touched(w, m, now); break;
	case CHAN_CHOOSE:
	case CHAN_TIMEOUT:
	case CHAN_EDIT:
	case CHAN_LEFT:
	case CHAN_SHELL_ENDED:
	case CHAN_CLOCK_SET:
	case CHAN_VLAN_SET:
	case CHAN_FKEY: session_message(&w->session, m, now); break;
	default: break;
	}
}

static void recv_messages(struct worker *w, uint64_t now)
{
	struct chan_msg m;
	int fds[CHAN_FDS_MAX];

	for (int i = 0; i < RECV_BATCH; i++) {
		int n = chan_recv(w->fd, &m, fds);

		if (n == -EAGAIN)
			return;
		if (n < 0) {
			w->hung_up = true;
			return;
		}
		handle_pid1_message(w, &m, fds, n, now);
	}
}

/* --- the loop --------------------------------------------------------------------------------- */

static void send_alive(struct worker *w, uint64_t now)
{
	struct chan_msg m = {.kind = CHAN_ALIVE};

	if (now < w->alive_at)
		return;
	w->alive_at = now + CHAN_ALIVE_MS / 2;
	send_message(w, &m, NULL, 0);
}

/* Nobody looks at a silent console for a minute without wondering. */
static void log_status(struct worker *w, uint64_t now)
{
	char line[LOG_LINE_MAX];
	struct str text = str_of(line, sizeof line);
	bool any = false;

	if (now < w->status_at)
		return;
	if (w->booting && session_running(&w->session)) {
		str_fmt(&text, "%s: ", w->booting->link.name);
		session_status(&w->session, &text, now);
	} else if (w->pause_until > now) {
		str_fmt(&text, "next try in %llu s",
			(unsigned long long)((w->pause_until - now) / 1000));
	} else {
		for (struct nic *n = w->nics; n < w->nics + NICS_MAX; n++) {
			if (!n->ifindex)
				continue;
			str_puts(&text, any ? "; " : "");
			nic_status(n, &text, now);
			any = true;
		}
		if (!any)
			str_puts(&text, "waiting for a network interface");
	}
	log_info("%s", line);
}

static uint64_t worker_deadline(struct worker *w, uint64_t now)
{
	uint64_t at = clock_min(w->alive_at, w->status_at);

	for (const struct nic *n = w->nics; n < w->nics + NICS_MAX; n++) {
		if (!n->ifindex)
			continue;
		at = clock_min(at, nic_deadline(n));
		if (!w->booting && n->found + OTHERS_MS > now)
			at = clock_min(at, n->found + OTHERS_MS);
	}
	if (w->pause_until)
		at = clock_min(at, clock_min(w->pause_until, w->reboot_at));
	if (unplugged_until(w) > now)
		at = clock_min(at, unplugged_until(w));
	if (unheard_until(w) > now)
		at = clock_min(at, unheard_until(w));
	return clock_min(at, session_deadline(&w->session));
}

/* What poll() named. Calls that find nothing cost as much as the packet of a download. */
struct ready {
	bool pid1;
	bool nics[NICS_MAX];
};

static void worker_poll(struct worker *w, struct ready *ret)
{
	struct pollfd fds[1 + SESSION_POLLFDS + NIC_POLLFDS * NICS_MAX];
	unsigned downloads = session_pollfds(&w->session, fds + 1), n = 1 + downloads;
	uint64_t now = clock_ms();

	fds[0] = (struct pollfd){.fd = w->fd, .events = POLLIN};
	for (struct nic *nic = w->nics; nic < w->nics + NICS_MAX; nic++) {
		nic->downloading =
			w->booting && nic->ifindex == w->session.net.ifindex && downloads;
		if (nic->ifindex)
			n += nic_pollfds(nic, fds + n);
	}
	*ret = (struct ready){.pid1 = false};
	if (poll(fds, n, clock_wait(now, worker_deadline(w, now))) <= 0)
		return;
	ret->pid1 = fds[0].revents;
	session_polled(&w->session, fds + 1);
	n = 1 + downloads;
	for (unsigned i = 0; i < NICS_MAX; i++) {
		struct pollfd of_nic[NIC_POLLFDS];
		unsigned of = w->nics[i].ifindex ? nic_pollfds(&w->nics[i], of_nic) : 0;

		while (of--)
			ret->nics[i] |= fds[n++].revents;
	}
}

/* What DHCP says meanwhile, such as that a short lease was renewed, tells nobody what a session waits for. */
static void step_nics(struct worker *w, const struct ready *ready, uint64_t now)
{
	uint64_t status_at = w->status_at;

	for (unsigned i = 0; i < NICS_MAX; i++)
		if (w->nics[i].ifindex)
			nic_step(&w->nics[i], ready->nics[i], now);
	if (w->booting && session_running(&w->session))
		w->status_at = status_at;
}

static void worker_act(struct worker *w, const struct ready *ready, uint64_t now)
{
	if (ready->pid1)
		recv_messages(w, now);
	step_nics(w, ready, now);
	session_step(&w->session, now);
	if (w->booting && session_running(&w->session) && !session_searching(&w->session))
		nic_answered(w->booting);
	conduct_rounds(w, now);
	send_alive(w, now);
	log_status(w, now);
}

static void worker_init(struct worker *w, int fd, uint64_t seed, uint64_t now)
{
	w->fd = fd;
	w->started = now;
	w->status_at = w->started + STATUS_MS;
	w->reboot_at = CLOCK_NEVER;
	w->random.state = seed;
	w->backoff = (struct backoff){.base_ms = PAUSE_BASE_MS, .cap_ms = PAUSE_CAP_MS};
	session_init(&w->session, &worker_session_ops, w, random_u64(&w->random));
	session_system(&w->session, &w->system);
	log_set(log_to_pid1, LOG_INFO);
}

int worker_main(int fd, const char *root, bool sandbox)
{
	struct worker *w = &worker;
	const char *what = "";
	int err;

	worker_init(w, fd, random_seed((uint64_t)getpid()), clock_ms());
	fetch_trust(NULL, NULL);
	err = sandbox ? sandbox_enter(root, &what) : 0;
	if (err) {
		log_err("worker: sandbox: %s: %s", what, error_str(-err));
		return 1;
	}
	while (!w->hung_up) {
		struct ready ready;

		worker_poll(w, &ready);
		worker_act(w, &ready, clock_ms());
	}
	return 0;
}
