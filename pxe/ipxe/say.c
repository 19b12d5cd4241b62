/* SPDX-License-Identifier: MIT */
#include "pxe/ipxe/script.h"

#include "lib/format.h"

#include <string.h>

void ipxe_put(struct ipxe *x, struct view v)
{
	size_t room = sizeof x->said_buf - x->said;
	size_t n = v.n < room ? v.n : room;

	if (n)
		memcpy(x->said_buf + x->said, v.p, n);
	x->said += n;
}

void ipxe_puts(struct ipxe *x, const char *text)
{
	ipxe_put(x, view_of(text));
}

void ipxe_putf(struct ipxe *x, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	format_text(text, sizeof text, fmt, ap);
	va_end(ap);
	ipxe_puts(x, text);
}
