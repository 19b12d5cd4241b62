/* SPDX-License-Identifier: MIT */
#include "tests/unit/conf_soup.h"

#include <string.h>

enum { SOUP = 65536 };

static char soup[SOUP];

static const char *const pieces[] = {
	"label ",
	"label a\n",
	"kernel ",
	"\nlinux ",
	"append ",
	"initrd=",
	"initrd ",
	"include a\n",
	"include b\n",
	"menu ",
	"begin\n",
	"end\n",
	"menu begin",
	"menu end\n",
	"menu default",
	"menu hide\n",
	"default ",
	"timeout ",
	"ui menu.c32",
	"text help\n",
	"endtext\n",
	"sysappend 0x",
	"say ",
	"ontimeout ",
	"\n",
	"\r\n",
	"\r",
	" ",
	"\t",
	"-",
	"a",
	"b",
	",",
	"99999999999",
	"\xef\xbb\xbf",
	"prompt 1\n",
	"localboot ",
	"menu separator\n",
	"menu include a x\n",
	"menu disable\n",
	"fdt ",
	"menu start\n",
	"menu title ",
	"menu label ^",
	"menu goto ",
	"menu exit\n",
	"menu exit ",
	"menu quit\n",
	"menu help ",
	"menu passwd ",
	"menu master passwd ",
	"menu indent 3\n",
	"menu immediate\n",
	"menu noimmediate\n",
	"menu onerror ",
	"onerror ",
	"menu autoboot ",
	"totaltimeout 9\n",
	"noescape 1\n",
	"implicit 0\n",
	"f1 ",
	"display ",
	"fallback ",
	"com32 ifcpu64.c32\nappend a -- b\n",
	"com32 chain.c32\n",
	"config ",
	"sysappend 2\n",
	"kaslrseed\n",
	"menu hidden\n",
	"fdtdir d\n",
	"* ",
	" 0x0\n",
	"\x18",
	"#",
};

/* One line in three pieces. */
struct view soup_cook(struct random *r)
{
	size_t n = 0, size = 64u << random_below(r, 11);

	while (n < size) {
		uint32_t pick = random_below(r, sizeof pieces / sizeof *pieces + 4);
		const char *s = pick < sizeof pieces / sizeof *pieces ? pieces[pick] : NULL;

		if (!s) {
			soup[n++] = (char)random_u32(r);
			continue;
		}
		if (strlen(s) > size - n)
			break;
		memcpy(soup + n, s, strlen(s));
		n += strlen(s);
		if (n < size && random_below(r, 3) == 0)
			soup[n++] = '\n';
	}
	return (struct view){.p = soup, .n = n};
}
