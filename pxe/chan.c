/* SPDX-License-Identifier: MIT */
#include "pxe/chan.h"

#include "lib/log.h"
#include "lib/netaddr.h"
#include "lib/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool text_ok(const char *text, size_t size)
{
	const char *end = memchr(text, 0, size);

	return end && view_printable((struct view){.p = text, .n = (size_t)(end - text)});
}

/* What people type, and command lines. */
static bool ascii_ok(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (!text[i])
			return true;
		if (text[i] < 0x20 || text[i] > 0x7e)
			return false;
	}
	return false;
}

/* Unicast, and not this host's own loopback or "this network". */
static bool host_addr_ok(uint32_t a)
{
	return a >> 24 != 0 && a >> 24 != 127 && a >> 28 < 0xe;
}

static bool addr_ok(const struct chan_addr *a)
{
	if (!host_addr_ok(a->addr) || a->prefix_len < 1 || a->prefix_len > 32 || !a->valid_s)
		return false;
	if (a->mtu && a->mtu < 576)
		return false;
	if (a->routes > CHAN_ROUTES_MAX)
		return false;
	for (unsigned i = 0; i < a->routes; i++) {
		const struct chan_route *r = &a->route[i];

		if (r->prefix_len > 32 || (r->gateway && !host_addr_ok(r->gateway)))
			return false;
	}
	return true;
}

static bool addr6_ok(const struct chan_addr6 *a)
{
	struct netaddr addr, gateway;

	memcpy(addr.b, a->addr, sizeof addr.b);
	memcpy(gateway.b, a->gateway, sizeof gateway.b);
	if (a->prefix_len < 1 || a->prefix_len > 128 ||
	    (netaddr_is_set(&gateway) && !(netaddr_is_ip6(&gateway) && netaddr_is_host(&gateway))))
		return false;
	return a->valid_s && netaddr_is_ip6(&addr) && netaddr_is_host(&addr) &&
	       !netaddr_is_link_local(&addr) && addr.b[0];
}

static bool file_ok(const struct chan_file *f)
{
	return f->which < CHAN_PARTS && f->size <= INT64_MAX && f->offset <= INT64_MAX &&
	       text_ok(f->name, sizeof f->name);
}

static bool stage_ok(const struct chan_stage *s)
{
	return s->kind < CHAN_STAGES && s->from_ms <= s->to_ms && s->to_ms <= INT64_MAX &&
	       s->bytes <= INT64_MAX && text_ok(s->text, sizeof s->text);
}

static bool menu_ok(const struct chan_menu *m)
{
	return m->screen < CHAN_SCREENS && m->menus >= 1 && m->menus <= CHAN_MENUS &&
	       m->entries <= CHAN_ENTRIES && m->start < m->menus && m->flags <= CHAN_M_ALL &&
	       text_ok(m->autoboot, sizeof m->autoboot) && ascii_ok(m->ask, sizeof m->ask) &&
	       ascii_ok(m->line, sizeof m->line);
}

static bool submenu_ok(const struct chan_submenu *s)
{
	return s->menu < CHAN_MENUS && s->parent < CHAN_MENUS &&
	       (s->chosen < CHAN_ENTRIES || s->chosen == CHAN_NO_ENTRY) &&
	       text_ok(s->title, sizeof s->title);
}

static bool entry_ok(const struct chan_entry *e)
{
	return e->entry < CHAN_ENTRIES && e->menu < CHAN_MENUS && e->kind < CHAN_E_KINDS &&
	       e->locked <= 1 && e->immediate <= 1 && e->target < CHAN_MENUS &&
	       e->indent < CHAN_TITLE_MAX &&
	       (!e->hotkey || (e->hotkey > 0x20 && e->hotkey <= 0x7e)) &&
	       text_ok(e->text, sizeof e->text) && ascii_ok(e->name, sizeof e->name);
}

static bool help_ok(const struct chan_help *h)
{
	return h->entry < CHAN_ENTRIES && text_ok(h->text, sizeof h->text);
}

static bool choice_ok(const struct chan_choice *c)
{
	return c->entry < CHAN_ENTRIES && c->edited <= 1 && ascii_ok(c->passwd, sizeof c->passwd) &&
	       ascii_ok(c->line, sizeof c->line);
}

static bool log_ok(const struct chan_msg *m)
{
	return m->u.log.level <= LOG_DEBUG && text_ok(m->u.log.text, CHAN_TEXT_MAX);
}

