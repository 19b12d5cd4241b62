/* SPDX-License-Identifier: MIT
 * The memfds of what will be booted: filled file by file, sealed, passed to PID 1. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "lib/log.h"
#include "pxe/plan/check.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* What a download without an announced size may grow to where the memory is not known. */
#define PART_MAX ((uint64_t)1 << 40)

void session_parts_init(struct session *s)
{
	for (int i = 0; i < CHAN_PARTS; i++)
		s->parts.fd[i] = -1;
	for (int i = 0; i < SESSION_KEPT; i++)
		s->parts.kept[i].fd = -1;
}

void session_parts_drop(struct session *s)
{
	for (int i = 0; i < CHAN_PARTS; i++) {
		session_download_close(&s->parts.fd[i]);
		s->parts.size[i] = 0;
	}
	for (int i = 0; i < SESSION_KEPT; i++)
		if (s->parts.kept[i].fd < 0)
			s->parts.kept[i].part.bytes = 0;
}

void session_parts_release(struct session *s, enum chan_part which)
{
	session_download_close(&s->parts.fd[which]);
}

/* --- memory ---------------------------------------------------------------------------------- */

static uint64_t parts_sum(const struct session *s)
{
	uint64_t sum = 0;

	for (int i = 0; i < CHAN_PARTS; i++)
		sum += s->parts.size[i];
	return sum;
}

uint64_t session_parts_room(const struct session *s)
{
	uint64_t have = parts_sum(s);

	if (!s->net.max_payload)
		return PART_MAX;
	return have < s->net.max_payload ? s->net.max_payload - have : 0;
}

bool session_parts_fits(struct session *s, uint64_t more)
{
	char reason[300];
	struct str text = str_of(reason, sizeof reason), why = session_report_why(&s->report);

	if (plan_check_fits(parts_sum(s), more, s->net.max_payload, &text))
		return true;
	session_download_put_url(&s->download, &why);
	str_fmt(&why, ": %s", reason);
	return false;
}

/* --- what need not be sent again -------------------------------------------------------------- */

static void forget(struct session_kept *k)
{
	session_download_close(&k->fd);
	k->part.bytes = 0;
}

void session_parts_forget(struct session *s)
{
	for (int i = 0; i < SESSION_KEPT; i++)
		forget(&s->parts.kept[i]);
}

/* The file at hand is the first of its part, and is as it was sent. */
static void note_first(struct session *s, enum chan_part which)
{
	const struct fetch_part *part;

	if (which >= SESSION_KEPT || s->parts.size[which])
		return;
	part = session_download_part(&s->download, s->parts.fd[which]);
	if (!part)
		return;
	forget(&s->parts.kept[which]);
	s->parts.kept[which].part = *part;
	s->parts.kept[which].target = *session_download_target(&s->download);
}

void session_parts_keep(struct session *s)
{
	if (s->phase == PHASE_KERNEL || s->phase == PHASE_INITRD)
		note_first(s, s->parts.which);
	for (int i = 0; i < SESSION_KEPT; i++) {
		struct session_kept *k = &s->parts.kept[i];

		if (k->fd >= 0 || !k->part.bytes || s->parts.fd[i] < 0)
			continue;
		k->fd = s->parts.fd[i];
		s->parts.fd[i] = -1;
	}
}

/* The last byte is asked for anew, so that there is something to answer. Another kernel leads to another
 * initrd. */
static void take_kept(struct session *s, enum chan_part which, struct view name)
{
	struct session_kept *k = &s->parts.kept[which];
	char text[SESSION_URL_MAX];
	struct str shown = str_of(text, sizeof text);

	if (k->fd < 0 || s->parts.size[which])
		return;
	if (!session_download_is(&s->download, s->lookup.cwd, name, &k->target)) {
		session_parts_forget(s);
		return;
	}
	session_download_close(&s->parts.fd[which]);
	s->parts.fd[which] = k->fd;
	k->fd = -1;
	k->part.bytes--;
	session_download_expect(&s->download, &k->part);
	str_printable(&shown, name, 120);
	log_info("%s: %llu KiB are here already, and taken if the server has the same file still",
		 text, (unsigned long long)(k->part.bytes / 1024));
	k->part.bytes = 0;
}

/* --- one file -------------------------------------------------------------------------------- */

static bool part_memfd(struct session *s, enum chan_part which, struct str *why)
{
	static const char *const names[CHAN_PARTS] = {[CHAN_KERNEL] = "kernel",
						      [CHAN_INITRD] = "initrd",
						      [CHAN_CMDLINE] = "cmdline",
						      [CHAN_DTB] = "dtb",
						      [CHAN_OVERLAYS] = "overlays"};

	return s->parts.fd[which] >= 0 ||
	       session_download_memfd(&s->parts.fd[which], names[which], why);
}

static void part_at_hand(struct session *s, enum chan_part which, struct view name, uint64_t max)
{
	s->parts.which = which;
	s->parts.name = name;
	s->parts.max = max;
	s->parts.retries = 0;
}

