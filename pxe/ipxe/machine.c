/* SPDX-License-Identifier: MIT */
#include "pxe/ipxe/machine.h"

#include "pxe/ipxe/setting.h"

#if defined(__s390x__)
#define ARCH "s390x"
#elif defined(__aarch64__)
#define ARCH "arm64"
#elif defined(__arm__)
#define ARCH "arm32"
#else
#define ARCH "x86_64"
#endif

/* CPUID leaf 1 and 0x80000001, EDX: the bits of AMD64's base: FPU to SSE2, and NX, long mode. */
#define X86_EDX	    0x078bfbffu
#define X86_EXT_EDX 0x20100800u

void ipxe_machine(struct ipxe *x, const char *version)
{
	ipxe_fact_text(x, "builtin", "buildarch", ARCH);
	ipxe_fact_text(x, "builtin", "platform", "linux");
	ipxe_fact_text(x, "builtin", "version", version);
}

void ipxe_machine_cpu(struct ipxe *x)
{
	char arch[16];
	struct str s = str_of(arch, sizeof arch);
	bool x86;

	ipxe_value(x, view_of("buildarch"), &s);
	x86 = view_is((struct view){.p = arch, .n = s.n}, "x86_64") ||
	      view_is((struct view){.p = arch, .n = s.n}, "i386");
	x->cpu_edx[0] = x86 ? X86_EDX : 0;
	x->cpu_edx[1] = x86 ? X86_EXT_EDX : 0;
	x->cpu_ecx[0] = x->cpu_ecx[1] = 0;
}