bool chan_check(const struct chan_msg *m, unsigned fds)
{
	if (fds != (m->kind == CHAN_PART ? 1 : 0))
		return false;
	switch (m->kind) {
	case CHAN_ALIVE:
	case CHAN_BOOT:
	case CHAN_SHOW:
	case CHAN_SHELL:
	case CHAN_MENU_GONE: return true;
	case CHAN_LOCALBOOT:
		if (m->u.log.disk < -1 || m->u.log.disk >= CHAN_DISKS)
			return false;
		return log_ok(m);
	case CHAN_KEYS: return m->u.wanted <= 1;
	case CHAN_VLAN: return m->ifindex > 0 && m->u.vlan >= 1 && m->u.vlan <= CHAN_VLAN_MAX;
	case CHAN_CLOCK:
		return m->u.clock_ms >= CHAN_CLOCK_MIN_MS && m->u.clock_ms <= CHAN_CLOCK_MAX_MS;
	case CHAN_LOG:
	case CHAN_PROGRESS:
	case CHAN_REBOOT:
	case CHAN_POWEROFF:
	case CHAN_DENIED:
	case CHAN_LINE: return log_ok(m);
	case CHAN_ADDR: return m->ifindex > 0 && addr_ok(&m->u.addr);
	case CHAN_ADDR6: return m->ifindex > 0 && addr6_ok(&m->u.addr6);
	case CHAN_ADDR_GONE:
	case CHAN_AWAIT: return m->ifindex > 0;
	case CHAN_FILE: return file_ok(&m->u.file);
	case CHAN_STAGE: return stage_ok(&m->u.stage);
	case CHAN_PART: return m->u.part.which < CHAN_PARTS && m->u.part.size <= INT64_MAX;
	case CHAN_MENU: return menu_ok(&m->u.menu);
	case CHAN_SUBMENU: return submenu_ok(&m->u.submenu);
	case CHAN_ENTRY: return entry_ok(&m->u.entry);
	case CHAN_HELP: return help_ok(&m->u.help);
	case CHAN_CMDLINE_IS: return choice_ok(&m->u.choice);
	case CHAN_GRANTED:
		return m->u.choice.entry < CHAN_ENTRIES || m->u.choice.entry == CHAN_NO_ENTRY;
	default: return false;
	}
}

bool chan_handover_kind(struct view v, enum chan_handover *ret)
{
	static const char names[][7] = {"none", "dracut", "debian", "casper", "kernel"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!view_is(v, names[i]))
			continue;
		*ret = (enum chan_handover)i;
		return true;
	}
	return false;
}

const char *chan_stage_str(uint32_t kind)
{
	static const char *const names[] = {
		[CHAN_STAGE_FIRMWARE] = "firmware", [CHAN_STAGE_KERNEL] = "kernel",
		[CHAN_STAGE_DRIVERS] = "drivers",   [CHAN_STAGE_LINK] = "link",
		[CHAN_STAGE_LEASE] = "lease",	    [CHAN_STAGE_PAUSE] = "pause",
		[CHAN_STAGE_CONFIG] = "config",	    [CHAN_STAGE_CHOICE] = "choice",
		[CHAN_STAGE_FILE] = "file",	    [CHAN_STAGE_LOAD] = "load",
		[CHAN_STAGE_JUMP] = "jump",
	};

	_Static_assert(sizeof names / sizeof *names == CHAN_STAGES, "a name for each stage");
	return kind < CHAN_STAGES ? names[kind] : "unknown";
}

int chan_pair(int ret[2])
{
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd) < 0)
		return -errno;
	if (fcntl(fd[0], F_SETFL, O_NONBLOCK) < 0) {
		int err = -errno;

		close(fd[0]);
		close(fd[1]);
		return err;
	}
	ret[0] = fd[0];
	ret[1] = fd[1];
	return 0;
}

union control {
	struct cmsghdr align;
	char room[CMSG_SPACE(CHAN_FDS_MAX * sizeof(int))];
};

int chan_send(int fd, const struct chan_msg *m, const int *fds, unsigned n)
{
	struct iovec iov = {.iov_base = (void *)(uintptr_t)m, .iov_len = sizeof *m};
	union control control = {0};
	struct msghdr h = {.msg_iov = &iov, .msg_iovlen = 1};

	if (n) {
		struct cmsghdr *c;

		h.msg_control = control.room;
		h.msg_controllen = CMSG_SPACE(n * sizeof(int));
		c = CMSG_FIRSTHDR(&h);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(n * sizeof(int));
		memcpy(CMSG_DATA(c), fds, n * sizeof(int));
	}
	while (sendmsg(fd, &h, MSG_NOSIGNAL) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

static void close_all(int *fds, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		close(fds[i]);
		fds[i] = -1;
	}
}

static unsigned take_fds(struct msghdr *h, int fds[static CHAN_FDS_MAX])
{
	unsigned n = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c; c = CMSG_NXTHDR(h, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (unsigned)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
		memcpy(fds, CMSG_DATA(c), n * sizeof(int));
	}
	return n;
}

int chan_recv(int fd, struct chan_msg *ret, int fds[static CHAN_FDS_MAX])
{
	struct iovec iov = {.iov_base = ret, .iov_len = sizeof *ret};
	union control control = {0};
	struct msghdr h = {.msg_iov = &iov,
			   .msg_iovlen = 1,
			   .msg_control = control.room,
			   .msg_controllen = sizeof control.room};
	unsigned n;
	ssize_t got;

	for (unsigned i = 0; i < CHAN_FDS_MAX; i++)
		fds[i] = -1;
	do
		got = recvmsg(fd, &h, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	if (got == 0)
		return -EPIPE;
	n = take_fds(&h, fds);
	if (got != (ssize_t)sizeof *ret || h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
		close_all(fds, n);
		return -EPROTO;
	}
	return (int)n;
}
