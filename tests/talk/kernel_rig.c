/* SPDX-License-Identifier: MIT
 * In place of pxe/plan/check.c: every kernel is good, of whatever architecture the test runs on, and
 * every command line and size as well. Linked by the tests of a whole session, talk_session* and
 * fuzz_session: their files are a few bytes, and what a kernel says of itself is unit/test_check's.
 */
#include "pxe/plan/check.h"

struct view plan_check_kernel_name(uint16_t arch, struct view name)
{
	struct view file = name;

	(void)arch;
	view_until(&name, '#', &file);
	return file;
}

bool plan_check_cmdline(uint16_t arch, const struct conf *c, const struct plan *plan,
			struct conf_where *where, struct str *why)
{
	(void)arch;
	(void)c;
	(void)plan;
	(void)where;
	(void)why;
	return true;
}

bool plan_check_kernel(uint16_t arch, struct rd head, uint64_t file_len, size_t cmdline_len,
		       struct str *why)
{
	(void)arch;
	(void)head;
	(void)file_len;
	(void)cmdline_len;
	(void)why;
	return true;
}

void plan_check_inside(uint16_t arch, struct plan *plan)
{
	(void)arch;
	(void)plan;
}

bool plan_check_holds(const struct plan *plan, struct rd head, struct str *why)
{
	(void)plan;
	(void)head;
	(void)why;
	return true;
}

bool plan_check_walks(uint16_t arch, struct rd head)
{
	(void)arch;
	(void)head;
	return false;
}

bool plan_check_whole(uint16_t arch, struct rd file, struct initrd_check *walk, struct str *why)
{
	(void)arch;
	(void)walk;
	(void)file;
	(void)why;
	return true;
}

bool plan_check_fits(uint64_t so_far, uint64_t more, uint64_t max_payload, struct str *why)
{
	(void)so_far;
	(void)more;
	(void)max_payload;
	(void)why;
	return true;
}
