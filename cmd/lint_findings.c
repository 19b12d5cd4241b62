/* SPDX-License-Identifier: MIT
 * What lint found: each line once, however many configurations include the file that it is in. */
#include "cmd/lint.h"

#include "lib/log.h"
#include "lib/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** struct lint_line - a line to be printed */
struct lint_line {
	char *text;    /* without who reads the file */
	char *reader;  /* NULL = the file is read by itself */
	char *place;   /* not NULL: not so if lint_reached() names this place */
	uint32_t hash; /* of @text */
};

static void *finding_or_die(void *p)
{
	if (!p) {
		log_err("out of memory");
		exit(1);
	}
	return p;
}

/* FNV-1a. */
static uint32_t hash_text(const char *text)
{
	uint32_t h = 2166136261u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 16777619u;
	return h;
}

static char *place_text(const struct lint *l, struct conf_where where)
{
	char place[400];
	struct str s = str_of(place, sizeof place);

	conf_put_where(l->c, where, &s);
	return finding_or_die(strdup(place));
}

static void add_line(struct lint *l, struct conf_where where, const char *text, bool everywhere)
{
	uint32_t hash = hash_text(text);

	for (size_t i = 0; i < l->line_count; i++)
		if (l->lines[i].hash == hash && !strcmp(l->lines[i].text, text))
			return;
	l->lines = finding_or_die(realloc(l->lines, (l->line_count + 1) * sizeof *l->lines));
	l->lines[l->line_count++] = (struct lint_line){
		.text = finding_or_die(strdup(text)),
		.reader = where.file ? finding_or_die(strdup(l->main)) : NULL,
		.place = everywhere ? place_text(l, where) : NULL,
		.hash = hash,
	};
}

void lint_line(struct lint *l, struct conf_where where, const char *text)
{
	add_line(l, where, text, false);
}

void lint_report(struct lint *l, struct conf_where where, enum conf_level level, const char *text)
{
	char line[LINT_LINE_BUF];
	struct str s = str_of(line, sizeof line);

	conf_put_where(l->c, where, &s);
	str_fmt(&s, ": %s: %s", conf_level_str(level), text);
	lint_line(l, where, line);
	l->errors += level == CONF_ERROR;
}

void lint_finding(struct lint *l, struct conf_where where, enum conf_level level, struct view what,
		  const char *text)
{
	char line[LINT_LINE_BUF];
	struct str s = str_of(line, sizeof line);

	str_printable(&s, what, 120);
	str_fmt(&s, ": %s", text);
	lint_report(l, where, level, line);
}

void lint_line_everywhere(struct lint *l, struct conf_where where, const char *text)
{
	add_line(l, where, text, true);
}

void lint_reached(struct lint *l, struct conf_where where)
{
	if (!where.file)
		return; /* no other configuration reads it */
	l->reached =
		finding_or_die(realloc(l->reached, (l->reached_count + 1) * sizeof *l->reached));
	l->reached[l->reached_count++] = place_text(l, where);
}

static bool is_reached(const struct lint *l, const char *place)
{
	for (size_t i = 0; place && i < l->reached_count; i++)
		if (!strcmp(l->reached[i], place))
			return true;
	return false;
}

static void print_finding_line(const struct lint_line *line)
{
	print_shown(stdout, line->text);
	if (line->reader) {
		fputs(" (read by ", stdout);
		print_outside(stdout, view_of(line->reader));
		putchar(')');
	}
	putchar('\n');
}

void lint_print(struct lint *l)
{
	for (size_t i = 0; i < l->line_count; i++) {
		if (!is_reached(l, l->lines[i].place))
			print_finding_line(&l->lines[i]);
		free(l->lines[i].text);
		free(l->lines[i].reader);
		free(l->lines[i].place);
	}
	for (size_t i = 0; i < l->reached_count; i++)
		free(l->reached[i]);
	free(l->lines);
	free(l->reached);
	l->lines = NULL;
	l->reached = NULL;
	l->line_count = l->reached_count = 0;
}
