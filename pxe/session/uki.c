/* SPDX-License-Identifier: MIT */
#include "pxe/session/uki.h"

#include "lib/error.h"
#include "lib/image/uki.h"
#include "lib/log.h"
#include "pxe/plan/dtb.h"
#include "pxe/session/internal.h"

#include <errno.h>
#include <unistd.h>

#define INITRD_ALIGN 4 /* where the kernel's unpacker looks for the next one */
#define TREE_ALIGN   8

/* @bytes behind what the part has, padded to @align, as the section @name of @url. */
static int put(struct session *s, enum chan_part which, struct rd bytes, uint64_t align,
	       const char *url, const char *name)
{
	uint64_t *size = &s->parts.size[which];
	uint64_t at = *size;
	struct chan_file file = {.which = which, .offset = at, .size = rd_left(&bytes)};
	struct str text = str_of(file.name, sizeof file.name);

	str_fmt(&text, "%s %s", url, name);
	while (rd_left(&bytes)) {
		ssize_t n = pwrite(s->parts.fd[which], bytes.p, rd_left(&bytes), (off_t)at);

		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		rd_skip(&bytes, (size_t)n);
		at += (uint64_t)n;
	}
	*size = (at + align - 1) & ~(align - 1);
	if (ftruncate(s->parts.fd[which], (off_t)*size) < 0)
		return -errno;
	s->report.ops->file(s->report.ctx, &file);
	return 0;
}

static bool take(struct session *s, enum chan_part which, const char *memfd, struct rd bytes,
		 uint64_t align, const char *url, const char *name)
{
	struct str why = session_report_why(&s->report);
	int err;

	if (!rd_left(&bytes))
		return true;
	if (s->parts.fd[which] < 0 && !session_download_memfd(&s->parts.fd[which], memfd, &why))
		return false;
	err = put(s, which, bytes, align, url, name);
	if (err)
		str_fmt(&why, "%s: no memory for its parts: %s", url, error_str(-err));
	return !err;
}

/* The sections that go to the kernel as initrds are judged as files are. */
static bool take_initrd(struct session *s, struct rd bytes, const char *url, const char *section)
{
	struct initrd_part part;
	char name[CHAN_TEXT_MAX];
	struct str text = str_of(name, sizeof name);

	if (!rd_left(&bytes))
		return true;
	str_fmt(&text, "%s %s", url, section);
	if (!session_judge_whole(s, bytes, name, &part))
		return false;
	rd_skip(&bytes, (size_t)part.start);
	return take(s, CHAN_INITRD, "initrd", rd_sub(&bytes, (size_t)part.len), INITRD_ALIGN, url,
		    section);
}

bool session_uki_take(struct session *s, struct rd file, const char *url, bool tree)
{
	struct str why = session_report_why(&s->report);
	struct rd part[UKI_PARTS];
	struct uki image;
	uint64_t sum = 0;

	if (uki_read(file, rd_left(&file), &image)) {
		str_fmt(&why, "%s: a unified kernel image that is cut off", url);
		return false;
	}
	for (unsigned i = 0; i < UKI_PARTS; i++) {
		part[i] = uki_part_of(file, &image, (enum uki_part)i);
		sum += rd_left(&part[i]);
	}
	if (sum > session_parts_room(s)) {
		str_fmt(&why, "%s: its parts have %llu KiB, this machine can load %llu KiB", url,
			(unsigned long long)(sum / 1024),
			(unsigned long long)(session_parts_room(s) / 1024));
		return false;
	}
	if (tree && !plan_dtb_is_tree(part[UKI_DTB].p, rd_left(&part[UKI_DTB])))
		tree = false;
	log_info("%s: a unified kernel image, its kernel has %zu KiB, its initrd %zu KiB", url,
		 (rd_left(&part[UKI_LINUX]) + 1023) / 1024,
		 (rd_left(&part[UKI_INITRD]) + rd_left(&part[UKI_UCODE]) + 1023) / 1024);
	return take(s, CHAN_KERNEL, "kernel", part[UKI_LINUX], 1, url, ".linux") &&
	       take_initrd(s, part[UKI_UCODE], url, ".ucode") &&
	       take_initrd(s, part[UKI_INITRD], url, ".initrd") &&
	       (!tree || take(s, CHAN_DTB, "dtb", part[UKI_DTB], TREE_ALIGN, url, ".dtb"));
}

void session_uki_cmdline(struct rd file, struct str *out)
{
	struct uki image;

	if (!uki_read(file, rd_left(&file), &image))
		uki_put_cmdline(uki_part_of(file, &image, UKI_CMDLINE), out);
}

bool session_uki_into_plan(struct session *s, struct rd file)
{
	static char line[PLAN_CMDLINE_MAX + 1];
	struct str text = str_of(line, sizeof line), why;
	struct plan *p = &s->entry.plan;
	struct view rest = {.p = p->cmdline, .n = p->cmdline_len}, first;
	size_t before;

	/* the kernel's name: APPEND stands behind it */
	view_until(&rest, ' ', &first);
	str_put(&text, first);
	str_putc(&text, ' ');
	before = text.n;
	session_uki_cmdline(file, &text);
	if (text.n == before)
		return true;
	if (rest.n)
		str_putc(&text, ' ');
	str_put(&text, rest);
	if (text.cut || !text_copy(p->cmdline, sizeof p->cmdline, view_of(line))) {
		why = session_report_why(&s->report);
		str_puts(&why, "the command line of the unified kernel image is too long");
		return false;
	}
	p->cmdline_len = text.n;
	text = str_of(line, LOG_LINE_MAX);
	str_printable(&text, view_of(p->cmdline), LOG_LINE_MAX - 40);
	log_info("command line with the image's own: %s", line);
	return true;
}
