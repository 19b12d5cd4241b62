/* SPDX-License-Identifier: MIT
 * Names in directories: "directory NUL name" must resolve within the caps or be refused.
 */
#include "pxe/url.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pxe_target t;
	const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
	size_t n = nul ? (size_t)(nul - data) : 0;
	struct view cwd = {.p = (const char *)data, .n = n};
	struct view name = {.p = (const char *)data + n + (nul != NULL),
			    .n = size - n - (nul != NULL)};
	char text[64];
	struct str s = str_of(text, sizeof text);

	if (pxe_url_resolve(cwd, name, &t) != 0)
		return 0;
	if (!t.port || strlen(t.host) > PXE_HOST_MAX || strlen(t.path) > PXE_PATH_MAX)
		abort();
	pxe_url_text(&s, &t, 32);
	if (!view_printable(view_of(text)))
		abort();
	return 0;
}
