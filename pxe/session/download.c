/* SPDX-License-Identifier: MIT */
#include "pxe/session/download.h"

#include "lib/clock.h"
#include "lib/error.h"
#include "lib/log.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct session_download_slot *slot_at_hand(struct session_download *d)
{
	return &d->slots[d->at];
}

static struct session_download_slot *slot_ahead(struct session_download *d)
{
	return &d->slots[d->next];
}

static const struct fetch *fetch_at_hand(const struct session_download *d)
{
	return &d->slots[d->at].fetch;
}

static void stop_slot(struct session_download_slot *slot)
{
	if (slot->on)
		fetch_abort(&slot->fetch);
	slot->on = false;
}

void session_download_init(struct session_download *d, const struct session_net *net, uint64_t seed)
{
	memset(d, 0, sizeof *d);
	d->net = net;
	d->random.state = seed;
	d->text_fd = -1;
	d->next = 1;
}

void session_download_stop(struct session_download *d)
{
	stop_slot(slot_at_hand(d));
	stop_slot(slot_ahead(d));
	session_download_drop_texts(d);
	session_download_text_close(d);
}

/* --- memfds ---------------------------------------------------------------------------------- */

void session_download_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

bool session_download_memfd(int *fd, const char *name, struct str *why)
{
	session_download_close(fd);
	*fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (*fd < 0)
		str_fmt(why, "no memory for a download: %s", error_str(errno));
	return *fd >= 0;
}

int session_download_map(const struct session_download *d, struct view *ret)
{
	size_t len = (size_t)session_download_bytes(d);
	void *map;

	*ret = (struct view){.p = "", .n = 0};
	if (!len)
		return 0;
	map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, d->text_fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	*ret = (struct view){.p = map, .n = len};
	return 0;
}

void session_download_unmap(struct view text)
{
	if (text.n)
		munmap((void *)(uintptr_t)text.p, text.n);
}

void session_download_text_close(struct session_download *d)
{
	session_download_close(&d->text_fd);
}

/* --- beginning ------------------------------------------------------------------------------- */

/* Resolved, with the default server filled in if that is known by its name only. */
static int resolve_target(const struct session_download *d, struct view cwd, struct view name,
			  struct pxe_target *t, bool *named)
{
	int err = pxe_url_resolve(cwd, name, t);

	*named = !err && !t->host[0] && d->net->server_name[0];
	if (*named)
		text_copy(t->host, sizeof t->host, view_of(d->net->server_name));
	return err;
}

/* Before a configuration is found any server may have it. Its files are then on that server, or on
 * its equals. */
static void choose_servers(const struct session_net *n, struct netaddr ret[static FETCH_SERVERS])
{
	for (unsigned i = 0; i < FETCH_SERVERS; i++)
		if (!netaddr_is_set(&n->served) || i < 1 || i < n->equals ||
		    netaddr_eq(&n->servers[i], &n->served))
			ret[i] = n->servers[i];
}

static int start_slot(struct session_download *d, struct session_download_slot *slot, int fd,
		      struct view name, const struct fetch_request *request, uint64_t base,
		      uint64_t max, uint64_t now)
{
	const struct session_net *n = d->net;
	struct fetch_conf c;
	int err;

	memset(&c, 0, sizeof c);
	c.ifname = n->ifname;
	c.ifindex = n->ifindex;
	c.source = n->addr;
	c.ip6 = n->ip6;
	c.mtu = n->mtu;
	c.base = base;
	choose_servers(n, c.servers);
	c.named = slot->named;
	memcpy(c.dns, n->dns, sizeof c.dns);
	c.search = n->search;
	c.proxy = n->proxy;
	c.seed = random_u64(&d->random);
	c.refusal_ms = fd == d->text_fd || slot->text ? FETCH_REFUSAL_MS : FETCH_REFUSAL_PAYLOAD_MS;
	c.quiet = slot->text;
	c.name = name;
	c.request = request;
	c.part = d->part;
	d->part.bytes = 0;
	d->part.validator[0] = '\0';
	/* the mirrors are those of the prefix, which such a name does without */
	if (!pxe_url_escapes(name))
		c.mirrors = n->mirrors;
	slot->fd = fd;
	slot->max = max;
	slot->most = 0;
	slot->since = slot->until = now;
	slot->idle = false;
	err = fetch_start(&slot->fetch, &c, &slot->target, fd, max, now);
	slot->on = !err;
	return err;
}

