/* SPDX-License-Identifier: MIT
 * Errors and ends in words. */
#include "pxe/ipxe/ipxe.h"

const char *ipxe_error_str(int error)
{
	switch (error) {
	case IPXE_OK: return "no error";
	case IPXE_ECANCELED: return "cancelled";
	case IPXE_EINVAL: return "not a valid value";
	case IPXE_ELOOP: return "goes round in circles";
	case IPXE_ENOENT: return "there is no such thing";
	case IPXE_ENOEXEC: return "cannot be run";
	case IPXE_ENOMEM: return "no room";
	case IPXE_ENOTSUP: return "not supported";
	case IPXE_ETIMEDOUT: return "it took too long";
	case IPXE_EFAULT: return "the condition does not hold";
	}
	return "error";
}

const char *ipxe_end_str(enum ipxe_end end)
{
	static const char *const words[] = {
		[IPXE_END_EXIT] = "exit",	  [IPXE_END_BOOT] = "boot",
		[IPXE_END_LOCAL] = "local",	  [IPXE_END_REBOOT] = "reboot",
		[IPXE_END_POWEROFF] = "poweroff", [IPXE_END_LOOP] = "loop"};

	return end < sizeof words / sizeof *words ? words[end] : "?";
}
