/* SPDX-License-Identifier: MIT
 * The run: line by line, command by command. */
#include "pxe/ipxe/command.h"

#include "pxe/ipxe/setting.h"
#include "pxe/ipxe/uri.h"

#include <string.h>

/* --- what a command's end means -------------------------------------------------------------- */

/* Return: false = it was the outermost script, and the run has ended */
static bool leave_script(struct ipxe *x, int rc)
{
	ipxe_pop(x);
	if (x->depth)
		return true;
	x->status = rc;
	ipxe_finish(x, IPXE_END_EXIT);
	return false;
}

/* A line that fails ends its script, and so the command that called it. */
static void command_ended(struct ipxe *x, int rc)
{
	do {
		struct ipxe_frame *f = &x->frame[x->depth - 1];

		f->rc = rc;
		if (rc)
			x->errno_value = (uint32_t)rc;
		if (!f->last)
			return;
		f->in_line = false;
	} while (rc && leave_script(x, rc));
}

static void script_ended(struct ipxe *x, int rc)
{
	if (leave_script(x, rc))
		command_ended(x, rc);
}

/* The line's last command was passed over. */
static void line_ended(struct ipxe *x)
{
	struct ipxe_frame *f = &x->frame[x->depth - 1];

	f->in_line = false;
	if (f->rc)
		script_ended(x, f->rc);
}

static void say_time(struct ipxe *x)
{
	if (x->timed && x->command)
		ipxe_putf(x, "%s: %llu s\n", x->command->name,
			  (unsigned long long)(x->unixtime - x->since));
	x->timed = false;
}

static void settle(struct ipxe *x, int rc)
{
	if (rc == IPXE_SUSPENDED || x->event == IPXE_STOP)
		return;
	say_time(x);
	x->resume = NULL;
	x->exited = x->leaving && x->depth == 1;
	if (x->leaving)
		script_ended(x, rc);
	else if (x->jumped && !rc)
		x->frame[x->depth - 1].in_line = false;
	else if (!x->called || rc)
		command_ended(x, rc);
}

/* --- a command ------------------------------------------------------------------------------- */

static int unknown(struct ipxe *x, struct view name)
{
	ipxe_put(x, name);
	ipxe_puts(x, ": command not found\n");
	return IPXE_ENOENT;
}

static int dispatch(struct ipxe *x)
{
	int rc;

	x->leaving = x->jumped = x->called = false;
	while (x->argc > 1 && view_is(x->argv[0], "time")) {
		memmove(x->argv, x->argv + 1, --x->argc * sizeof *x->argv);
		x->timed = true;
		x->since = x->unixtime;
	}
	x->command = ipxe_command_find(x->argv[0]);
	if (!x->command)
		return unknown(x, x->argv[0]);
	rc = ipxe_options(x);
	return rc ? rc : x->command->run(x);
}

static int expand_words(struct ipxe *x)
{
	x->words_used = 0;
	for (uint32_t i = 0; i < x->argc; i++) {
		struct str s = str_of(x->words + x->words_used, sizeof x->words - x->words_used);
		int rc = ipxe_expand(x, x->argv[i], &s);

		if (!rc && s.n + 1 >= s.size)
			rc = IPXE_ENOMEM;
		if (rc) {
			ipxe_put(x, x->argv[0]);
			ipxe_putf(x, ": %s\n",
				  rc == IPXE_ELOOP ? "a setting that contains itself"
						   : "the words are too long");
			return rc;
		}
		x->argv[i] = (struct view){.p = s.p, .n = s.n};
		x->words_used += s.n + 1;
	}
	return 0;
}

static void run_command(struct ipxe *x)
{
	int rc = x->argc ? expand_words(x) : 0;

	if (x->event == IPXE_STOP)
		return;
	if (!x->argc) {
		command_ended(x, 0);
		return;
	}
	if (rc) {
		x->command = NULL;
		command_ended(x, rc);
		return;
	}
	settle(x, dispatch(x));
}

/* --- a line ---------------------------------------------------------------------------------- */

/* Return: the line at f->line; f->next is the offset of the one behind it */
static enum ipxe_line read_line(struct ipxe *x, struct ipxe_frame *f, struct view *ret)
{
	struct view text = ipxe_pool_get(&x->pool, f->image.text), rest = text;
	enum ipxe_line state;

	rest.p += f->line;
	rest.n -= f->line;
	state = ipxe_lex_line(&rest, x->line, ret);
	f->next = (uint32_t)(rest.p - text.p);
	return state;
}

static void bad_line(struct ipxe *x, const char *why)
{
	ipxe_putf(x, "%s, the script ends here\n", why);
	x->errno_value = IPXE_EINVAL;
	script_ended(x, IPXE_EINVAL);
}

/* Return: false = the script has ended */
static bool begin_line(struct ipxe *x, struct ipxe_frame *f, struct view *ret)
{
	struct view label, rest;

	ipxe_spend(x, 1);
	f->line = f->next;
	f->token = 0;
	f->rc = 0;
	f->op = IPXE_SEMICOLON;
	switch (read_line(x, f, ret)) {
	case IPXE_LINE_OK: break;
	case IPXE_LINE_NONE: script_ended(x, 0); return false;
	case IPXE_LINE_CUT:
		bad_line(x, "the last line is continued, and nothing follows");
		return false;
	default: bad_line(x, "a line is too long"); return false;
	}
	f->in_line = true;
	if (x->event == IPXE_STOP)
		return false;
	rest = *ret;
	if (ipxe_lex_label(&rest, &label))
		f->token = (uint32_t)(rest.p - ret->p);
	return true;
}

