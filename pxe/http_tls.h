/* SPDX-License-Identifier: MIT
 * pxe/http_tls.h - whom to trust over HTTPS. Layer: adapter. Caller: pxe/http_get.c.
 *
 * Two files have it: http_tls.c with TLS, http_tls_none.c for builds without.
 */
#ifndef PXE_HTTP_TLS_H
#define PXE_HTTP_TLS_H

#include <stdbool.h>

/** http_tls_built() - whether this build speaks HTTPS */
bool http_tls_built(void);

/** http_tls_setup() - prepare @easy, a CURL handle, for a server that must prove who it is.
 *  Return: 0, -EPROTONOSUPPORT in a build without TLS, or another negative errno */
int http_tls_setup(void *easy);

#endif
