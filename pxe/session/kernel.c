/* SPDX-License-Identifier: MIT
 * From a plan to what PID 1 loads: the kernel, judged as early as possible. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "lib/image/loader.h"
#include "lib/image/uki.h"
#include "lib/log.h"
#include "pxe/ipxe/ipxe.h"
#include "pxe/plan/check.h"
#include "pxe/session/handover.h"
#include "pxe/session/uki.h"

#include <errno.h>
#include <string.h>
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

struct session_next session_kernel_ours(struct session *s)
{
	struct str why = session_report_why(&s->report);

	session_report_progress_end(&s->report);
	session_download_put_url(&s->download, &why);
	str_puts(&why, ": this loader itself, which would only come here again");
	if (session_entry_by_hand(s))
		return session_go(PHASE_FALLBACK);
	return (struct session_next){.phase = PHASE_LOOKUP, .ours = true};
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
	k->head_checked = k->head_bad = k->ahead_tried = k->ramdisk_sought = k->walks = false;
	session_judge_start(s);
	k->ramdisk_at = 0;
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
					    s->entry.plan.cmdline_len, &text) &&
			  plan_check_holds(&s->entry.plan, rd_of(k->head, want), &text);
	k->walks = plan_check_walks(s->net.arch, rd_of(k->head, want));
	return k->head_checked || kernel_is_bad(s, reason);
}

/* Whether this is the loader's own image, as soon as the ramdisk in it begins to arrive. */
static bool kernel_is_ours(struct session *s)
{
	struct session_kernel *k = &s->kernel;
	uint64_t have = session_download_bytes(&s->download), at;
	uint8_t mark[LOADER_MARK_LEN];

	if (!k->ramdisk_sought &&
	    pread(s->parts.fd[CHAN_KERNEL], k->head, sizeof k->head, 0) == (ssize_t)sizeof k->head)
		k->ramdisk_at = loader_ramdisk_at(rd_of(k->head, sizeof k->head));
	k->ramdisk_sought = true;
	at = k->ramdisk_at;
	if (!at || at > have || have - at < sizeof mark)
		return false;
	k->ramdisk_at = 0;
	return pread(s->parts.fd[CHAN_KERNEL], mark, sizeof mark, (off_t)at) ==
		       (ssize_t)sizeof mark &&
	       loader_is_ramdisk(rd_of(mark, sizeof mark));
}

static bool map_kernel(struct session *s, struct rd *ret)
{
	size_t len = (size_t)session_download_bytes(&s->download);
	void *map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, s->parts.fd[CHAN_KERNEL], 0);
	struct str why = session_report_why(&s->report);

	if (len && map == MAP_FAILED) {
		str_fmt(&why, "kernel: %s", error_str(errno));
		return false;
	}
	*ret = len ? rd_of(map, len) : rd_of(NULL, 0);
	return true;
}

static void unmap_kernel(struct rd file)
{
	if (rd_left(&file))
		munmap((void *)(uintptr_t)file.p, rd_left(&file));
}

static struct view text_of(struct rd file)
{
	return (struct view){.p = (const char *)file.p, .n = rd_left(&file)};
}

/* What the label names as its kernel is an iPXE script, which @file is. */
static struct session_next run_script(struct session *s, struct rd file)
{
	bool ok = session_ipxe_begin(s, text_of(file));

	session_parts_note(s, rd_left(&file));
	unmap_kernel(file);
	session_parts_drop(s);
	return session_go(ok ? PHASE_SCRIPT : PHASE_FALLBACK);
}

/* Whether the label has arguments for the kernel, on whatever line. */
static bool has_args(const struct plan *p)
{
	struct view line = view_trim(p->sources[0]);

	return p->sources[1].n || p->sources[3].n || line.n > p->kernel.n;
}

/* The unified image @file at hand becomes the parts; it goes, and what it is made of has its place. */
static bool take_uki(struct session *s, struct rd file)
{
	const struct plan *p = &s->entry.plan;
	bool tree = s->system && s->system->tree && !p->fdt.n && !p->fdtdir.n;
	struct str why;
	char url[CHAN_TEXT_MAX], reason[300];
	struct str name = str_of(url, sizeof url), text = str_of(reason, sizeof reason);
	int whole = s->parts.fd[CHAN_KERNEL];
	struct uki image;
	struct rd kernel;
	bool ok;

	session_download_put_url(&s->download, &name);
	s->initrd.may_grow = false;
	s->parts.fd[CHAN_KERNEL] = -1;
	session_parts_note(s, rd_left(&file));
	ok = (has_args(p) || session_uki_into_plan(s, file)) &&
	     session_uki_take(s, file, url, tree);
	session_download_close(&whole);
	if (!ok || uki_read(file, rd_left(&file), &image))
		return false;
	kernel = uki_part_of(file, &image, UKI_LINUX);
	if (plan_check_kernel(s->net.arch, kernel, rd_left(&kernel), p->cmdline_len, &text))
		return true;
	why = session_report_why(&s->report);
	str_fmt(&why, "%s: %s", url, reason);
	return false;
}

