/* SPDX-License-Identifier: MIT
 * From a plan to what PID 1 loads: the kernel, judged as early as possible. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "pxe/plan/check.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

/* --- what is fetched for kernel or initrd is missing ----------------------------------------- */

struct session_next session_kernel_missing(struct session *s, uint64_t now)
{
	uint64_t size = session_download_size(&s->download);
	struct str why;

	if (session_parts_retry(s, now))
		return session_stay();
	/* a server that announces no size runs into the limit */
	if (session_download_failure(&s->download) == FETCH_TOO_BIG &&
	    !session_parts_fits(s, size ? size : session_parts_room(s) + 1))
		return session_go(PHASE_FALLBACK);
	why = session_report_why(&s->report);
	/* a scheme that is not known is not kept in the target */
	if (session_download_target(&s->download)->scheme == PXE_UNKNOWN_SCHEME)
		str_printable(&why, s->parts.name, 120);
	if (why.n)
		str_puts(&why, ": ");
	str_puts(&why, session_download_why(&s->download));
	return session_go(PHASE_FALLBACK);
}

struct session_next session_kernel_next(const struct session *s)
{
	return session_go(s->kernel.initrd < s->entry.plan.initrd_count ? PHASE_INITRD
									: PHASE_TREE);
}

/* --- the kernel ------------------------------------------------------------------------------ */

struct session_next session_kernel_enter(struct session *s, const struct session_next *how,
					 uint64_t now)
{
	struct session_kernel *k = &s->kernel;
	/* the loader sees in BOOT_IMAGE= what is cut off here */
	struct view name = plan_check_kernel_name(s->net.arch, s->entry.plan.kernel);

	(void)how;
	session_report_plan(&s->entry.plan);
	k->head_checked = k->ahead_tried = false;
	k->initrd = 0;
	if (session_parts_fetch(s, CHAN_KERNEL, name, session_parts_room(s), now))
		return session_stay();
	return session_go(PHASE_FALLBACK);
}

/* Return: false, for @reason */
static bool kernel_is_bad(struct session *s, const char *reason)
{
	struct str why = session_report_why(&s->report);

	session_download_put_url(&s->download, &why);
	str_fmt(&why, ": %s", reason);
	return false;
}

/* @whole: the file is complete, its length counts too */
static bool kernel_head_ok(struct session *s, bool whole)
{
	struct session_kernel *k = &s->kernel;
	uint64_t have = session_download_bytes(&s->download);
	size_t want = have < sizeof k->head ? (size_t)have : sizeof k->head;
	char reason[300];
	struct str text = str_of(reason, sizeof reason);
	ssize_t got = pread(s->parts.fd[CHAN_KERNEL], k->head, want, 0);

	k->head_checked = got == (ssize_t)want &&
			  plan_check_kernel(s->net.arch, rd_of(k->head, want), whole ? have : 0,
					    s->entry.plan.cmdline_len, &text);
	return k->head_checked || kernel_is_bad(s, reason);
}

static bool kernel_whole_ok(struct session *s)
{
	size_t len = (size_t)session_download_bytes(&s->download);
	void *map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, s->parts.fd[CHAN_KERNEL], 0);
	char reason[200];
	struct str text = str_of(reason, sizeof reason), why = session_report_why(&s->report);
	bool ok;

	if (map == MAP_FAILED) {
		str_fmt(&why, "kernel: %s", error_str(errno));
		return false;
	}
	ok = plan_check_whole(s->net.arch, rd_of(map, len), &text);
	munmap(map, len);
	return ok || kernel_is_bad(s, reason);
}

/* Once the kernel is known to be one for this machine, and what it will take of the memory, the
 * first initrd need not wait. */
struct session_next session_kernel_running(struct session *s, uint64_t now)
{
	struct session_kernel *k = &s->kernel;
	const struct plan *p = &s->entry.plan;
	uint64_t room;

	if (!k->head_checked && session_download_bytes(&s->download) >= sizeof k->head &&
	    !kernel_head_ok(s, false))
		return session_go(PHASE_FALLBACK);
	room = session_parts_room(s);
	if (k->head_checked && !k->ahead_tried && p->initrd_count &&
	    session_download_budget(&s->download, room)) {
		k->ahead_tried = true;
		session_parts_ahead(s, CHAN_INITRD, p->initrds[0], room, now);
	}
	return session_stay();
}

struct session_next session_kernel_ended(struct session *s, bool ok, uint64_t now)
{
	if (!ok)
		return session_kernel_missing(s, now);
	if (!kernel_head_ok(s, true) || !kernel_whole_ok(s) ||
	    !session_parts_join(s, session_download_bytes(&s->download), 1))
		return session_go(PHASE_FALLBACK);
	return session_kernel_next(s);
}

/* --- all is there ---------------------------------------------------------------------------- */

struct session_next session_hand_over_enter(struct session *s, const struct session_next *how,
					    uint64_t now)
{
	const struct session_report *r = &s->report;
	int err = session_parts_pass(s);
	struct str why;

	(void)how;
	(void)now;
	if (!err)
		err = r->ops->boot(r->ctx);
	if (!err)
		return session_go(PHASE_HANDED_OVER);
	why = session_report_why(&s->report);
	str_fmt(&why, "cannot hand over what was downloaded: %s", error_str(-err));
	return session_go(PHASE_FALLBACK);
}