static bool start_at_hand(struct session_download *d, int fd, struct view cwd, struct view name,
			  const struct fetch_request *request, uint64_t base, uint64_t max,
			  uint64_t now, struct str *why)
{
	struct session_download_slot *slot = slot_at_hand(d);
	int err;

	stop_slot(slot);
	err = resolve_target(d, cwd, name, &slot->target, &slot->named);
	if (err) {
		str_printable(why, name, 120);
		str_fmt(why, ": %s", pxe_url_str(err));
		return false;
	}
	err = start_slot(d, slot, fd, name, request, base, max, now);
	if (err)
		str_fmt(why, "cannot start a download: %s", error_str(-err));
	return !err;
}

bool session_download_start(struct session_download *d, int fd, struct view cwd, struct view name,
			    uint64_t base, uint64_t max, uint64_t now, struct str *why)
{
	return start_at_hand(d, fd, cwd, name, NULL, base, max, now, why);
}

bool session_download_request(struct session_download *d, int fd, struct view url,
			      const struct fetch_request *request, uint64_t max, uint64_t now,
			      struct str *why)
{
	return start_at_hand(d, fd, view_of(""), url, request, 0, max, now, why);
}

static bool same_target(const struct pxe_target *a, const struct pxe_target *b)
{
	return a->scheme == b->scheme && a->port == b->port && strcmp(a->host, b->host) == 0 &&
	       strcmp(a->zone, b->zone) == 0 && strcmp(a->path, b->path) == 0 &&
	       strcmp(a->user, b->user) == 0 && strcmp(a->password, b->password) == 0;
}

/* --- what was there before ----------------------------------------------------------------- */

void session_download_expect(struct session_download *d, const struct fetch_part *part)
{
	d->part = *part;
}

bool session_download_is(const struct session_download *d, struct view cwd, struct view name,
			 const struct pxe_target *target)
{
	static struct pxe_target t;
	bool named;

	return !resolve_target(d, cwd, name, &t, &named) && same_target(&t, target);
}

const struct fetch_part *session_download_part(struct session_download *d, int fd)
{
	struct session_download_slot *slot = slot_at_hand(d);
	const struct fetch_part *part = fetch_part(&slot->fetch);

	if (slot->fd != fd)
		return NULL;
	stop_slot(slot);
	return part->bytes ? part : NULL;
}

/* --- texts that run ahead -------------------------------------------------------------------- */

static struct session_download_slot *find_text(struct session_download *d,
					       const struct pxe_target *t)
{
	for (unsigned i = 0; i < SESSION_DOWNLOAD_SLOTS; i++)
		if (d->slots[i].text && same_target(&d->slots[i].target, t))
			return &d->slots[i];
	return NULL;
}

/* Return: whether @name runs ahead; it is the file at hand from now on */
static bool take_text(struct session_download *d, struct view cwd, struct view name)
{
	static struct pxe_target target;
	struct session_download_slot *slot;
	bool named;

	slot = resolve_target(d, cwd, name, &target, &named) ? NULL : find_text(d, &target);
	if (!slot)
		return false;
	stop_slot(slot_at_hand(d));
	session_download_text_close(d);
	slot->text = false;
	d->text_fd = slot->fd;
	d->at = (unsigned)(slot - d->slots);
	return true;
}

/* A lookup of a name in DNS and the start of TLS cost more than what many at a time would save. */
static unsigned texts_max(const struct session_download *d, const struct pxe_target *t)
{
	struct netaddr addr;

	if (t->scheme == PXE_HTTPS || t->scheme == PXE_FTP)
		return 3;
	return t->host[0] && !netaddr_text(view_of(t->host), &addr) && !d->net->proxy[0]
		       ? 3
		       : SESSION_DOWNLOAD_TEXTS;
}

