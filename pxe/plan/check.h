/* SPDX-License-Identifier: MIT
 * pxe/plan/check.h - what can be said against a boot before or while it is downloaded. Layer: pure.
 * Callers: pxe/session/parts.c, after the first S390_HEAD_LEN bytes of the kernel and again at its
 * end; cmd/lint_file.c.
 */
#ifndef PXE_PLAN_CHECK_H
#define PXE_PLAN_CHECK_H

#include "lib/bytes.h"
#include "lib/image/initrd.h"
#include "lib/text.h"
#include "pxe/plan/plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * plan_check_kernel() - can this machine start it, and will the command line fit?
 * @arch:        the machine, as DHCP option 93 names it. A target speaks for itself whatever is
 *               given; of a machine that we know nothing about nothing is refused.
 * @head:        the file's first S390_HEAD_LEN bytes, or all of it if it is shorter
 * @file_len:    bytes of the whole file, 0 = not known yet
 * @cmdline_len: bytes of the command line without NUL
 * @why:         what is wrong and how to mend it, on refusal only
 *
 * Return: whether it may be downloaded and handed to the loader, which checks again.
 */
bool plan_check_kernel(uint16_t arch, struct rd head, uint64_t file_len, size_t cmdline_len,
		       struct str *why);

/**
 * plan_check_cmdline() - can this machine's kernel read the command line? s390x's takes all of it for
 * EBCDIC when one byte has its highest bit set, and then knows none of its words.
 * @arch:  as above
 * @c:     what @plan was made of
 * @where: the line of the byte, of the label when it is on none, such as one that was typed
 * @why:   as above, with the byte and its column where it has one
 */
bool plan_check_cmdline(uint16_t arch, const struct conf *c, const struct plan *plan,
			struct conf_where *where, struct str *why);

/** plan_check_kernel_name() - the file that a kernel's name names. On ARM, as with U-Boot, a # may
 * follow with a FIT's configuration; elsewhere it is a letter like any other. @arch as above. */
struct view plan_check_kernel_name(uint16_t arch, struct view name);

/** plan_check_inside() - on ARM, as with U-Boot, INITRD and FDT that name the kernel's own file mean its
 *  parts: those of a FIT, or of a uImage of several files. They leave @plan, and are not downloaded a
 *  second time; plan.inside tells of it. @arch as above */
void plan_check_inside(uint16_t arch, struct plan *plan);

/** plan_check_holds() - has the kernel's file @head room for such parts? @why as above */
bool plan_check_holds(const struct plan *plan, struct rd head, struct str *why);

/** plan_check_walks() - is the kernel's file, which begins with @head, one gzip stream? Whether that is
 *  whole only inflating tells, which can go on while the file arrives. @arch as above */
bool plan_check_walks(uint16_t arch, struct rd head);

/** plan_check_is_uki() - whether the file that begins with @head is a unified kernel image, on a machine that
 *  takes those apart. plan_check_kernel() judges what @head says of it, plan_check_whole() the kernel in
 *  it; neither sees whether the command line fits. @arch as above */
bool plan_check_is_uki(uint16_t arch, struct rd head);

/**
 * plan_check_whole() - did the whole kernel arrive?
 * @file: all of it. One that was cut off on the server looks like any other; what it carries
 *	  compressed, or says to be in it, does not end.
 * @walk: started; where plan_check_walks() says so, it may have been fed with the beginning of the file
 *
 * @arch and @why as above.
 */
bool plan_check_whole(uint16_t arch, struct rd file, struct initrd_check *walk, struct str *why);

/** plan_check_fits() - @so_far bytes of payload are here or announced, @more are announced now, and
 *  @max_payload can be loaded (0 = unknown, everything fits). @why as above. */
bool plan_check_fits(uint64_t so_far, uint64_t more, uint64_t max_payload, struct str *why);

#endif
