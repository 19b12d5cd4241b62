/* SPDX-License-Identifier: MIT
 * Commands that decide, say and wait. */
#include "pxe/ipxe/command.h"

int ipxe_do_accept(struct ipxe *x)
{
	(void)x;
	return 0;
}

int ipxe_do_refuse(struct ipxe *x)
{
	ipxe_putf(x, "%s: %s\n", x->command->name, x->command->usage);
	return IPXE_ENOTSUP;
}

int ipxe_do_echo(struct ipxe *x)
{
	struct view text;

	if (!ipxe_join(x, 0, &text))
		return IPXE_ENOMEM;
	ipxe_put(x, text);
	if (!ipxe_given(x, 0))
		ipxe_puts(x, "\n");
	return 0;
}

int ipxe_do_exit(struct ipxe *x)
{
	uint64_t n = 0;

	if (ipxe_args(x) && !ipxe_lex_number(ipxe_arg(x, 0), &n)) {
		ipxe_puts(x, "exit: no number\n");
		return IPXE_EINVAL;
	}
	x->leaving = true;
	return (int)(n & 0x7fffffff);
}

int ipxe_do_goto(struct ipxe *x)
{
	int rc = ipxe_goto(x, ipxe_arg(x, 0));

	if (rc) {
		ipxe_puts(x, "goto: no such label: ");
		ipxe_put(x, ipxe_arg(x, 0));
		ipxe_puts(x, "\n");
	}
	return rc;
}

int ipxe_do_isset(struct ipxe *x)
{
	return ipxe_arg(x, 0).n ? 0 : IPXE_EFAULT;
}

int ipxe_do_iseq(struct ipxe *x)
{
	return view_eq(ipxe_arg(x, 0), ipxe_arg(x, 1)) ? 0 : IPXE_EFAULT;
}

int ipxe_do_sleep(struct ipxe *x)
{
	uint64_t s;

	if (!ipxe_lex_number(ipxe_arg(x, 0), &s) || s > UINT32_MAX / 1000)
		return IPXE_EINVAL;
	x->need.ms = (uint32_t)s * 1000;
	return s ? ipxe_wait(x, IPXE_PAUSE, ipxe_as_is) : 0;
}

int ipxe_do_prompt(struct ipxe *x)
{
	int rc = ipxe_option_ms(x, 1, &x->need.ms);

	x->need.key = 0;
	if (!rc && ipxe_given(x, 0) && !ipxe_lex_key(ipxe_option(x, 0), &x->need.key))
		rc = IPXE_EINVAL;
	if (!rc && !ipxe_join(x, 0, &x->need.text))
		rc = IPXE_ENOMEM;
	return rc ? rc : ipxe_wait(x, IPXE_KEY, ipxe_as_is);
}
