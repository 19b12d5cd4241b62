/* SPDX-License-Identifier: MIT */
#include "cmd/ipxe_lint.h"

#include "cmd/ipxe_case.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/print.h"
#include "pxe/ipxe/command.h"
#include "pxe/ipxe/setting.h"
#include "pxe/ipxe/uri.h"

#include <stdlib.h>
#include <string.h>

#define WORDS	 256u
#define PATH_BUF 2048u

struct name {
	struct view text;
	unsigned line;
	bool used;
};

/* struct names - names that were met, on the heap */
struct names {
	struct name *at;
	size_t n;
};

/* struct script - a script that is looked at */
struct script {
	const char *file;
	const char *arch; /* NULL = any */
	FILE *out;
	struct json *json; /* of ipxe_show(); NULL = as text */
	bool show;
	unsigned line, errors;
	struct names labels, jumps, set, read;
	bool jumps_anywhere; /* a goto has a setting in its label */
	struct view words[WORDS];
	size_t word_count;
};

/* --- findings -------------------------------------------------------------------------------- */

static void find_at(struct script *s, unsigned line, bool error, struct view what, const char *text)
{
	print_outside(s->out, view_of(s->file));
	fprintf(s->out, ": line %u: %s: ", line, error ? "error" : "warning");
	print_outside(s->out, what);
	fprintf(s->out, ": %s\n", text);
	s->errors += error;
}

static struct name *met(const struct names *names, struct view text)
{
	for (size_t i = 0; i < names->n; i++)
		if (view_eq(names->at[i].text, text))
			return &names->at[i];
	return NULL;
}

/* Texts of lines that are continued do not last. */
static struct view keep(struct view v)
{
	char *copy = malloc(v.n + 1);

	if (!copy)
		return (struct view){.p = "", .n = 0};
	memcpy(copy, v.p, v.n);
	return (struct view){.p = copy, .n = v.n};
}

static void add(struct script *s, struct names *names, struct view text)
{
	struct name *all;

	if (met(names, text))
		return;
	all = realloc(names->at, (names->n + 1) * sizeof *all);
	if (!all)
		return;
	names->at = all;
	all[names->n++] = (struct name){.text = keep(text), .line = s->line};
}

static void forget(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		if (names->at[i].text.n)
			free((char *)(uintptr_t)names->at[i].text.p);
	free(names->at);
}

/* --- words ----------------------------------------------------------------------------------- */

static bool has_setting(struct view v)
{
	for (size_t i = 0; i + 1 < v.n; i++)
		if (v.p[i] == '$' && v.p[i + 1] == '{')
			return true;
	return false;
}

/* "scope/name:type" without its type. */
static struct view without_type(struct view v, struct view *type)
{
	struct view name = v;

	*type = (struct view){0};
	view_until(&v, ':', &name);
	if (v.p)
		*type = v;
	return name;
}

/* The settings in @word whose names are plain text. */
static void look_at_settings(struct script *s, struct view word)
{
	for (size_t i = 0; i + 1 < word.n; i++) {
		struct view name = {.p = word.p + i + 2, .n = 0}, type;

		if (word.p[i] != '$' || word.p[i + 1] != '{')
			continue;
		while (name.p + name.n < word.p + word.n && name.p[name.n] != '}' &&
		       name.p[name.n] != '$')
			name.n++;
		if (name.p + name.n == word.p + word.n || name.p[name.n] != '}')
			continue;
		name = without_type(name, &type);
		if (type.p && ipxe_type_find(type) == IPXE_TYPES)
			find_at(s, s->line, false, type,
				"there is no such type, so the value is empty");
		if (name.n && !ipxe_setting_known(name))
			add(s, &s->read, name);
	}
}

/* The argument number @at behind the options, as far as can be told without running it. */
static struct view argument(const struct script *s, size_t at)
{
	const struct ipxe_command *c = ipxe_command_find(s->words[0]);
	size_t i = 1;

