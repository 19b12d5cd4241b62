/* SPDX-License-Identifier: MIT
 * kexec where we have no loader: a workstation runs everything up to the jump. */
#include "init/kexec/kexec.h"

static int prepare_none(const struct kexec_job *job, const struct ram *ram, struct kexec_set *set,
			struct str *text)
{
	(void)job, (void)ram, (void)set;
	str_puts(text, kexec_reason_str(KEXEC_NO_LOADER));
	return KEXEC_NO_LOADER;
}

const struct kexec_arch kexec_arch = {.prepare = prepare_none};
