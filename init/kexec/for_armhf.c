/* SPDX-License-Identifier: MIT
 * kexec on 32-bit ARM. The kernel finds the device tree among the segments by itself. */
#include "init/kexec/arm.h"

#define KEXEC_ARCH_ARM (40ul << 16)

static int prepare(const struct kexec_job *job, const struct ram *ram, struct kexec_set *set,
		   struct str *text)
{
	static const struct arm_machine machine = {.form = ARM_FORM_ZIMAGE,
						   .max_cmdline = ARM_CMDLINE,
						   .flags = KEXEC_ARCH_ARM,
						   .layout = layout_armhf};

	return arm_prepare(&machine, job, ram, set, text);
}

const struct kexec_arch kexec_arch = {.prepare = prepare, .see = arm_see, .cpus = arm_cpus};