	while (i < s->word_count && s->words[i].n && s->words[i].p[0] == '-') {
		bool value = false;

		if (view_is(s->words[i], "--")) {
			i++;
			break;
		}
		for (const struct ipxe_option *o = c ? c->options : NULL; o && o->name; o++) {
			bool is_long =
				s->words[i].n > 2 && view_is((struct view){.p = s->words[i].p + 2,
									   .n = s->words[i].n - 2},
							     o->name);
			bool is_short = s->words[i].n == 2 && s->words[i].p[1] == o->letter;

			value = value || (o->value && (is_long || is_short));
		}
		i += value ? 2 : 1;
	}
	return i + at < s->word_count ? s->words[i + at] : (struct view){.p = "", .n = 0};
}

static void look_at_kernel(struct script *s)
{
	static const char *const foreign[] = {"memdisk", "wimboot", ".efi", ".iso", ".kpxe",
					      ".lkrn",	 ".pxe",    ".0",   ".com", ".c32"};
	struct view uri = argument(s, 0), name = ipxe_uri_parse(uri).path;

	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		if (view_iends(name, foreign[i]))
			find_at(s, s->line, false, uri,
				"Linux cannot start what this seems to be: it fails here");
	for (size_t w = 0; s->arch && strcmp(s->arch, "s390x") == 0 && w < s->word_count; w++)
		for (size_t i = 0; i < s->words[w].n; i++)
			if (s->words[w].p[i] & 0x80) {
				find_at(s, s->line, true, s->words[w],
					"with a byte above 0x7f a kernel of s390x reads all of its "
					"command line as EBCDIC");
				return;
			}
}

/* Commands that give a setting its value, and which argument names it. */
static void look_at_setting(struct script *s, struct view command)
{
	static const struct {
		const char *command;
		size_t at;
	} setters[] = {{"set", 0},   {"inc", 0},    {"read", 0},     {"choose", 0},
		       {"clear", 0}, {"imgset", 0}, {"nslookup", 0}, {"item", 0}};
	struct view type;

	for (size_t i = 0; i < sizeof setters / sizeof *setters; i++)
		if (view_is(command, setters[i].command))
			add(s, &s->set, without_type(argument(s, setters[i].at), &type));
}

static void look_at_goto(struct script *s)
{
	struct view label = argument(s, 0);

	if (has_setting(label))
		s->jumps_anywhere = true;
	else if (label.n)
		add(s, &s->jumps, label);
}

static void look_at_command(struct script *s)
{
	struct view name = s->words[0];
	const struct ipxe_command *c = ipxe_command_find(name);

	for (size_t i = 0; i < s->word_count; i++)
		look_at_settings(s, s->words[i]);
	if (has_setting(name))
		return;
	if (view_is(name, "time") && s->word_count > 1)
		return;
	if (!c)
		find_at(s, s->line, false, name, "there is no such command, so it fails");
	else if (c->verdict == IPXE_REFUSED)
		find_at(s, s->line, false, name, c->usage);
	if (view_is(name, "goto"))
		look_at_goto(s);
	if (c && (c->run == ipxe_do_kernel || c->run == ipxe_do_chain))
		look_at_kernel(s);
	look_at_setting(s, name);
}

/* --- the whole ------------------------------------------------------------------------------- */

static const char *verdict_of(struct view name)
{
	const struct ipxe_command *c = ipxe_command_find(name);

	if (has_setting(name))
		return "unclear";
	if (!c)
		return view_is(name, "time") ? "done" : "unknown";
	return c->verdict == IPXE_DONE	    ? "done"
	       : c->verdict == IPXE_IGNORED ? "ignored"
					    : "refused";
}

static void show_json(struct script *s)
{
	struct json *j = s->json;

	json_object(j);
	json_u64(json_key(j, "line"), s->line);
	json_str(json_key(j, "verdict"), verdict_of(s->words[0]));
	json_array(json_key(j, "words"));
	for (size_t i = 0; i < s->word_count; i++)
		json_view(j, s->words[i]);
	json_array_end(j);
	json_object_end(j);
}

static void show_command(struct script *s)
{
	if (s->json) {
		show_json(s);
		return;
	}
	fprintf(s->out, "%5u %-8s", s->line, verdict_of(s->words[0]));
	for (size_t i = 0; i < s->word_count; i++) {
		fputc(' ', s->out);
		print_outside(s->out, s->words[i]);
	}
	fputc('\n', s->out);
}

