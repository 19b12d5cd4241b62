/* SPDX-License-Identifier: MIT
 * kexec on arm64. */
#include "init/kexec/arm.h"

#define KEXEC_ARCH_AARCH64 (183ul << 16)

static int prepare_arm64(const struct kexec_job *job, const struct ram *ram, struct kexec_set *set,
			 struct str *text)
{
	extern const uint8_t arm64_entry[], arm64_entry_end[];
	struct arm_machine machine = {.form = ARM_FORM_IMAGE,
				      .max_cmdline = ARM64_CMDLINE,
				      .flags = KEXEC_ARCH_AARCH64,
				      .by_file = true,
				      .layout = layout_arm64,
				      .entry = arm64_entry,
				      .entry_len = (size_t)(arm64_entry_end - arm64_entry)};

	return arm_prepare(&machine, job, ram, set, text);
}

const struct kexec_arch kexec_arch = {.prepare = prepare_arm64, .see = arm_see, .cpus = arm_cpus};
