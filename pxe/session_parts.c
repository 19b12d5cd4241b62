/* SPDX-License-Identifier: MIT
 * From a plan to sealed memfds in PID 1's hands. */
#include "pxe/session_steps.h"

#include "lib/log.h"
#include "pxe/check.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SEALS (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL)
/* What a download without an announced size may grow to where the memory is not known. */
#define PART_MAX ((uint64_t)1 << 40)

static uint64_t room(const struct session *s)
{
	uint64_t used = s->kernel_size + s->initrd_size;

	if (!s->net.max_payload)
		return PART_MAX;
	return used < s->net.max_payload ? s->net.max_payload - used : 0;
}

static struct view part_name(const struct session *s)
{
	return s->phase == PHASE_KERNEL ? s->plan.kernel : s->plan.initrds[s->initrd];
}

static bool fetch_part(struct session *s, struct view cwd, struct view name, uint64_t now)
{
	uint64_t base = s->phase == PHASE_INITRD ? s->initrd_size : 0;

	return session_fetch(s, cwd, name, base, room(s), now);
}

void session_fetch_kernel(struct session *s, uint64_t now)
{
	s->phase = PHASE_KERNEL;
	s->head_checked = false;
	s->retried = false;
	if (!session_memfd(s, "kernel") || !fetch_part(s, s->cwd, part_name(s), now))
		session_fail(s);
}

/* All initrds go into one memfd, one behind the other: that is how the kernel wants them. */
static void fetch_initrd(struct session *s, uint64_t now)
{
	s->phase = PHASE_INITRD;
	s->retried = false;
	if (s->initrd_fd < 0) {
		if (!session_memfd(s, "initrd")) {
			session_fail(s);
			return;
		}
		s->initrd_fd = s->fd;
	}
	s->fd = s->initrd_fd;
	if (!fetch_part(s, s->cwd, part_name(s), now))
		session_fail(s);
}

/* Trees written for QEMU's firmware or U-Boot name files from the server's root. */
static bool retry_at_root(struct session *s, uint64_t now)
{
	static char name[NAMES_BUF];
	struct str text = str_of(name, sizeof name);
	char url[200];
	struct str old = str_of(url, sizeof url);

	if (fetch_failure(&s->fetch) != FETCH_NOT_FOUND || s->retried)
		return false;
	if (!names_retry(s->cwd, part_name(s), &text))
		return false;
	session_put_target(s, &old);
	s->retried = true;
	if (!fetch_part(s, view_of(""), view_of(name), now))
		return false;
	log_info("%s: not found, trying it at the server's root", url);
	return true;
}

/* @more: bytes the file at hand has, as announced */
static bool size_ok(struct session *s, uint64_t more)
{
	char reason[300];
	struct str text = str_of(reason, sizeof reason), why = session_why(s);

	if (check_fits(s->kernel_size + s->initrd_size, more, s->net.max_payload, &text))
		return true;
	session_put_target(s, &why);
	str_fmt(&why, ": %s", reason);
	return false;
}

static void part_missing(struct session *s, uint64_t now)
{
	uint64_t size = fetch_size(&s->fetch);
	struct str why;

	if (retry_at_root(s, now))
		return;
	/* a server that announces no size runs into the limit */
	if (fetch_failure(&s->fetch) == FETCH_TOO_BIG && !size_ok(s, size ? size : room(s) + 1)) {
		session_fail(s);
		return;
	}
	why = session_why(s);
	if (fetch_failure(&s->fetch) == FETCH_NO_TRANSPORT) {
		str_printable(&why, part_name(s), 120);
		str_puts(&why, ": cannot be fetched, this version speaks TFTP only");
	} else {
		str_puts(&why, fetch_why(&s->fetch));
	}
	session_fail(s);
}

/* @whole: the file is complete, its length counts too */
static bool head_ok(struct session *s, bool whole)
{
	uint64_t have = fetch_bytes(&s->fetch);
	size_t want = have < sizeof s->head ? (size_t)have : sizeof s->head;
	char reason[300];
	struct str text = str_of(reason, sizeof reason), why = session_why(s);
	ssize_t got = pread(s->fd, s->head, want, 0);

	if (got == (ssize_t)want &&
	    check_kernel(rd_of(s->head, want), whole ? have : 0, s->plan.cmdline_len, &text)) {
		s->head_checked = true;
		return true;
	}
	session_put_target(s, &why);
	str_fmt(&why, ": %s", reason);
	return false;
}

