/* SPDX-License-Identifier: MIT
 * FDT, FDTDIR and FDTOVERLAYS: U-Boot's words for boards whose tree comes with the kernel. */
#include "pxe/session/internal.h"

#include "lib/log.h"
#include "pxe/plan/dtb.h"

#include <string.h>
#include <unistd.h>

/* What arm64's boot protocol allows a tree (Documentation/arch/arm64/booting.rst). */
#define TREE_MAX     (2u << 20)
#define TREE_ALIGN   8
#define OVERLAYS_MAX 32

static bool has_words(const struct plan *p)
{
	return p->fdt.n || p->fdtdir.n || p->fdtoverlays.n;
}

static uint64_t tree_room(const struct session *s, enum chan_part which)
{
	uint64_t room = session_room(s), left = TREE_MAX - s->part_size[which];

	return room < left ? room : left;
}

static void next_overlay(struct session *s, uint64_t now)
{
	s->phase = PHASE_OVERLAY;
	while ((s->overlay = view_word(&s->overlays)).n && s->tree++ < OVERLAYS_MAX) {
		if (session_fetch_part(s, CHAN_OVERLAYS, s->overlay, tree_room(s, CHAN_OVERLAYS),
				       now))
			return;
		log_warn("%s; the overlay is left out", s->why);
	}
	if (s->overlay.n)
		log_warn("more than %d overlays of the device tree, the rest is left out",
			 OVERLAYS_MAX);
	if (!s->part_size[CHAN_OVERLAYS])
		session_download_close(&s->part_fd[CHAN_OVERLAYS]);
	session_hand_over(s, now);
}

static void begin_overlays(struct session *s, uint64_t now)
{
	s->tree = 0;
	s->overlays = s->plan.fdtoverlays;
	next_overlay(s, now);
}

/* Nothing suits: the running tree is as good as the firmware's, so U-Boot goes on with it. */
static void no_tree(struct session *s, uint64_t now)
{
	char dir[80];
	struct str text = str_of(dir, sizeof dir);

	str_printable(&text, s->plan.fdtdir, sizeof dir - 8);
	log_warn("FDTDIR %s: no device tree for this machine under %u names, going on with the "
		 "running one",
		 dir, s->tree);
	session_download_close(&s->part_fd[CHAN_DTB]);
	begin_overlays(s, now);
}

static void next_tree(struct session *s, uint64_t now)
{
	struct str name = str_of(s->tree_name, sizeof s->tree_name);

	s->phase = PHASE_DTB;
	if (!plan_dtb_name(s->plan.fdtdir, view_of(s->system->compatible), s->tree, &name)) {
		no_tree(s, now);
		return;
	}
	s->tree++;
	if (!session_fetch_part(s, CHAN_DTB, view_of(s->tree_name), tree_room(s, CHAN_DTB), now))
		session_entry_failed(s, now);
}

static void fetch_fdt(struct session *s, uint64_t now)
{
	struct str why = session_why(s);

	s->phase = PHASE_DTB;
	if (!text_copy(s->tree_name, sizeof s->tree_name, s->plan.fdt))
		str_puts(&why, "FDT: the name is too long");
	else if (session_fetch_part(s, CHAN_DTB, view_of(s->tree_name), tree_room(s, CHAN_DTB),
				    now))
		return;
	session_entry_failed(s, now);
}

void session_fetch_tree(struct session *s, uint64_t now)
{
	if (!has_words(&s->plan)) {
		session_hand_over(s, now);
		return;
	}
	if (!s->system || !s->system->tree) {
		log_info("FDT, FDTDIR and FDTOVERLAYS passed over: no device tree describes this "
			 "machine");
		session_hand_over(s, now);
		return;
	}
	s->tree = 0;
	if (s->plan.fdt.n)
		fetch_fdt(s, now);
	else if (s->plan.fdtdir.n)
		next_tree(s, now);
	else
		begin_overlays(s, now);
}

/* The loader looks closely; this is for the server's error page in place of the file. */
static bool is_tree(struct session *s, enum chan_part which)
{
	uint8_t head[4];
	struct str why = session_why(s);
	ssize_t n = pread(s->part_fd[which], head, sizeof head, (off_t)s->part_size[which]);

	if (n > 0 && plan_dtb_is_tree(head, (size_t)n))
		return true;
	session_download_put_url(&s->download, &why);
	str_puts(&why, ": is no device tree");
	return false;
}

static void tree_ended(struct session *s, bool ok, uint64_t now)
{
	struct str why;

	if (!ok && session_retry_at_root(s, now))
		return;
	if (!ok && !s->plan.fdt.n && session_download_failure(&s->download) == FETCH_NOT_FOUND) {
		next_tree(s, now);
		return;
	}
	if (!ok) {
		why = session_why(s);
		str_puts(&why, session_download_why(&s->download));
	}
	if (ok && is_tree(s, CHAN_DTB) && session_part_joined(s, CHAN_DTB, TREE_ALIGN))
		begin_overlays(s, now);
	else
		session_entry_failed(s, now);
}

/* What of a file that does not count is in the memfd already lies where the next one goes. */
static void overlay_ended(struct session *s, bool ok, uint64_t now)
{
	if (!ok && session_retry_at_root(s, now))
		return;
	if (!ok)
		log_warn("%s; the overlay is left out", session_download_why(&s->download));
	else if (!is_tree(s, CHAN_OVERLAYS))
		log_warn("%s; the overlay is left out", s->why);
	else if (!session_part_joined(s, CHAN_OVERLAYS, TREE_ALIGN))
		log_warn("%s; the overlay is left out", s->why);
	if (ftruncate(s->part_fd[CHAN_OVERLAYS], (off_t)s->part_size[CHAN_OVERLAYS]) < 0)
		log_warn("overlays of the device tree: cannot be cut to size");
	next_overlay(s, now);
}

void session_tree_ended(struct session *s, bool ok, uint64_t now)
{
	s->ops->progress(s->ctx, "");
	if (s->phase == PHASE_DTB)
		tree_ended(s, ok, now);
	else
		overlay_ended(s, ok, now);
}
