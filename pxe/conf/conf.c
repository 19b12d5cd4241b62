/* SPDX-License-Identifier: MIT
 * Files and lines: what is read next, and where. The words are in pxe/conf/words.c. */
#include "pxe/conf/internal.h"

#include <string.h>

void conf_init(struct conf *c)
{
	memset(c, 0, offsetof(struct conf, labels));
	c->menu_count = 2;
	c->menus[CONF_MENU_ROOT] = (struct conf_menu){.chosen = -1};
	c->menus[CONF_MENU_HIDDEN] = (struct conf_menu){.chosen = -1};
}

/* Some editors put a byte order mark before the first word, which then is none that we know. */
static struct view skip_mark(struct conf *c, struct view text)
{
	if (view_starts(text, "\xef\xbb\xbf"))
		return (struct view){.p = text.p + 3, .n = text.n - 3};
	if (view_starts(text, "\xff\xfe") || view_starts(text, "\xfe\xff")) {
		conf_note(c, CONF_ERROR, c->files[c->frames[c->depth - 1].file],
			  "written in UTF-16, ignored: save it as UTF-8 or ASCII");
		text.n = 0;
	}
	return text;
}

/* Copy @text into the arena and make it the file being read. */
static int push(struct conf *c, struct view name, struct view text, bool opened_menu)
{
	struct conf_frame *f = &c->frames[c->depth];
	struct view kept;

	*f = (struct conf_frame){.file = (uint32_t)c->file_count, .opened_menu = opened_menu};
	c->files[c->file_count++] = name;
	c->depth++;
	if (text.n > CONF_TEXT_MAX - c->text_used || !conf_keep(c, text, &kept))
		return conf_fail(c, CONF_TOO_BIG);
	c->text_used += text.n;
	f->start = kept.p;
	f->rest = skip_mark(c, kept);
	return 0;
}

struct view conf_cut_line(struct view *rest)
{
	struct view line = {.p = rest->p, .n = 0};

	while (line.n < rest->n && line.p[line.n] != '\n' && line.p[line.n] != '\r')
		line.n++;
	rest->p += line.n;
	rest->n -= line.n;
	if (rest->n > 1 && rest->p[0] == '\r' && rest->p[1] == '\n') {
		rest->p += 2;
		rest->n -= 2;
	} else if (rest->n) {
		rest->p++;
		rest->n--;
	}
	return line;
}

/* The file being read is at its end. */
static int pop(struct conf *c)
{
	const struct conf_frame *f = &c->frames[c->depth - 1];
	int rc = 0;

	if (f->in_text)
		conf_note(c, CONF_ERROR, view_of("TEXT"),
			  "without ENDTEXT, everything to the end of the file was skipped");
	if (f->opened_menu)
		rc = conf_menu_end(c);
	else if (c->depth == 1)
		rc = conf_record(c); /* the end of all */
	if (!rc)
		c->depth--;
	return rc;
}

static int run(struct conf *c)
{
	int rc = 0;

	while (c->depth && !rc) {
		struct conf_frame *f = &c->frames[c->depth - 1];
		struct view line;
		const char *nul;

		if (!f->rest.n) {
			rc = pop(c);
			continue;
		}
		line = conf_cut_line(&f->rest);
		f->line++;
		if (line.n > CONF_LINE_MAX)
			return conf_fail(c, CONF_LONG_LINE);
		nul = line.n ? memchr(line.p, 0, line.n) : NULL;
		if (nul) {
			conf_note(c, CONF_WARNING, line, "a NUL inside, the rest is ignored");
			line.n = (size_t)(nul - line.p);
		}
		rc = conf_line(c, line);
	}
	return rc;
}

int conf_feed(struct conf *c, struct view name, struct view text)
{
	struct view kept;
	int rc;

	if (c->file_count || c->failed)
		return CONF_BAD_STATE;
	if (name.n > CONF_NAME_MAX || !conf_keep(c, name, &kept))
		return conf_fail(c, CONF_LONG_NAME);
	rc = push(c, kept, text, false);
	if (!rc && conf_ins(c, c->frames[0].rest))
		c->frames[0].rest.n = 0;
	return rc ? rc : run(c);
}

struct view conf_wanted(const struct conf *c)
{
	return c->wanted ? c->includes[c->include_count - 1].name : (struct view){0};
}

int conf_feed_include(struct conf *c, struct view text)
{
	struct view tag = c->wanted_tag;
	int rc = 0;

	if (!c->wanted || c->failed)
		return CONF_BAD_STATE;
	c->wanted = false;
	c->includes[c->include_count - 1].found = true;
	if (tag.p)
		rc = conf_menu_begin(c, tag);
	if (!rc)
		rc = push(c, c->includes[c->include_count - 1].name, text, tag.p != NULL);
	return rc ? rc : run(c);
}

int conf_no_include(struct conf *c, const char *why)
{
	char text[CONF_NOTE_BUF];
	struct str s = str_of(text, sizeof text);

	if (!c->wanted || c->failed)
		return CONF_BAD_STATE;
	str_puts(&s, "INCLUDE skipped, ");
	conf_put_some(&s, why);
	conf_note(c, CONF_WARNING, conf_wanted(c), text);
	c->wanted = false;
	return run(c);
}

/* Between two blocks of one label stand other lines, an ENDTEXT first and a TEXT HELP last. */
bool conf_help_line(struct view *help, struct view *ret)
{
	bool in_text = true, shown = true;

	while (help->n) {
		struct view line = conf_cut_line(help), rest = view_skip_blanks(line);
		struct view word = view_word(&rest);

		if (in_text && view_ieq(word, view_of("endtext"))) {
			in_text = false;
		} else if (!in_text && view_ieq(word, view_of("text"))) {
			in_text = true;
			shown = view_ieq(view_word(&rest), view_of("help"));
		} else if (in_text && shown) {
			*ret = line;
			return true;
		}
	}
	return false;
}

bool conf_say(struct conf *c, struct view *ret)
{
	if (!c->say_count)
		return false;
	*ret = c->say[c->say_first];
	c->say_first = (c->say_first + 1) % CONF_SAY_MAX;
	c->say_count--;
	return true;
}
