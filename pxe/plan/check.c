/* SPDX-License-Identifier: MIT */
#include "pxe/plan/check.h"

#include "lib/image/arm.h"
#include "lib/image/s390.h"
#include "lib/image/uki.h"
#include "lib/image/whole.h"
#include "lib/image/x86.h"

enum machine { MACHINE_S390, MACHINE_ARM64, MACHINE_ARM32, MACHINE_X86, MACHINE_OTHER };

/* Compiled for a target there is one answer, and what the others need is left out of it. */
static enum machine machine_of(uint16_t arch)
{
#if defined(__s390x__)
	(void)arch;
	return MACHINE_S390;
#elif defined(__aarch64__)
	(void)arch;
	return MACHINE_ARM64;
#elif defined(__arm__)
	(void)arch;
	return MACHINE_ARM32;
#else
	switch (arch) { /* IANA "Processor Architecture Types" */
	case 0x1f:
	case 0x20: return MACHINE_S390;
	case 0x0b:
	case 0x13:
	case 0x16:
	case 0x17: return MACHINE_ARM64;
	case 0x0a:
	case 0x12:
	case 0x14:
	case 0x15: return MACHINE_ARM32;
	case 0x00:
	case 0x06:
	case 0x07:
	case 0x09:
	case 0x0f:
	case 0x10: return MACHINE_X86;
	default: return MACHINE_OTHER;
	}
#endif
}

static bool cmdline_fits(size_t len, uint32_t max, struct str *why)
{
	if (len < max)
		return true;
	str_fmt(why,
		"the command line has %zu bytes, this kernel takes %u; shorten APPEND or "
		"drop SYSAPPEND",
		len, max - 1);
	return false;
}

static bool s390_kernel(struct rd head, uint64_t file_len, size_t cmdline_len, struct str *why)
{
	struct s390_image image;
	int reason = s390_image_read(head, file_len, &image);

	if (!reason)
		return cmdline_fits(cmdline_len, image.max_cmdline, why);
	str_puts(why, s390_image_not(reason));
	str_puts(why, s390_image_str(reason));
	return false;
}

/* @text says what the file is not; of a file that is no image at all, its first bytes may say what
 * it is. */
static void put_no_kernel(struct str *why, const char *text, bool unknown, struct rd head)
{
	const char *instead = unknown ? s390_image_instead(head) : NULL;

	str_puts(why, text);
	if (instead)
		str_fmt(why, " but %s", instead);
}

/* A wrapping may hold either kind of kernel; the loader will see. */
static bool arm_kernel(enum arm_form wrong, uint32_t max_cmdline, struct rd head, uint64_t file_len,
		       size_t cmdline_len, struct str *why)
{
	struct arm_image image;
	int reason = arm_image_read(head, file_len, &image);

	if (!reason && image.form != wrong &&
	    !(image.form == ARM_FORM_ELF && wrong == ARM_FORM_IMAGE))
		return cmdline_fits(cmdline_len, max_cmdline, why);
	if (!reason)
		str_fmt(why, "%s, which this machine cannot start", arm_form_str(image.form));
	else
		put_no_kernel(why, arm_image_str(reason), reason == ARM_IMAGE_UNKNOWN, head);
	return false;
}

static bool x86_kernel(struct rd head, uint64_t file_len, size_t cmdline_len, struct str *why)
{
	struct x86_image image;
	int reason = x86_image_read(head, file_len, &image);

	if (!reason)
		return cmdline_fits(cmdline_len, image.max_cmdline, why);
	put_no_kernel(why, x86_image_str(reason), reason == X86_IMAGE_UNKNOWN, head);
	return false;
}

/* A unified image carries the kernel, which is judged when all of it is there. */
static bool uki_kernel(uint16_t machine, struct rd head, uint64_t file_len, struct str *why)
{
	struct uki image;

	if (uki_read(head, file_len, &image)) {
		str_puts(why,
			 "a unified kernel image that is cut off; copy it to the server again");
		return false;
	}
	if (image.machine == machine)
		return true;
	str_fmt(why, "a unified kernel image for %s, which this machine cannot start",
		uki_machine_str(image.machine));
	return false;
}

/* Return: the PE number of a machine that UKIs are taken apart for; 0 = none */
static uint16_t uki_machine(uint16_t arch)
{
	switch (machine_of(arch)) {
	case MACHINE_X86: return UKI_X86_64;
	case MACHINE_ARM64: return UKI_ARM64;
	default: return 0;
	}
}

bool plan_check_is_uki(uint16_t arch, struct rd head)
{
	return uki_machine(arch) && uki_is(head);
}

bool plan_check_cmdline(uint16_t arch, const struct conf *c, const struct plan *plan,
			struct conf_where *where, struct str *why)
{
	struct view line = {.p = plan->cmdline, .n = plan->cmdline_len};
	size_t at = s390_cmdline_high(line);
	uint32_t column;

