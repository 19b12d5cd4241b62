/* SPDX-License-Identifier: MIT
 * The configurations that are to be read. */
#include "cmd/lint.h"

#include "lib/log.h"

#include <stdlib.h>
#include <string.h>

#define TWINS_MAX 8

static void *or_die(void *p)
{
	if (!p) {
		log_err("out of memory");
		exit(1);
	}
	return p;
}

static char *or_null(const char *text)
{
	return text ? or_die(strdup(text)) : NULL;
}

/* The path that a menu of one file has and a configuration too. */
static const char *path_of(const char *name)
{
	return strncmp(name, "::", 2) == 0 ? name + 2 : name;
}

static void add_file(struct lint *l, const char *name, const char *prefix, const char *main)
{
	unsigned twins = 0;

	/* Under each prefix a file may lead elsewhere, but not without end. */
	for (size_t i = 0; i < l->file_count; i++) {
		const struct lint_file *f = &l->files[i];

		if (strcmp(path_of(f->name), path_of(name)))
			continue;
		if (!f->prefix || !prefix || !strcmp(f->prefix, prefix) || ++twins == TWINS_MAX)
			return;
	}
	if (prefix && l->chained == LINT_CHAIN_MAX)
		return;
	l->files = or_die(realloc(l->files, (l->file_count + 1) * sizeof *l->files));
	l->files[l->file_count++] = (struct lint_file){.name = or_null(name),
						       .prefix = or_null(prefix),
						       .main = or_null(main),
						       .chained = prefix ? l->chained + 1 : 0};
}

void lint_prefix_known(struct lint *l, size_t at)
{
	l->files[at].prefix = or_die(strdup(l->load->prefix));
}

void lint_add(struct lint *l, const char *file, const char *prefix)
{
	add_file(l, file, prefix, NULL);
}

void lint_add_menu(struct lint *l, const char *files, const char *prefix)
{
	add_file(l, files, prefix, l->main);
}

void lint_leads(struct lint *l, const char *file, const char *prefix, const char *line)
{
	struct lint_file *f = &l->files[l->file_done - 1];

	f->next = or_null(file);
	f->next_prefix = or_null(prefix);
	f->next_line = or_null(line);
}

/* The file that @f starts by itself; NULL = none that was read. */
static struct lint_file *next_of(struct lint *l, const struct lint_file *f)
{
	for (size_t i = 0; f->next && i < l->file_done; i++) {
		struct lint_file *to = &l->files[i];

		if (!to->main && to->prefix && !strcmp(to->prefix, f->next_prefix) &&
		    !strcmp(path_of(to->name), path_of(f->next)))
			return to;
	}
	return NULL;
}

/* Return: whether the way from @start leads back to it, in which case no file of the circle is looked
 * at again */
static bool closes_circle(struct lint *l, struct lint_file *start)
{
	struct lint_file *f = next_of(l, start);

	for (size_t steps = 0; f && f != start && steps < l->file_done; steps++)
		f = next_of(l, f);
	if (f != start)
		return false;
	while (f) {
		struct lint_file *to = next_of(l, f);

		free(f->next);
		f->next = NULL;
		f = to;
	}
	return true;
}

void lint_circles(struct lint *l)
{
	for (size_t i = 0; i < l->file_done; i++) {
		struct lint_file *f = &l->files[i];

		if (!f->next || !closes_circle(l, f))
			continue;
		lint_line(l, (struct conf_where){0}, f->next_line);
		l->errors++;
	}
}

void lint_forget(struct lint *l)
{
	for (size_t i = 0; i < l->file_count; i++) {
		free(l->files[i].name);
		free(l->files[i].prefix);
		free(l->files[i].main);
		free(l->files[i].next);
		free(l->files[i].next_prefix);
		free(l->files[i].next_line);
	}
	free(l->files);
	l->files = NULL;
	l->file_count = l->file_done = 0;
}
