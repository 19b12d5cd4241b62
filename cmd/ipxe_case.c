/* SPDX-License-Identifier: MIT */
#include "cmd/ipxe_case.h"

#include "lib/json_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASE_BYTES  (16u << 20)
#define CASE_VALUES (1u << 18)

/* --- reading --------------------------------------------------------------------------------- */

bool ipxe_case_file(const char *path, size_t max, struct view *ret, struct str *why)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	char *buf = f ? malloc(max + 1) : NULL;
	size_t n;

	if (!buf) {
		str_printable(why, view_of(path), 200);
		str_fmt(why, ": %s", strerror(errno));
		if (f && f != stdin)
			fclose(f);
		return false;
	}
	n = fread(buf, 1, max + 1, f);
	if (ferror(f) || n > max) {
		str_printable(why, view_of(path), 200);
		if (n > max)
			str_fmt(why, ": more than %zu bytes", max);
		else
			str_fmt(why, ": %s", strerror(errno));
		free(buf);
		n = max + 1;
	}
	if (f != stdin)
		fclose(f);
	*ret = (struct view){.p = buf, .n = n};
	return n <= max;
}

/* Return: @v as text, which stays on the heap; numbers as they are written. p NULL = no memory */
static struct view text_of(const struct json_value *v)
{
	static const char *const words[] = {[JSON_FALSE] = "false", [JSON_TRUE] = "true"};
	size_t size = v->text.n * 3 + 8;
	char *buf = malloc(size);
	struct str s;

	if (!buf)
		return (struct view){0};
	s = str_of(buf, size);
	if (v->kind == JSON_STRING)
		json_text(v, &s);
	else if (v->kind == JSON_NUMBER)
		str_put(&s, v->text);
	else if (v->kind == JSON_TRUE || v->kind == JSON_FALSE)
		str_puts(&s, words[v->kind]);
	return (struct view){.p = buf, .n = s.n};
}

/* An object, or only its status; null is a file that is not there. A place alone is a redirect. */
static void read_answer(const struct json_value *values, size_t at, struct ipxe_answer *ret)
{
	size_t status = json_member(values, at, "status");
	size_t body = json_member(values, at, "body");
	size_t location = json_member(values, at, "location");
	uint32_t n;

	ret->status = location && values[location].kind == JSON_STRING ? 302 : 200;
	if (values[at].kind == JSON_NUMBER)
		status = at;
	else if (values[at].kind == JSON_STRING)
		body = at;
	else if (values[at].kind == JSON_NULL || values[at].kind == JSON_FALSE)
		ret->status = 404;
	if (status && text_u32(values[status].text, 0, 999, &n))
		ret->status = n;
	if (body && values[body].kind == JSON_STRING) {
		ret->body = text_of(&values[body]);
		ret->has_body = true;
	}
	if (location && values[location].kind == JSON_STRING)
		ret->location = text_of(&values[location]);
}

static size_t children(const struct json_value *values, size_t at)
{
	size_t n = 0;

	for (size_t i = at + 1; i < values[at].next; i = values[i].next)
		n++;
	return n;
}

static bool read_answers(struct ipxe_case *c, const struct json_value *values, size_t at)
{
	c->answers = calloc(children(values, at) + 1, sizeof *c->answers);
	if (!c->answers || values[at].kind != JSON_OBJECT)
		return false;
	for (size_t i = at + 1; i < values[at].next; i = values[i + 1].next) {
		struct ipxe_answer *a = &c->answers[c->answer_count++];

		a->uri = text_of(&values[i]);
		read_answer(values, i + 1, a);
	}
	return true;
}

static bool read_choices(struct ipxe_case *c, const struct json_value *values, size_t at)
{
	c->choices = calloc(children(values, at) + 1, sizeof *c->choices);
	if (!c->choices || values[at].kind != JSON_ARRAY)
		return false;
	for (size_t i = at + 1; i < values[at].next; i = values[i].next) {
		struct ipxe_choice *choice = &c->choices[c->choice_count++];

		choice->leaves = values[i].kind == JSON_NULL;
		choice->item = text_of(&values[i]);
	}
	return true;
}

static bool add_setting(struct ipxe_case *c, struct view scope, const struct json_value *name,
			const struct json_value *value, bool net)
{
	size_t size = scope.n + 3 * name->text.n + 10;
	struct ipxe_put *all = realloc(c->puts, (c->put_count + 1) * sizeof *all);
	char *full = malloc(size);
	struct str s;

	if (all)
		c->puts = all;
	if (!all || !full) {
		free(full);
		return false;
	}
	s = str_of(full, size);
	str_put(&s, scope);
	str_puts(&s, scope.n ? "/" : "");
	json_text(name, &s);
	c->puts[c->put_count++] = (struct ipxe_put){
		.name = {.p = full, .n = s.n}, .value = text_of(value), .net = net && !scope.n};
	return true;
}

/* "name": value, or "scope": { "name": value }. */
static bool read_settings(struct ipxe_case *c, const struct json_value *values, size_t at, bool net)
{
	if (values[at].kind != JSON_OBJECT)
		return false;
	for (size_t i = at + 1; i < values[at].next; i = values[i + 1].next) {
		struct view scope;

		if (values[i + 1].kind != JSON_OBJECT) {
			if (!add_setting(c, (struct view){0}, &values[i], &values[i + 1], net))
				return false;
			continue;
		}
		scope = text_of(&values[i]);
		for (size_t m = i + 2; m < values[i + 1].next; m = values[m + 1].next)
			if (!add_setting(c, scope, &values[m], &values[m + 1], net))
				return false;
	}
	return true;
}

