/* SPDX-License-Identifier: MIT
 * The menu's words: the countdown, and the names the prompt knows. */
#include "init/menu/menu.h"

#include "lib/text.h"

#include <string.h>

#define LIST_WIDTH 76

/* --- countdown ---------------------------------------------------------------------------------
 */

/* "{one,many}" is what menu.c32 lets configurations write for a plural. */
static struct view choose_form(struct view *t, bool one)
{
	struct view inside, first = {0};

	view_until(t, '}', &inside);
	view_until(&inside, ',', &first);
	return one ? first : inside;
}

void menu_left(const struct menu *m, char *buf, unsigned size)
{
	struct view t =
		view_of(m->conf.autoboot[0] ? m->conf.autoboot : "Automatic boot in # second{,s}");
	struct str s = str_of(buf, size);

	if (m->left_s == UINT32_MAX)
		return;
	while (t.n) {
		char c = *t.p++;

		t.n--;
		if (c == '#')
			str_fmt(&s, "%u", m->left_s);
		else if (c == '{')
			str_put(&s, choose_form(&t, m->left_s == 1));
		else
			str_putc(&s, c);
	}
}

/* --- the prompt's labels -----------------------------------------------------------------------
 */

static bool known(const struct menu *m, uint32_t i)
{
	uint32_t kind = m->entry[i].kind;

	return m->entry[i].name[0] && (kind == CHAN_E_RUN || kind == CHAN_E_HIDDEN);
}

/* How far all names agree that begin as @f does; and how many there are. */
static size_t common(const struct menu *m, struct view f, const char **ret_name, unsigned *ret_n)
{
	size_t same = 0;

	*ret_n = 0;
	for (uint32_t i = 0; i < m->entries; i++) {
		const char *name = m->entry[i].name;
		size_t k = f.n;

		if (!known(m, i) || strncmp(name, f.p, f.n) != 0)
			continue;
		if ((*ret_n)++ == 0) {
			*ret_name = name;
			same = strlen(name);
			continue;
		}
		while (k < same && name[k] == (*ret_name)[k])
			k++;
		same = k;
	}
	return same;
}

static void list(struct menu *m, struct view f)
{
	char row[CHAN_TITLE_MAX];
	struct str s = str_of(row, sizeof row);

	for (uint32_t i = 0; i < m->entries; i++) {
		const char *name = m->entry[i].name;

		if (!known(m, i) || strncmp(name, f.p, f.n) != 0)
			continue;
		if (s.n && s.n + strlen(name) + 2 > LIST_WIDTH) {
			menu_print(m, row);
			s = str_of(row, sizeof row);
		}
		str_fmt(&s, "%s%.*s", s.n ? "  " : "", CHAN_TITLE_MAX - 3, name);
	}
	if (s.n)
		menu_print(m, row);
}

void menu_complete(struct menu *m)
{
	struct menu_field *f = &m->field;
	const char *name = "";
	unsigned n;
	size_t same;

	if (!(m->conf.flags & CHAN_M_COMPLETE)) {
		menu_note(m, "The configuration does not let labels be listed.");
		return;
	}
	same = common(m, (struct view){.p = f->text, .n = f->at}, &name, &n);
	if (f->at < f->n || memchr(f->text, ' ', f->n) || (n && f->n >= same && n == 1))
		return;
	if (!n)
		menu_note(m, "No label begins so.");
	else if (same > f->n)
		for (size_t i = f->n; i < same; i++)
			menu_field_key(f, (unsigned char)name[i]);
	else
		list(m, (struct view){.p = f->text, .n = f->n});
}
