/* SPDX-License-Identifier: MIT
 * pxe/http/tls.h - whom to trust over HTTPS. Layer: adapter. Caller: pxe/fetch/https.c.
 *
 * Trust is read from files before the sandbox closes: certificates of the CAs (PEM), and public
 * keys of servers ("sha256//" and base64, the form of curl's --pinnedpubkey; several with ';'
 * between). With certificates a server must have one that leads to them, is in force and bears the
 * host's name; with keys it must have one of those; with both, both.
 *
 * The clock counts from the day this version was made on. One that says less is not set: then
 * certificates that are "not yet" valid pass, since nobody can tell, and those that had expired by
 * that day do not.
 *
 * Builds with TLS=no leave pxe/http/tls.c out: it is reached through the transport of HTTPS alone
 * (pxe/fetch/https.c).
 */
#ifndef PXE_HTTP_TLS_H
#define PXE_HTTP_TLS_H

#include <stdbool.h>

#define HTTP_TLS_WHY_MAX 200

/** struct http_tls_seen - what was wrong with the certificates of one server; lives with the
 *  request */
struct http_tls_seen {
	const char *host;
	int rank;
	char why[HTTP_TLS_WHY_MAX]; /* printable, "" = nothing */
};

/** http_tls_trust() - read the files, once per process; later calls are ignored
 *  @ca:  PEM; NULL = that of the image, else the distribution's
 *  @pin: keys as a text; NULL = those of the image, if any
 *
 *  With @pin and no @ca of the caller's or the image's, the key alone decides.
 *  Return: 0, or the negative errno for a file that was named and cannot be read */
int http_tls_trust(const char *ca, const char *pin);

/** http_tls_setup() - prepare @easy, a CURL handle, for a server that must prove that it is
 *  @seen->host.
 *  Return: 0, -ENOKEY when there is nobody to trust, -ENOMEM
 */
int http_tls_setup(void *easy, struct http_tls_seen *seen);

/** http_tls_setup_fn - as pxe/http/get.c is told of it */
typedef int http_tls_setup_fn(void *easy, struct http_tls_seen *seen);

#endif
