/* SPDX-License-Identifier: MIT
 * For TLS=no. */
#include "pxe/http_tls.h"

#include <errno.h>
#include <stdbool.h>

bool http_tls_built(void)
{
	return false;
}

int http_tls_setup(void *easy)
{
	(void)easy;
	return -EPROTONOSUPPORT;
}
