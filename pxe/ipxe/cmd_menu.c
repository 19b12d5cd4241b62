/* SPDX-License-Identifier: MIT
 * Menus and forms, which are the same but for how they are shown. */
#include "pxe/ipxe/command.h"

#include <string.h>

static int find(const struct ipxe *x, struct view name)
{
	for (int i = 0; i < (int)IPXE_MENUS; i++)
		if (x->menus[i].used && view_eq(ipxe_pool_get(&x->pool, x->menus[i].name), name))
			return i;
	return -1;
}

static void drop(struct ipxe *x, int menu)
{
	size_t kept = 0;

	for (size_t i = 0; i < x->item_count; i++) {
		struct ipxe_item *item = &x->items[i];

		if (item->menu == menu) {
			ipxe_pool_drop(&x->pool, &item->name);
			ipxe_pool_drop(&x->pool, &item->text);
			ipxe_pool_drop(&x->pool, &item->key_text);
		} else {
			x->items[kept++] = *item;
		}
	}
	x->item_count = kept;
	ipxe_pool_drop(&x->pool, &x->menus[menu].name);
	ipxe_pool_drop(&x->pool, &x->menus[menu].title);
	x->menus[menu].used = false;
}

int ipxe_do_menu(struct ipxe *x)
{
	struct view name = ipxe_option(x, 0), title;
	int at = find(x, name);
	struct ipxe_menu *m;

	if (!ipxe_join(x, 0, &title))
		return IPXE_ENOMEM;
	if (at >= 0)
		drop(x, at);
	if (ipxe_given(x, 1))
		return 0;
	for (at = 0; at < (int)IPXE_MENUS && x->menus[at].used;)
		at++;
	if (at == (int)IPXE_MENUS)
		return IPXE_ENOMEM;
	m = &x->menus[at];
	*m = (struct ipxe_menu){.used = true};
	m->name = ipxe_pool_put(&x->pool, name);
	m->title = ipxe_pool_put(&x->pool, title);
	if (m->name && m->title)
		return 0;
	drop(x, at);
	return IPXE_ENOMEM;
}

int ipxe_do_item(struct ipxe *x)
{
	bool gap = ipxe_given(x, 5) || !ipxe_args(x);
	struct view key = ipxe_option(x, 2), text;
	struct ipxe_item item = {.start = ipxe_given(x, 3), .secret = ipxe_given(x, 4)};
	int menu = find(x, ipxe_option(x, ipxe_given(x, 1) ? 1 : 0));

	if (menu < 0) {
		ipxe_puts(x, "item: there is no such menu\n");
		return IPXE_ENOENT;
	}
	if (ipxe_given(x, 2) && !ipxe_lex_key(key, &item.key))
		return IPXE_EINVAL;
	if (x->item_count == IPXE_ITEMS || !ipxe_join(x, gap ? 0 : 1, &text))
		return IPXE_ENOMEM;
	item.menu = (uint8_t)menu;
	item.text = ipxe_pool_put(&x->pool, text);
	if (!gap)
		item.name = ipxe_pool_put(&x->pool, ipxe_arg(x, 0));
	if (ipxe_given(x, 2))
		item.key_text = ipxe_pool_put(&x->pool, key);
	if (item.text && (gap || item.name)) {
		x->items[x->item_count++] = item;
		return 0;
	}
	ipxe_pool_drop(&x->pool, &item.name);
	ipxe_pool_drop(&x->pool, &item.text);
	ipxe_pool_drop(&x->pool, &item.key_text);
	return IPXE_ENOMEM;
}

/* --- choosing -------------------------------------------------------------------------------- */

/* What is selected first: with a --default, even an empty one, that alone counts. Return: an index
 * into x->items, -1 = nothing can be chosen */
static int first_item(const struct ipxe *x, int menu, bool named, struct view name)
{
	int first = -1, marked = -1, wanted = -1;

	for (size_t i = 0; i < x->item_count; i++) {
		const struct ipxe_item *item = &x->items[i];

		if (item->menu != menu || !item->name)
			continue;
		if (first < 0)
			first = (int)i;
		if (item->start)
			marked = (int)i;
		if (wanted < 0 && view_eq(ipxe_pool_get(&x->pool, item->name), name))
			wanted = (int)i;
	}
	if (named)
		return wanted >= 0 ? wanted : first;
	return marked >= 0 ? marked : first;
}

static int keep_or_drop(struct ipxe *x, int menu, bool keep, int rc)
{
	if (!keep)
		drop(x, menu);
	return rc;
}

static int take_choice(struct ipxe *x, int rc)
{
	char name[IPXE_NAME_MAX + 1];
	struct view v = {0};

	if (!rc) {
		v = ipxe_pool_get(&x->pool, x->items[x->need.item].name);
		if (v.n >= sizeof name)
			rc = IPXE_ENOMEM;
	}
	if (!rc) {
		memcpy(name, v.p, v.n);
		rc = ipxe_set(x, ipxe_arg(x, 0), (struct view){.p = name, .n = v.n});
	}
	return keep_or_drop(x, (int)x->need.menu, ipxe_given(x, 4), rc);
}

int ipxe_do_choose(struct ipxe *x)
{
	int menu = find(x, ipxe_option(x, 0));
	int rc = ipxe_option_ms(x, 2, &x->need.ms);

	if (!rc)
		rc = ipxe_option_ms(x, 3, &x->need.retimeout_ms);
	if (rc)
		return rc;
	if (menu < 0) {
		ipxe_puts(x, "choose: there is no such menu\n");
		return IPXE_ENOENT;
	}
	x->need.menu = (unsigned)menu;
	x->need.item = first_item(x, menu, ipxe_given(x, 1), ipxe_option(x, 1));
	if (x->need.item < 0) {
		ipxe_puts(x, "choose: nothing in the menu can be chosen\n");
		return keep_or_drop(x, menu, ipxe_given(x, 4), IPXE_ENOENT);
	}
	return ipxe_wait(x, IPXE_CHOOSE, take_choice);
}

/* --- forms ----------------------------------------------------------------------------------- */

static int form_left(struct ipxe *x, int rc)
{
	return keep_or_drop(x, (int)x->need.menu, ipxe_given(x, 1), rc);
}

int ipxe_do_present(struct ipxe *x)
{
	int menu = find(x, ipxe_option(x, 0));

	if (menu < 0) {
		ipxe_puts(x, "present: there is no such form\n");
		return IPXE_ENOENT;
	}
	x->need.menu = (unsigned)menu;
	x->need.ms = 0;
	return ipxe_wait(x, IPXE_FORM, form_left);
}
