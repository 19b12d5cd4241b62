/* SPDX-License-Identifier: MIT
 * Commands about the machine. */
#include "pxe/ipxe/command.h"

/* reboot, poweroff */
int ipxe_do_end(struct ipxe *x)
{
	ipxe_finish(x, (enum ipxe_end)x->command->arg);
	return 0;
}

int ipxe_do_shell(struct ipxe *x)
{
	return ipxe_wait(x, IPXE_SHELL, ipxe_as_is);
}

/* An entry of many menus, which go on behind it. */
int ipxe_do_config(struct ipxe *x)
{
	ipxe_puts(x, "config: there is no editor of settings here\n");
	return 0;
}

int ipxe_do_cpuid(struct ipxe *x)
{
	bool extended = ipxe_given(x, 0);
	uint32_t bits = ipxe_given(x, 1) ? x->cpu_ecx[extended] : x->cpu_edx[extended];
	uint64_t bit;

	if (!ipxe_lex_number(ipxe_arg(x, 0), &bit) || bit > 31)
		return IPXE_EINVAL;
	return bits >> bit & 1 ? 0 : IPXE_EFAULT;
}

/* Without a URI it is the machine's own disk that is meant. */
int ipxe_do_sanboot(struct ipxe *x)
{
	if (ipxe_args(x)) {
		ipxe_putf(x, "%s: disks on a network cannot be booted\n", x->command->name);
		return IPXE_ENOTSUP;
	}
	ipxe_finish(x, IPXE_END_LOCAL);
	return 0;
}
