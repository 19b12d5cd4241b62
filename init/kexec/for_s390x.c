/* SPDX-License-Identifier: MIT
 * kexec on s390x. Stopping the other CPUs is the machine's own order, which it never refuses. */
#include "init/kexec/kexec.h"

#include "init/kexec/s390x.h"

static int prepare_s390x(const struct kexec_job *job, const struct ram *ram, struct kexec_set *set,
			 struct str *text)
{
	extern const uint8_t s390x_entry[], s390x_entry_end[];
	struct s390x_code code = {.p = s390x_entry, .n = (size_t)(s390x_entry_end - s390x_entry)};

	return s390x_prepare(job, ram, code, set, text);
}

const struct kexec_arch kexec_arch = {.prepare = prepare_s390x};
