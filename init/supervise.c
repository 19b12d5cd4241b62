/* SPDX-License-Identifier: MIT */
#include "init/supervise.h"

#include "dhcp/sock.h"
#include "dhcp/v6_sock.h"
#include "init/signals.h"
#include "lib/clock.h"
#include "lib/error.h"
#include "lib/text.h"
#include "pxe/worker/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESTART_BASE_MS 100
#define RESTART_CAP_MS	64000
/* A worker that lived this long did its work: the next restart is quick again. */
#define GOOD_RUN_MS 60000
/* Messages handled in one step, so that a worker that floods PID 1 cannot keep it from its work. */
#define BATCH 64
/* Lines of the worker that are logged in one second; a boot has some 30 in all. */
#define LINES_MAX 200
/* Addresses that the worker may set or take off in one second: some for each link. */
#define ADDRS_MAX 100

static void release_parts(struct supervise *s)
{
	s->handed_over = false;
	for (int i = 0; i < CHAN_PARTS; i++) {
		if (s->parts.fd[i] >= 0)
			close(s->parts.fd[i]);
		s->parts.fd[i] = -1;
		s->parts.size[i] = 0;
	}
}

void supervise_init(struct supervise *s, const struct supervise_ops *ops, void *ctx,
		    const struct chan_setup *setup, const char *root, uint64_t seed)
{
	memset(s, 0, sizeof *s);
	s->ops = ops;
	s->ctx = ctx;
	s->root = root;
	s->setup = *setup;
	s->fd = -1;
	s->start_at = CLOCK_NEVER;
	for (int i = 0; i < CHAN_PARTS; i++)
		s->parts.fd[i] = -1;
	s->random.state = seed;
	s->backoff = (struct backoff){
		.base_ms = RESTART_BASE_MS, .cap_ms = RESTART_CAP_MS, .good_ms = GOOD_RUN_MS};
}

void supervise_system(struct supervise *s, const struct chan_system *system)
{
	s->system = *system;
}

void supervise_start(struct supervise *s, uint64_t now)
{
	s->start_at = now;
}

/* --- messages to the worker ------------------------------------------------------------------- */

/* A worker that does not read is as good as dead; the next one is told everything anew. */
static void send_to_worker(struct supervise *s, const struct chan_msg *m, const int *fds,
			   unsigned n)
{
	if (s->fd < 0)
		return;
	if (chan_send(s->fd, m, fds, n) < 0 && s->pid > 0)
		kill(s->pid, SIGKILL);
}

void supervise_send(struct supervise *s, const struct chan_msg *m)
{
	send_to_worker(s, m, NULL, 0);
}

static void close_sockets(const int *fds, unsigned n)
{
	while (n)
		close(fds[--n]);
}

/* Those behind the first ones are IPv6's, which not every kernel has. */
#define FDS_IP4 5

/* What the switch says of its port has no tag, so that a VLAN hears it on the link below. Return: the number of
 * sockets, or negative errno */
static int open_sockets(const struct supervise_link *l, int fds[static CHAN_FDS_MAX])
{
	static int (*const open[CHAN_FDS_MAX])(int ifindex) = {
		dhcp_sock_raw,	dhcp_sock_udp,	   dhcp_sock_arp,    dhcp_sock_llc,
		dhcp_sock_slow, dhcp_v6_sock_icmp, dhcp_v6_sock_udp,
	};
	unsigned port = l->link.below ? l->link.below : l->ifindex;

	for (unsigned i = 0; i < CHAN_FDS_MAX; i++) {
		fds[i] = open[i]((int)(i == 3 || i == 4 ? port : l->ifindex));
		if (fds[i] >= 0)
			continue;
		if (i < FDS_IP4) {
			close_sockets(fds, i);
			return fds[i];
		}
		close_sockets(fds + FDS_IP4, i - FDS_IP4);
		return FDS_IP4;
	}
	return CHAN_FDS_MAX;
}

static int send_link(struct supervise *s, const struct supervise_link *l, bool with_sockets)
{
	struct chan_msg m = {.kind = CHAN_LINK, .ifindex = l->ifindex};
	int fds[CHAN_FDS_MAX], n;

	m.u.link = l->link;
	if (!with_sockets) {
		send_to_worker(s, &m, NULL, 0);
		return 0;
	}
	n = open_sockets(l, fds);
	if (n < 0)
		return n;
	send_to_worker(s, &m, fds, (unsigned)n);
	close_sockets(fds, (unsigned)n);
	return 0;
}

static struct supervise_link *find_link(struct supervise *s, unsigned ifindex)
{
	for (int i = 0; i < SUPERVISE_LINKS_MAX; i++)
		if (s->links[i].ifindex == ifindex)
			return &s->links[i];
	return NULL;
}

