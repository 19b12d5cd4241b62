/* SPDX-License-Identifier: MIT */
#include "init/bond.h"

#include "lib/error.h"
#include "lib/log.h"
#include "lib/sysfile.h"

#include <errno.h>
#include <string.h>

#define PATH 128
/* Without a watch a member whose cable is out would be used on, and 802.3ad waits for one. */
#define WATCH_MS "100"

static int put(const char *net, const char *name, const char *file, const char *value)
{
	char path[PATH];
	struct str s = str_of(path, sizeof path);

	str_fmt(&s, "%s/%s/bonding/%s", net, name, file);
	return s.cut ? -ENAMETOOLONG : sysfile_write(path, value);
}

static void set(const char *net, const struct options_bond *b, const char *name, const char *value)
{
	int err = put(net, b->name, name, value);

	if (err)
		log_err("bond=%s: %s=%s: %s, left out", b->name, name, value, error_str(-err));
}

/* The addresses of arp_ip_target have semicolons between them, since commas end a setting; the
 * driver takes one at a time. */
static void set_targets(const char *net, const struct options_bond *b, struct view value)
{
	struct view one;

	while (view_until(&value, ';', &one)) {
		char text[OPTIONS_BOND];
		struct str s = str_of(text, sizeof text);

		str_putc(&s, '+');
		str_put(&s, one);
		set(net, b, "arp_ip_target", text);
	}
}

static bool next_setting(struct view *rest, char name[static OPTIONS_BOND], struct view *value)
{
	struct view one, n;

	if (!view_until(rest, ',', &one) || !view_until(&one, '=', &n))
		return false;
	*value = one;
	return text_copy(name, OPTIONS_BOND, n);
}

/* The driver takes most settings in one mode only: @mode chooses that one, or all others. */
static bool apply(const char *net, const struct options_bond *b, bool mode)
{
	struct view rest = view_of(b->settings), value;
	char name[OPTIONS_BOND], text[OPTIONS_BOND];
	bool watched = false;

	while (next_setting(&rest, name, &value)) {
		watched |= strcmp(name, "miimon") == 0 || strcmp(name, "arp_interval") == 0;
		if ((strcmp(name, "mode") == 0) != mode || !text_copy(text, sizeof text, value))
			continue;
		if (strcmp(name, "arp_ip_target") == 0)
			set_targets(net, b, value);
		else
			set(net, b, name, text);
	}
	return watched;
}

static int number_of(const char *net, const char *name)
{
	char path[PATH], text[16];
	struct str s = str_of(path, sizeof path);
	uint32_t number;

	str_fmt(&s, "%s/%s/ifindex", net, name);
	if (s.cut || sysfile_read(path, text, sizeof text) <= 0 ||
	    !text_u32(view_of(text), 1, INT32_MAX, &number))
		return -ENODEV;
	return (int)number;
}

int bond_make(const char *net, const struct options_bond *b)
{
	char path[PATH], text[OPTIONS_IFNAME + 1];
	struct str where = str_of(path, sizeof path), what = str_of(text, sizeof text);
	int err;

	str_fmt(&where, "%s/bonding_masters", net);
	str_fmt(&what, "+%s", b->name);
	err = sysfile_write(path, text);
	if (err && err != -EEXIST)
		return err;
	apply(net, b, true);
	if (!apply(net, b, false))
		set(net, b, "miimon", WATCH_MS);
	return number_of(net, b->name);
}

int bond_add(const char *net, const struct options_bond *b, const char *member)
{
	char text[OPTIONS_IFNAME + 1];
	struct str what = str_of(text, sizeof text);

	str_fmt(&what, "+%s", member);
	return put(net, b->name, "slaves", text);
}
