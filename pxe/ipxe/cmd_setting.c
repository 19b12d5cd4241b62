/* SPDX-License-Identifier: MIT
 * Commands about settings. */
#include "pxe/ipxe/command.h"

#include "pxe/ipxe/setting.h"

#include <string.h>

static int refused(struct ipxe *x, int rc)
{
	if (rc) {
		ipxe_putf(x, "%s: ", x->command->name);
		ipxe_put(x, ipxe_arg(x, 0));
		ipxe_putf(x, ": %s\n", ipxe_error_str(rc));
	}
	return rc;
}

int ipxe_do_set(struct ipxe *x)
{
	struct view text;

	if (!ipxe_join(x, 1, &text))
		return IPXE_ENOMEM;
	return refused(x, ipxe_set(x, ipxe_arg(x, 0), text));
}

int ipxe_do_clear(struct ipxe *x)
{
	return refused(x, ipxe_clear(x, ipxe_arg(x, 0)));
}

int ipxe_do_inc(struct ipxe *x)
{
	uint64_t by = 1;

	if (ipxe_args(x) > 1 &&
	    (view_starts(ipxe_arg(x, 1), "-") || !ipxe_lex_number(ipxe_arg(x, 1), &by)))
		return refused(x, IPXE_EINVAL);
	return refused(x, ipxe_inc(x, ipxe_arg(x, 0), (int64_t)by));
}

int ipxe_do_show(struct ipxe *x)
{
	struct str s = str_of(x->words + x->words_used, sizeof x->words - x->words_used);
	struct view name = ipxe_arg(x, 0), rest = name, part;
	struct ipxe_found f;

	if (!ipxe_find(x, name, &f))
		return refused(x, IPXE_ENOENT);
	while (view_until(&rest, '/', &part))
		name = part;
	rest = name;
	view_until(&rest, ':', &name);
	ipxe_put_scope(x, f.scope, &s);
	str_puts(&s, s.n ? "/" : "");
	str_put(&s, name);
	str_fmt(&s, ":%s = ", ipxe_type_name(f.type));
	ipxe_type_format(f.type, f.raw, &s);
	ipxe_put(x, (struct view){.p = s.p, .n = s.n});
	ipxe_puts(x, "\n");
	return 0;
}

/* --- read, login ----------------------------------------------------------------------------- */

/* The line begins with what the setting is now, and what is typed comes back in need.text. */
static int ask(struct ipxe *x, struct view setting, bool secret,
	       int (*resume)(struct ipxe *x, int rc))
{
	struct str s = str_of(x->words + x->words_used, sizeof x->words - x->words_used);

	ipxe_value(x, setting, &s);
	x->words_used += s.n + 1 < s.size ? s.n + 1 : 0;
	x->need.text = (struct view){.p = s.p, .n = s.cut ? 0 : s.n};
	x->need.name = setting;
	x->need.secret = secret;
	return ipxe_wait(x, IPXE_LINE, resume);
}

static int take_line(struct ipxe *x, int rc)
{
	return rc ? rc : refused(x, ipxe_set(x, ipxe_arg(x, 0), x->need.text));
}

int ipxe_do_read(struct ipxe *x)
{
	int rc = ipxe_option_ms(x, 0, &x->need.ms);

	return rc ? rc : ask(x, ipxe_arg(x, 0), false, take_line);
}

static int take_password(struct ipxe *x, int rc)
{
	return rc ? rc : ipxe_set(x, view_of("password"), x->need.text);
}

static int take_user(struct ipxe *x, int rc)
{
	if (!rc)
		rc = ipxe_set(x, view_of("username"), x->need.text);
	return rc ? rc : ask(x, view_of("password"), true, take_password);
}

int ipxe_do_login(struct ipxe *x)
{
	x->need.ms = 0;
	return ask(x, view_of("username"), false, take_user);
}