bool session_download_text_ahead(struct session_download *d, struct view cwd, struct view name,
				 uint64_t max, uint64_t now)
{
	static struct pxe_target target;
	struct session_download_slot *slot = NULL;
	unsigned texts = 0;
	bool named;

	if (name.n >= SESSION_DOWNLOAD_NAME || resolve_target(d, cwd, name, &target, &named) ||
	    find_text(d, &target))
		return true;
	for (unsigned i = 0; i < SESSION_DOWNLOAD_SLOTS; i++) {
		texts += d->slots[i].text;
		if (i != d->at && i != d->next && !d->slots[i].text)
			slot = &d->slots[i];
	}
	if (!slot || texts >= texts_max(d, &target))
		return false;
	slot->fd = memfd_create("text", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (slot->fd < 0)
		return false;
	slot->text = true;
	slot->target = target;
	slot->named = named;
	text_copy(slot->name, sizeof slot->name, name);
	if (!start_slot(d, slot, slot->fd, view_of(slot->name), NULL, 0, max, now))
		return true;
	slot->text = false;
	session_download_close(&slot->fd);
	return false;
}

void session_download_drop_texts(struct session_download *d)
{
	for (struct session_download_slot *s = d->slots; s < d->slots + SESSION_DOWNLOAD_SLOTS;
	     s++) {
		if (!s->text)
			continue;
		stop_slot(s);
		session_download_close(&s->fd);
		s->text = false;
	}
}

bool session_download_text(struct session_download *d, struct view cwd, struct view name,
			   uint64_t max, uint64_t now, struct str *why)
{
	return take_text(d, cwd, name) ||
	       (session_download_memfd(&d->text_fd, "text", why) &&
		session_download_start(d, d->text_fd, cwd, name, 0, max, now, why));
}

uint64_t session_download_budget(const struct session_download *d, uint64_t room)
{
	uint64_t size = session_download_size(d);

	return size && size < room ? room - size : 0;
}

/* A lock-step TFTP server gives each transfer its own round trips. A TCP connection is filled by
 * one file, and a second one gains nothing. */
void session_download_ahead(struct session_download *d, int fd, struct view cwd, struct view name,
			    uint64_t room, uint64_t now)
{
	struct session_download_slot *slot = slot_ahead(d);

	stop_slot(slot);
	d->room = room;
	if (!resolve_target(d, cwd, name, &slot->target, &slot->named) &&
	    slot->target.scheme == PXE_TFTP)
		start_slot(d, slot, fd, name, NULL, 0, session_download_budget(d, room), now);
}

/* Its memory is free at once; the file is fetched anew when its turn comes. */
static void drop_ahead(struct session_download *d)
{
	struct session_download_slot *slot = slot_ahead(d);

	stop_slot(slot);
	if (ftruncate(slot->fd, 0) < 0)
		log_warn("a file that was begun too early stays in memory: %s", error_str(errno));
}

bool session_download_take_ahead(struct session_download *d, uint64_t room)
{
	unsigned was;

	if (!slot_ahead(d)->on)
		return false;
	if (slot_ahead(d)->max > room) {
		drop_ahead(d);
		return false;
	}
	stop_slot(slot_at_hand(d));
	was = d->at;
	d->at = d->next;
	d->next = was;
	return true;
}

/* --- going on -------------------------------------------------------------------------------- */

unsigned session_download_pollfds(const struct session_download *d,
				  struct pollfd ret[static SESSION_DOWNLOAD_POLLFDS])
{
	unsigned n = 0;

	for (unsigned i = 0; i < SESSION_DOWNLOAD_SLOTS; i++)
		if (d->slots[i].on)
			n += fetch_pollfds(&d->slots[i].fetch, ret + n);
	return n;
}

void session_download_polled(struct session_download *d, const struct pollfd *fds)
{
	struct pollfd now[FETCH_POLLFDS];

	for (unsigned i = 0; i < SESSION_DOWNLOAD_SLOTS; i++) {
		unsigned n = d->slots[i].on ? fetch_pollfds(&d->slots[i].fetch, now) : 0;

		d->slots[i].idle = n > 0;
		for (; n; n--, fds++)
			if (fds->revents)
				d->slots[i].idle = false;
	}
}

uint64_t session_download_deadline(const struct session_download *d)
{
	uint64_t at = CLOCK_NEVER;

	for (unsigned i = 0; i < SESSION_DOWNLOAD_SLOTS; i++)
		if (d->slots[i].on)
			at = clock_min(at, fetch_deadline(&d->slots[i].fetch));
	/* one that ended while it ran ahead is at hand now, and nobody was told of its end yet */
	if (d->slots[d->at].on && fetch_state(fetch_at_hand(d)) != FETCH_RUNNING)
		return 0;
	return at;
}

static void note_bytes(struct session_download_slot *slot)
{
	uint64_t bytes = fetch_bytes(&slot->fetch);

	slot->most = bytes > slot->most ? bytes : slot->most;
}

/* The file at hand keeps to its own limit, which is all of the room. */
static void keep_to_room(struct session_download *d)
{
	struct session_download_slot *slot = slot_at_hand(d), *ahead = slot_ahead(d);

	if (!ahead->on)
		return;
	note_bytes(slot);
	note_bytes(ahead);
	if (slot->most > d->room || ahead->most > d->room - slot->most)
		drop_ahead(d);
}

/* A step that finds nothing costs as much as one that takes a packet. */
static void step_slot(struct session_download_slot *slot, uint64_t now)
{
	if (fetch_state(&slot->fetch) == FETCH_RUNNING)
		slot->until = now;
	if (!slot->idle || now >= fetch_deadline(&slot->fetch))
		fetch_step(&slot->fetch, now);
	slot->idle = false;
}

enum session_download_state session_download_step(struct session_download *d, uint64_t now)
{
	struct session_download_slot *slot = slot_at_hand(d), *ahead = slot_ahead(d);

	if (ahead->on)
		step_slot(ahead, now);
	for (unsigned i = 0; i < SESSION_DOWNLOAD_SLOTS; i++)
		if (d->slots[i].text)
			step_slot(&d->slots[i], now);
	if (!slot->on)
		return SESSION_DOWNLOAD_NONE;
	step_slot(slot, now);
	keep_to_room(d);
	if (fetch_state(&slot->fetch) == FETCH_RUNNING)
		return SESSION_DOWNLOAD_RUNNING;
	stop_slot(slot); /* closes its sockets */
	return fetch_state(&slot->fetch) == FETCH_DONE ? SESSION_DOWNLOAD_DONE
						       : SESSION_DOWNLOAD_FAILED;
}

/* --- the file at hand ------------------------------------------------------------------------ */

uint64_t session_download_bytes(const struct session_download *d)
{
	return fetch_bytes(fetch_at_hand(d));
}

bool session_download_heard(const struct session_download *d)
{
	for (unsigned i = 0; i < SESSION_DOWNLOAD_SLOTS; i++)
		if (d->slots[i].on && fetch_heard(&d->slots[i].fetch))
			return true;
	return false;
}

uint64_t session_download_size(const struct session_download *d)
{
	return fetch_size(fetch_at_hand(d));
}

uint64_t session_download_since(const struct session_download *d)
{
	return d->slots[d->at].since;
}

uint64_t session_download_until(const struct session_download *d)
{
	return d->slots[d->at].until;
}

const struct pxe_target *session_download_landed(const struct session_download *d)
{
	return &fetch_at_hand(d)->job.target;
}

struct netaddr session_download_server(const struct session_download *d)
{
	return fetch_server(fetch_at_hand(d));
}

const struct pxe_target *session_download_target(const struct session_download *d)
{
	return &d->slots[d->at].target;
}

enum fetch_fail session_download_failure(const struct session_download *d)
{
	return fetch_failure(fetch_at_hand(d));
}

const char *session_download_why(const struct session_download *d)
{
	return fetch_why(fetch_at_hand(d));
}

void session_download_put_url(const struct session_download *d, struct str *out)
{
	fetch_put_url(fetch_at_hand(d), out);
}
