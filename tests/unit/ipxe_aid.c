/* SPDX-License-Identifier: MIT */
#include "tests/unit/ipxe_aid.h"

#include "pxe/ipxe/machine.h"
#include "tests/unit/check.h"

#include <stdio.h>
#include <string.h>

struct ipxe aid_run;
char aid_said[65536], aid_asked[4096];

void aid_ipxe_begin(void)
{
	ipxe_init(&aid_run);
	ipxe_machine(&aid_run, "1.0");
	CHECK(ipxe_set(&aid_run, view_of("net0/mac"), view_of("52:54:00:12:34:56")) == 0);
	CHECK(ipxe_fact_text(&aid_run, "net0", "hwaddr", "52:54:00:12:34:56"));
	CHECK(ipxe_fact_text(&aid_run, "net0.dhcp", "ip", "10.0.0.50"));
	CHECK(ipxe_fact_text(&aid_run, "net0.dhcp", "netmask", "255.255.255.0"));
	CHECK(ipxe_fact_text(&aid_run, "net0.dhcp", "filename", "lease.ipxe"));
	CHECK(ipxe_fact(&aid_run, "net0.dhcp", view_of("43"),
			(struct view){.p = "\6\2ab\xff", .n = 5}));
	ipxe_use_net(&aid_run, "net0");
	ipxe_machine_cpu(&aid_run);
}

static void fetch(const struct aid_ipxe_world *w)
{
	struct ipxe *x = &aid_run;
	const struct aid_ipxe_file *f = w ? w->files : NULL;
	size_t asked = strlen(aid_asked);
	struct str s = str_of(aid_asked + asked, sizeof aid_asked - asked);
	enum ipxe_kind kind = IPXE_KIND_KERNEL;
	struct view body;

	str_fmt(&s, "%s ", x->need.method);
	str_put(&s, x->need.uri);
	str_puts(&s, x->need.body.p ? " " : "");
	str_put(&s, x->need.body);
	str_putc(&s, '\n');
	for (; f && f->uri && !view_is(x->need.uri, f->uri); f++)
		;
	if (!f || !f->uri) {
		ipxe_done(x, IPXE_ENOENT);
		return;
	}
	body = view_of(f->body);
	if (ipxe_is_script(body))
		kind = IPXE_KIND_SCRIPT;
	else if (view_is(body, "other"))
		kind = IPXE_KIND_OTHER;
	ipxe_fetched(x, view_of(f->moved), kind, body.n, body);
}

static void choose(const struct aid_ipxe_world *w)
{
	struct ipxe *x = &aid_run;
	int item = x->need.item;

	if (w && w->choice) {
		item = -1;
		for (size_t i = 0; i < x->item_count; i++)
			if (x->items[i].menu == x->need.menu && x->items[i].name &&
			    view_is(ipxe_text(x, x->items[i].name), w->choice))
				item = (int)i;
	}
	ipxe_chosen(x, item);
}

static void answer(enum ipxe_event event, const struct aid_ipxe_world *w)
{
	struct ipxe *x = &aid_run;

	switch (event) {
	case IPXE_FETCH: fetch(w); break;
	case IPXE_CHOOSE: choose(w); break;
	case IPXE_KEY: ipxe_done(x, w && w->key ? 0 : IPXE_ETIMEDOUT); break;
	case IPXE_LINE:
		if (w && w->typed)
			ipxe_typed(x, view_of(w->typed));
		else
			ipxe_done(x, IPXE_ECANCELED);
		break;
	case IPXE_SUM: ipxe_summed(x, view_of("\x01\xff")); break;
	case IPXE_CONTENT: ipxe_content(x, view_of("content")); break;
	case IPXE_EXTRACT:
		ipxe_fetched(x, (struct view){0}, IPXE_KIND_KERNEL, 1, (struct view){0});
		break;
	case IPXE_RESOLVE: ipxe_typed(x, view_of("192.0.2.7")); break;
	default: ipxe_done(x, 0); break;
	}
}

int aid_ipxe_go(const char *text, const struct aid_ipxe_world *w)
{
	static char script[1 << 20];
	struct str s = str_of(script, sizeof script);
	size_t said = 0;
	enum ipxe_event event;

	str_puts(&s, "#!ipxe\n");
	str_puts(&s, text);
	CHECK(!s.cut);
	aid_said[0] = aid_asked[0] = '\0';
	if (ipxe_start(&aid_run, view_of(w && w->uri ? w->uri : ""),
		       (struct view){.p = script, .n = s.n}))
		return -1;
	while ((event = ipxe_run(&aid_run)) != IPXE_STOP) {
		if (event == IPXE_SHELL)
			return -1;
		if (event != IPXE_SAY) {
			answer(event, w);
			continue;
		}
		if (aid_run.say.n < sizeof aid_said - said) {
			memcpy(aid_said + said, aid_run.say.p, aid_run.say.n);
			said += aid_run.say.n;
			aid_said[said] = '\0';
		}
	}
	return (int)aid_run.end;
}

const char *aid_ipxe(const char *text, const struct aid_ipxe_world *w)
{
	aid_ipxe_begin();
	aid_ipxe_go(text, w);
	return aid_said;
}
