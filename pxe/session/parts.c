/* SPDX-License-Identifier: MIT
 * From a plan to sealed memfds in PID 1's hands. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "lib/log.h"
#include "pxe/plan/check.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SEALS (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL)
/* What a download without an announced size may grow to where the memory is not known. */
#define PART_MAX ((uint64_t)1 << 40)

static uint64_t used(const struct session *s)
{
	uint64_t sum = 0;

	for (int i = 0; i < CHAN_PARTS; i++)
		sum += s->part_size[i];
	return sum;
}

uint64_t session_room(const struct session *s)
{
	uint64_t have = used(s);

	if (!s->net.max_payload)
		return PART_MAX;
	return have < s->net.max_payload ? s->net.max_payload - have : 0;
}

static enum chan_part part_of(enum session_phase phase)
{
	switch (phase) {
	case PHASE_KERNEL: return CHAN_KERNEL;
	case PHASE_DTB: return CHAN_DTB;
	case PHASE_OVERLAY: return CHAN_OVERLAYS;
	default: return CHAN_INITRD;
	}
}

/* What is cut off, the loader sees in BOOT_IMAGE=. */
static struct view kernel_file(const struct session *s)
{
	return plan_check_kernel_name(s->net.arch, s->plan.kernel);
}

static struct view part_name(const struct session *s)
{
	switch (s->phase) {
	case PHASE_KERNEL: return kernel_file(s);
	case PHASE_DTB: return view_of(s->tree_name);
	case PHASE_OVERLAY: return s->overlay;
	default: return s->plan.initrds[s->initrd];
	}
}

bool session_fetch_part(struct session *s, enum chan_part which, struct view name, uint64_t max,
			uint64_t now)
{
	static const char names[CHAN_PARTS][12] = {"kernel", "initrd", "cmdline", "dtb",
						   "overlays"};

	struct str why = session_why(s);

	s->retried = false;
	s->part_max = max;
	s->phase_since = now;
	if (s->part_fd[which] < 0 &&
	    !session_download_memfd(&s->part_fd[which], names[which], &why))
		return false;
	return session_download_start(&s->download, s->part_fd[which], s->cwd, name,
				      s->part_size[which], max, now, &why);
}

void session_fetch_kernel(struct session *s, uint64_t now)
{
	s->phase = PHASE_KERNEL;
	s->head_checked = false;
	s->ahead_tried = false;
	s->initrd = 0;
	if (!session_fetch_part(s, CHAN_KERNEL, kernel_file(s), session_room(s), now))
		session_entry_failed(s, now);
}

/* All initrds go into one memfd, one behind the other: that is how the kernel wants them. */
static void fetch_initrd(struct session *s, uint64_t now)
{
	s->phase = PHASE_INITRD;
	if (session_download_take_ahead(&s->download, now)) {
		s->retried = false;
		s->part_max = session_room(s);
		s->phase_since = now;
		return;
	}
	if (!session_fetch_part(s, CHAN_INITRD, part_name(s), session_room(s), now))
		session_entry_failed(s, now);
}

/* Not before the kernel is known to be one for this machine. */
void session_look_ahead(struct session *s, uint64_t now)
{
	uint64_t budget = session_download_budget(&s->download, session_room(s));
	struct str why = session_why(s);
	int *fd = &s->part_fd[CHAN_INITRD];

	if (s->phase != PHASE_KERNEL || !s->head_checked || s->ahead_tried ||
	    !s->plan.initrd_count || !budget)
		return;
	s->ahead_tried = true;
	if (*fd >= 0 || session_download_memfd(fd, "initrd", &why))
		session_download_ahead(&s->download, *fd, s->cwd, s->plan.initrds[0], budget, now);
}

bool session_retry_at_root(struct session *s, uint64_t now)
{
	static char name[PLAN_NAMES_BUF];
	struct str text = str_of(name, sizeof name);
	enum chan_part which = part_of(s->phase);
	char url[200];
	struct str old = str_of(url, sizeof url), why = session_why(s);

	if (session_download_failure(&s->download) != FETCH_NOT_FOUND || s->retried)
		return false;
	if (!plan_names_retry(s->cwd, part_name(s), &text))
		return false;
	session_download_put_url(&s->download, &old);
	s->retried = true;
	if (!session_download_start(&s->download, s->part_fd[which], view_of(""), view_of(name),
				    s->part_size[which], s->part_max, now, &why))
		return false;
	log_info("%s: not found, trying it at the server's root", url);
	return true;
}

/* @more: bytes the file at hand has, as announced */
static bool size_ok(struct session *s, uint64_t more)
{
	char reason[300];
	struct str text = str_of(reason, sizeof reason), why = session_why(s);

	if (plan_check_fits(used(s), more, s->net.max_payload, &text))
		return true;
	session_download_put_url(&s->download, &why);
	str_fmt(&why, ": %s", reason);
	return false;
}

static void part_missing(struct session *s, uint64_t now)
{
	uint64_t size = session_download_size(&s->download);
	struct str why;

	if (session_retry_at_root(s, now))
		return;
	/* a server that announces no size runs into the limit */
	if (session_download_failure(&s->download) == FETCH_TOO_BIG &&
	    !size_ok(s, size ? size : session_room(s) + 1)) {
		session_entry_failed(s, now);
		return;
	}
	why = session_why(s);
	if (session_download_target(&s->download)->scheme ==
	    PXE_UNKNOWN_SCHEME) /* which the target does not keep */
		str_printable(&why, part_name(s), 120);
	if (why.n)
		str_puts(&why, ": ");
	str_puts(&why, session_download_why(&s->download));
	session_entry_failed(s, now);
}