bool session_parts_fetch(struct session *s, enum chan_part which, struct view name, uint64_t max,
			 uint64_t now)
{
	struct str why = session_report_why(&s->report);

	part_at_hand(s, which, name, max);
	if (which < SESSION_KEPT)
		take_kept(s, which, name);
	return part_memfd(s, which, &why) &&
	       session_download_start(&s->download, s->parts.fd[which], s->lookup.cwd, name,
				      s->parts.size[which], max, now, &why);
}

void session_parts_ahead(struct session *s, enum chan_part which, struct view name, uint64_t room,
			 uint64_t now)
{
	struct str why = session_report_why(&s->report);

	if (part_memfd(s, which, &why))
		session_download_ahead(&s->download, s->parts.fd[which], s->lookup.cwd, name, room,
				       now);
}

bool session_parts_take_ahead(struct session *s, enum chan_part which, struct view name)
{
	uint64_t room = session_parts_room(s);

	if (!session_download_take_ahead(&s->download, room))
		return false;
	part_at_hand(s, which, name, room);
	return true;
}

bool session_parts_elsewhere(struct session *s, struct view name, struct str *text)
{
	const struct session_lookup *l = &s->lookup;
	struct view conf = view_of(l->places[l->place].name);

	if (session_download_failure(&s->download) != FETCH_NOT_FOUND)
		return false;
	if (s->parts.retries == 0) {
		s->parts.retries++;
		if (l->conf.ins && plan_names_beside(l->cwd, conf, name, text))
			return true;
		text->n = 0;
	}
	return s->parts.retries++ == 1 && plan_names_retry(l->cwd, name, text);
}

bool session_parts_retry(struct session *s, uint64_t now)
{
	const struct session_parts *p = &s->parts;
	static char name[PLAN_NAMES_BUF];
	struct str text = str_of(name, sizeof name);
	char url[SESSION_URL_MAX];
	struct str old = str_of(url, sizeof url), why = session_report_why(&s->report);

	if (!session_parts_elsewhere(s, p->name, &text))
		return false;
	session_download_put_url(&s->download, &old);
	if (!session_download_start(&s->download, p->fd[p->which], view_of(""), view_of(name),
				    p->size[p->which], p->max, now, &why))
		return false;
	log_info("%s: not found, trying it %s", url,
		 p->retries > 1 ? "at the server's root" : "beside the .ins file");
	return true;
}

void session_parts_note(struct session *s, uint64_t size)
{
	char url[CHAN_NAME_MAX];
	struct str text = str_of(url, sizeof url);

	session_download_put_url(&s->download, &text);
	session_stages_file(&s->stages, url, size, session_download_since(&s->download),
			    session_download_until(&s->download));
}

bool session_parts_join(struct session *s, uint64_t size, uint64_t align)
{
	uint64_t *sum = &s->parts.size[s->parts.which];
	struct str why = session_report_why(&s->report);

	if (size == session_download_bytes(&s->download))
		note_first(s, s->parts.which);
	session_report_file(&s->report, &s->download, s->parts.which, *sum, size);
	session_parts_note(s, size);
	*sum += (size + align - 1) & ~(align - 1);
	if (ftruncate(s->parts.fd[s->parts.which], (off_t)*sum) == 0)
		return true;
	str_fmt(&why, "no memory for what was downloaded: %s", error_str(errno));
	return false;
}

bool session_parts_append(struct session *s, enum chan_part which, const void *bytes, size_t n)
{
	uint64_t *sum = &s->parts.size[which];

	if (pwrite(s->parts.fd[which], bytes, n, (off_t)*sum) == (ssize_t)n) {
		*sum += n;
		return true;
	}
	if (ftruncate(s->parts.fd[which], (off_t)*sum) < 0)
		log_debug("initrd: cannot be cut: %s", error_str(errno));
	return false;
}

int session_parts_cut(struct session *s)
{
	enum chan_part which = s->parts.which;

	return ftruncate(s->parts.fd[which], (off_t)s->parts.size[which]) < 0 ? -errno : 0;
}

/* --- to PID 1 -------------------------------------------------------------------------------- */

static int write_cmdline(struct session *s)
{
	const struct plan *plan = &s->entry.plan;
	struct str why = session_report_why(&s->report);
	ssize_t n;

	if (!part_memfd(s, CHAN_CMDLINE, &why))
		return -ENOMEM;
	n = write(s->parts.fd[CHAN_CMDLINE], plan->cmdline, plan->cmdline_len);
	s->parts.size[CHAN_CMDLINE] = plan->cmdline_len;
	return n == (ssize_t)plan->cmdline_len ? 0 : -ENOSPC;
}

static int pass_part(struct session *s, enum chan_part which)
{
	const struct session_report *r = &s->report;
	int fd = s->parts.fd[which];
	int err = fcntl(fd, F_ADD_SEALS, CHAN_SEALS) < 0 ? -errno : 0;

	if (!err)
		err = r->ops->part(r->ctx, which, fd, s->parts.size[which]);
	session_download_close(&s->parts.fd[which]);
	return err;
}

int session_parts_pass(struct session *s)
{
	int err = write_cmdline(s);

	for (int i = 0; i < CHAN_PARTS && !err; i++)
		if (s->parts.fd[i] >= 0)
			err = pass_part(s, (enum chan_part)i);
	return err;
}
