/* SPDX-License-Identifier: MIT
 * The search order and the second try. Input: a byte of flags, hardware type, MAC length, 16 bytes
 * of UUID, then boot file, prefix, option 209 and a name, separated by NUL. */
#include "lib/bytes.h"
#include "pxe/plan/names.h"
#include "pxe/url.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct view next_text(struct rd *r)
{
	struct rd probe = *r, text = rd_cstr(&probe);

	if (text.bad) {
		text = rd_sub(r, rd_left(r));
	} else {
		*r = probe;
	}
	return (struct view){.p = (const char *)text.p, .n = rd_left(&text)};
}

static void search(const struct plan_host *host)
{
	static struct plan_names_candidate candidate;
	struct plan_names_iter it;
	unsigned n = 0;

	plan_names_start(&it, host);
	while (plan_names_next(&it, &candidate)) {
		if (++n > 23 || strlen(candidate.name) > PLAN_NAMES_MAX || !candidate.name[0])
			abort();
		if (candidate.second_pass && !host->has_prefix &&
		    (memcmp(candidate.name, "::pxelinux.cfg/", 15) != 0 || !host->bootfile.n))
			abort();
	}
	if (!n)
		abort(); /* default is always asked for */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pxe_target target;
	static char buf[PLAN_NAMES_BUF];
	struct rd r = rd_of(data, size);
	struct plan_host host = {0};
	struct str s = str_of(buf, sizeof buf);
	uint8_t flags = rd_u8(&r);
	struct view name;

	host.htype = rd_u8(&r);
	host.mac_len = rd_u8(&r);
	host.has_uuid = flags & 1 && rd_copy(&r, host.uuid, sizeof host.uuid);
	host.ip = flags & 2 ? 0x0a000001 : 0;
	host.bootfile = next_text(&r);
	host.has_prefix = flags & 4;
	host.prefix = next_text(&r);
	host.has_conffile = flags & 8;
	host.conffile = next_text(&r);
	name = next_text(&r);
	search(&host);
	if (plan_names_retry(plan_names_prefix(&host), name, &s) &&
	    pxe_url_resolve((struct view){0}, (struct view){.p = buf, .n = s.n}, &target) == 0 &&
	    strlen(target.path) > PLAN_NAMES_MAX)
		abort();
	return 0;
}
