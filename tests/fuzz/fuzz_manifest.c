/* SPDX-License-Identifier: MIT
 * Manifest lines and parameter files are text from anybody: what is accepted keeps its promises. */
#include "lib/image/newc.h"
#include "mkimage/manifest.h"
#include "lib/image/parmfile.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void parse_line(struct view line)
{
	struct mkimage_manifest e;

	if (mkimage_manifest_line(line, &e) != 0)
		return;
	if (!newc_name_safe(e.path) || e.path.n >= NEWC_NAME_MAX || (e.mode & ~NEWC_TYPE) > 07777)
		abort();
	if (e.path.n > 1 && (e.path.p < line.p || e.path.p + e.path.n > line.p + line.n))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct view text = {.p = (const char *)data, .n = len}, line;
	char folded[1024];
	struct str s = str_of(folded, sizeof folded);

	while (view_until(&text, '\n', &line))
		parse_line(line);
	if (parmfile_fold(rd_of(data, len), &s) == 0 &&
	    (strlen(folded) != s.n || s.n > len || strchr(folded, '\n')))
		abort();
	return 0;
}