static void each_command(struct script *s, struct view line)
{
	enum ipxe_token token;
	struct view word;

	do {
		s->word_count = 0;
		while ((token = ipxe_lex_token(&line, &word)) == IPXE_WORD)
			if (s->word_count < WORDS)
				s->words[s->word_count++] = word;
		if (!s->word_count)
			continue;
		if (s->show)
			show_command(s);
		else
			look_at_command(s);
	} while (token != IPXE_END);
}

static void each_line(struct script *s, struct view text)
{
	static char buf[IPXE_LINE_MAX];
	const char *counted = text.p;
	enum ipxe_line state = IPXE_LINE_OK;
	struct view line, label;

	s->line = 1;
	while (state == IPXE_LINE_OK) {
		for (; counted < text.p; counted++)
			s->line += *counted == '\n';
		state = ipxe_lex_line(&text, buf, &line);
		if (state != IPXE_LINE_OK)
			break;
		if (ipxe_lex_label(&line, &label) && !s->show) {
			if (met(&s->labels, label))
				find_at(s, s->line, false, label,
					"a second label of this name, the first one counts");
			add(s, &s->labels, label);
		}
		each_command(s, line);
	}
	if (state != IPXE_LINE_NONE && !s->show)
		find_at(s, s->line, true, view_of("the line"),
			state == IPXE_LINE_CUT ? "it is continued, and nothing follows"
					       : "it is too long");
}

static void look_at_names(struct script *s)
{
	for (size_t i = 0; i < s->jumps.n; i++) {
		struct name *jump = &s->jumps.at[i], *label = met(&s->labels, jump->text);

		if (label)
			label->used = true;
		else
			find_at(s, jump->line, true, jump->text,
				"goto to a label that is not there");
	}
	for (size_t i = 0; i < s->labels.n && !s->jumps_anywhere; i++)
		if (!s->labels.at[i].used)
			find_at(s, s->labels.at[i].line, false, s->labels.at[i].text,
				"a label that no goto leads to");
	for (size_t i = 0; i < s->read.n; i++)
		if (!met(&s->set, s->read.at[i].text))
			find_at(s, s->read.at[i].line, false, s->read.at[i].text,
				"a setting that this script never sets");
}

static bool full_name(const char *root, const char *name, char *ret, size_t size)
{
	struct str s = str_of(ret, size);

	if (root)
		str_fmt(&s, "%s/", root);
	str_puts(&s, name);
	return !s.cut;
}

bool ipxe_lint_is(const char *root, const char *name)
{
	char path[PATH_BUF], head[8];
	size_t n;
	FILE *f;

	if (!full_name(root, name, path, sizeof path))
		return false;
	f = fopen(path, "re");
	if (!f)
		return false;
	n = fread(head, 1, sizeof head, f);
	fclose(f);
	return ipxe_is_script((struct view){.p = head, .n = n});
}

static bool read_script(const char *root, const char *name, struct view *ret)
{
	char path[PATH_BUF], text[512];
	struct str why = str_of(text, sizeof text);

	if (full_name(root, name, path, sizeof path) &&
	    ipxe_case_file(path, IPXE_SCRIPT_MAX, ret, &why))
		return true;
	log_err("%s, not looked at", text[0] ? text : "the name is too long");
	return false;
}

unsigned ipxe_lint(const char *root, const char *name, const char *arch, FILE *out)
{
	static struct script s;
	struct view text;

	if (!read_script(root, name, &text))
		return 1;
	s = (struct script){.file = name, .arch = arch, .out = out};
	each_line(&s, text);
	look_at_names(&s);
	forget(&s.labels);
	forget(&s.jumps);
	forget(&s.set);
	forget(&s.read);
	free((char *)(uintptr_t)text.p);
	return s.errors;
}

bool ipxe_show(const char *root, const char *name, bool json, FILE *out)
{
	static struct script s;
	struct json j = json_open(out);
	struct view text;

	if (!read_script(root, name, &text))
		return false;
	s = (struct script){.file = name, .out = out, .show = true, .json = json ? &j : NULL};
	if (json) {
		json_object(&j);
		json_array(json_key(&j, "commands"));
	}
	each_line(&s, text);
	if (json) {
		json_array_end(&j);
		json_object_end(&j);
	}
	free((char *)(uintptr_t)text.p);
	return true;
}
