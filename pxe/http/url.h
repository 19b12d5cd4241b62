/* SPDX-License-Identifier: MIT
 * pxe/http/url.h - URLs as HTTP needs them. Layer: pure. Callers: pxe/http/get.c, pxe/fetch/http.c.
 */
#ifndef PXE_HTTP_URL_H
#define PXE_HTTP_URL_H

#include "pxe/url.h"

/* Beyond enum pxe_url_error. */
#define HTTP_REDIRECT_DOWN 100

/* Longest URL: each byte of a path escaped, scheme, host and port. */
#define HTTP_URL_MAX (3 * PXE_PATH_MAX + PXE_HOST_MAX + 32)

/** http_packed_name() - @path ends in .gz or the like: servers then often call the file's own
 *  compression a Content-Encoding */
bool http_packed_name(struct view path);

/**
 * http_url() - append the URL of a request
 *
 * %-escapes in the path stay as they are, what may not stand in a URL is escaped; the port is
 * always there. Return: false when @s was too small.
 */
bool http_url(struct str *s, const struct pxe_target *t);

/**
 * http_redirect() - where a reply to a request for @from leads (RFC 9110 10.2.2)
 * @location: as it came
 * @scratch:  empty, room for @location behind a whole URL
 * @ret:      undefined after an error; may not be @from
 *
 * Only http and https are followed, and from https only https: what was asked for in private must
 * not be fetched in the open. Return: 0, enum pxe_url_error or HTTP_REDIRECT_DOWN.
 */
int http_redirect(const struct pxe_target *from, struct view location, struct str *scratch,
		  struct pxe_target *ret) __attribute__((warn_unused_result));

/** http_inner_address() - loopback, link-local, multicast, "this network": where no redirect from
 *  elsewhere may lead. Host byte order. */
bool http_inner_address(uint32_t addr);

#endif
