/* SPDX-License-Identifier: MIT */
#include "lib/words.h"

#include <string.h>

const char *words_nth(const char *list, unsigned n)
{
	for (; *list; list += strlen(list) + 1)
		if (n-- == 0)
			return list;
	return "unknown";
}

int words_find(const char *list, struct view v)
{
	for (int n = 0; *list; list += strlen(list) + 1, n++)
		if (view_is(v, list))
			return n;
	return -1;
}
