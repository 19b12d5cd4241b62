/* SPDX-License-Identifier: MIT */
#include "init/znet.h"

#include <string.h>

static const struct {
	char word[5], driver[5];
	unsigned members;
} types[] = {
	[ZNET_QETH] = {"qeth", "qeth", 3},
	[ZNET_LCS] = {"lcs", "lcs", 2},
	[ZNET_CTC] = {"ctc", "ctcm", 2},
};

_Static_assert(sizeof types / sizeof *types == ZNET_TYPES, "a row for each type");

unsigned znet_members(enum znet_type type)
{
	return types[type].members;
}

const char *znet_driver(enum znet_type type)
{
	return types[type].driver;
}

static bool take_settings(struct view v, struct znet *z)
{
	struct view rest = v, one;

	while (view_until(&rest, ',', &one))
		if (!text_is_setting(one))
			return false;
	return text_copy(z->settings, sizeof z->settings, v);
}

bool znet_parse(struct view v, struct znet *ret)
{
	struct znet z = {.type = ZNET_QETH};
	struct view word, id;

	if (!view_until(&v, ',', &word))
		return false;
	while (z.type < ZNET_TYPES && !view_is(word, types[z.type].word))
		z.type++;
	if (z.type == ZNET_TYPES)
		return false;
	for (unsigned i = 0; i < types[z.type].members; i++)
		if (!view_until(&v, ',', &id) || !busid_parse(id, z.id[i]))
			return false;
	if (v.p && !take_settings(v, &z))
		return false;
	*ret = z;
	return true;
}

void znet_put(struct str *s, const struct znet *z)
{
	str_puts(s, types[z->type].word);
	for (unsigned i = 0; i < types[z->type].members; i++)
		str_fmt(s, ",%s", z->id[i]);
	if (z->settings[0])
		str_fmt(s, ",%s", z->settings);
}

/* Of the bus id the leading zeroes and dots are left out. */
void znet_name(struct str *s, const char *id)
{
	while (*id && (id[0] == '0' || id[0] == '.') && id[1])
		id++;
	str_fmt(s, "enc%s", id);
}

bool znet_id_in_path(struct view path, char ret[static BUSID_MAX])
{
	struct view part;
	bool found = false;

	while (view_until(&path, '/', &part))
		found |= part.n == BUSID_MAX - 1 && busid_parse(part, ret);
	return found;
}
