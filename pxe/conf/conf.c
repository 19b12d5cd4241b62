/* SPDX-License-Identifier: MIT
 * Files and their lines: what is read next, and when to stop for a file. words.c has the words. */
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
		return view_from(text, 3);
	if (conf_is_utf16(text)) {
		conf_note(c, CONF_ERROR, c->files[c->frames[c->depth - 1].file],
			  "written in UTF-16, ignored: save it as UTF-8 or ASCII");
		text.n = 0;
	}
	return text;
}

/* Copy @text into the arena and make it the file being read. */
static void open_file(struct conf *c, struct view name, struct view text, bool opened_menu)
{
	struct conf_frame *f = &c->frames[c->depth];
	struct view kept;

	*f = (struct conf_frame){.file = (uint32_t)c->file_count, .opened_menu = opened_menu};
	c->texts[c->file_count] = (struct view){0};
	c->files[c->file_count++] = name;
	c->depth++;
	if (text.n > CONF_TEXT_MAX - c->text_used || !conf_keep(c, text, &kept)) {
		conf_fail(c, CONF_TOO_BIG);
		return;
	}
	c->text_used += text.n;
	f->start = kept.p;
	f->rest = skip_mark(c, kept);
	if (conf_is_page(f->rest)) {
		conf_note(c, CONF_ERROR, view_of("skipped"), CONF_PAGE " and no configuration");
		f->rest.n = 0;
	}
	c->texts[f->file] = f->rest;
}

/* The file being read is at its end. */
static void close_file(struct conf *c)
{
	const struct conf_frame *f = &c->frames[c->depth - 1];

	if (f->in_text)
		conf_note(c, CONF_ERROR, view_of("TEXT"),
			  "without ENDTEXT, everything to the end of the file was skipped");
	if (f->opened_menu)
		conf_menu_end(c);
	else if (c->depth == 1)
		conf_record(c); /* the end of all */
	c->depth--;
}

static void read_next_line(struct conf *c, struct conf_frame *f)
{
	struct view line = conf_cut_line(&f->rest);
	const char *nul = line.n ? memchr(line.p, 0, line.n) : NULL;

	f->line++;
	if (line.n > CONF_LINE_MAX) {
		conf_fail(c, CONF_LONG_LINE);
		return;
	}
	if (nul) {
		conf_note(c, CONF_WARNING, line, "a NUL inside, the rest is ignored");
		line.n = (size_t)(nul - line.p);
	}
	conf_line(c, line);
}

/* To the end of all files, to an INCLUDE, or to an error. */
static int read_lines(struct conf *c)
{
	while (c->depth && !c->failed && !c->wanted) {
		struct conf_frame *f = &c->frames[c->depth - 1];

		if (f->rest.n)
			read_next_line(c, f);
		else
			close_file(c);
	}
	if (c->failed)
		return c->failed;
	return c->wanted ? CONF_NEED_FILE : 0;
}

int conf_feed(struct conf *c, struct view name, struct view text)
{
	struct view kept;

	if (c->file_count || c->failed)
		return CONF_BAD_STATE;
	if (name.n > CONF_NAME_MAX || !conf_keep(c, name, &kept)) {
		conf_fail(c, CONF_LONG_NAME);
		return c->failed;
	}
	open_file(c, kept, text, false);
	c->text = (struct view){.p = c->frames[0].start, .n = c->failed ? 0 : text.n};
	if (!c->failed && conf_ins(c, c->frames[0].rest)) {
		c->any_word = true;
		c->frames[0].rest.n = 0;
	}
	return read_lines(c);
}

int conf_feed_more(struct conf *c, struct view name, struct view text)
{
	struct view kept;

	if (!c->file_count || c->depth || c->failed)
		return CONF_BAD_STATE;
	if (!conf_file_room(c)) {
		conf_note(c, CONF_ERROR, name, "more than 64 files in all, skipped");
		return 0;
	}
	c->more_count++;
	if (name.n > CONF_NAME_MAX || !conf_keep(c, name, &kept)) {
		conf_fail(c, CONF_LONG_NAME);
		return c->failed;
	}
	open_file(c, kept, text, false);
	if (conf_is_page(c->text) && !c->failed)
		c->text = (struct view){.p = c->frames[0].start, .n = text.n};
	return read_lines(c);
}

struct view conf_wanted(const struct conf *c)
{
	return c->wanted ? c->includes[c->include_count - 1].name : (struct view){0};
}

int conf_feed_include(struct conf *c, struct view text)
{
	struct view tag = c->wanted_tag;

	if (!c->wanted || c->failed)
		return CONF_BAD_STATE;
	c->wanted = false;
	c->includes[c->include_count - 1].found = true;
	if (tag.p)
		conf_menu_begin(c, tag);
	if (!c->failed)
		open_file(c, c->includes[c->include_count - 1].name, text, tag.p != NULL);
	return read_lines(c);
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
	return read_lines(c);
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
