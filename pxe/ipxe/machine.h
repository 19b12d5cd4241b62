/* SPDX-License-Identifier: MIT
 * pxe/ipxe/machine.h - what a script learns of this loader and its machine. Layer: pure. Callers:
 * cmd/, pxe/session/.
 */
#ifndef PXE_IPXE_MACHINE_H
#define PXE_IPXE_MACHINE_H

#include "pxe/ipxe/ipxe.h"

/** ipxe_machine() - the built-in settings buildarch, platform and version; @version is the loader's own */
void ipxe_machine(struct ipxe *x, const char *version);

/** ipxe_machine_cpu() - what `cpuid` finds: on x86 what every 64-bit processor has, elsewhere nothing.
 *  ${buildarch} says which it is, so that one may be set for a run on a workstation */
void ipxe_machine_cpu(struct ipxe *x);

#endif
