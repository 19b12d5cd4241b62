/* SPDX-License-Identifier: MIT */
#include "pxe/session/internal.h"

#include "lib/clock.h"
#include "lib/error.h"
#include "lib/words.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PROGRESS_MS 250

void session_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void stop_ahead(struct session *s)
{
	if (s->ahead_on)
		fetch_abort(&s->ahead);
	s->ahead_on = false;
}

void session_drop(struct session *s)
{
	if (s->fetching)
		fetch_abort(&s->fetch);
	s->fetching = false;
	stop_ahead(s);
	session_close(&s->fd);
	for (int i = 0; i < CHAN_PARTS; i++) {
		session_close(&s->part_fd[i]);
		s->part_size[i] = 0;
	}
}

struct str session_why(struct session *s)
{
	return str_of(s->why, sizeof s->why);
}

void session_fail(struct session *s)
{
	session_drop(s);
	session_menu_gone(s);
	s->ops->progress(s->ctx, "");
	s->state = SESSION_FAILED;
}

bool session_memfd(struct session *s, int *fd, const char *name)
{
	struct str why = session_why(s);

	session_close(fd);
	*fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (*fd < 0)
		str_fmt(&why, "no memory for a download: %s", error_str(errno));
	return *fd >= 0;
}

void session_put_target(const struct session *s, struct str *out)
{
	fetch_put_url(&s->fetch, out);
}

static void fetch_conf_of(struct session *s, struct view name, struct fetch_conf *c)
{
	const struct session_net *n = &s->net;

	memset(c, 0, sizeof *c);
	c->ifname = n->ifname;
	c->ifindex = n->ifindex;
	c->mtu = n->mtu;
	memcpy(c->servers, n->servers, sizeof c->servers);
	memcpy(c->dns, n->dns, sizeof c->dns);
	c->domain = n->domain;
	c->proxy = n->proxy;
	c->seed = random_u64(&s->random);
	c->name = name;
	if (!pxe_url_escapes(name))
		c->mirrors = n->mirrors;
}

/* A default server known by its name only becomes part of every target that names none. */
static void default_host(const struct session *s, struct pxe_target *t)
{
	if (!t->host[0] && s->net.server_name[0])
		text_copy(t->host, sizeof t->host, view_of(s->net.server_name));
}

bool session_fetch(struct session *s, int fd, struct view cwd, struct view name, uint64_t base,
		   uint64_t max, uint64_t now)
{
	struct str why = session_why(s);
	int err = pxe_url_resolve(cwd, name, &s->target);
	struct fetch_conf conf;

	if (s->fetching) /* a file of help gives way */
		fetch_abort(&s->fetch);
	s->fetching = false;
	if (err) {
		str_printable(&why, name, 120);
		str_fmt(&why, ": %s", pxe_url_str(err));
		return false;
	}
	default_host(s, &s->target);
	fetch_conf_of(s, name, &conf);
	conf.base = base;
	err = fetch_start(&s->fetch, &conf, &s->target, fd, max, now);
	if (err) {
		str_fmt(&why, "cannot start a download: %s", error_str(-err));
		return false;
	}
	s->fetching = true;
	s->phase_since = now;
	return true;
}

/* By TFTP only: where one connection is filled by one file, a second one gains nothing. */
void session_fetch_ahead(struct session *s, int fd, struct view name, uint64_t max, uint64_t now)
{
	struct pxe_target *t = &s->ahead_target;
	struct fetch_conf conf;

	if (pxe_url_resolve(s->cwd, name, t) || t->scheme != PXE_TFTP)
		return;
	default_host(s, t);
	fetch_conf_of(s, name, &conf);
	s->ahead_on = fetch_start(&s->ahead, &conf, t, fd, max, now) == 0;
}

void session_take_ahead(struct session *s, uint64_t now)
{
	s->fetch = s->ahead;
	s->target = s->ahead_target;
	s->ahead_on = false;
	s->fetching = true;
	s->phase_since = now;
}

/* --- the machine ------------------------------------------------------------------------------ */

void session_init(struct session *s, const struct session_ops *ops, void *ctx, uint64_t seed)
{
	memset(s, 0, sizeof *s);
	s->ops = ops;
	s->ctx = ctx;
	s->random.state = seed;
	s->fd = -1;
	for (int i = 0; i < CHAN_PARTS; i++)
		s->part_fd[i] = -1;
}

void session_system(struct session *s, const struct chan_system *system)
{
	s->system = system;
}

static void host_of(struct session *s)
{
	const struct session_net *n = &s->net;
	struct pxe_host *h = &s->host;

	memset(h, 0, sizeof *h);
	h->htype = n->htype;
	h->mac_len = n->mac_len;
	memcpy(h->mac, n->mac, sizeof h->mac);
	h->has_uuid = n->has_uuid;
	memcpy(h->uuid, n->uuid, sizeof h->uuid);
	h->ip = n->addr;
	h->bootfile = view_of(n->bootfile);
	h->has_prefix = n->has_prefix;
	h->prefix = view_of(n->prefix);
	h->has_conffile = n->has_conffile;
	h->conffile = view_of(n->conffile);
}