int supervise_link(struct supervise *s, unsigned ifindex, const struct chan_link *link)
{
	struct supervise_link *l = find_link(s, ifindex);
	bool fresh = !l;
	int err;

	if (fresh) {
		l = find_link(s, 0);
		if (!l)
			return -ENOSPC;
		*l = (struct supervise_link){.ifindex = ifindex};
	}
	l->link = *link;
	/* links that are not ours to switch are not ours to set up in this way either */
	l->link.strict_arp = s->ops->relink;
	l->link.may_go_deaf = link->may_go_deaf && s->ops->relink;
	err = s->fd < 0 ? 0 : send_link(s, l, fresh);
	if (err) /* the worker was not told: the next change is sent as a new link, with sockets */
		l->ifindex = 0;
	return err;
}

void supervise_link_gone(struct supervise *s, unsigned ifindex)
{
	struct supervise_link *l = find_link(s, ifindex);
	struct chan_msg m = {.kind = CHAN_LINK_GONE, .ifindex = ifindex};

	if (!l)
		return;
	l->ifindex = 0;
	send_to_worker(s, &m, NULL, 0);
}

void supervise_boot_failed(struct supervise *s, const char *why)
{
	struct chan_msg m = {.kind = CHAN_BOOT_FAILED};
	struct str text = str_of(m.u.log.text, sizeof m.u.log.text);

	release_parts(s);
	str_printable(&text, view_of(why), CHAN_TEXT_MAX - 8);
	send_to_worker(s, &m, NULL, 0);
}

/* --- the process ------------------------------------------------------------------------------ */

/* Close all descriptors but 0 to 2 and the channel, which becomes 3. */
static int keep_only(int fd)
{
	if (dup2(fd, 3) < 0)
		return -errno;
	for (int i = 4; i < 256; i++)
		close(i);
	return 3;
}

static void log_start_failed(struct supervise *s, int err)
{
	char line[CHAN_TEXT_MAX];
	struct str text = str_of(line, sizeof line);

	str_fmt(&text, "worker: cannot be started: %s, tried again", error_str(-err));
	s->ops->log(s->ctx, LOG_ERR, line);
}

static void spawn_worker(struct supervise *s, uint64_t now)
{
	int pair[2] = {-1, -1}, err = chan_pair(pair);
	pid_t pid = err ? -1 : _Fork();

	if (pid == 0) {
		signals_default();
		_exit(worker_main(keep_only(pair[1]), s->root, s->setup.sandbox));
	}
	if (pid < 0) {
		if (!err) {
			err = -errno;
			close(pair[0]);
			close(pair[1]);
		}
		s->start_at = now + backoff_next(&s->backoff, &s->random);
		log_start_failed(s, err);
		return;
	}
	close(pair[1]);
	s->fd = pair[0];
	s->pid = pid;
	s->heard = s->started = now;
	s->start_at = CLOCK_NEVER;
	s->starts++;
}

/* A link whose sockets cannot be opened now is tried again when it changes or the worker starts. */
static void send_everything(struct supervise *s)
{
	static struct chan_msg m;

	m.kind = CHAN_SETUP;
	m.u.setup = s->setup;
	send_to_worker(s, &m, NULL, 0);
	m.kind = CHAN_SYSTEM;
	m.u.system = s->system;
	send_to_worker(s, &m, NULL, 0);
	for (int i = 0; i < SUPERVISE_LINKS_MAX; i++)
		if (s->links[i].ifindex && send_link(s, &s->links[i], true) < 0)
			s->links[i].ifindex = 0;
}

static void forget_worker(struct supervise *s, uint64_t now)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->pid = 0;
	release_parts(s);
	backoff_ran(&s->backoff, now - s->started);
	s->start_at = now + backoff_next(&s->backoff, &s->random);
}

bool supervise_reaped(struct supervise *s, pid_t pid, int status, uint64_t now)
{
	char line[CHAN_TEXT_MAX];
	struct str text = str_of(line, sizeof line);

	if (pid <= 0 || pid != s->pid)
		return false;
	forget_worker(s, now);
	if (WIFSIGNALED(status))
		str_fmt(&text, "worker: killed by signal %d", WTERMSIG(status));
	else
		str_fmt(&text, "worker: ended with status %d", WEXITSTATUS(status));
	str_fmt(&text, ", starts again in %llu ms", (unsigned long long)(s->start_at - now));
	s->ops->log(s->ctx, LOG_WARN, line);
	return true;
}

