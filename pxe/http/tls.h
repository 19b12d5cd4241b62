/* SPDX-License-Identifier: MIT
 * pxe/http/tls.h - whom to trust over HTTPS. Layer: adapter. Caller: pxe/fetch/https.c.
 *
 * Trust is read from files before the sandbox closes: certificates of the CAs (PEM), and public
 * keys of servers ("sha256//" and base64, the form of curl's --pinnedpubkey; several with ';'
 * between). Where there are CA certificates, the server's certificate must chain to one of them, be
 * in force and bear the host's name. Where there are keys, the server must have one of the keys.
 * Where there are both, both rules apply.
 *
 * A clock that shows an earlier date than this version's build date (PXEHOP_EPOCH) is not set. On
 * such a machine "not yet valid" certificates pass, and PXEHOP_EPOCH decides what has expired.
 *
 * Builds with TLS=no leave pxe/http/tls.c out. pxe/fetch/https.c, the transport of HTTPS, is its
 * only caller.
 */
#ifndef PXE_HTTP_TLS_H
#define PXE_HTTP_TLS_H

#include <stdbool.h>

#define HTTP_TLS_WHY_MAX 200

/** struct http_tls_seen - the fault found in the certificates of one server; must outlive the
 *  request */
struct http_tls_seen {
	const char *host;
	int rank;
	char why[HTTP_TLS_WHY_MAX]; /* the fault in words, printable; "" = none */
};

/** http_tls_trust() - read the files, once per process; later calls do nothing and return 0
 *  @ca:  a file in PEM, or in DER with one certificate behind the other; NULL = /etc/pxehop/ca.pem of the
 *        image, else its ca.der, else the distribution's bundle
 *  @pin: the keys themselves; NULL = those in /etc/pxehop/pin, if any
 *
 *  With keys, but neither @ca nor one in the image, the keys alone decide.
 *  Return: 0; -errno for an unreadable @ca; -ENAMETOOLONG for too many keys */
int http_tls_trust(const char *ca, const char *pin);

/** http_tls_setup() - prepare @easy, a CURL handle, for a server that must prove that it is
 *  @seen->host; reads the default files if http_tls_trust() was not called before
 *  Return: 0, -ENOKEY when there is neither CA nor key, -ENOMEM
 */
int http_tls_setup(void *easy, struct http_tls_seen *seen);

/** http_tls_setup_fn - http_tls_setup() as pxe/http/get.c sees it: TLS=no has no such function */
typedef int http_tls_setup_fn(void *easy, struct http_tls_seen *seen);

#endif