static struct session_next kernel_whole(struct session *s)
{
	char reason[200];
	struct str text = str_of(reason, sizeof reason);
	struct rd file;
	bool ours, ok, uki;

	if (!map_kernel(s, &file))
		return session_go(PHASE_FALLBACK);
	if (ipxe_is_script(text_of(file)))
		return run_script(s, file);
	ours = loader_is_image(file);
	if (s->kernel.walks)
		session_judge_more(s);
	ok = !ours && kernel_head_ok(s, true);
	if (ok && !plan_check_whole(s->net.arch, file, &s->initrd.check, &text))
		ok = kernel_is_bad(s, reason);
	uki = ok && uki_is(file);
	if (uki)
		ok = take_uki(s, file);
	unmap_kernel(file);
	if (ours)
		return session_kernel_ours(s);
	if (uki)
		return ok ? session_kernel_next(s) : session_go(PHASE_FALLBACK);
	if (!ok || !session_parts_join(s, session_download_bytes(&s->download), 1))
		return session_go(PHASE_FALLBACK);
	return session_kernel_next(s);
}

/* Once the kernel is known to be one for this machine, and what it will take of the memory, the
 * first initrd need not wait. */
struct session_next session_kernel_running(struct session *s, uint64_t now)
{
	struct session_kernel *k = &s->kernel;
	const struct plan *p = &s->entry.plan;
	uint64_t room;

	if (session_download_bytes(&s->download) < sizeof k->head)
		return session_stay();
	if (kernel_is_ours(s))
		return session_kernel_ours(s);
	if (ipxe_is_script(text_of(rd_of(k->head, sizeof k->head))))
		return session_stay();
	if (!k->head_checked && !k->head_bad)
		k->head_bad = !kernel_head_ok(s, false);
	/* a UEFI program is no kernel, and may still turn out to be the loader */
	if (k->head_bad)
		return k->ramdisk_at ? session_stay() : session_go(PHASE_FALLBACK);
	if (k->walks && session_judge_due(s))
		session_judge_more(s);
	room = session_parts_room(s);
	/* a unified image's own initrd comes first */
	if (k->head_checked && !k->ahead_tried && !uki_is(rd_of(k->head, sizeof k->head)) &&
	    p->initrd_count && session_download_budget(&s->download, room)) {
		k->ahead_tried = true;
		session_parts_ahead(s, CHAN_INITRD, p->initrds[0], room, now);
	}
	return session_stay();
}

struct session_next session_kernel_ended(struct session *s, bool ok, uint64_t now)
{
	if (!ok)
		return session_kernel_missing(s, now);
	return kernel_whole(s);
}

/* --- all is there ---------------------------------------------------------------------------- */

/* An initrd that Linux would not unpack a further archive behind stays as it is, and so does one
 * that leaves no room. */
static void append_handover(struct session *s, const struct handover *h)
{
	static uint8_t archive[HANDOVER_MAX + 4]; /* begins with zeroes */
	size_t n, pad;

	if (!s->net.report || s->parts.fd[CHAN_INITRD] < 0 || !s->parts.size[CHAN_INITRD] ||
	    !s->initrd.may_grow)
		return;
	/* Linux looks for an archive at multiples of four bytes; images of a script end anywhere */
	pad = -s->parts.size[CHAN_INITRD] & 3;
	memset(archive, 0, pad);
	n = handover_make(h, archive + pad, sizeof archive - pad);
	if (!n || n + pad > session_parts_room(s) ||
	    !session_parts_append(s, CHAN_INITRD, archive, n + pad))
		log_debug("no room behind the initrd for boot.json and lease.json");
}

static void tell_next_system(struct session *s)
{
	static struct chan_stage stages[SESSION_STAGES_MAX];
	const struct session_report *r = &s->report;
	char lease[64];
	struct str text = str_of(lease, sizeof lease);
	struct handover h = {.net = &s->net,
			     .conf = s->lookup.conf_url,
			     .label = s->entry.plan.label,
			     .stages = stages};

	str_fmt(&text, "%s ", s->net.ifname);
	if (s->net.ip6)
		str_puts(&text, "by IPv6");
	else
		str_ip4(&text, s->net.addr);
	h.n_stages =
		session_stages_list(&s->stages, &s->net.times, lease, s->lookup.conf_url, stages);
	for (unsigned i = 0; i < h.n_stages; i++)
		r->ops->stage(r->ctx, &stages[i]);
	append_handover(s, &h);
}

struct session_next session_hand_over_enter(struct session *s, const struct session_next *how,
					    uint64_t now)
{
	const struct session_report *r = &s->report;
	struct str why;
	int err;

	(void)how;
	(void)now;
	tell_next_system(s);
	err = session_parts_pass(s);
	if (!err)
		err = r->ops->boot(r->ctx);
	if (!err)
		return session_go(PHASE_HANDED_OVER);
	why = session_report_why(&s->report);
	str_fmt(&why, "cannot hand over what was downloaded: %s", error_str(-err));
	return session_go(PHASE_FALLBACK);
}
