/* SPDX-License-Identifier: MIT
 * A download by HTTPS: HTTP over TLS, from a server that proves its identity. */
#include "pxe/fetch/http.h"

#include "pxe/http/tls.h"

static enum fetch_end https_begin(struct fetch_job *j, uint64_t now)
{
	return fetch_http_begin(j, http_tls_setup, now);
}

const struct fetch_transport_ops fetch_https_ops = {
	.host = fetch_http_host,
	.begin = https_begin,
	.again = fetch_http_again,
	.step = fetch_http_step,
	.pollfds = fetch_http_pollfds,
	.deadline = fetch_http_deadline,
	.stop = fetch_http_stop,
	.resumes = true,
	.trust = http_tls_trust,
};
