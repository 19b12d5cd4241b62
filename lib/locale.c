/* SPDX-License-Identifier: MIT */
#include "lib/locale.h"

#include "lib/text.h"

#include <stdlib.h>

bool locale_is_utf8(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	struct view v = {0}, codeset, front = {0};

	for (unsigned i = 0; i < sizeof names / sizeof *names && !v.n; i++)
		v = view_of(getenv(names[i]));
	/* language_TERRITORY.codeset@modifier */
	view_until(&v, '.', &front);
	codeset = (struct view){0};
	if (v.p)
		view_until(&v, '@', &codeset);
	return view_ieq(codeset, view_of("UTF-8")) || view_ieq(codeset, view_of("UTF8"));
}
