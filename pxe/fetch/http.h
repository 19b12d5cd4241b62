/* SPDX-License-Identifier: MIT
 * pxe/fetch/http.h - the slots of struct fetch_transport_ops that HTTP and HTTPS share. Layer:
 * adapter. Callers: pxe/fetch/http.c, pxe/fetch/https.c.
 */
#ifndef PXE_FETCH_HTTP_H
#define PXE_FETCH_HTTP_H

#include "pxe/fetch/transport.h"
#include "pxe/http/get.h"

bool fetch_http_host(struct fetch_job *j, struct view *ret);

/** fetch_http_begin() - slot begin; @setup_tls prepares requests for TLS, NULL = not encrypted */
enum fetch_end fetch_http_begin(struct fetch_job *j, http_tls_setup_fn *setup_tls, uint64_t now);

enum fetch_end fetch_http_again(struct fetch_job *j, uint64_t now);
enum fetch_end fetch_http_step(struct fetch_job *j, uint64_t now);
unsigned fetch_http_pollfds(const struct fetch_job *j, struct pollfd ret[static FETCH_POLLFDS]);
uint64_t fetch_http_deadline(const struct fetch_job *j);
void fetch_http_stop(struct fetch_job *j);

#endif
