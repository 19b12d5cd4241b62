/* SPDX-License-Identifier: MIT
 * The check of a file while it arrives: of an initrd, or of a compressed kernel. */
#include "pxe/session/internal.h"

#include "lib/log.h"

#include <sys/mman.h>

#define MAP_ALIGN 65536u      /* a multiple of every page size */
#define MAP_MAX	  (64u << 20) /* a machine of 32 bits has no room for all of a large one */
#define READ_STEP (1u << 20)  /* what arrives packet by packet is looked at by so much */

void session_judge_start(struct session *s)
{
	initrd_check_start(&s->initrd.check);
	s->initrd.read = 0;
}

bool session_judge_due(const struct session *s)
{
	return session_download_bytes(&s->download) >= s->initrd.read + READ_STEP;
}

/* The pages that the check does not look at are never touched. */
bool session_judge_more(struct session *s)
{
	struct session_initrd *i = &s->initrd;
	enum chan_part which = s->parts.which;
	uint64_t have = session_download_bytes(&s->download), base = s->parts.size[which];
	bool ok = true;

	if (have < i->read) /* from another server, from the start */
		session_judge_start(s);
	while (ok && i->read < have) {
		uint64_t at = base + i->read, from = at & ~(uint64_t)(MAP_ALIGN - 1);
		size_t n = have - i->read < MAP_MAX ? (size_t)(have - i->read) : MAP_MAX;
		size_t before = (size_t)(at - from);
		uint8_t *map = mmap(NULL, before + n, PROT_READ, MAP_PRIVATE, s->parts.fd[which],
				    (off_t)from);

		if (map == MAP_FAILED) /* without memory for a look the kernel has to see */
			return true;
		ok = initrd_check_feed(&i->check, rd_of(map + before, n));
		munmap(map, before + n);
		i->read += n;
	}
	return ok;
}

bool session_judge_whole(struct session *s, struct rd file, const char *name,
			 struct initrd_part *ret)
{
	struct initrd_check *check = &s->initrd.check;
	char reason[256];
	struct str text = str_of(reason, sizeof reason), why;
	enum initrd_verdict verdict;

	initrd_check_start(check);
	initrd_check_feed(check, file);
	verdict = initrd_check_end(check, 0, &text);
	s->initrd.may_grow = verdict == INITRD_OK && initrd_check_may_grow(check);
	if (verdict > INITRD_WARN) {
		why = session_report_why(&s->report);
		str_fmt(&why, "%s: %s", name, reason);
		return false;
	}
	if (verdict == INITRD_WARN)
		log_warn("%s: %s", name, reason);
	*ret = check->part;
	return true;
}
