/* SPDX-License-Identifier: MIT
 * Heads of replies and where they lead: what is believed of them must hold together. */
#include "pxe/http/reply.h"
#include "pxe/http/url.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void hold(bool it)
{
	if (!it)
		abort();
}

static void check_judged(const struct http_reply *r, uint64_t from)
{
	struct http_want want = {.from = from, .max_bytes = 1000};
	enum http_verdict v = http_reply_judge(r, &want);

	hold(http_verdict_str(v)[0] != 0);
	if (v != HTTP_TAKE && v != HTTP_TAKE_ALL)
		return;
	hold(r->status == 200 || (r->status == 206 && from && r->first == from));
	hold(http_reply_size(r) <= want.max_bytes);
	hold(!r->encoded || r->status == 206);
}

static void check_redirect(const struct http_reply *r)
{
	static struct pxe_target from, to;
	static char scratch[2 * HTTP_LOCATION_MAX], url[HTTP_URL_MAX];
	struct str s = str_of(scratch, sizeof scratch), u = str_of(url, sizeof url);

	hold(pxe_url_resolve(view_of(""), view_of("https://host:8443/dir/file?query"), &from) == 0);
	if (http_redirect(&from, view_of(r->location), &s, &to))
		return;
	hold(to.scheme == PXE_HTTPS && to.host[0] && to.port);
	hold(http_url(&u, &to));
	for (const char *p = url; *p; p++)
		hold(*p > 0x20 && *p < 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct http_reply r;
	struct view text = {.p = (const char *)data, .n = size}, line;

	memset(&r, 0, sizeof r);
	while (view_until(&text, '\n', &line)) {
		if (!http_reply_line(&r, line))
			break;
		hold(r.bytes <= HTTP_HEAD_MAX);
	}
	hold(view_printable(view_of(r.reason)));
	for (const char *p = r.validator; *p; p++)
		hold(*p >= 0x20 && *p < 0x7f);
	hold(r.retry_s <= HTTP_RETRY_MAX_S);
	check_judged(&r, 0);
	check_judged(&r, 3);
	if (r.location[0])
		check_redirect(&r);
	return 0;
}
