/* SPDX-License-Identifier: MIT */
#include "pxe/session/internal.h"

#include "lib/clock.h"
#include "lib/words.h"

#include <string.h>

#define PROGRESS_MS 250

void session_drop(struct session *s)
{
	session_download_stop(&s->download);
	for (int i = 0; i < CHAN_PARTS; i++) {
		session_download_close(&s->part_fd[i]);
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

/* --- the machine ------------------------------------------------------------------------------ */

void session_init(struct session *s, const struct session_ops *ops, void *ctx, uint64_t seed)
{
	memset(s, 0, sizeof *s);
	s->ops = ops;
	s->ctx = ctx;
	session_download_init(&s->download, &s->net, seed);
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
	struct plan_names_host *h = &s->host;

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
	if (!text_copy(s->places[0].cwd, sizeof s->places[0].cwd, plan_names_prefix(&s->host)))
		s->places[0].cwd[0] = '\0';
	s->cwd = view_of(s->places[0].cwd);
	plan_names_start(&s->names, &s->host);
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
	return session_download_pollfds(&s->download, ret);
}

uint64_t session_deadline(const struct session *s)
{
	if (s->state != SESSION_RUNNING)
		return CLOCK_NEVER;
	if (s->phase == PHASE_PROMPT)
		return s->prompt_until;
	if (s->phase == PHASE_MENU)
		return clock_min(session_menu_deadline(s), session_download_deadline(&s->download));
	return session_download_deadline(&s->download);
}

static void show_progress(struct session *s, uint64_t now)
{
	char line[CHAN_TEXT_MAX];
	struct str text = str_of(line, sizeof line);
	uint64_t have = session_download_bytes(&s->download),
		 all = session_download_size(&s->download);
	uint64_t ms = now - session_download_since(&s->download);

	if (now < s->progress_at)
		return;
	s->progress_at = now + PROGRESS_MS;
	session_download_put_url(&s->download, &text);
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

static void step_download(struct session *s, uint64_t now)
{
	bool part = s->phase >= PHASE_KERNEL;

	switch (session_download_step(&s->download, now)) {
	case SESSION_DOWNLOAD_NONE: break;
	case SESSION_DOWNLOAD_DONE: fetch_ended(s, true, now); break;
	case SESSION_DOWNLOAD_FAILED: fetch_ended(s, false, now); break;
	case SESSION_DOWNLOAD_RUNNING:
		if (part && !session_part_ok(s)) {
			session_entry_failed(s, now);
		} else if (part) {
			session_look_ahead(s, now);
			show_progress(s, now);
		}
	}
}

void session_step(struct session *s, uint64_t now)
{
	if (s->state != SESSION_RUNNING)
		return;
	if (s->phase == PHASE_PROMPT && now >= s->prompt_until)
		session_run(s, now);
	else if (s->phase != PHASE_PROMPT)
		step_download(s, now);
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