	if (machine_of(arch) != MACHINE_S390 || at == line.n)
		return true;
	*where = plan->where;
	for (size_t i = 0; i < sizeof plan->sources / sizeof *plan->sources; i++) {
		struct view v = plan->sources[i];
		size_t in = s390_cmdline_high(v);

		if (in == v.n)
			continue;
		if (conf_place(c, v.p + in, where, &column))
			str_fmt(why, "column %u: ", column);
		at = in;
		line = v;
		break;
	}
	str_fmt(why, "byte 0x%02x: %s", (unsigned)(uint8_t)line.p[at], S390_CMDLINE_NOT_ASCII);
	return false;
}

struct view plan_check_kernel_name(uint16_t arch, struct view name)
{
	struct view file = name;

	if (machine_of(arch) == MACHINE_ARM64 || machine_of(arch) == MACHINE_ARM32)
		view_until(&name, '#', &file);
	return file;
}

bool plan_check_kernel(uint16_t arch, struct rd head, uint64_t file_len, size_t cmdline_len,
		       struct str *why)
{
	if (!rd_left(&head)) {
		str_puts(why, "the file is empty");
		return false;
	}
	if (plan_check_is_uki(arch, head))
		return uki_kernel(uki_machine(arch), head, file_len, why);
	switch (machine_of(arch)) {
	case MACHINE_S390: return s390_kernel(head, file_len, cmdline_len, why);
	case MACHINE_ARM64:
		return arm_kernel(ARM_FORM_ZIMAGE, ARM64_CMDLINE, head, file_len, cmdline_len, why);
	case MACHINE_ARM32:
		return arm_kernel(ARM_FORM_IMAGE, ARM_CMDLINE, head, file_len, cmdline_len, why);
	case MACHINE_X86: return x86_kernel(head, file_len, cmdline_len, why);
	default: return true;
	}
}

void plan_check_inside(uint16_t arch, struct plan *plan)
{
	bool arm = machine_of(arch) == MACHINE_ARM64 || machine_of(arch) == MACHINE_ARM32;
	struct view kernel = plan_check_kernel_name(arch, plan->kernel);
	size_t n = 0;

	for (size_t i = 0; i < plan->initrd_count; i++)
		if (!arm || !view_eq(plan_check_kernel_name(arch, plan->initrds[i]), kernel))
			plan->initrds[n++] = plan->initrds[i];
	plan->inside = n < plan->initrd_count;
	plan->initrd_count = n;
	if (arm && plan->fdt.n && view_eq(plan_check_kernel_name(arch, plan->fdt), kernel)) {
		plan->inside = true;
		plan->fdt.n = 0;
	}
}

bool plan_check_holds(const struct plan *plan, struct rd head, struct str *why)
{
	struct arm_image image;

	if (!plan->inside || (!arm_image_read(head, 0, &image) &&
			      (image.form == ARM_FORM_FIT || image.form == ARM_FORM_UIMAGE)))
		return true;
	str_puts(why,
		 "INITRD or FDT names the kernel's own file, which is neither a FIT nor a uImage "
		 "and has no such part");
	return false;
}

bool plan_check_walks(uint16_t arch, struct rd head)
{
	bool arm = machine_of(arch) == MACHINE_ARM64 || machine_of(arch) == MACHINE_ARM32;

	return arm && whole_arm_walks(head);
}

static bool kernel_whole(uint16_t arch, struct rd file, struct initrd_check *walk, struct str *why)
{
	enum whole_state state = WHOLE_UNKNOWN;

	switch (machine_of(arch)) {
	case MACHINE_S390: state = whole_s390(file, walk); break;
	case MACHINE_ARM64:
	case MACHINE_ARM32: state = whole_arm(file, walk); break;
	case MACHINE_X86: state = whole_x86(file); break;
	default: break;
	}
	if (state <= WHOLE_YES)
		return true;
	str_puts(why, whole_str(state));
	return false;
}

/* The kernel in a unified image is like any other. */
bool plan_check_whole(uint16_t arch, struct rd file, struct initrd_check *walk, struct str *why)
{
	struct uki image;

	if (!plan_check_is_uki(arch, file))
		return kernel_whole(arch, file, walk, why);
	if (!uki_kernel(uki_machine(arch), file, rd_left(&file), why) ||
	    uki_read(file, rd_left(&file), &image))
		return false;
	file = uki_part_of(file, &image, UKI_LINUX);
	str_puts(why, "its section .linux: ");
	if (!plan_check_is_uki(arch, file))
		return plan_check_kernel(arch, file, rd_left(&file), 0, why) &&
		       kernel_whole(arch, file, walk, why);
	str_puts(why, "a unified kernel image, and no kernel");
	return false;
}

bool plan_check_fits(uint64_t so_far, uint64_t more, uint64_t max_payload, struct str *why)
{
	uint64_t left = so_far < max_payload ? max_payload - so_far : 0;

	if (!max_payload || more <= left)
		return true;
	str_fmt(why,
		"kernel and initrd need %llu KiB, this machine can load %llu KiB; give it more "
		"memory or make the initrd smaller",
		(unsigned long long)(so_far / 1024 + more / 1024 +
				     (so_far % 1024 + more % 1024 + 1023) / 1024),
		(unsigned long long)(max_payload / 1024));
	return false;
}
