/* SPDX-License-Identifier: MIT */
#include "init/menu/prompt.h"

#include "init/menu/access.h"
#include "init/menu/notes.h"
#include "lib/text.h"

#include <string.h>

#define LIST_WIDTH 76

static bool label_known(const struct menu *m, uint32_t i)
{
	uint32_t kind = m->entry[i].kind;

	return m->entry[i].name[0] && (kind == CHAN_E_RUN || kind == CHAN_E_HIDDEN);
}

/* Return: how many characters all labels have in common that begin with @f; how many they are */
static size_t labels_common(const struct menu *m, struct view f, const char **ret_name,
			    unsigned *ret_n)
{
	size_t same = 0;

	*ret_n = 0;
	for (uint32_t i = 0; i < m->entries; i++) {
		const char *name = m->entry[i].name;
		size_t k = f.n;

		if (!label_known(m, i) || strncmp(name, f.p, f.n) != 0)
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

static void labels_list(struct menu *m, struct view f)
{
	char row[CHAN_TITLE_MAX];
	struct str s = str_of(row, sizeof row);

	for (uint32_t i = 0; i < m->entries; i++) {
		const char *name = m->entry[i].name;

		if (!label_known(m, i) || strncmp(name, f.p, f.n) != 0)
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

void menu_prompt_complete(struct menu *m)
{
	struct menu_field *f = &m->field;
	const char *name = "";
	unsigned n;
	size_t same;

	if (menu_access_labels(m) != MENU_ALLOWED) {
		menu_note(m, MENU_NOTE_NO_LABELS);
		return;
	}
	same = labels_common(m, (struct view){.p = f->text, .n = f->at}, &name, &n);
	if (f->at < f->n || memchr(f->text, ' ', f->n) || (n && f->n >= same && n == 1))
		return;
	if (!n)
		menu_note(m, MENU_NOTE_NO_SUCH_LABEL);
	else if (same > f->n)
		for (size_t i = f->n; i < same; i++)
			menu_field_key(f, (unsigned char)name[i]);
	else
		labels_list(m, (struct view){.p = f->text, .n = f->n});
}
