/* SPDX-License-Identifier: MIT
 * The initrds, each judged while it arrives. All go into one memfd, one behind the other: that is how the
 * kernel wants them. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "lib/image/loader.h"
#include "lib/log.h"

#include <errno.h>
#include <unistd.h>

#define INITRD_ALIGN 4 /* where the kernel's unpacker looks for the next one */

struct session_next session_initrd_enter(struct session *s, const struct session_next *how,
					 uint64_t now)
{
	struct view name = s->entry.plan.initrds[s->kernel.initrd];

	(void)how;
	s->initrd.again = false;
	session_judge_start(s);
	if (session_parts_take_ahead(s, CHAN_INITRD, name) ||
	    session_parts_fetch(s, CHAN_INITRD, name, session_parts_room(s), now))
		return session_stay();
	return session_go(PHASE_FALLBACK);
}

static void put_verdict(struct session *s, const char *text, struct str *out)
{
	session_download_put_url(&s->download, out);
	str_fmt(out, ": %s", text);
}

static struct session_next initrd_refused(struct session *s, const char *text)
{
	struct str why = session_report_why(&s->report);

	put_verdict(s, text, &why);
	return session_go(PHASE_FALLBACK);
}

/* What has arrived begins the loader's own ramdisk. */
static bool initrd_is_ours(const struct session *s)
{
	const struct initrd_check *c = &s->initrd.check;

	return loader_is_image(rd_of(c->head, c->head_len));
}

struct session_next session_initrd_running(struct session *s, uint64_t now)
{
	char text[256];
	struct str why = str_of(text, sizeof text);

	(void)now;
	if (!session_judge_due(s))
		return session_stay();
	if (session_judge_more(s))
		return initrd_is_ours(s) ? session_kernel_ours(s) : session_stay();
	if (initrd_check_end(&s->initrd.check, 0, &why) != INITRD_REFUSED)
		return session_stay();
	return initrd_refused(s, text);
}

/* Damage on the way, or a file that was just being written: once more. */
static struct session_next fetch_again(struct session *s, const char *text, uint64_t now)
{
	char line[SESSION_URL_MAX + 300];
	struct str out = str_of(line, sizeof line);
	int err;

	if (s->initrd.again)
		return initrd_refused(s, text);
	put_verdict(s, text, &out);
	log_warn("%s; fetching it once more", line);
	s->initrd.again = true;
	session_judge_start(s);
	err = session_parts_cut(s);
	if (err)
		return initrd_refused(s, error_str(-err));
	return session_parts_fetch(s, CHAN_INITRD, s->entry.plan.initrds[s->kernel.initrd],
				   session_parts_room(s), now)
		       ? session_stay()
		       : session_go(PHASE_FALLBACK);
}

/* Linux does not know U-Boot's header: what is behind it moves to its place. */
static int unwrap(struct session *s, const struct initrd_part *part)
{
	static uint8_t piece[65536];
	int fd = s->parts.fd[CHAN_INITRD];
	uint64_t base = s->parts.size[CHAN_INITRD];

	for (uint64_t at = 0; part->start && at < part->len;) {
		uint64_t left = part->len - at;
		ssize_t n = pread(fd, piece, left < sizeof piece ? (size_t)left : sizeof piece,
				  (off_t)(base + part->start + at));

		if (n <= 0 || pwrite(fd, piece, (size_t)n, (off_t)(base + at)) != n)
			return n < 0 ? -errno : -EIO;
		at += (uint64_t)n;
	}
	return 0;
}

static struct session_next initrd_joined(struct session *s, uint64_t len)
{
	if (!session_parts_join(s, len, INITRD_ALIGN))
		return session_go(PHASE_FALLBACK);
	s->kernel.initrd++;
	return session_kernel_next(s);
}

struct session_next session_initrd_ended(struct session *s, bool ok, uint64_t now)
{
	uint64_t have = session_download_bytes(&s->download);
	char text[256], line[SESSION_URL_MAX + 300];
	struct str why = str_of(text, sizeof text), out = str_of(line, sizeof line);
	int err;

	if (!ok)
		return session_kernel_missing(s, now);
	s->initrd.may_grow = false;
	if (session_judge_more(s) && s->initrd.read < have) /* no memory to look at it */
		return initrd_joined(s, have);
	if (initrd_is_ours(s))
		return session_kernel_ours(s);
	switch (initrd_check_end(&s->initrd.check, 0, &why)) {
	case INITRD_OK: s->initrd.may_grow = initrd_check_may_grow(&s->initrd.check); break;
	case INITRD_WARN:
		put_verdict(s, text, &out);
		log_warn("%s", line);
		break;
	case INITRD_CUT:
	case INITRD_DAMAGED: return fetch_again(s, text, now);
	default: return initrd_refused(s, text);
	}
	err = unwrap(s, &s->initrd.check.part);
	if (err)
		return initrd_refused(s, error_str(-err));
	return initrd_joined(s, s->initrd.check.part.len);
}
