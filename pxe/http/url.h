/* SPDX-License-Identifier: MIT
 * pxe/http/url.h - request URLs and redirects of HTTP. Layer: pure. Callers: pxe/http/get.c,
 * pxe/fetch/http.c, tests.
 */
#ifndef PXE_HTTP_URL_H
#define PXE_HTTP_URL_H

#include "lib/netaddr.h"
#include "pxe/url.h"

/* A value of http_redirect() that no enum pxe_url_error has. */
#define HTTP_REDIRECT_DOWN 100

/* The longest URL has every byte of its path escaped, and scheme, host and port. */
#define HTTP_URL_MAX (3 * PXE_PATH_MAX + PXE_HOST_MAX + 32)

/** http_packed_name() - @path ends in .gz or another compression's suffix. Servers often name the
 *  compression of such a file in Content-Encoding. */
bool http_packed_name(struct view path);

/**
 * http_url() - append the URL of a request
 *
 * %-escapes in the path stay as they are. Bytes that RFC 3986 does not allow are escaped. The port
 * is always written. Return: false when @s was too small.
 */
bool http_url(struct str *s, const struct pxe_target *t);

/**
 * http_redirect() - the target of a redirect from @from (RFC 9110 10.2.2)
 * @location: the Location field as the server sent it
 * @scratch:  an empty builder with room for a whole URL and @location
 * @ret:      undefined after an error; must not be @from. It keeps the login if it is the same
 *            server, or the same host with HTTPS instead of HTTP.
 *
 * Redirects to http and https are followed, from https only to https: a private request must not be
 * continued in the open. Return: 0, enum pxe_url_error or HTTP_REDIRECT_DOWN.
 */
int http_redirect(const struct pxe_target *from, struct view location, struct str *scratch,
		  struct pxe_target *ret) __attribute__((warn_unused_result));

/** http_inner_address() - @a is loopback, link-local, multicast or "this network" (0.0.0.0/8). No
 *  redirect from another address may lead there. */
bool http_inner_address(const struct netaddr *a);

#endif