static bool applies(const struct ipxe_frame *f)
{
	switch (f->op) {
	case IPXE_AND: return !f->rc;
	case IPXE_OR: return f->rc;
	default: return true;
	}
}

/* Cut the words of the next command off @line. Return: false = too many */
static bool cut_command(struct ipxe *x, struct view *line, enum ipxe_token *ret_op)
{
	struct view word;

	for (x->argc = 0; (*ret_op = ipxe_lex_token(line, &word)) == IPXE_WORD; x->argc++) {
		if (x->argc == IPXE_WORDS)
			return false;
		x->argv[x->argc] = word;
	}
	return true;
}

static void step(struct ipxe *x)
{
	struct ipxe_frame *f = &x->frame[x->depth - 1];
	struct view line, rest;
	enum ipxe_token op;
	bool run;

	if (!f->in_line) {
		if (!begin_line(x, f, &line))
			return;
	} else {
		read_line(x, f, &line);
	}
	rest = view_from(line, f->token);
	if (!cut_command(x, &rest, &op)) {
		bad_line(x, "a command has too many words");
		return;
	}
	run = applies(f);
	f->op = op;
	f->last = op == IPXE_END;
	f->token = (uint32_t)(rest.p - line.p);
	if (run)
		run_command(x);
	else if (f->last)
		line_ended(x);
}

/* --- the outside ----------------------------------------------------------------------------- */

void ipxe_init(struct ipxe *x)
{
	/* The big arrays at the end are written before they are read. */
	memset(x, 0, offsetof(struct ipxe, frame));
	memset(x->menus, 0, sizeof x->menus);
	memset(x->params, 0, sizeof x->params);
	memset(x->scopes, 0, sizeof x->scopes);
	memset(&x->pool, 0, offsetof(struct ipxe_pool, bytes));
	x->steps_max = IPXE_STEPS;
	x->event = IPXE_STOP;
	ipxe_settings_init(x);
}

int ipxe_start(struct ipxe *x, struct view uri, struct view text)
{
	uint32_t handle = ipxe_image_add(x, (struct view){0}, uri, IPXE_KIND_SCRIPT, text.n, text);

	if (!handle)
		return IPXE_ENOMEM;
	if (!ipxe_is_script(text))
		return IPXE_ENOEXEC;
	x->event = IPXE_GO;
	return ipxe_push(x, ipxe_image_take(x, ipxe_image_at(x, handle)));
}

enum ipxe_event ipxe_run(struct ipxe *x)
{
	while (x->event == IPXE_GO && !x->said)
		step(x);
	if (x->said) {
		x->say = (struct view){.p = x->said_buf, .n = x->said};
		x->said = 0;
		return IPXE_SAY;
	}
	return x->event;
}

static void answer(struct ipxe *x, int rc)
{
	int (*resume)(struct ipxe *, int) = x->resume;

	if (x->event == IPXE_GO || x->event == IPXE_STOP || !resume)
		return;
	if (x->event != IPXE_FETCH && x->event != IPXE_SUM && x->event != IPXE_CONTENT &&
	    x->event != IPXE_EXTRACT)
		ipxe_refresh(x);
	x->event = IPXE_GO;
	settle(x, resume(x, rc));
}

void ipxe_done(struct ipxe *x, int rc)
{
	answer(x, rc);
}

uint32_t ipxe_fetched(struct ipxe *x, struct view uri, enum ipxe_kind kind, uint64_t size,
		      struct view text)
{
	struct view name = x->image_name;
	char buf[IPXE_NAME_MAX + 1];
	uint32_t handle;

	if (x->event != IPXE_FETCH && x->event != IPXE_EXTRACT)
		return 0;
	if (!name.n) {
		/* The name stays that of the first URI when there are redirects. */
		struct str s = str_of(buf, sizeof buf);

		ipxe_uri_name(x->need.uri, &s);
		name = (struct view){.p = buf, .n = s.cut ? 0 : s.n};
	}
	handle = ipxe_image_add(x, name, uri.n ? uri : x->need.uri, kind, size, text);
	if (!handle)
		ipxe_puts(x, "no room for another image\n");
	x->fresh = handle;
	answer(x, handle ? 0 : IPXE_ENOMEM);
	return handle;
}

void ipxe_summed(struct ipxe *x, struct view sum)
{
	ipxe_content(x, sum);
}

void ipxe_content(struct ipxe *x, struct view bytes)
{
	x->need.text = bytes;
	answer(x, 0);
}

void ipxe_typed(struct ipxe *x, struct view text)
{
	ipxe_content(x, text);
}

void ipxe_chosen(struct ipxe *x, int item)
{
	bool can = item >= 0 && (size_t)item < x->item_count && x->items[item].name &&
		   x->items[item].menu == x->need.menu;

	if (x->event != IPXE_CHOOSE)
		return;
	x->need.item = item;
	answer(x, can ? 0 : IPXE_ECANCELED);
}

int ipxe_filled(struct ipxe *x, unsigned item, struct view text)
{
	char name[IPXE_NAME_MAX + 1];
	struct view v;

	if (x->event != IPXE_FORM || item >= x->item_count)
		return IPXE_EINVAL;
	v = ipxe_pool_get(&x->pool, x->items[item].name);
	if (v.n >= sizeof name)
		return IPXE_ENOMEM;
	memcpy(name, v.p, v.n);
	return ipxe_set(x, (struct view){.p = name, .n = v.n}, text);
}
