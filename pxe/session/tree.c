/* SPDX-License-Identifier: MIT
 * FDT, FDTDIR and FDTOVERLAYS: U-Boot's words for boards whose device tree comes with the kernel.
 */
#include "pxe/session/internal.h"

#include "lib/log.h"
#include "pxe/plan/dtb.h"

#include <unistd.h>

/* What arm64's boot protocol allows a tree (Documentation/arch/arm64/booting.rst). */
#define TREE_MAX     (2u << 20)
#define TREE_ALIGN   8
#define OVERLAYS_MAX 32

static uint64_t tree_room(const struct session *s, enum chan_part which)
{
	uint64_t room = session_parts_room(s), left = TREE_MAX - s->parts.size[which];

	return room < left ? room : left;
}

/* The loader looks closely; this is for the server's error page in place of the file. */
static bool is_tree(struct session *s)
{
	enum chan_part which = s->parts.which;
	uint8_t head[4];
	struct str why = session_report_why(&s->report);
	ssize_t n = pread(s->parts.fd[which], head, sizeof head, (off_t)s->parts.size[which]);

	if (n > 0 && plan_dtb_is_tree(head, (size_t)n))
		return true;
	session_download_put_url(&s->download, &why);
	str_puts(&why, ": is no device tree");
	return false;
}

struct session_next session_tree_enter(struct session *s, const struct session_next *how,
				       uint64_t now)
{
	const struct plan *p = &s->entry.plan;

	(void)how;
	(void)now;
	if (!p->fdt.n && !p->fdtdir.n && !p->fdtoverlays.n)
		return session_go(PHASE_HAND_OVER);
	if (!s->system || !s->system->tree) {
		log_info("FDT, FDTDIR and FDTOVERLAYS passed over: no device tree describes this "
			 "machine");
		return session_go(PHASE_HAND_OVER);
	}
	s->tree.names = s->tree.overlays = 0;
	s->tree.rest = p->fdtoverlays;
	return session_go(p->fdt.n || p->fdtdir.n ? PHASE_DTB : PHASE_OVERLAY);
}

/* --- the tree -------------------------------------------------------------------------------- */

/* Nothing suits: the running tree is as good as the firmware's, so U-Boot goes on with it. */
static struct session_next no_dtb(struct session *s)
{
	char dir[80];
	struct str text = str_of(dir, sizeof dir);

	str_printable(&text, s->entry.plan.fdtdir, sizeof dir - 8);
	log_warn("FDTDIR %s: no device tree for this machine under %u names, going on with the "
		 "running one",
		 dir, s->tree.names);
	session_parts_release(s, CHAN_DTB);
	return session_go(PHASE_OVERLAY);
}

struct session_next session_dtb_enter(struct session *s, const struct session_next *how,
				      uint64_t now)
{
	const struct plan *p = &s->entry.plan;
	struct session_tree *t = &s->tree;
	struct str why = session_report_why(&s->report), name = str_of(t->name, sizeof t->name);

	(void)how;
	if (p->fdt.n && !text_copy(t->name, sizeof t->name, p->fdt)) {
		str_puts(&why, "FDT: the name is too long");
		return session_go(PHASE_FALLBACK);
	}
	if (!p->fdt.n) {
		if (!plan_dtb_name(p->fdtdir, view_of(s->system->compatible), t->names, &name))
			return no_dtb(s);
		t->names++;
	}
	if (session_parts_fetch(s, CHAN_DTB, view_of(t->name), tree_room(s, CHAN_DTB), now))
		return session_stay();
	return session_go(PHASE_FALLBACK);
}

struct session_next session_dtb_ended(struct session *s, bool ok, uint64_t now)
{
	bool more_names = !s->entry.plan.fdt.n;
	struct str why;

	if (ok && is_tree(s) &&
	    session_parts_join(s, session_download_bytes(&s->download), TREE_ALIGN))
		return session_go(PHASE_OVERLAY);
	if (ok)
		return session_go(PHASE_FALLBACK);
	if (session_parts_retry(s, now))
		return session_stay();
	if (more_names && session_download_failure(&s->download) == FETCH_NOT_FOUND)
		return session_go(PHASE_DTB);
	why = session_report_why(&s->report);
	str_puts(&why, session_download_why(&s->download));
	return session_go(PHASE_FALLBACK);
}

/* --- overlays: one that is missing or none is left out, with a warning ----------------------- */

struct session_next session_overlay_enter(struct session *s, const struct session_next *how,
					  uint64_t now)
{
	struct session_tree *t = &s->tree;
	struct view overlay = view_word(&t->rest);

	(void)how;
	if (overlay.n && t->overlays++ < OVERLAYS_MAX) {
		if (session_parts_fetch(s, CHAN_OVERLAYS, overlay, tree_room(s, CHAN_OVERLAYS),
					now))
			return session_stay();
		log_warn("%s; the overlay is left out", s->report.why);
		return session_go(PHASE_OVERLAY);
	}
	if (overlay.n)
		log_warn("more than %d overlays of the device tree, the rest is left out",
			 OVERLAYS_MAX);
	if (!s->parts.size[CHAN_OVERLAYS])
		session_parts_release(s, CHAN_OVERLAYS);
	return session_go(PHASE_HAND_OVER);
}

struct session_next session_overlay_ended(struct session *s, bool ok, uint64_t now)
{
	if (!ok && session_parts_retry(s, now))
		return session_stay();
	if (!ok)
		log_warn("%s; the overlay is left out", session_download_why(&s->download));
	else if (!is_tree(s) ||
		 !session_parts_join(s, session_download_bytes(&s->download), TREE_ALIGN))
		log_warn("%s; the overlay is left out", s->report.why);
	/* what of a file that does not count is in the memfd lies where the next one goes */
	if (session_parts_cut(s) < 0)
		log_warn("overlays of the device tree: cannot be cut to size");
	return session_go(PHASE_OVERLAY);
}
