/* SPDX-License-Identifier: MIT
 * kexec on x86_64. Other CPUs are parked by an interrupt, which none refuses. */
#include "init/kexec/x86.h"

const struct kexec_arch kexec_arch = {.prepare = x86_prepare};
