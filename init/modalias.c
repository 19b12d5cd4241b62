/* SPDX-License-Identifier: MIT */
#include "init/modalias.h"

#include <string.h>

const char *modalias_str(int err)
{
	switch (err) {
	case 0: return "no error";
	case MODALIAS_NOT_LISTED: return "not listed in modules.dep";
	case MODALIAS_CYCLE: return "needs itself by way of another module";
	case MODALIAS_TOO_DEEP: return "needs too long a chain of modules";
	case MODALIAS_TOO_MANY: return "needs too many modules";
	default: return "unknown error";
	}
}

/* --- patterns --------------------------------------------------------------------------------- */

/* The length of the bracket expression @p begins with, 0 when it is not closed and so is an
 * ordinary character. @ret: whether @c is in it. */
static size_t bracket(struct view p, char c, bool *ret)
{
	size_t i = 1;
	bool others = p.n > 1 && (p.p[1] == '!' || p.p[1] == '^'), in = false, first = true;

	if (others)
		i++;
	for (; i < p.n && (first || p.p[i] != ']'); i++, first = false) {
		unsigned char low = (unsigned char)p.p[i], high = low, u = (unsigned char)c;

		if (p.n - i > 2 && p.p[i + 1] == '-' && p.p[i + 2] != ']') {
			high = (unsigned char)p.p[i + 2];
			i += 2;
		}
		in |= u >= low && u <= high;
	}
	if (i >= p.n)
		return 0;
	*ret = in != others;
	return i + 1;
}

/* Does the first element of @p, which is not a star, take @c? @ret: the length of the element */
static bool element(struct view p, char c, size_t *ret)
{
	bool in;

	*ret = 1;
	if (p.p[0] == '?')
		return true;
	if (p.p[0] == '[') {
		size_t n = bracket(p, c, &in);

		if (n) {
			*ret = n;
			return in;
		}
	}
	if (p.p[0] == '\\' && p.n > 1) {
		*ret = 2;
		return p.p[1] == c;
	}
	return p.p[0] == c;
}

/* Only the last star ever has to be widened again: what an earlier one swallows beyond its first
 * fit, the last one could swallow as well. So the work is at most pattern times text. */
bool modalias_match(struct view pattern, struct view text)
{
	struct view after_star = {0}, retry = {0};
	size_t n;

	for (;;) {
		if (pattern.n && pattern.p[0] == '*') {
			pattern = after_star = view_from(pattern, 1);
			retry = text;
		} else if (text.n && pattern.n && element(pattern, text.p[0], &n)) {
			pattern = view_from(pattern, n);
			text = view_from(text, 1);
		} else if (!text.n && !pattern.n) {
			return true;
		} else if (after_star.p && retry.n) {
			pattern = after_star;
			text = retry = view_from(retry, 1);
		} else {
			return false;
		}
	}
}

bool modalias_next(struct view *file, struct view alias, struct view *ret_module)
{
	struct view line, pattern, module;

	while (view_until(file, '\n', &line)) {
		if (!view_is(view_word(&line), "alias"))
			continue;
		pattern = view_word(&line);
		module = view_word(&line);
		if (!module.n || !modalias_match(pattern, alias))
			continue;
		*ret_module = module;
		return true;
	}
	return false;
}

/* --- order ------------------------------------------------------------------------------------ */

static char dash(char c)
{
	return c == '-' ? '_' : c;
}

bool modalias_name_eq(struct view a, struct view b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (dash(a.p[i]) != dash(b.p[i]))
			return false;
	return true;
}

struct view modalias_name(struct view path)
{
	struct view name = path;

	for (size_t i = 0; i < path.n; i++)
		if (path.p[i] == '/')
			name = view_from(path, i + 1);
	for (size_t i = 0; i + 3 <= name.n; i++)
		if (memcmp(name.p + i, ".ko", 3) == 0 && (i + 3 == name.n || name.p[i + 3] == '.'))
			return (struct view){.p = name.p, .n = i};
	return name;
}

/* A module on the way down, and those of its dependencies that were not looked at yet. */
struct step {
	struct view path, deps;
};

/* The line of the module called @name, or lying at exactly @path. */
static bool find_line(struct view file, struct view name, struct view path, struct step *ret)
{
	struct view line, at;

	while (view_until(&file, '\n', &line)) {
		if (!view_until(&line, ':', &at))
			continue;
		at = view_trim(at);
		if (!at.n ||
		    !(path.n ? view_eq(at, path) : modalias_name_eq(modalias_name(at), name)))
			continue;
		*ret = (struct step){.path = at, .deps = line};
		return true;
	}
	return false;
}

static bool listed(const struct modalias_order *o, struct view path)
{
	for (unsigned i = 0; i < o->n; i++)
		if (view_eq(o->path[i], path))
			return true;
	return false;
}

static bool on_the_way(const struct step *s, unsigned n, struct view path)
{
	while (n--)
		if (view_eq(s[n].path, path))
			return true;
	return false;
}

int modalias_order(struct view dep_file, struct view name, struct modalias_order *ret)
{
	struct step way[MODALIAS_MAX_DEPTH];
	struct modalias_order order = {.n = 0};
	struct view none = {0};
	unsigned depth = 1;

	if (!find_line(dep_file, name, none, &way[0]))
		return MODALIAS_NOT_LISTED;
	while (depth) {
		struct view dep = view_word(&way[depth - 1].deps);

		if (!dep.n) {
			if (order.n == MODALIAS_MAX_ORDER)
				return MODALIAS_TOO_MANY;
			order.path[order.n++] = way[--depth].path;
			continue;
		}
		if (listed(&order, dep))
			continue;
		if (on_the_way(way, depth, dep))
			return MODALIAS_CYCLE;
		if (depth == MODALIAS_MAX_DEPTH)
			return MODALIAS_TOO_DEEP;
		if (!find_line(dep_file, name, dep, &way[depth++]))
			return MODALIAS_NOT_LISTED;
	}
	*ret = order;
	return 0;
}