void session_start(struct session *s, const struct session_net *net, uint64_t now)
{
	session_drop(s);
	s->net = *net;
	s->initrd = 0;
	s->chained = s->place = 0;
	s->missing = 0;
	s->chaining = s->readable = s->by_hand = s->failed_once = s->offered = false;
	s->loadparm_used = false;
	s->state = SESSION_RUNNING;
	host_of(s);
	if (!text_copy(s->places[0].cwd, sizeof s->places[0].cwd, names_prefix(&s->host)))
		s->places[0].cwd[0] = '\0';
	s->cwd = view_of(s->places[0].cwd);
	names_start(&s->names, &s->host);
	session_next_candidate(s, now);
}

void session_stop(struct session *s)
{
	session_drop(s);
	session_menu_gone(s);
	s->state = SESSION_IDLE;
}

unsigned session_pollfds(const struct session *s, struct pollfd ret[static SESSION_POLLFDS])
{
	unsigned n = s->fetching ? fetch_pollfds(&s->fetch, ret) : 0;

	return n + (s->ahead_on ? fetch_pollfds(&s->ahead, ret + n) : 0);
}

static uint64_t downloads_deadline(const struct session *s)
{
	uint64_t at = s->ahead_on ? fetch_deadline(&s->ahead) : CLOCK_NEVER;

	if (!s->fetching)
		return at;
	/* one that came to its end ahead of its time is waited for no longer */
	return fetch_state(&s->fetch) == FETCH_RUNNING ? clock_min(at, fetch_deadline(&s->fetch))
						       : 0;
}

uint64_t session_deadline(const struct session *s)
{
	if (s->state != SESSION_RUNNING)
		return CLOCK_NEVER;
	if (s->phase == PHASE_PROMPT)
		return s->prompt_until;
	if (s->phase == PHASE_MENU)
		return clock_min(session_menu_deadline(s), downloads_deadline(s));
	return downloads_deadline(s);
}

static void show_progress(struct session *s, uint64_t now)
{
	char line[CHAN_TEXT_MAX];
	struct str text = str_of(line, sizeof line);
	uint64_t have = fetch_bytes(&s->fetch), all = fetch_size(&s->fetch);
	uint64_t ms = now - s->phase_since;

	if (now < s->progress_at)
		return;
	s->progress_at = now + PROGRESS_MS;
	session_put_target(s, &text);
	str_fmt(&text, ": %llu", (unsigned long long)(have / 1024));
	if (all)
		str_fmt(&text, " of %llu KiB, %llu %%", (unsigned long long)((all + 1023) / 1024),
			(unsigned long long)(have * 100 / all));
	else
		str_puts(&text, " KiB");
	if (have && ms)
		str_fmt(&text, ", %llu KiB/s", (unsigned long long)(have * 1000 / 1024 / ms));
	s->ops->progress(s->ctx, line);
}

static void fetch_ended(struct session *s, bool ok, uint64_t now)
{
	switch (s->phase) {
	case PHASE_MENU:
	case PHASE_PARM: session_text_ended(s, ok, now); break;
	case PHASE_KERNEL:
	case PHASE_INITRD: session_part_ended(s, ok, now); break;
	case PHASE_DTB:
	case PHASE_OVERLAY: session_tree_ended(s, ok, now); break;
	default: session_conf_ended(s, ok, now); break;
	}
}

static void step_fetch(struct session *s, uint64_t now)
{
	bool part = s->phase >= PHASE_KERNEL;

	if (s->ahead_on)
		fetch_step(&s->ahead, now);
	fetch_step(&s->fetch, now);
	if (fetch_state(&s->fetch) != FETCH_RUNNING) {
		fetch_abort(&s->fetch); /* closes its sockets */
		s->fetching = false;
		fetch_ended(s, fetch_state(&s->fetch) == FETCH_DONE, now);
	} else if (part && !session_part_ok(s)) {
		session_entry_failed(s, now);
	} else if (part) {
		session_look_ahead(s, now);
		show_progress(s, now);
	}
}

void session_step(struct session *s, uint64_t now)
{
	if (s->state != SESSION_RUNNING)
		return;
	if (s->phase == PHASE_PROMPT && now >= s->prompt_until)
		session_run(s, now);
	else if (s->phase != PHASE_PROMPT && s->fetching)
		step_fetch(s, now);
	if (s->state == SESSION_RUNNING && s->phase == PHASE_MENU)
		session_menu_step(s, now);
}

void session_status(const struct session *s, struct str *out, uint64_t now)
{
	static const char names[] = "looking for the configuration\0"
				    "fetching an included file\0"
				    "waiting as TIMEOUT says\0"
				    "the menu waits for a choice\0"
				    "fetching the parameter file\0"
				    "fetching the kernel\0"
				    "fetching the initrd\0"
				    "fetching the device tree\0"
				    "fetching an overlay of the device tree\0";

	str_fmt(out, "%s for %llu s", words_nth(names, s->phase),
		(unsigned long long)((now - s->phase_since) / 1000));
}