/* @whole: the file is complete, its length counts too */
static bool head_ok(struct session *s, bool whole)
{
	uint64_t have = session_download_bytes(&s->download);
	size_t want = have < sizeof s->head ? (size_t)have : sizeof s->head;
	char reason[300];
	struct str text = str_of(reason, sizeof reason), why = session_why(s);
	ssize_t got = pread(s->part_fd[CHAN_KERNEL], s->head, want, 0);

	if (got == (ssize_t)want &&
	    plan_check_kernel(s->net.arch, rd_of(s->head, want), whole ? have : 0,
			      s->plan.cmdline_len, &text)) {
		s->head_checked = true;
		return true;
	}
	session_download_put_url(&s->download, &why);
	str_fmt(&why, ": %s", reason);
	return false;
}

static bool whole_ok(struct session *s)
{
	size_t len = (size_t)session_download_bytes(&s->download);
	void *map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, s->part_fd[CHAN_KERNEL], 0);
	char reason[200];
	struct str text = str_of(reason, sizeof reason), why = session_why(s);
	bool ok;

	if (map == MAP_FAILED) {
		str_fmt(&why, "kernel: %s", error_str(errno));
		return false;
	}
	ok = plan_check_whole(s->net.arch, rd_of(map, len), &text);
	munmap(map, len);
	if (!ok) {
		session_download_put_url(&s->download, &why);
		str_fmt(&why, ": %s", reason);
	}
	return ok;
}

bool session_part_ok(struct session *s)
{
	if (s->phase != PHASE_KERNEL || s->head_checked ||
	    session_download_bytes(&s->download) < sizeof s->head)
		return true;
	return head_ok(s, false);
}

static void tell_file(struct session *s, enum chan_part which, uint64_t offset, uint64_t size)
{
	struct chan_file file = {.which = which, .offset = offset, .size = size};
	struct str name = str_of(file.name, sizeof file.name);

	session_download_put_url(&s->download, &name);
	log_info("%s: fetched, %llu KiB", file.name, (unsigned long long)((size + 1023) / 1024));
	s->ops->file(s->ctx, &file);
}

bool session_part_joined(struct session *s, enum chan_part which, uint64_t align)
{
	uint64_t size = session_download_bytes(&s->download);
	struct str why = session_why(s);

	tell_file(s, which, s->part_size[which], size);
	s->part_size[which] += (size + align - 1) & ~(align - 1);
	if (ftruncate(s->part_fd[which], (off_t)s->part_size[which]) == 0)
		return true;
	str_fmt(&why, "no memory for what was downloaded: %s", error_str(errno));
	return false;
}

static int hand_part(struct session *s, enum chan_part which)
{
	int *fd = &s->part_fd[which];
	int err = fcntl(*fd, F_ADD_SEALS, SEALS) < 0 ? -errno : 0;

	if (!err)
		err = s->ops->part(s->ctx, which, *fd, s->part_size[which]);
	session_download_close(fd);
	return err;
}

static int put_cmdline(struct session *s)
{
	size_t len = s->plan.cmdline_len;
	struct str why = session_why(s);

	if (!session_download_memfd(&s->part_fd[CHAN_CMDLINE], "cmdline", &why))
		return -ENOMEM;
	s->part_size[CHAN_CMDLINE] = len;
	return write(s->part_fd[CHAN_CMDLINE], s->plan.cmdline, len) == (ssize_t)len ? 0 : -ENOSPC;
}

void session_hand_over(struct session *s, uint64_t now)
{
	struct str why = session_why(s);
	int err = put_cmdline(s);

	for (int i = 0; i < CHAN_PARTS && !err; i++)
		if (s->part_fd[i] >= 0)
			err = hand_part(s, (enum chan_part)i);
	if (!err)
		err = s->ops->boot(s->ctx);
	if (err) {
		str_fmt(&why, "cannot hand over what was downloaded: %s", error_str(-err));
		session_entry_failed(s, now);
		return;
	}
	s->state = SESSION_HANDED_OVER;
}

static void next_initrd(struct session *s, uint64_t now)
{
	if (s->initrd < s->plan.initrd_count)
		fetch_initrd(s, now);
	else
		session_fetch_tree(s, now);
}

static void kernel_arrived(struct session *s, uint64_t now)
{
	if (!head_ok(s, true) || !whole_ok(s) || !session_part_joined(s, CHAN_KERNEL, 1))
		session_entry_failed(s, now);
	else
		next_initrd(s, now);
}

/* Each initrd starts on a multiple of 4, where the kernel's unpacker looks for the next one. */
static void initrd_arrived(struct session *s, uint64_t now)
{
	if (!session_part_joined(s, CHAN_INITRD, 4)) {
		session_entry_failed(s, now);
		return;
	}
	s->initrd++;
	next_initrd(s, now);
}

void session_part_ended(struct session *s, bool ok, uint64_t now)
{
	s->ops->progress(s->ctx, "");
	if (!ok)
		part_missing(s, now);
	else if (s->phase == PHASE_KERNEL)
		kernel_arrived(s, now);
	else
		initrd_arrived(s, now);
}
