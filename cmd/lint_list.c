/* SPDX-License-Identifier: MIT
 * The configurations that are to be read. */
#include "cmd/lint.h"

#include "lib/log.h"

#include <stdlib.h>
#include <string.h>

static void *or_die(void *p)
{
	if (!p) {
		log_err("out of memory");
		exit(1);
	}
	return p;
}

void lint_add(struct lint *l, const char *file, const char *prefix)
{
	for (size_t i = 0; i < l->file_count; i++)
		if (!strcmp(l->files[i].name, file))
			return;
	l->files = or_die(realloc(l->files, (l->file_count + 1) * sizeof *l->files));
	l->files[l->file_count++] = (struct lint_file){
		.name = or_die(strdup(file)), .prefix = prefix ? or_die(strdup(prefix)) : NULL};
}

void lint_forget(struct lint *l)
{
	for (size_t i = 0; i < l->file_count; i++) {
		free(l->files[i].name);
		free(l->files[i].prefix);
	}
	free(l->files);
	l->files = NULL;
	l->file_count = l->file_done = 0;
}
