/* SPDX-License-Identifier: MIT */
#include "pxe/ipxe/command.h"

#include "pxe/ipxe/params.h"
#include "pxe/ipxe/setting.h"
#include "pxe/ipxe/uri.h"

#include <string.h>

/* --- options --------------------------------------------------------------------------------- */

static int usage(struct ipxe *x)
{
	ipxe_putf(x, "usage: %s %s\n", x->command->name, x->command->usage);
	return IPXE_EINVAL;
}

/* Return: the number of the option, -1 = there is none. @ret_value: what stands behind a "=" */
static int long_option(const struct ipxe_option *options, struct view name, struct view *ret_value)
{
	const char *equals = memchr(name.p, '=', name.n);

	*ret_value = (struct view){0};
	if (equals) {
		*ret_value =
			(struct view){.p = equals + 1, .n = name.n - (size_t)(equals + 1 - name.p)};
		name.n = (size_t)(equals - name.p);
	}
	for (int i = 0; options && options[i].name; i++)
		if (view_is(name, options[i].name))
			return equals && !options[i].value ? -1 : i;
	return -1;
}

static int short_option(const struct ipxe_option *options, char letter)
{
	for (int i = 0; options && options[i].name; i++)
		if (options[i].letter == letter)
			return i;
	return -1;
}

/* The value of option @i: @joined, or else the next word. */
static bool take_value(struct ipxe *x, int i, struct view joined)
{
	x->opt.given |= 1u << i;
	if (!x->command->options[i].value)
		return true;
	if (!joined.p) {
		if (x->first == x->argc || (x->argv[x->first].n && x->argv[x->first].p[0] == '-'))
			return false;
		joined = x->argv[x->first++];
	}
	x->opt.value[i] = joined;
	return true;
}

static bool take_letters(struct ipxe *x, struct view letters)
{
	while (letters.n) {
		int i = short_option(x->command->options, letters.p[0]);
		struct view rest = {.p = letters.p + 1, .n = letters.n - 1};

		if (i < 0)
			return false;
		if (x->command->options[i].value)
			return take_value(x, i, rest.n ? rest : (struct view){0});
		take_value(x, i, rest);
		letters = rest;
	}
	return true;
}

int ipxe_options(struct ipxe *x)
{
	const struct ipxe_command *c = x->command;
	unsigned args;

	x->opt = (struct ipxe_options){0};
	x->first = 1;
	while (!c->loose && x->first < x->argc) {
		struct view word = x->argv[x->first], value;
		int i;

		if (!word.n || word.p[0] != '-')
			break;
		x->first++;
		if (view_is(word, "--"))
			break;
		if (word.n == 1)
			return usage(x);
		if (word.p[1] != '-') {
			if (!take_letters(x, view_from(word, 1)))
				return usage(x);
			continue;
		}
		i = long_option(c->options, view_from(word, 2), &value);
		if (i < 0 || !take_value(x, i, value))
			return usage(x);
	}
	args = ipxe_args(x);
	if (args < c->min || (c->max != IPXE_ANY && args > c->max))
		return usage(x);
	return 0;
}

unsigned ipxe_args(const struct ipxe *x)
{
	return x->argc - x->first;
}

struct view ipxe_arg(const struct ipxe *x, unsigned i)
{
	return i < ipxe_args(x) ? x->argv[x->first + i] : (struct view){.p = "", .n = 0};
}

bool ipxe_join(struct ipxe *x, unsigned from, struct view *ret)
{
	struct str s = str_of(x->words + x->words_used, sizeof x->words - x->words_used);

	for (unsigned i = from; i < ipxe_args(x); i++) {
		if (i > from)
			str_putc(&s, ' ');
		str_put(&s, ipxe_arg(x, i));
	}
	*ret = (struct view){.p = s.p, .n = s.n};
	if (s.cut)
		return false;
	x->words_used += s.n + 1 < sizeof x->words - x->words_used ? s.n + 1 : s.n;
	return true;
}

bool ipxe_given(const struct ipxe *x, unsigned i)
{
	return x->opt.given >> i & 1;
}

struct view ipxe_option(const struct ipxe *x, unsigned i)
{
	return ipxe_given(x, i) ? x->opt.value[i] : (struct view){0};
}

int ipxe_option_ms(const struct ipxe *x, unsigned i, uint32_t *ret)
{
	uint64_t n = 0;

	if (ipxe_given(x, i) && (!ipxe_lex_number(x->opt.value[i], &n) || n > UINT32_MAX))
		return IPXE_EINVAL;
	*ret = (uint32_t)n;
	return 0;
}

/* --- waiting --------------------------------------------------------------------------------- */

int ipxe_wait(struct ipxe *x, enum ipxe_event event, int (*resume)(struct ipxe *x, int rc))
{
	x->event = event;
	x->resume = resume;
	return IPXE_SUSPENDED;
}

int ipxe_as_is(struct ipxe *x, int rc)
{
	(void)x;
	return rc;
}

/* --- images ---------------------------------------------------------------------------------- */

static int no_download(struct ipxe *x, struct view word)
{
	ipxe_puts(x, "Could not start download of \"");
	ipxe_put(x, word);
	ipxe_puts(x, "\": no URI that can be fetched\n");
	return IPXE_ENOTSUP;
}

int ipxe_download(struct ipxe *x, struct view word, int (*resume)(struct ipxe *x, int rc))
{
	struct view base = ipxe_pool_get(&x->pool, x->frame[x->depth - 1].image.uri);
	struct str s = str_of(x->uri, sizeof x->uri);
	char quad[16];
	struct str server = str_of(quad, sizeof quad);

	ipxe_value(x, view_of("next-server"), &server);
	if (!ipxe_uri_resolve(base, (struct view){.p = quad, .n = server.n}, word, &s))
		return no_download(x, word);
	x->need.uri = (struct view){.p = x->uri, .n = s.n};
	if (!ipxe_uri_fetchable(x->need.uri))
		return no_download(x, word);
	if (!ipxe_params_use(x, ipxe_uri_parse(word).params)) {
		ipxe_puts(x, "the parameters of the request are too long, or its method is none\n");
		return IPXE_EINVAL;
	}
	return ipxe_wait(x, IPXE_FETCH, resume);
}

int ipxe_acquire(struct ipxe *x, struct view word, int (*resume)(struct ipxe *x, int rc))
{
	x->fresh = ipxe_image_find(x, word);
	return x->fresh ? resume(x, 0) : ipxe_download(x, word, resume);
}

int ipxe_execute(struct ipxe *x, bool autofree, bool replace)
{
	int at = ipxe_image_at(x, x->fresh);
	struct ipxe_image i;

	if (at < 0)
		return IPXE_ENOENT;
	if (autofree)
		x->images[at].autofree = true;
	switch (x->images[at].kind) {
	case IPXE_KIND_SCRIPT: break;
	case IPXE_KIND_KERNEL:
		x->selected = x->fresh;
		ipxe_finish(x, IPXE_END_BOOT);
		return 0;
	default:
		ipxe_put(x, ipxe_pool_get(&x->pool, x->images[at].name));
		ipxe_puts(x, ": neither a script nor a kernel of this machine, nothing is run\n");
		if (x->images[at].autofree) {
			i = ipxe_image_take(x, at);
			ipxe_image_drop(x, &i);
		}
		return IPXE_ENOEXEC;
	}
	i = ipxe_image_take(x, at);
	if (x->selected == i.handle)
		x->selected = 0;
	if (replace)
		ipxe_pop(x);
	x->called = true;
	return ipxe_push(x, i);
}