static bool whole_ok(struct session *s)
{
	size_t len = (size_t)fetch_bytes(&s->fetch);
	void *map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, s->fd, 0);
	char reason[200];
	struct str text = str_of(reason, sizeof reason), why = session_why(s);
	bool ok;

	if (map == MAP_FAILED) {
		str_fmt(&why, "kernel: %s", strerror(errno));
		return false;
	}
	ok = check_whole(rd_of(map, len), &text);
	munmap(map, len);
	if (!ok) {
		session_put_target(s, &why);
		str_fmt(&why, ": %s", reason);
	}
	return ok;
}

bool session_part_ok(struct session *s)
{
	if (s->phase != PHASE_KERNEL || s->head_checked || fetch_bytes(&s->fetch) < sizeof s->head)
		return true;
	return head_ok(s, false);
}

static void tell_file(struct session *s, enum chan_part which, uint64_t offset, uint64_t size)
{
	struct chan_file file = {.which = which, .offset = offset, .size = size};
	struct str name = str_of(file.name, sizeof file.name);

	session_put_target(s, &name);
	log_info("%s: fetched, %llu KiB", file.name, (unsigned long long)((size + 1023) / 1024));
	s->ops->file(s->ctx, &file);
}

static int hand_part(struct session *s, enum chan_part which, int *fd, uint64_t size)
{
	int err = fcntl(*fd, F_ADD_SEALS, SEALS) < 0 ? -errno : 0;

	if (!err)
		err = s->ops->part(s->ctx, which, *fd, size);
	session_close(fd);
	return err;
}

static int hand_cmdline(struct session *s)
{
	if (!session_memfd(s, "cmdline"))
		return -ENOMEM;
	if (write(s->fd, s->plan.cmdline, s->plan.cmdline_len) != (ssize_t)s->plan.cmdline_len)
		return -ENOSPC;
	return hand_part(s, CHAN_CMDLINE, &s->fd, s->plan.cmdline_len);
}

static void hand_over(struct session *s)
{
	struct str why = session_why(s);
	int err = hand_cmdline(s);

	if (!err)
		err = hand_part(s, CHAN_KERNEL, &s->kernel_fd, s->kernel_size);
	if (!err && s->initrd_fd >= 0)
		err = hand_part(s, CHAN_INITRD, &s->initrd_fd, s->initrd_size);
	if (!err)
		err = s->ops->boot(s->ctx);
	if (err) {
		str_fmt(&why, "cannot hand over what was downloaded: %s", strerror(-err));
		session_fail(s);
		return;
	}
	s->state = SESSION_HANDED_OVER;
}

static void kernel_arrived(struct session *s, uint64_t now)
{
	if (!head_ok(s, true) || !whole_ok(s)) {
		session_fail(s);
		return;
	}
	s->kernel_size = fetch_bytes(&s->fetch);
	tell_file(s, CHAN_KERNEL, 0, s->kernel_size);
	s->kernel_fd = s->fd;
	s->fd = -1;
	if (s->plan.initrd_count)
		fetch_initrd(s, now);
	else
		hand_over(s);
}

/* Each initrd starts on a multiple of 4, where the kernel's unpacker looks for the next one. */
static void initrd_arrived(struct session *s, uint64_t now)
{
	uint64_t size = fetch_bytes(&s->fetch);
	struct str why = session_why(s);

	tell_file(s, CHAN_INITRD, s->initrd_size, size);
	s->fd = -1;
	s->initrd_size += (size + 3) & ~(uint64_t)3;
	if (ftruncate(s->initrd_fd, (off_t)s->initrd_size) < 0) {
		str_fmt(&why, "no memory for the initrd: %s", strerror(errno));
		session_fail(s);
		return;
	}
	if (++s->initrd < s->plan.initrd_count)
		fetch_initrd(s, now);
	else
		hand_over(s);
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
