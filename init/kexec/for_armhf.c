/* SPDX-License-Identifier: MIT
 * kexec on 32-bit ARM, which has no kexec_file_load. */
#include "init/kexec/arm.h"

#define KEXEC_ARCH_ARM (40ul << 16)

static int prepare_armhf(const struct kexec_job *job, const struct ram *ram, struct kexec_set *set,
			 struct str *text)
{
	extern const uint8_t armhf_entry[], armhf_entry_end[];
	struct arm_machine machine = {.form = ARM_FORM_ZIMAGE,
				      .max_cmdline = ARM_CMDLINE,
				      .flags = KEXEC_ARCH_ARM,
				      .unpacks = true,
				      .layout = layout_armhf,
				      .entry = armhf_entry,
				      .entry_len = (size_t)(armhf_entry_end - armhf_entry)};

	return arm_prepare(&machine, job, ram, set, text);
}

const struct kexec_arch kexec_arch = {.prepare = prepare_armhf, .see = arm_see, .cpus = arm_cpus};