/* Return: the part @name of the case; 0 = there is none, or it is null */
static size_t part(const struct json_value *values, const char *name)
{
	size_t at = json_member(values, 0, name);

	return at && values[at].kind != JSON_NULL ? at : 0;
}

static bool read_parts(struct ipxe_case *c, const struct json_value *values)
{
	size_t uri = part(values, "uri"), set = part(values, "set");
	size_t net = part(values, "net"), choices = part(values, "choices");
	size_t answers = part(values, "answers");
	size_t otherwise = json_member(values, 0, "default_answer");

	if (values[0].kind != JSON_OBJECT)
		return false;
	if (uri && values[uri].kind == JSON_STRING)
		c->uri = text_of(&values[uri]);
	if (otherwise)
		read_answer(values, otherwise, &c->otherwise);
	return (!set || read_settings(c, values, set, false)) &&
	       (!net || read_settings(c, values, net, true)) &&
	       (!choices || read_choices(c, values, choices)) &&
	       (!answers || read_answers(c, values, answers));
}

void ipxe_case_init(struct ipxe_case *c)
{
	*c = (struct ipxe_case){.otherwise = {.status = 200}};
}

bool ipxe_case_read(struct ipxe_case *c, const char *path, struct str *why)
{
	struct json_value *values = calloc(CASE_VALUES, sizeof *values);
	struct view text;
	bool ok;

	if (!values || !ipxe_case_file(path, CASE_BYTES, &text, why)) {
		free(values);
		return false;
	}
	ok = json_read(text, values, CASE_VALUES) && read_parts(c, values);
	if (!ok) {
		str_printable(why, view_of(path), 200);
		str_puts(why, ": not a case in JSON: an object of uri, set, net, choices, answers, "
			      "default_answer");
	}
	free(values);
	free((char *)(uintptr_t)text.p);
	return ok;
}

/* --- using it -------------------------------------------------------------------------------- */

/* A value that its setting cannot have, such as a serial number as a UUID, is a text: cases tell what a
 * script sees. Hardware addresses may have dashes. What scripts cannot change, a case can. */
static bool put_setting(const struct ipxe_put *put, struct ipxe *x)
{
	char name[IPXE_NAME_MAX + 32], mac[32];
	struct str s = str_of(name, sizeof name);
	struct view v = put->value;

	if (view_starts(put->name, "builtin/"))
		return v.p && ipxe_fact_text(x, "builtin", put->name.p + 8, v.p);
	if (put->net && !memchr(put->name.p, '/', put->name.n))
		str_puts(&s, view_starts(put->name, "mac") ? "net0/" : "net0.dhcp/");
	str_put(&s, put->name);
	if (s.cut)
		return false;
	if (!ipxe_set(x, (struct view){.p = name, .n = s.n}, v))
		return true;
	for (size_t i = 0; i < v.n && i < sizeof mac; i++)
		mac[i] = v.p[i] == '-' ? ':' : v.p[i];
	if (v.n == 17 &&
	    !ipxe_set(x, (struct view){.p = name, .n = s.n}, (struct view){.p = mac, .n = v.n}))
		return true;
	str_puts(&s, ":string");
	return !s.cut && !ipxe_set(x, (struct view){.p = name, .n = s.n}, v);
}

/* The scope of the interface that @name is of: "net" and digits in front of "/" or "."; n 0 = none */
static struct view net_of(struct view name)
{
	size_t n = 3;

	if (!view_starts(name, "net"))
		return (struct view){0};
	while (n < name.n && name.p[n] >= '0' && name.p[n] <= '9')
		n++;
	if (n == 3 || n == name.n || (name.p[n] != '/' && name.p[n] != '.'))
		return (struct view){0};
	return (struct view){.p = name.p, .n = n};
}

/* The interface that is open: net0 where the case says anything of it, or else the first that it names.
 * Return: false = it names none */
static bool open_net(const struct ipxe_case *c, char ret[static 16])
{
	struct view first = {0};

	for (size_t i = 0; i < c->put_count; i++) {
		struct view net = c->puts[i].net ? view_of("net0") : net_of(c->puts[i].name);

		if (!first.n || view_is(net, "net0"))
			first = net;
	}
	return first.n && text_copy(ret, 16, first);
}

bool ipxe_case_settings(const struct ipxe_case *c, struct ipxe *x, struct str *why)
{
	char net[16];

	if (open_net(c, net))
		ipxe_use_net(x, net);
	for (size_t i = 0; i < c->put_count; i++) {
		if (put_setting(&c->puts[i], x))
			continue;
		str_printable(why, c->puts[i].name, 100);
		str_puts(why, ": a setting cannot have this value: ");
		str_printable(why, c->puts[i].value, 100);
		return false;
	}
	return true;
}

const struct ipxe_answer *ipxe_case_answer(const struct ipxe_case *c, struct view uri)
{
	for (size_t i = 0; i < c->answer_count; i++)
		if (view_eq(c->answers[i].uri, uri))
			return &c->answers[i];
	return &c->otherwise;
}
