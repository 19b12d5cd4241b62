/* SPDX-License-Identifier: MIT
 * In place of pxe/http/tls.c, for TLS=no. */
#include "pxe/http/tls.h"

#include <errno.h>

bool http_tls_built(void)
{
	return false;
}

int http_tls_trust(const char *ca, const char *pin)
{
	return ca || pin ? -EPROTONOSUPPORT : 0;
}

int http_tls_setup(void *easy, struct http_tls_seen *seen)
{
	(void)easy;
	(void)seen;
	return -EPROTONOSUPPORT;
}