void supervise_stop(struct supervise *s)
{
	s->start_at = CLOCK_NEVER;
	if (s->pid > 0)
		kill(s->pid, SIGKILL);
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

/* --- messages from the worker ----------------------------------------------------------------- */

/* A part counts only when nobody can change it any more: sealed, which only a memfd can be. */
static bool take_part(struct supervise *s, const struct chan_msg *m, int fd)
{
	unsigned which = m->u.part.which;

	if (s->handed_over || fcntl(fd, F_GET_SEALS) != CHAN_SEALS ||
	    (uint64_t)lseek(fd, 0, SEEK_END) != m->u.part.size) {
		close(fd);
		return false;
	}
	if (s->parts.fd[which] >= 0)
		close(s->parts.fd[which]);
	s->parts.fd[which] = fd;
	s->parts.size[which] = m->u.part.size;
	return true;
}

static void set_address(struct supervise *s, const struct chan_msg *m)
{
	struct chan_msg answer = {.kind = CHAN_ADDR_RESULT, .ifindex = m->ifindex};

	answer.u.result.addr = m->u.addr.addr;
	answer.u.result.err = -ENODEV;
	if (find_link(s, m->ifindex))
		answer.u.result.err = s->ops->addr_set(s->ctx, m->ifindex, &m->u.addr);
	send_to_worker(s, &answer, NULL, 0);
}

static void set_address6(struct supervise *s, const struct chan_msg *m)
{
	struct chan_msg answer = {.kind = CHAN_ADDR6_SET, .ifindex = m->ifindex};

	answer.u.result.err = -ENODEV;
	if (find_link(s, m->ifindex))
		answer.u.result.err = s->ops->addr6_set(s->ctx, m->ifindex, &m->u.addr6);
	send_to_worker(s, &answer, NULL, 0);
}

static void set_clock(struct supervise *s, uint64_t ms)
{
	struct chan_msg answer = {.kind = CHAN_CLOCK_SET};

	answer.u.result.err = s->ops->clock_set(s->ctx, ms);
	send_to_worker(s, &answer, NULL, 0);
}

static void make_vlan(struct supervise *s, const struct chan_msg *m)
{
	struct chan_msg answer = {.kind = CHAN_VLAN_SET, .ifindex = m->ifindex};
	const struct supervise_link *l = find_link(s, m->ifindex);

	answer.u.result.err = -ENODEV;
	if (l && !l->link.below)
		answer.u.result.err =
			s->ops->vlan(s->ctx, m->ifindex, l->link.name, (uint16_t)m->u.vlan);
	send_to_worker(s, &answer, NULL, 0);
}

/* Each change costs the kernel work that a worker which was taken over must not ask for at will. */
static bool may_change_address(struct supervise *s)
{
	if (s->heard - s->addrs_from >= 1000) {
		s->addrs_from = s->heard;
		s->addrs = 0;
	}
	return ++s->addrs <= ADDRS_MAX;
}

static void hand_over(struct supervise *s)
{
	s->handed_over = true;
	s->ops->boot(s->ctx, &s->parts);
}

static void boot_if_complete(struct supervise *s)
{
	if (s->parts.fd[CHAN_KERNEL] < 0 || s->parts.fd[CHAN_CMDLINE] < 0)
		supervise_boot_failed(s, "the worker gave no kernel or no command line");
	else
		hand_over(s);
}

/* A worker that was taken over must not push everything else off the console. Lines held back in
 * one second are counted in the next. */
static void log_for_worker(struct supervise *s, enum log_level level, const char *text)
{
	char line[80];
	struct str lost = str_of(line, sizeof line);

	if (s->heard - s->lines_from >= 1000) {
		if (s->lines > LINES_MAX) {
			str_fmt(&lost, "worker: %u lines held back", s->lines - LINES_MAX);
			s->ops->log(s->ctx, LOG_WARN, line);
		}
		s->lines_from = s->heard;
		s->lines = 0;
	}
	if (++s->lines <= LINES_MAX)
		s->ops->log(s->ctx, level, text);
}

static bool carries_vlan(const struct supervise *s, unsigned ifindex)
{
	for (int i = 0; i < SUPERVISE_LINKS_MAX; i++)
		if (s->links[i].ifindex && s->links[i].link.below == ifindex)
			return true;
	return false;
}

/* A VLAN has no hardware of its own: the link below it is what goes deaf. That one is not switched for
 * want of an answer to itself, which may never come beside its VLANs, for it would take them along. */
static void await_answer(struct supervise *s, unsigned ifindex)
{
	struct supervise_link *l = find_link(s, ifindex);
	unsigned below = l && l->link.below ? l->link.below : ifindex;
	uint64_t received;

	if (!l || !s->ops->relink || !l->link.may_go_deaf || s->heard < l->await_from ||
	    carries_vlan(s, ifindex))
		return;
	l->await_from = s->heard + SUPERVISE_AWAIT_MS;
	if (s->ops->received(s->ctx, below, &received) == 0 &&
	    deaf_await(&l->deaf, received, s->heard, &s->random))
		s->ops->relink(s->ctx, below, l->link.name);
}

/* While PID 1 loads the parts (handed_over) none is replaced.
 * Return: NULL, or how the worker broke the contract */
static const char *handle_message(struct supervise *s, const struct chan_msg *m, int fd)
{
	switch (m->kind) {
	case CHAN_ALIVE: break;
	case CHAN_LOG: log_for_worker(s, (enum log_level)m->u.log.level, m->u.log.text); break;
	case CHAN_PROGRESS: s->ops->progress(s->ctx, m->u.log.text); break;
	case CHAN_ADDR:
		if (!may_change_address(s))
			return "worker: sets addresses too often, killed";
		set_address(s, m);
		break;
	case CHAN_ADDR6:
		if (!may_change_address(s))
			return "worker: sets addresses too often, killed";
		set_address6(s, m);
		break;
	case CHAN_ADDR_GONE:
		if (!may_change_address(s))
			return "worker: sets addresses too often, killed";
		if (find_link(s, m->ifindex))
			s->ops->addr_gone(s->ctx, m->ifindex);
		break;
	case CHAN_CLOCK:
		if (!may_change_address(s))
			return "worker: sets the clock too often, killed";
		set_clock(s, m->u.clock_ms);
		break;
	case CHAN_VLAN:
		if (!may_change_address(s))
			return "worker: makes VLANs too often, killed";
		make_vlan(s, m);
		break;
	case CHAN_AWAIT: await_answer(s, m->ifindex); break;
	case CHAN_FILE:
		if (s->ops->file)
			s->ops->file(s->ctx, &m->u.file);
		break;
	case CHAN_STAGE:
		if (s->ops->stage && !s->handed_over)
			s->ops->stage(s->ctx, &m->u.stage);
		break;
	case CHAN_PART:
		if (!take_part(s, m, fd))
			return "worker: sent a file that is not sealed or not as announced, killed";
		break;
	case CHAN_BOOT:
		if (s->handed_over)
			return "worker: asked for a second boot during the first, killed";
		boot_if_complete(s);
		break;
	case CHAN_REBOOT: s->ops->reboot(s->ctx, m->u.log.text); break;
	case CHAN_POWEROFF: s->ops->poweroff(s->ctx, m->u.log.text); break;
	case CHAN_LOCALBOOT: s->ops->localboot(s->ctx, m->u.log.disk, m->u.log.text); break;
	default: /* of a menu: chan_check() let no other pass */
		return s->ops->menu ? s->ops->menu(s->ctx, m) : NULL;
	}
	return NULL;
}

/* A worker that closed its channel but lives on would never be replaced. */
static void hang_up_on_worker(struct supervise *s)
{
	close(s->fd);
	s->fd = -1;
	if (s->pid > 0)
		kill(s->pid, SIGKILL);
}

static void drop_worker(struct supervise *s, const char *why)
{
	s->ops->log(s->ctx, LOG_ERR, why);
	hang_up_on_worker(s);
}

static void recv_from_worker(struct supervise *s, uint64_t now)
{
	static struct chan_msg m; /* large, and PID 1 has one thread */
	int fds[CHAN_FDS_MAX], n;
	const char *wrong;

	for (int i = 0; i < BATCH && s->fd >= 0; i++) {
		n = chan_recv(s->fd, &m, fds);
		if (n == -EAGAIN)
			return;
		if (n == -EPIPE || n == -ECONNRESET) {
			/* The latter if it left something unread. waitpid() sees the end of the process as well, and logs it */
			hang_up_on_worker(s);
			return;
		}
		if (n < 0) {
			drop_worker(s, n == -EPROTO
					       ? "worker: sent a message of another size, killed"
					       : "worker: nothing can be received from it, killed");
			return;
		}
		s->heard = now;
		if (!chan_check(&m, (unsigned)n)) {
			for (int k = 0; k < n; k++)
				close(fds[k]);
			drop_worker(s, "worker: sent an impossible message, killed");
			return;
		}
		wrong = handle_message(s, &m, fds[0]);
		if (wrong)
			drop_worker(s, wrong);
	}
}

int supervise_fd(const struct supervise *s)
{
	return s->fd;
}

uint64_t supervise_deadline(const struct supervise *s)
{
	return s->fd >= 0 ? s->heard + CHAN_HANG_MS : s->start_at;
}

void supervise_step(struct supervise *s, uint64_t now)
{
	if (s->fd >= 0)
		recv_from_worker(s, now);
	if (s->fd >= 0 && now >= s->heard + CHAN_HANG_MS)
		drop_worker(s, "worker: silent for 90 s, killed");
	if (s->pid == 0 && now >= s->start_at) {
		spawn_worker(s, now);
		if (s->fd >= 0)
			send_everything(s);
	}
}
